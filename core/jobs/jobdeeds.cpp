// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/jobmanager.h"

#include <QFileInfo>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

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
    if (m_running.contains(id) || m_waiting.contains(id) || std::ranges::find(m_queue, id) != m_queue.end())
        return notNow(u"%1 is being worked on."_s.arg(job->title), u"Cancel it first, or wait for its end."_s);
    return job;
}

void JobManager::queue(const Job &job)
{
    const std::lock_guard lock(m_mutex);
    m_cancelled.remove(job.id);
    m_queue.push_back(job.id);
    post(u"queued"_s, job, nlohmann::json::object());
    launch();
}

Result<> JobManager::retry(const QString &id)
{
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
    return m_services.store.rewind(*job, anew ? allStages : QStringList(), anew).map([&] { queue(*job); });
}

Result<> JobManager::remove(const QString &id)
{
    if (const Result<> cancelled = cancel(id); !cancelled)
        return cancelled;
    return m_services.store.setRemoved(id, true).map([&] { m_feed.remove(id); });
}

Result<> JobManager::restore(const QString &id)
{
    return m_services.store.setRemoved(id, false).and_then([&] { return m_services.store.job(id); }).map([&](const Job &job) {
        m_feed.restore(job);
    });
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
    return m_services.store.rewind(*job, {u"finish"_s}, false).map([&] { queue(*job); });
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
    return m_services.store.rewind(*job, {u"baseline"_s, u"finish"_s}, false).map([&] { queue(*job); });
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
