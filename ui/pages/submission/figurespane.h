// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/submission/figures.h"

#include <QWidget>

#include <stop_token>

class QLabel;
class QStandardItemModel;
class QTableView;

namespace solver {

class FileChip;
class Histogram;

/// What stands beside a submission: the file to take away, its predictions as a picture and as figures.
class FiguresPane final : public QWidget
{
    Q_OBJECT

public:
    explicit FiguresPane(QWidget *parent = nullptr);
    ~FiguresPane() override;

    FileChip *chip() const { return m_chip; }
    QTableView *table() const { return m_table; }
    QString note() const;
    /// Reads the files in a thread, unless they are those that are shown. \param again  even then: one of them changed
    void setFiles(const FigureFiles &files, bool again = false);
    /// Another prediction column; anything else keeps the one that is shown.
    void setColumn(const QString &column);
    const Figures &figures() const { return m_figures; }

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void ready(); ///< figures() are those of the files

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void read(const QString &column);
    void showFigures(const Result<Figures> &figures);
    void fillTable();
    void fitTable();

    FigureFiles m_files;
    Figures m_figures;
    int m_request = 0;
    std::stop_source m_stop;
    FileChip *m_chip;
    Histogram *m_histogram;
    QLabel *m_note;
    QStandardItemModel *m_model;
    QTableView *m_table;
};

} // namespace solver
