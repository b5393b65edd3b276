// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/competitionurl.h"
#include "jobs/jobfeed.h"
#include "jobs/jobqueue.h"
#include "jobs/needs.h"
#include "jobs/services.h"
#include "jobs/submissiondesk.h"

#include <QHash>
#include <QSet>
#include <QThreadPool>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace solver {

/// Something that happened to a job, in the words of the JSON lines (`queued`, `stage`, `progress`, `attempt`, `needs`,
/// `submission`, `finished`).
struct JobEvent {
    quint64 no = 0;       ///< 1, 2, 3 … without gaps
    QDateTime time;       ///< UTC
    QString event;
    QString job;
    QString url;
    nlohmann::json data;  ///< the other members of the JSON line
};

/// Takes jobs, decides their order, runs each as one QRunnable, and starts those again that waited for something.
/// All functions may be called from any thread; those that write to the store block until it is on disk.
class JobManager
{
public:
    JobManager(const Services &services, int parallelJobs);
    /// Asks every job to stop, waits until their containers are gone, and leaves them unfinished in the store.
    ~JobManager();

    /// Adds a job, or takes up the unfinished job of the same URL (then \a options are not looked at). It is on disk when this
    /// returns, and begins when its turn comes.
    Result<QString> submit(const CompetitionUrl &url, const QString &asGiven, const JobOptions &options);
    /// Takes up all jobs that are not over. \return their ids
    Result<QStringList> resumeAll();
    /// Removes containers that an earlier start of this installation left. Call before the first job.
    Result<int> removeLeftContainers(std::stop_token stop);

    /// `cancelled` within a second; the container is gone within five.
    Result<> cancel(const QString &id);
    /// A person says that what a job waits for is there: it is tried at once.
    Result<> lookAgain(const QString &id);
    // What a person does with a job that does not run; each answers with a sentence where it makes no sense.
    /// Goes on with a cancelled job from its last finished stage and at its old place in the queue; does a failed or completed
    /// one again from the start, with the data as they are now. Waits for the end of one that was cancelled a moment ago.
    Result<> retry(const QString &id);
    /// Takes jobs out of sight in one removal, those that are not over are cancelled; nothing of them is deleted.
    /// \return those that were cancelled
    Result<QStringList> remove(const QStringList &ids);
    Result<> restore(const QStringList &ids);
    /// Makes an attempt's file the job's submission. It needs a valid file from the real view.
    Result<> useAttempt(const QString &id, int attempt);
    /// Sends a person's own program through views and score beside what the job has.
    Result<> addProgram(const QString &id, const QString &file);

    /// What submitToKaggle() would do, for the person to decide. Asks Kaggle how many may still be sent today.
    Result<SubmissionDesk::Prospect> prospect(const QString &id, std::stop_token stop) const;
    /// Sends the job's file to Kaggle and follows it until it is scored; what happens is told as `submission` events. Only by a
    /// person's order; refused with a sentence for a file that is not valid. \param message empty: origin and score
    Result<> submitToKaggle(const QString &id, const QString &message);

    /// What a move did to the queue: place() with `before` takes it back, with `after` does it again.
    struct Moved {
        QStringList jobs{};  ///< that wait for their turn
        Places before{};     ///< of all jobs with a new place; empty: they were there already
        Places after{};
    };
    /// Moves jobs that wait for their turn in the queue, together and in their order; the others are passed over, and it is
    /// an error when there are only others.
    Result<Moved> move(const QStringList &ids, Move where);
    /// The same, to right before the waiting job \a before, or behind the last one when it does not wait.
    Result<Moved> moveBefore(const QStringList &ids, const QString &before);
    /// Puts the jobs that still wait to these places. \return how many of them do
    Result<int> place(const Places &places);

    /// What faces look at. Holds the jobs of this session; loadHistory() adds the others.
    const JobFeed &feed() const { return m_feed; }
    Result<> loadHistory();

    /// Ends the work of this session: no new jobs begin, running ones stop at once and stay unfinished.
    void stopAll();

    /// Blocks until there are events after number \a after, or \a timeout is over.
    QList<JobEvent> waitForEvents(quint64 after, std::chrono::milliseconds timeout);
    /// Number of the newest event, for those who only want what comes after it.
    quint64 lastEvent() const;
    /// Jobs that run or wait for their turn or for something outside.
    int active() const;
    /// How many jobs run at once, from now on; those above a smaller number run to their end.
    void setParallelJobs(int parallelJobs);

private:
    struct Entry;
    Result<Job> resting(const QString &id) const;
    void queue(const Job &job);
    Result<> queueAtEnd(Job job);
    Result<Moved> carryOut(const QStringList &ids, const std::function<Places(const JobQueue &)> &plan);
    bool isKnown(const QString &id) const; ///< it runs or waits; m_mutex is held
    Result<int> removeContainers(const QString &label, const QString &value, std::stop_token stop) const;
    void launch();                       ///< starts what may run; m_mutex is held
    void runJob(const QString &id);
    void watch(std::stop_token stop);
    void letGo(std::stop_token stop);
    void tidyCache(std::stop_token stop);
    Result<std::optional<Submission>> sendResult(struct StageContext &context);
    void sendInBackground(const Submission &submission);
    void submissionChanged(const Submission &submission);
    QString needOf(const Job &job, const Error &error);
    void post(const QString &event, const Job &job, nlohmann::json data);

    const Services m_services;
    NeedsWatch m_needs;                  ///< belongs to the watcher, but for begin()
    SubmissionDesk m_desk;
    std::stop_source m_closed;           ///< asks what is sent to stop
    int m_parallel;                      ///< guarded by m_mutex
    JobFeed m_feed;
    QThreadPool m_pool;
    mutable std::mutex m_mutex;
    std::condition_variable m_posted;
    std::deque<JobEvent> m_events;
    quint64 m_lastEvent = 0;
    JobQueue m_queue;
    std::map<QString, std::stop_source> m_running;
    QHash<QString, Waiting> m_waiting;
    QSet<QString> m_scoring;             ///< their file is on Kaggle, and they end when it is scored
    QHash<QString, bool> m_cancelled;    ///< asked by a person
    QHash<QString, int> m_losses;        ///< how often a job lost the engine
    bool m_closing = false;
    std::jthread m_watcher;
};

} // namespace solver
