// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobfilter.h"
#include "models/jobmodel.h"

#include <QTableView>

namespace solver {

/// The jobs. Columns are chosen by a right click on the header; which are shown, their order, widths and the sorting are kept.
class JobTable final : public QTableView
{
    Q_OBJECT

public:
    JobTable(JobModel &jobs, JobFilter &filter, QWidget *parent = nullptr);

    QStringList selectedIds() const;
    QList<Job> selectedJobs() const;
    QString currentId() const;
    void select(const QStringList &ids);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void currentJobChanged(const QString &id);
    void selectionMoved();
    void menuRequested(const QPoint &globalPosition);
    void opened(const QString &id); ///< Enter or double click

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void changeEvent(QEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void chooseColumns(const QPoint &at);
    void setDefaultColumns();
    void showColumn(int column, bool shown);

    JobModel &m_jobs;
    JobFilter &m_filter;
};

} // namespace solver
