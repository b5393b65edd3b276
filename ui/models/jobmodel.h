// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobfeed.h"

#include <QAbstractTableModel>

namespace solver {

/// The jobs of a feed as rows, newest last; whoever shows them sorts. Pulls on a tick, so that it costs nothing while nobody looks.
class JobModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Status, Competition, Activity, Progress, Score, Origin, Elapsed, Cost, Added, Finished, Preset, Id, Source, Folder, Queue, ColumnCount };
    Q_ENUM(Column)

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows the jobs of \a feed from the next pull() on.
    void watch(const JobFeed &feed) { m_feed = &feed; }
    /// Takes over what changed since the last call: one dataChanged a run of neighbouring rows, never a reset.
    void pull();
    /// Says again how long running jobs run. For a slower tick.
    void tickClock();

    int rowOf(const QString &id) const { return m_rows.value(id, -1); }
    const Job &job(int row) const { return m_jobs[row]; }
    /// The job's place among those that wait for their turn, from 1; 0 when it is not one of them.
    int placeOf(int row) const { return m_places[row]; }
    /// One of the eight words of the status column (ux section 3).
    static QString statusKey(const Job &job);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

Q_SIGNALS:
    /// A job completed, failed or came to need a person, since this model exists: history that is loaded is no news, nor is
    /// what a person did. Comes at the end of pull().
    void newsArrived(const Job &job);

private:
    QVariant text(int row, int column) const;
    QVariant raw(int row, int column) const;
    void countPlaces();
    bool isNews(const Job &job, const Job *before) const;

    const JobFeed *m_feed = nullptr;
    const QDateTime m_since = QDateTime::currentDateTimeUtc();
    QHash<QString, QDateTime> m_told; ///< ends that were news: a job that comes back after a removal is none
    quint64 m_revision = 0;
    QList<Job> m_jobs;
    QList<int> m_places; ///< by row
    QHash<QString, int> m_rows;
};

/// The name under which a job's file is dragged and copied, `<slug>-submission.csv`: a link that the core keeps beside it.
/// \return an empty string when the job has no valid file
QString dragFile(const Job &job);

} // namespace solver
