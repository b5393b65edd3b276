// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobfilter.h"
#include "models/jobmodel.h"

#include <QTableView>

namespace solver {

/// The jobs. Columns are chosen by a right click on the header; which are shown, their order, widths and the sorting are kept.
/// Rows with a file drag it out as a copy; rows that wait for their turn drag to another place while the table shows the queue.
class JobTable final : public QTableView
{
    Q_OBJECT

public:
    JobTable(JobModel &jobs, JobFilter &filter, QWidget *parent = nullptr);

    QStringList selectedIds() const;
    QList<Job> selectedJobs() const;
    QString currentId() const;
    void select(const QStringList &ids);
    /// The files of the selected jobs, as they are dragged and copied; null when there are none. The caller owns it.
    QMimeData *selectedFiles() const;

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void currentJobChanged(const QString &id);
    void selectionMoved();
    void menuRequested(const QPoint &globalPosition);
    void opened(const QString &id); ///< Enter or double click
    void deedRequested(const QString &id); ///< the button in its row
    void moveRequested(const QStringList &ids, const QString &before); ///< by a drop; before nothing: to the end

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void chooseColumns(const QPoint &at);
    void setDefaultColumns();
    void showColumn(int column, bool shown);
    bool showsQueueOrder() const;
    int dropRowAt(int y) const;
    void showDropLine(int row);

    JobModel &m_jobs;
    JobFilter &m_filter;
    int m_unit = 1; ///< what a fixed width was at the last change of text size
    int m_dropRow = -1; ///< before which the line of a drag is; -1: none
};

} // namespace solver
