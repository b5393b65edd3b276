// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobqueue.h"

#include <QSet>

#include <algorithm>

namespace solver {

void JobQueue::insert(const QString &id, double place)
{
    m_jobs.insert(std::ranges::upper_bound(m_jobs, place, {}, &Entry::place), {.id = id, .place = place});
}

bool JobQueue::contains(const QString &id) const
{
    return std::ranges::find(m_jobs, id, &Entry::id) != m_jobs.end();
}

void JobQueue::remove(const QString &id)
{
    std::erase_if(m_jobs, [&id](const Entry &entry) { return entry.id == id; });
}

QString JobQueue::takeFirst()
{
    const QString id = m_jobs.front().id;
    m_jobs.erase(m_jobs.begin());
    return id;
}

QStringList JobQueue::ids() const
{
    QStringList ids;
    for (const Entry &entry : m_jobs)
        ids << entry.id;
    return ids;
}

Places JobQueue::places(const QStringList &ids) const
{
    const QSet<QString> asked(ids.begin(), ids.end());
    Places places;
    for (const Entry &entry : m_jobs) {
        if (asked.contains(entry.id))
            places.insert(entry.id, entry.place);
    }
    return places;
}

Places JobQueue::moved(const QStringList &ids, Move where) const
{
    Entries jobs = marked(ids);
    switch (where) {
    case Move::Up:
        for (size_t at = 1; at < jobs.size(); ++at) {
            if (jobs[at].moves && !jobs[at - 1].moves)
                std::swap(jobs[at], jobs[at - 1]);
        }
        break;
    case Move::Down:
        for (size_t at = jobs.size(); at-- > 1;) {
            if (jobs[at - 1].moves && !jobs[at].moves)
                std::swap(jobs[at], jobs[at - 1]);
        }
        break;
    case Move::Top:
        std::ranges::stable_partition(jobs, [](const Entry &entry) { return entry.moves; });
        break;
    case Move::Bottom:
        std::ranges::stable_partition(jobs, [](const Entry &entry) { return !entry.moves; });
        break;
    }
    return difference(jobs);
}

Places JobQueue::movedBefore(const QStringList &ids, const QString &before) const
{
    Entries jobs = marked(ids);
    const auto target = std::ranges::find(jobs, before, &Entry::id);
    // Those before the target and those from it on gather their movers at the target.
    std::stable_partition(jobs.begin(), target, [](const Entry &entry) { return !entry.moves; });
    std::stable_partition(target, jobs.end(), [](const Entry &entry) { return entry.moves; });
    return difference(jobs);
}

void JobQueue::place(const Places &places)
{
    for (Entry &entry : m_jobs)
        entry.place = places.value(entry.id, entry.place);
    std::ranges::stable_sort(m_jobs, {}, &Entry::place);
}

JobQueue::Entries JobQueue::marked(const QStringList &ids) const
{
    const QSet<QString> chosen(ids.begin(), ids.end());
    Entries jobs = m_jobs;
    for (Entry &entry : jobs)
        entry.moves = chosen.contains(entry.id);
    return jobs;
}

/// Finds numbers for the movers between those that stay where they are.
Places JobQueue::difference(const Entries &ordered) const
{
    if (std::ranges::equal(ordered, m_jobs, {}, &Entry::id, &Entry::id))
        return {};
    Entries jobs = ordered;
    for (size_t begin = 0; begin < jobs.size();) {
        if (!jobs[begin].moves) {
            ++begin;
            continue;
        }
        size_t end = begin;
        while (end < jobs.size() && jobs[end].moves)
            ++end;
        // The order changed, so somebody stays: at least one side has a neighbour.
        const auto count = double(end - begin);
        const double first = begin > 0 ? jobs[begin - 1].place : jobs[end].place - count - 1;
        const double step = begin > 0 && end < jobs.size() ? (jobs[end].place - first) / (count + 1) : 1;
        for (size_t at = begin; at < end; ++at)
            jobs[at].place = first + step * double(at - begin + 1);
        begin = end;
    }
    const auto crowded = [](const Entry &one, const Entry &next) { return one.place >= next.place; };
    if (std::ranges::adjacent_find(jobs, crowded) != jobs.end()) {
        const double first = m_jobs.front().place;
        for (size_t at = 0; at < jobs.size(); ++at)
            jobs[at].place = first + double(at);
    }
    Places changed;
    for (const Entry &entry : jobs)
        changed.insert(entry.id, entry.place);
    for (const Entry &entry : m_jobs) {
        if (changed.value(entry.id) == entry.place)
            changed.remove(entry.id);
    }
    return changed;
}

} // namespace solver
