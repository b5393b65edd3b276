// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobfeed.h"

namespace solver {

void JobFeed::touch(const QString &id, std::optional<Job> job)
{
    Entry &entry = m_entries[id];
    m_byRevision.erase(entry.revision);
    entry = {.revision = ++m_revision, .job = std::move(job)};
    m_byRevision.emplace(entry.revision, id);
}

void JobFeed::put(const Job &job)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_entries.constFind(job.id); known == m_entries.cend() || known->job)
        touch(job.id, job);
}

void JobFeed::restore(const Job &job)
{
    const std::lock_guard lock(m_mutex);
    touch(job.id, job);
}

void JobFeed::place(const Places &places)
{
    const std::lock_guard lock(m_mutex);
    for (auto place = places.cbegin(); place != places.cend(); ++place) {
        std::optional<Job> job = m_entries.value(place.key()).job;
        if (!job)
            continue;
        job->position = place.value();
        touch(place.key(), std::move(job));
    }
}

void JobFeed::remove(const QString &id)
{
    const std::lock_guard lock(m_mutex);
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
