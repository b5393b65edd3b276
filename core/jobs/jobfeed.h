// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"
#include "jobs/jobqueue.h"

#include <QHash>

#include <map>
#include <mutex>

namespace solver {

/// Every job as it stands now, for faces that look from time to time: they ask what changed since their last look, so
/// a thousand changes between two looks cost them one. Thread-safe; nothing here waits for a disk.
class JobFeed
{
public:
    struct Changes {
        quint64 revision = 0;    ///< to ask with next time
        QList<Job> changed{};    ///< in the order of their last change
        QStringList removed{};
    };

    /// Nothing happens when the job was removed: its thread may still have something to say while it ends.
    void put(const Job &job);
    void remove(const QString &id);
    void restore(const Job &job);
    /// New places in the queue.
    void place(const Places &places);
    /// \param revision  0: everything
    Changes since(quint64 revision) const;

private:
    struct Entry {
        quint64 revision = 0;
        std::optional<Job> job{}; ///< none: it was removed
    };
    void touch(const QString &id, std::optional<Job> job); ///< m_mutex is held

    mutable std::mutex m_mutex;
    QHash<QString, Entry> m_entries;
    std::map<quint64, QString> m_byRevision; ///< each job once, at its last change
    quint64 m_revision = 0;
};

} // namespace solver
