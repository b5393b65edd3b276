// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/jobmanager.h"

#include <QFileInfo>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

using namespace std::chrono_literals;

namespace {

constexpr auto endOfACancelledJob = 15s; // its container is gone within five

const QStringList allStages{u"preflight"_s, u"acquire"_s, u"prepare"_s, u"brief"_s, u"baseline"_s, u"finish"_s};

tl::unexpected<Error> notNow(const QString &sentence, const QString &nextStep)
{
    return tl::unexpected(Error{.kind = Error::Kind::Usage, .message = sentence, .code = u"not_now"_s, .nextStep = nextStep});
}

} // namespace

/// The job, if nobody works on it and it is not about to be worked on.
Result<Job> JobManager::resting(const QString &id) const
{
    const Result<Job> job = m_services.store.job(id);
    if (!job)
        return job;
    const std::lock_guard lock(m_mutex);
    if (isKnown(id))
        return notNow(u"%1 is being worked on."_s.arg(job->title), u"Cancel it first, or wait for its end."_s);
    return job;
}

void JobManager::queue(const Job &job)
{
    const std::lock_guard lock(m_mutex);
    m_cancelled.remove(job.id);
    m_queue.insert(job.id, job.position);
    post(u"queued"_s, job, nlohmann::json::object());
    launch();
}

Result<> JobManager::queueAtEnd(Job job)
{
    return m_services.store.moveToEnd(job.id).map([&](double position) {
        job.position = position;
        queue(job);
    });
}

Result<> JobManager::retry(const QString &id)
{
    {
        std::unique_lock lock(m_mutex);
        if (m_cancelled.contains(id))
            m_posted.wait_for(lock, endOfACancelledJob, [&] { return m_closing || !m_running.contains(id); });
    }
    Result<Job> job = resting(id);
    if (!job)
        return tl::unexpected(job.error());
    const bool anew = job->status == JobStatus::Failed || job->status == JobStatus::Completed;
    job->status = JobStatus::Pending;
    job->message = u"Waits for its turn."_s;
    job->error = {};
    job->needs.clear();
    job->finished = {};
    if (anew) {
        job->warnings.clear();
        job->jobSeconds = 0;
    }
    const Result<> rewound = m_services.store.rewind(*job, anew ? allStages : QStringList(), anew);
    return anew ? rewound.and_then([&] { return queueAtEnd(*job); }) : rewound.map([&] { queue(*job); });
}

Result<QStringList> JobManager::remove(const QStringList &ids)
{
    QStringList cancelled;
    for (const QString &id : ids) {
        const Result<Job> job = m_services.store.job(id);
        if (!job)
            return tl::unexpected(job.error());
        if (job->isOver())
            continue;
        if (const Result<> done = cancel(id); !done)
            return tl::unexpected(done.error());
        cancelled << id;
    }
    return m_services.store.setRemoved(ids, true).map([&] {
        for (const QString &id : ids)
            m_feed.remove(id);
        return cancelled;
    });
}

Result<> JobManager::restore(const QStringList &ids)
{
    if (const Result<> shown = m_services.store.setRemoved(ids, false); !shown)
        return shown;
    for (const QString &id : ids) {
        const Result<Job> job = m_services.store.job(id);
        if (!job)
            return tl::unexpected(job.error());
        m_feed.restore(*job);
    }
    return {};
}

Result<> JobManager::useAttempt(const QString &id, int attempt)
{
    Result<Job> job = resting(id);
    if (!job)
        return tl::unexpected(job.error());
    Result<QList<Attempt>> attempts = m_services.store.attempts(id);
    if (!attempts)
        return tl::unexpected(attempts.error());
    const auto chosen = std::ranges::find(*attempts, attempt, &Attempt::no);
    if (chosen == attempts->end() || !chosen->realValid)
        return notNow(u"Attempt %1 has no valid submission."_s.arg(attempt), u"Choose an attempt that ran in the real view."_s);
    for (Attempt &other : *attempts) {
        if (std::exchange(other.best, other.no == attempt) == other.best)
            continue;
        if (const Result<> saved = m_services.store.save(id, other); !saved)
            return saved;
    }
    // The last stage copies the file, exports the program and writes the report.
    job->status = JobStatus::Pending;
    job->message = u"Takes over the file of attempt %1."_s.arg(attempt);
    return m_services.store.rewind(*job, {u"finish"_s}, false).and_then([&] { return queueAtEnd(*job); });
}

Result<> JobManager::addProgram(const QString &id, const QString &file)
{
    Result<Job> job = resting(id);
    if (!job)
        return tl::unexpected(job.error());
    const QString folder = m_services.paths.job(id) + u"/programs"_s;
    if (const Result<> made = makeFolder(folder); !made)
        return made;
    const QString copy = u"%1/%2-%3"_s.arg(folder).arg(job->options.programs.size() + 1).arg(safeName(QFileInfo(file).fileName()));
    if (const Result<> copied = copyFile(file, copy); !copied)
        return copied;
    job->options.programs << copy;
    job->status = JobStatus::Pending;
    job->error = {};
    job->finished = {};
    job->message = u"Tries %1."_s.arg(QFileInfo(file).fileName());
    return m_services.store.rewind(*job, {u"baseline"_s, u"finish"_s}, false).and_then([&] { return queueAtEnd(*job); });
}

Result<JobManager::Moved> JobManager::move(const QStringList &ids, Move where)
{
    return carryOut(ids, [&](const JobQueue &queue) { return queue.moved(ids, where); });
}

Result<JobManager::Moved> JobManager::moveBefore(const QStringList &ids, const QString &before)
{
    return carryOut(ids, [&](const JobQueue &queue) { return queue.movedBefore(ids, before); });
}

/// Stored before it is done, in one step that no launch comes between.
Result<JobManager::Moved> JobManager::carryOut(const QStringList &ids, const std::function<Places(const JobQueue &)> &plan)
{
    const std::lock_guard lock(m_mutex);
    const Places waiting = m_queue.places(ids);
    Moved moved{.after = plan(m_queue)};
    std::ranges::copy_if(ids, std::back_inserter(moved.jobs), [&waiting](const QString &id) { return waiting.contains(id); });
    if (moved.jobs.isEmpty())
        return notNow(u"Only a job that waits for its turn can be moved in the queue."_s, u"Retry a job that is over to queue it again."_s);
    moved.before = m_queue.places(moved.after.keys());
    if (const Result<> stored = m_services.store.place(moved.after); !stored)
        return tl::unexpected(stored.error());
    m_queue.place(moved.after);
    m_feed.place(moved.after);
    return moved;
}

Result<int> JobManager::place(const Places &places)
{
    const std::lock_guard lock(m_mutex);
    Places waiting = m_queue.places(places.keys());
    for (auto place = waiting.begin(); place != waiting.end(); ++place)
        place.value() = places.value(place.key());
    if (const Result<> stored = m_services.store.place(waiting); !stored)
        return tl::unexpected(stored.error());
    m_queue.place(waiting);
    m_feed.place(waiting);
    return int(waiting.size());
}

Result<> JobManager::loadHistory()
{
    const Result<QList<Job>> jobs = m_services.store.jobs();
    if (!jobs)
        return tl::unexpected(jobs.error());
    QSet<QString> live;
    for (const Job &job : m_feed.since(0).changed)
        live << job.id;
    for (auto job = jobs->crbegin(); job != jobs->crend(); ++job) { // the newest last
        if (!live.contains(job->id))
            m_feed.put(*job);
    }
    return {};
}

} // namespace solver
