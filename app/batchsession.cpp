// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchsession.h"

#include "base/files.h"
#include "localhost.h"
#include "remotehost.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto turn = 100ms;
constexpr int queueLimit = 2000; ///< then standard input waits
constexpr qsizetype lineLimit = 64 * 1024;
constexpr auto patience = 10s; ///< with another start that holds the folder but does not answer
constexpr auto storeTime = 10s; ///< what a start without an engine may take to store its jobs

std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

void onSignal(int signal)
{
    if (received.exchange(signal) != 0)
        ::_exit(128 + signal); // asked twice: at once
}

void catchSignals()
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action = {};
        ::sigaction(signal, nullptr, &action);
        if (signal == SIGHUP && action.sa_handler == SIG_IGN)
            continue; // nohup
        action = {};
        action.sa_handler = onSignal;
        ::sigaction(signal, &action, nullptr);
    }
    ::signal(SIGPIPE, SIG_IGN); // the write fails, and that is seen
}

} // namespace

BatchSession::BatchSession(const Options &options, const Clock &clock)
    : m_options(options), m_clock(clock), m_begun(clock.now()), m_progress(options, clock), m_results(options)
{
}

int BatchSession::run()
{
    // Wrong words are told before anything is made.
    if (const Result<> ready = gatherWords().and_then([this] { return m_results.prepare(); }); !ready) {
        m_progress.error(ready.error());
        return exitcode::usage;
    }
    if (const Result<> opened = openHost(); !opened) {
        m_progress.error(opened.error());
        return exitcode::setup;
    }
    catchSignals();
    m_atTerminal = ::isatty(STDIN_FILENO) && ::isatty(STDOUT_FILENO);
    if (m_options.resume) {
        const Result<QList<Job>> jobs = m_host->resumeAll();
        if (!jobs) {
            m_progress.error(jobs.error());
            return exitcode::setup;
        }
        for (const Job &job : *jobs)
            track(job);
        if (jobs->isEmpty() && m_words.isEmpty() && !m_readsInput)
            m_progress.note(u"No job is unfinished."_s);
    }
    for (const Word &word : std::as_const(m_words))
        submit(word);

    while (m_readsInput || !m_tracked.isEmpty() || m_host->hasGuests()) {
        if (const int signal = received.load(); signal != 0)
            return stop(signal);
        if (m_results.isClosed())
            return stop(SIGPIPE);
        if (!m_host->isThere() && !moveOn())
            return exitcode::setup;
        readInput();
        follow();
        if (!m_readsInput && m_tracked.isEmpty() && !std::exchange(m_toldOfGuests, true) && m_host->hasGuests())
            m_progress.note(u"Stays until the jobs are over that other starts have handed over."_s);
        m_progress.tick();
        if (hasWaitedLongEnough())
            break;
    }
    return end();
}

/// Another start that holds the folder may be about to listen, or about to end; both take a moment.
Result<> BatchSession::openHost()
{
    const Verbosity levels[] = {Verbosity::Quiet, Verbosity::Stages, Verbosity::Commands};
    const Clock::Instant until = m_clock.now() + patience;
    for (;;) {
        if (std::unique_ptr<RemoteHost> other = RemoteHost::connect(pathsFor(m_options))) {
            m_progress.note(u"A kaggle-solver that runs already does the work."_s);
            m_host = std::move(other);
            return {};
        }
        Result<std::unique_ptr<Session>> session = Session::open(m_options, levels[m_options.quiet ? 0 : m_options.verbose]);
        if (session) {
            if (!(*session)->engineError()) {
                if (const Result<int> removed = (*session)->jobs().removeLeftContainers({}); !removed)
                    m_progress.error(removed.error());
                else if (*removed > 0)
                    m_progress.note(u"Containers of an earlier start removed: %1."_s.arg(*removed));
            }
            m_host = std::make_unique<LocalHost>(std::move(*session), resumeCommand());
            return {};
        }
        if (session.error().code != u"already_running"_s || m_clock.now() > until)
            return tl::unexpected(session.error());
        std::this_thread::sleep_for(turn);
    }
}

bool BatchSession::moveOn()
{
    m_progress.note(u"The kaggle-solver that did the work has ended; it goes on elsewhere."_s);
    m_host.reset();
    if (const Result<> opened = openHost(); !opened) {
        m_progress.error(opened.error());
        m_progress.note(u"%1 unfinished: %2"_s.arg(m_tracked.size()).arg(resumeCommand()));
        return false;
    }
    const QHash<QString, Tracked> before = m_tracked;
    for (auto job = before.cbegin(); job != before.cend(); ++job) {
        if (const Result<Job> now = m_host->job(job.key()); now && now->isOver()) {
            finished({.time = m_clock.utc(), .event = u"finished"_s, .job = now->id, .url = now->url,
                      .data = {{"status", toStd(word(now->status))}, {"path", toStd(now->path)}, {"message", toStd(now->message)}}});
        } else if (const Result<Word> word = parse(job->url); word) {
            (void)m_host->submit(word->url, word->text, {}); // takes up the job that is there
        }
    }
    return true;
}

Result<BatchSession::Word> BatchSession::parse(const QString &text) const
{
    Result<CompetitionUrl> url = parseCompetitionUrl(text);
    if (!url && url.error().kind == Error::Kind::NotFound) {
        // A folder that is not there is a job that fails, so that the history tells of it.
        const QString path = text.startsWith(u"file:"_s, Qt::CaseInsensitive) ? QUrl(text).toLocalFile() : text;
        const QString folder = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
        url = CompetitionUrl{
            .kind = CompetitionUrl::Kind::Folder, .slug = safeName(QFileInfo(folder).fileName()), .folder = folder};
    }
    return url.map([&text](const CompetitionUrl &parsed) { return Word{.text = text, .url = parsed}; });
}

Result<> BatchSession::gatherWords()
{
    for (const QString &text : m_options.urls) {
        const Result<Word> word = parse(text);
        if (!word)
            return tl::unexpected(word.error());
        m_words << *word;
    }
    for (const QString &file : m_options.urlFiles) {
        if (file == u"-"_s)
            m_readsInput = true;
        else if (const Result<> gathered = gatherFile(file); !gathered)
            return gathered;
    }
    return {};
}

Result<> BatchSession::gatherFile(const QString &file)
{
    const Result<QByteArray> text = readFile(file);
    if (!text)
        return tl::unexpected(text.error());
    UrlList list;
    int number = 0;
    for (const QByteArray &line : text->split('\n')) {
        ++number;
        const std::optional<QString> found = list.take(QString::fromUtf8(line));
        if (!found)
            continue;
        Result<Word> word = parse(*found);
        if (!word) {
            word.error().message.prepend(u"%1, line %2: "_s.arg(file).arg(number));
            return tl::unexpected(word.error());
        }
        m_words << *word;
    }
    return {};
}

void BatchSession::readInput()
{
    while (m_readsInput && m_host->active() < queueLimit) {
        pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&input, 1, 0) <= 0)
            return;
        char bytes[4096];
        const ssize_t got = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            return;
        m_readsInput = got > 0;
        m_inputRest.append(bytes, std::max<ssize_t>(0, got));
        if ((!m_readsInput && !m_inputRest.isEmpty()) || m_inputRest.size() > lineLimit)
            m_inputRest += '\n'; // the last line may have no end
        for (qsizetype end = m_inputRest.indexOf('\n'); end >= 0; end = m_inputRest.indexOf('\n')) {
            takeInputLine(m_inputRest.left(end));
            m_inputRest.remove(0, end + 1);
        }
    }
}

void BatchSession::takeInputLine(const QByteArray &line)
{
    const std::optional<QString> found = m_inputList.take(QString::fromUtf8(line));
    if (!found)
        return;
    if (const Result<Word> word = parse(*found); word) {
        submit(*word);
    } else {
        m_progress.error(word.error());
        m_wrongUsage = true;
    }
}

void BatchSession::submit(const Word &word)
{
    const QString key = word.url.key();
    if (m_seen.contains(key)) {
        m_progress.note(u"%1 was given twice; it is one job."_s.arg(word.text));
        return;
    }
    m_seen << key;
    const Result<Job> job = m_host->submit(word.url, word.text,
                                           {.overrides = m_options.overrides,
                                            .programs = m_options.programs,
                                            .preset = m_options.preset,
                                            .timeLimit = m_options.timeLimit,
                                            .seed = m_options.seed,
                                            .tablesOnly = m_options.tablesOnly,
                                            .submit = m_options.submit,
                                            .submitMessage = m_options.submitMessage});
    if (!job) {
        m_progress.error(job.error(), word.text);
        ++m_failed;
    } else if (!m_tracked.contains(job->id)) {
        track(*job);
    }
}

void BatchSession::track(const Job &job)
{
    // Who follows a job that waited before sees no event of that.
    m_tracked[job.id] = {.url = job.url, .waits = !job.needs.isEmpty(), .need = {.message = job.message, .code = job.needs}, .since = m_clock.now()};
    m_progress.add(job.id, job.slug);
}

void BatchSession::follow()
{
    for (const JobEvent &event : m_host->waitForEvents(turn)) {
        if (m_tracked.contains(event.job))
            take(event);
    }
}

void BatchSession::take(const JobEvent &event)
{
    if (event.event == u"finished"_s) {
        finished(event);
        return;
    }
    Tracked &job = m_tracked[event.job];
    job.waits = event.event == u"needs"_s;
    if (job.waits) {
        job.need = {.message = textOf(event.data, "message"), .code = textOf(event.data, "need"), .nextStep = textOf(event.data, "next_step")};
        job.since = m_clock.now();
    }
    if (!job.waits || !m_host->engineError()) // else end() tells it, once
        m_progress.take(event);
    if (m_options.json)
        m_progress.clear();
    m_results.event(event);
}

void BatchSession::finished(const JobEvent &event)
{
    m_tracked.remove(event.job);
    JobEvent told = event;
    const Result<Job> job = m_host->job(event.job);
    QString path;
    if (job && job->status == JobStatus::Completed && !job->path.isEmpty()) {
        const Result<QString> published = m_results.publish(*job);
        if (published) {
            path = *published;
            ++m_completed;
            const nlohmann::json submission = event.data.value("submission", nlohmann::json::object());
            m_unscored += job->options.submit && textOf(submission, "state") != u"scored";
        } else {
            path = job->path; // it stays where it is
            m_progress.error(published.error(), job->slug);
            m_progress.error({.message = u"The submission is kept at %1."_s.arg(path)}, job->slug);
            ++m_failed;
        }
        told.data["path"] = toStd(path);
    } else if (job && job->status == JobStatus::Cancelled) {
        ++m_cancelled;
    } else {
        ++m_failed;
        m_setupMissing =
            m_setupMissing || (job && (job->error.kind == Error::Kind::Setup || job->error.kind == Error::Kind::Auth));
    }
    m_progress.take(told);
    m_progress.clear(); // standard output may be the same terminal
    m_results.event(told);
    if (!path.isEmpty())
        m_results.job(*job, path, told.data);
}

bool BatchSession::hasWaitedLongEnough() const
{
    if (m_tracked.isEmpty())
        return false;
    // What was missing at the start is told at once; the jobs get a moment to come into the history first.
    const bool atStart = m_host->engineError().has_value();
    const Clock::Instant now = m_clock.now();
    if (atStart && now - m_begun > storeTime)
        return true;
    return std::all_of(m_tracked.cbegin(), m_tracked.cend(), [&](const Tracked &job) {
        return job.waits && now - job.since >= (atStart ? 0s : patienceFor(job.need.code));
    });
}

/// Without a terminal nobody is there to do anything; what comes back by itself is worth some minutes.
std::chrono::seconds BatchSession::patienceFor(const QString &need) const
{
    if (m_options.waitNeeds || m_atTerminal)
        return m_options.waitNeeds.value_or(15min);
    if (needsPerson(need))
        return 0s;
    return need == u"engine_missing" ? 2min : 15min;
}

QString BatchSession::resumeCommand() const
{
    return m_options.dataDir.isEmpty() ? u"kaggle-solver --resume"_s
                                       : u"kaggle-solver --resume --data-dir %1"_s.arg(m_options.dataDir);
}

int BatchSession::stop(int signal)
{
    const QString sentence = m_host->stop(signal, int(m_tracked.size()));
    if (signal == SIGPIPE)
        return 128 + SIGPIPE; // whoever read has gone: nobody to tell
    m_progress.note(sentence);
    const int code = signal == SIGINT ? exitcode::interrupted : exitcode::terminated;
    m_results.summary(m_clock.utc(), m_completed, m_failed, m_cancelled, code);
    m_host.reset(); // waits until the containers are gone
    return code;
}

int BatchSession::end()
{
    if (!m_tracked.isEmpty()) {
        m_setupMissing = true;
        const auto waiting =
            std::find_if(m_tracked.cbegin(), m_tracked.cend(), [](const Tracked &job) { return job.waits; });
        m_progress.error(waiting == m_tracked.cend() ? *m_host->engineError() : waiting->need);
        m_progress.note(u"%1 unfinished: %2"_s.arg(m_tracked.size()).arg(resumeCommand()));
    }
    m_progress.clear();
    m_results.summary(m_clock.utc(), m_completed, m_failed, m_cancelled, exitCode());
    m_host.reset();
    return exitCode();
}

int BatchSession::exitCode() const
{
    if (m_wrongUsage)
        return exitcode::usage;
    if (m_setupMissing)
        return exitcode::setup;
    return m_failed + m_cancelled + m_unscored > 0 ? exitcode::someFailed : exitcode::ok;
}

} // namespace solver
