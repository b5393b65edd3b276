// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobfeed.h"

namespace solver {

void JobFeed::touch(const QString &id, std::optional<Job> job)
{
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_entries[id];
    m_byRevision.erase(entry.revision);
    entry = {.revision = ++m_revision, .job = std::move(job)};
    m_byRevision.emplace(entry.revision, id);
}

void JobFeed::put(const Job &job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_entries.constFind(job.id); known != m_entries.cend() && !known->job)
            return;
    }
    touch(job.id, job);
}

void JobFeed::restore(const Job &job)
{
    touch(job.id, job);
}

void JobFeed::remove(const QString &id)
{
    touch(id, {});
}

JobFeed::Changes JobFeed::since(quint64 revision) const
{
    const std::lock_guard lock(m_mutex);
    Changes changes{.revision = m_revision};
    for (auto at = m_byRevision.upper_bound(revision); at != m_byRevision.end(); ++at) {
        const Entry &entry = m_entries.constFind(at->second).value();
        if (entry.job)
            changes.changed << *entry.job;
        else
            changes.removed << at->second;
    }
    return changes;
}

} // namespace solver
