// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/submission/csvshape.h"

#include <QWidget>

#include <stop_token>

class QAction;
class QLabel;
class QLineEdit;
class QToolButton;

namespace solver {

class CsvView;
class ElidedLabel;

/// A CSV file with what belongs to looking at it: find, go to row, copy, open elsewhere, a line about file and place.
/// Keys work while the focus is in \a keys: Ctrl+F, F3, Shift+F3, Ctrl+G.
class CsvPane final : public QWidget
{
    Q_OBJECT

public:
    explicit CsvPane(QWidget *keys, QWidget *parent = nullptr);
    ~CsvPane() override;

    /// Shows a file; the same one again keeps place and choice. Empty: none.
    void open(const QString &path);
    const QString &path() const { return m_path; }
    CsvView *view() const { return m_view; }
    bool isOpen() const { return m_isOpen; } ///< its form is known, the view has it

    /// Words in place of the table while no file is open.
    void setNotice(const QString &sentence);

    void findText(const QString &text);
    void findNext(bool forward);
    void goToRow(qint64 row); ///< from 1

Q_SIGNALS:
    void opened(); ///< the view has the file

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QAction *key(const QString &text, const QKeySequence &shortcut, QWidget *keys, const QString &iconName = {});
    QToolButton *button(QAction *action);
    void makeBar(QWidget *keys);
    void take(const CsvShape &shape);
    void showCounts();
    void showHits();
    void fitLine();
    void copied(qint64 rows);
    QString countsText() const;
    QString placeText() const;

    QString m_path;
    CsvShape m_shape;
    bool m_isOpen = false;
    bool m_finds = false; ///< the first hit is to be gone to when it comes
    std::stop_source m_stop;
    QString m_said;       ///< what the last copying came to; until the place changes
    CsvView *m_view;
    QWidget *m_bar;
    QLineEdit *m_find, *m_row;
    QLabel *m_hits;
    QToolButton *m_stopFinding;
    QLabel *m_notice;
    ElidedLabel *m_counts, *m_form;
};

} // namespace solver
