// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobmanager.h"

#include "base/files.h"
#include "jobs/pipeline.h"
#include "jobs/report.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QUuid>

#include <algorithm>

namespace solver {

Q_LOGGING_CATEGORY(lcManager, "solver.jobs", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto watchEvery = 2s;
constexpr auto firstTidy = 10s; // of the cache
constexpr auto tidyEvery = 1h;
constexpr int mostLosses = 10; // of the engine, for one job; then the job itself is the trouble
constexpr int threadsForSending = 2; // what a person has sent does not wait for fifty jobs
constexpr size_t eventsKept = 20'000; // more than any session is behind

/// A person's scripts are copied at once: what is tried is what was there when the job was given.
Result<QStringList> copyPrograms(const QStringList &programs, const QString &folder)
{
    QStringList copies;
    for (const QString &program : programs) {
        const QString target = u"%1/programs/%2-%3"_s.arg(folder).arg(copies.size() + 1).arg(safeName(QFileInfo(program).fileName()));
        if (const Result<> made = makeFolder(folder + u"/programs"_s); !made)
            return tl::unexpected(made.error());
        if (const Result<> copied = copyFile(program, target); !copied)
            return tl::unexpected(copied.error());
        copies << target;
    }
    return copies;
}

/// The members of a `finished` line.
nlohmann::json finishedData(const Job &job)
{
    nlohmann::json warnings = nlohmann::json::array();
    for (const QString &warning : job.warnings)
        warnings.push_back(toStd(warning));
    nlohmann::json data{{"status", toStd(word(job.status))},
                        {"origin", toStd(word(job.origin))},
                        {"score", job.score.mean ? nlohmann::json(*job.score.mean) : nlohmann::json()},
                        {"standard_error", job.score.standardError},
                        {"views", job.score.views},
                        {"self_reported", job.score.selfReported},
                        {"metric", toStd(job.metric)},
                        {"direction", job.higherIsBetter ? "maximize" : "minimize"},
                        {"proxy_metric", job.proxyMetric},
                        {"path", job.path.isEmpty() ? nlohmann::json() : nlohmann::json(toStd(job.path))},
                        {"warnings", warnings},
                        {"message", toStd(job.message)},
                        {"cost_usd", 0},
                        {"seconds", double(job.created.msecsTo(job.finished)) / 1000}};
    if (job.status == JobStatus::Failed)
        data["error"] = {{"kind", toStd(job.error.code)}, {"message", toStd(job.error.message)},
                         {"next_step", toStd(job.error.nextStep)}, {"retryable", job.error.retryable},
                         {"action_url", job.error.actionUrl.isEmpty() ? nlohmann::json() : nlohmann::json(toStd(job.error.actionUrl.toString()))}};
    return data;
}

/// The last net: what a library throws ends this job and no other one.
Result<> guarded(StageContext &context)
{
    try {
        return runPipeline(context);
    } catch (const std::exception &exception) {
        return tl::unexpected(Error{.kind = Error::Kind::Process,
                                    .message = u"The stage %1 met something that it could not read."_s.arg(context.job.stage),
                                    .code = u"internal"_s,
                                    .nextStep = u"Send the log of this program to its authors."_s,
                                    .detail = QString::fromUtf8(exception.what())});
    }
}

} // namespace

JobManager::JobManager(const Services &services, int parallelJobs)
    : m_services(services), m_needs(m_services),
      m_desk(m_services, [this](const Submission &submission) { submissionChanged(submission); }), m_parallel(parallelJobs), m_watcher([this](std::stop_token stop) { watch(std::move(stop)); })
{
    m_pool.setMaxThreadCount(parallelJobs + threadsForSending);
    m_pool.setExpiryTimeout(-1); // a thread keeps its database connection
}

JobManager::~JobManager()
{
    stopAll();
    m_pool.waitForDone();
}

Result<QString> JobManager::submit(const CompetitionUrl &url, const QString &asGiven, const JobOptions &options)
{
    const Result<QList<Job>> unfinished = m_services.store.unfinished();
    if (!unfinished)
        return tl::unexpected(unfinished.error());
    Job job;
    const auto same = std::ranges::find(*unfinished, url.key(), &Job::url);
    if (same != unfinished->end()) {
        job = *same;
    } else {
        job.id = QUuid::createUuid().toString(QUuid::Id128).left(16);
        job.url = url.key();
        job.slug = url.slug;
        job.title = url.slug;
        job.options = options;
        job.created = m_services.clock.utc();
        if (const Result<> made = makeFolder(m_services.paths.job(job.id)); !made)
            return tl::unexpected(made.error());
        const Result<QStringList> programs = copyPrograms(options.programs, m_services.paths.job(job.id));
        if (!programs)
            return tl::unexpected(programs.error());
        job.options.programs = *programs;
        const Result<double> inserted = m_services.store.insert(job);
        if (!inserted)
            return tl::unexpected(inserted.error());
        job.position = *inserted;
        qCInfo(lcManager).noquote() << job.id << "added for" << asGiven;
    }
    const std::lock_guard lock(m_mutex);
    if (!isKnown(job.id)) {
        m_queue.insert(job.id, job.position);
        post(u"queued"_s, job, nlohmann::json::object());
        launch();
    }
    return job.id;
}

Result<QStringList> JobManager::resumeAll()
{
    const Result<QList<Job>> unfinished = m_services.store.unfinished();
    if (!unfinished)
        return tl::unexpected(unfinished.error());
    QStringList ids;
    for (const Job &job : *unfinished)
        ids << job.id;
    // What was on its way to Kaggle for a job that is over; the others' go with their jobs.
    const Result<QList<Submission>> open = m_services.store.openSubmissions();
    for (const Submission &submission : open.value_or(QList<Submission>())) {
        if (submission.state == Submission::State::Ordered && !ids.contains(submission.job))
            sendInBackground(submission);
    }
    const std::lock_guard lock(m_mutex);
    for (const Job &job : *unfinished) {
        if (isKnown(job.id))
            continue;
        m_queue.insert(job.id, job.position);
        post(u"queued"_s, job, nlohmann::json::object());
    }
    launch();
    return ids;
}

Result<int> JobManager::removeLeftContainers(std::stop_token stop)
{
    return removeContainers(u"instance"_s, m_services.store.instance(), stop);
}

Result<int> JobManager::removeContainers(const QString &label, const QString &value, std::stop_token stop) const
{
    const Result<QStringList> left = m_services.engine.containersWith(label, value, stop);
    if (!left)
        return tl::unexpected(left.error());
    for (const QString &id : *left) {
        if (const Result<> removed = m_services.engine.remove(id); !removed)
            return tl::unexpected(removed.error());
    }
    return int(left->size());
}

Result<> JobManager::cancel(const QString &id)
{
    Result<Job> job = m_services.store.job(id);
    if (!job)
        return tl::unexpected(job.error());
    if (job->isOver())
        return {};
    job->status = JobStatus::Cancelled;
    job->message = u"Cancelled."_s;
    job->needs.clear();
    job->finished = m_services.clock.utc();
    std::stop_source stop(std::nostopstate);
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled.insert(id, true);
        m_waiting.remove(id);
        m_scoring.remove(id);
        m_queue.remove(id);
        if (const auto running = m_running.find(id); running != m_running.end())
            stop = running->second;
    }
    if (stop.stop_possible())
        stop.request_stop(); // its thread tells the end, when the container is gone
    if (const Result<> saved = m_services.store.update(*job); !saved)
        return saved;
    if (!stop.stop_possible()) {
        const std::lock_guard lock(m_mutex);
        post(u"finished"_s, *job, {{"status", "cancelled"}, {"path", nullptr}});
    }
    return {};
}

void JobManager::stopAll()
{
    std::vector<std::stop_source> running;
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_queue.clear();
        for (auto &[id, stop] : m_running)
            running.push_back(stop);
    }
    for (std::stop_source &stop : running)
        stop.request_stop();
    m_closed.request_stop();
}

QList<JobEvent> JobManager::waitForEvents(quint64 after, std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    m_posted.wait_for(lock, timeout, [&] { return m_lastEvent > after; });
    QList<JobEvent> events;
    for (auto event = m_events.crbegin(); event != m_events.crend() && event->no > after; ++event)
        events.prepend(*event);
    return events;
}

quint64 JobManager::lastEvent() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastEvent;
}

int JobManager::active() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.size() + int(m_running.size()) + int(m_waiting.size()) + int(m_scoring.size());
}

bool JobManager::isKnown(const QString &id) const
{
    return m_running.contains(id) || m_waiting.contains(id) || m_scoring.contains(id) || m_queue.contains(id);
}

void JobManager::setParallelJobs(int parallelJobs)
{
    const std::lock_guard lock(m_mutex);
    m_parallel = parallelJobs;
    m_pool.setMaxThreadCount(parallelJobs + threadsForSending);
    launch();
}

void JobManager::launch()
{
    while (!m_closing && !m_queue.isEmpty() && int(m_running.size()) < m_parallel) {
        const QString id = m_queue.takeFirst();
        m_running.emplace(id, std::stop_source());
        m_pool.start([this, id] { runJob(id); });
    }
}

void JobManager::runJob(const QString &id)
{
    std::stop_token stop;
    {
        const std::lock_guard lock(m_mutex);
        stop = m_running.at(id).get_token();
    }
    Result<Job> job = m_services.store.job(id);
    Result<> outcome = tl::unexpected(job ? Error{} : job.error());
    std::optional<Submission> submission;
    if (job) {
        job->status = JobStatus::Processing;
        job->needs.clear();
        job->error = {};
        StageContext context{.services = m_services, .job = *job, .stop = stop, .tell = [this, &job](const QString &event, nlohmann::json data) {
                                 const std::lock_guard lock(m_mutex);
                                 post(event, *job, std::move(data));
                             }};
        outcome = m_services.store.update(*job).and_then([&context] { return guarded(context); });
        if (outcome)
            outcome = sendResult(context).map([&submission](const std::optional<Submission> &sent) { submission = sent; });
    }

    const std::unique_lock lock(m_mutex);
    m_running.erase(id);
    if (!job) {
        qCCritical(lcManager).noquote() << id << job.error().message << job.error().detail;
        // Who waits for this job must hear that it is over, although nothing is known of it any more.
        post(u"finished"_s, Job{.id = id},
             {{"status", "failed"}, {"path", nullptr}, {"message", toStd(job.error().message)},
              {"error", {{"kind", toStd(job.error().code)}, {"message", toStd(job.error().message)},
                         {"next_step", toStd(job.error().nextStep)}, {"retryable", false}}}});
    } else {
        const bool byPerson = m_cancelled.contains(id);
        nlohmann::json data;
        QString event = u"finished"_s;
        // As it is now: it may have been scored a moment ago.
        if (submission && submission->isOpen())
            submission = m_services.store.submissions(id).map([](const QList<Submission> &all) { return all.last(); }).value_or(*submission);
        if (outcome && submission && submission->isOpen()) {
            // The file is on Kaggle; the watcher ends the job when it is scored. No thread waits for that.
            job->message = submission->sentence;
            m_scoring.insert(id);
            event = u"progress"_s;
            data = {{"message", toStd(job->message)}};
        } else if (outcome) {
            job->status = JobStatus::Completed;
            job->message = u"Completed: %1, %2."_s.arg(word(job->origin), scoreSentence(*job));
        } else if (byPerson) {
            job->status = JobStatus::Cancelled;
            job->message = u"Cancelled."_s;
        } else if (outcome.error().kind == Error::Kind::Cancelled) {
            job->status = JobStatus::Pending; // this session ends; the next start goes on
            job->message = u"Interrupted; --resume goes on."_s;
            event = u"interrupted"_s;
        } else if (const QString need = needOf(*job, outcome.error()); !need.isEmpty()) {
            job->status = JobStatus::Pending;
            job->needs = need;
            job->error = outcome.error(); // what a person can do, and where
            job->message = outcome.error().message;
            event = u"needs"_s;
            data = {{"need", toStd(job->needs)},
                    {"message", toStd(job->message)},
                    {"next_step", toStd(job->error.nextStep)},
                    {"action_url", job->error.actionUrl.isEmpty() ? nlohmann::json() : nlohmann::json(toStd(job->error.actionUrl.toString()))}};
            m_waiting.insert(id, m_needs.begin(need, job->slug));
        } else {
            job->status = JobStatus::Failed;
            job->error = outcome.error();
            job->message = outcome.error().message;
            qCWarning(lcManager).noquote() << id << "failed:" << outcome.error().message << outcome.error().detail.left(2000);
        }
        if (event == u"finished"_s) {
            job->finished = m_services.clock.utc();
            data = finishedData(*job);
            if (submission)
                data["submission"] = submission->toJson();
        }
        // Committed before it is told: who hears of the end may look it up.
        if (const Result<> saved = m_services.store.update(*job); !saved)
            qCCritical(lcManager).noquote() << id << saved.error().message << saved.error().detail;
        post(event, *job, std::move(data));
    }
    launch();
}

void JobManager::watch(std::stop_token stop)
{
    std::mutex idle;
    std::condition_variable_any wake;
    Clock::Instant tidyAt = m_services.clock.now() + firstTidy;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(idle);
            wake.wait_for(lock, stop, watchEvery, [] { return false; });
        }
        letGo(stop);
        m_desk.follow(stop);
        if (const Clock::Instant now = m_services.clock.now(); now >= tidyAt) {
            tidyAt = now + tidyEvery;
            tidyCache(stop);
        }
    }
}

/// Data that no job needs any more make room, the longest unused first.
void JobManager::tidyCache(std::stop_token stop)
{
    const Result<QList<Job>> unfinished = m_services.store.unfinished();
    if (!unfinished)
        return;
    QStringList keep;
    for (const Job &job : *unfinished) {
        const Result<nlohmann::json> acquired = m_services.store.stageResult(job.id, u"acquire"_s);
        if (acquired && acquired->is_object())
            keep << textOf(*acquired, "root");
    }
    const qint64 freed = evictData(m_services.paths.cache + u"/competitions"_s, m_services.cacheLimit, keep, std::move(stop));
    if (freed > 0)
        qCInfo(lcManager) << "cache:" << (freed >> 20) << "MiB of unused data removed";
}

/// Starts the jobs again whose cause for waiting is gone.
void JobManager::letGo(std::stop_token stop)
{
    QHash<QString, Waiting> waiting;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closing)
            waiting = m_waiting;
    }
    if (waiting.isEmpty())
        return;
    const QStringList ready = m_needs.ready(waiting, stop);
    for (const QString &id : ready) {
        // What ran on while nobody could reach the engine is done again from its start.
        if (waiting[id].need == u"engine_missing" && !removeContainers(u"job"_s, id, stop))
            continue;
        const Result<Job> job = m_services.store.job(id);
        const std::lock_guard lock(m_mutex);
        if (job && m_waiting.remove(id) > 0) // else it was cancelled meanwhile
            m_queue.insert(id, job->position);
        launch();
    }
    const std::lock_guard lock(m_mutex);
    for (auto each = waiting.cbegin(); each != waiting.cend(); ++each) {
        if (m_waiting.contains(each.key()) && !ready.contains(each.key()))
            m_waiting[each.key()] = *each;
    }
}

Result<> JobManager::lookAgain(const QString &id)
{
    const Result<Job> job = m_services.store.job(id);
    if (!job)
        return tl::unexpected(job.error());
    const std::lock_guard lock(m_mutex);
    if (m_waiting.remove(id) > 0) {
        m_queue.insert(id, job->position);
        launch();
    }
    return {};
}

Result<SubmissionDesk::Prospect> JobManager::prospect(const QString &id, std::stop_token stop) const
{
    return m_services.store.job(id).and_then([&](const Job &job) { return m_desk.prospect(job, std::move(stop)); });
}

Result<> JobManager::submitToKaggle(const QString &id, const QString &message)
{
    return m_services.store.job(id).and_then([&](const Job &job) { return m_desk.order(job, message); }).map([this](const Submission &submission) {
        sendInBackground(submission);
    });
}

void JobManager::sendInBackground(const Submission &submission)
{
    const std::lock_guard lock(m_mutex);
    if (!m_closing)
        m_pool.start([this, submission] { m_desk.send(submission, m_closed.get_token()); });
}

/// The last step of a job that is to be submitted. A submission that fails is told, but takes the file from nobody.
Result<std::optional<Submission>> JobManager::sendResult(StageContext &context)
{
    Job &job = context.job;
    if (!job.options.submit || !QFileInfo::exists(m_services.paths.job(job.id) + u"/kaggle.json"_s))
        return std::nullopt;
    const Result<QList<Submission>> before = m_services.store.submissions(job.id);
    if (!before)
        return tl::unexpected(before.error());
    Result<Submission> submission = before->isEmpty() ? m_desk.order(job, job.options.submitMessage) : before->last();
    if (!submission) {
        context.warn(u"Not submitted: %1"_s.arg(submission.error().message));
        return std::nullopt;
    }
    if (submission->state == Submission::State::Ordered)
        submission = m_desk.send(*submission, context.stop);
    if (context.stop.stop_requested())
        return cancelled();
    if (submission->state == Submission::State::Failed)
        context.warn(submission->sentence);
    return *submission;
}

void JobManager::submissionChanged(const Submission &submission)
{
    Result<Job> job = m_services.store.job(submission.job);
    if (!job)
        return;
    const bool ends = !submission.isOpen();
    nlohmann::json told = submission.toJson();
    told.erase("job"); // the line names it already
    const std::lock_guard lock(m_mutex);
    post(u"submission"_s, *job, told);
    if (!ends || !m_scoring.remove(job->id))
        return;
    job->status = JobStatus::Completed;
    job->message = u"Completed: %1, %2. %3"_s.arg(word(job->origin), scoreSentence(*job), submission.sentence);
    if (submission.state == Submission::State::Failed)
        job->warnings << submission.sentence;
    job->finished = m_services.clock.utc();
    if (const Result<> saved = m_services.store.update(*job); !saved)
        qCCritical(lcManager).noquote() << job->id << saved.error().message << saved.error().detail;
    nlohmann::json data = finishedData(*job);
    data["submission"] = told;
    post(u"finished"_s, *job, std::move(data));
}

/// What the job waits for after this error; empty: it fails. m_mutex is held.
QString JobManager::needOf(const Job &job, const Error &error)
{
    const QString need = needFor(error, job.stage);
    return need == u"engine_missing" && m_losses[job.id]++ >= mostLosses ? QString() : need;
}

void JobManager::post(const QString &event, const Job &job, nlohmann::json data)
{
    m_feed.put(job);
    m_events.push_back({.no = ++m_lastEvent, .time = m_services.clock.utc(), .event = event, .job = job.id, .url = job.url, .data = std::move(data)});
    if (m_events.size() > eventsKept)
        m_events.pop_front();
    m_posted.notify_all();
}

} // namespace solver
