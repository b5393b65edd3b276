// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "jobs/job.h"
#include "jobs/jobqueue.h"
#include "jobs/storewriter.h"
#include "jobs/submission.h"

#include <memory>

namespace solver {

/// The history: jobs, stages, attempts and runs in SQLite. Writing calls block until the change is on disk. Thread-safe.
class JobStore
{
public:
    /// Opens or makes the database; an older one is copied beside itself and brought up to date; a newer one is refused.
    static Result<std::unique_ptr<JobStore>> open(const Paths &paths);

    /// Names this installation in the labels of its containers.
    QString instance() const { return m_instance; }

    /// Takes a job in, at the end of the queue. \return its position
    Result<double> insert(const Job &job);
    /// Writes all that may change in a job, except its position.
    Result<> update(const Job &job);
    Result<Job> job(const QString &id) const;
    /// Newest first, without removed ones. \param status empty: all
    Result<QList<Job>> jobs(const QString &status = {}) const;
    /// Hides jobs as one removal, or shows them again; their files and rows stay.
    Result<> setRemoved(const QStringList &jobs, bool removed);
    /// What the last removal took that is still out of sight; also one of an earlier start.
    Result<QStringList> lastRemoved() const;
    /// Gives a job the last place in the queue. \return its position
    Result<double> moveToEnd(const QString &job);
    Result<> place(const Places &places);
    /// Forgets the results of stages, so that the job is worked on from the first of them again, and writes \a job.
    Result<> rewind(const Job &job, const QStringList &stages, bool attemptsToo);
    /// Jobs that are not over, in the order of the queue.
    Result<QList<Job>> unfinished() const;

    /// The result of a finished stage; null when it has none.
    Result<nlohmann::json> stageResult(const QString &job, const QString &stage) const;
    /// Result, event and the job's new state in one transaction.
    Result<> finishStage(const Job &job, const QString &stage, const nlohmann::json &result, double seconds);
    Result<> addStageEvent(const QString &job, const StageEvent &event);
    Result<QList<StageEvent>> stageEvents(const QString &job) const;

    Result<> save(const QString &job, const Attempt &attempt);
    Result<QList<Attempt>> attempts(const QString &job) const;
    Result<> save(const QString &job, const Run &run);
    Result<QList<Run>> runs(const QString &job) const;

    /// \return the submission's number
    Result<qint64> insert(const Submission &submission);
    Result<> update(const Submission &submission);
    /// In the order of their numbers.
    Result<QList<Submission>> submissions(const QString &job) const;
    /// Of all jobs: those that are on their way, or wait for their score.
    Result<QList<Submission>> openSubmissions() const;

private:
    explicit JobStore(QString file);

    template <typename Row>
    Result<QList<Row>> select(const QString &sql, const QVariantList &values, Row (*fromRow)(const class QSqlQuery &)) const;

    const QString m_file;
    QString m_instance;
    std::unique_ptr<StoreWriter> m_writer;
};

} // namespace solver
