// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"
#include "theme/theme.h"

#include <QWidget>

class QAction;
class QComboBox;
class QKeyEvent;
class QLineEdit;

namespace solver {

class ElidedLabel;
class FilterChip;
class LogView;
class ToolRow;

/// The log of one run, or of the image's making: the one that is written now unless a person chooses another.
/// Keys, before those of the window while the page has the focus: Ctrl+F, F3 and Shift+F3 find, Esc ends that; F8 and Shift+F8
/// go to the next and the previous error, Ctrl+G to a line.
class LogPage final : public QWidget
{
    Q_OBJECT

public:
    explicit LogPage(QWidget *parent = nullptr);

    void show(const JobDetails &details);
    /// For the window's tick, while the page is visible.
    void refresh();
    void showAttempt(int no);
    /// In the log that was written last; as soon as it was found.
    void showFirstError();
    LogView &view() { return *m_view; }
    /// Copies the log as it is now.
    void saveTo(const QString &path);

Q_SIGNALS:
    void noticed(const QString &sentence); ///< for a toast

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// A level that can be filtered by: an action, and the chip that shows it.
    struct Level {
        QAction *action = nullptr;
        FilterChip *chip = nullptr;
    };

    QAction *make(const QString &text, const QString &iconName, const QKeySequence &key = {}, bool checkable = false);
    QAction *actionOf(const QKeyEvent &event) const;
    Level makeLevel(const QString &text, const QString &toolTip, const QString &iconName, QColor Theme::*colour);
    void makeActions();
    void makeRow();
    void makeMenu();
    void takeActions();

    void openChosen();
    void filter();
    void find();
    void endFind();
    void goToLine();
    void tryFirstError();
    void saveAs();
    void showHits();
    void showCounts();
    void describe(); ///< the current line, for screen readers
    void showLevel(const Level &level, qint64 count, const QString &name);
    QString countsText() const;

    LogView *m_view;
    ToolRow *m_row;
    QComboBox *m_which;
    QLineEdit *m_find, *m_line;
    ElidedLabel *m_hits, *m_counts;
    Level m_errors, m_warnings, m_infos;
    QAction *m_follow, *m_expression, *m_only, *m_stop;
    QAction *m_findKey, *m_nextHit, *m_previousHit, *m_nextError, *m_previousError, *m_lineKey;
    QAction *m_copy, *m_repeats, *m_clear, *m_saveAs, *m_folder;
    QWidget *m_stopButton, *m_clearButton;
    QString m_job, m_slug;
    QString m_live;
    QString m_fault; ///< of the expression
    QString m_said;
    bool m_chosen = false; ///< by a person: then it stays
    bool m_wantsError = false;
};

} // namespace solver
