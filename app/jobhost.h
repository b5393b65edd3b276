// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"

#include <memory>

namespace solver {

/// Where a batch's jobs run: in this process, or in one that was there before it. Used in the main thread; every call may block.
class JobHost
{
public:
    virtual ~JobHost() = default;

    /// As JobManager::submit(). \return the job as it stands
    virtual Result<Job> submit(const CompetitionUrl &url, const QString &asGiven, const JobOptions &options) = 0;
    /// Takes up all jobs that are not over.
    virtual Result<QList<Job>> resumeAll() = 0;
    /// What happened since the last call; blocks until something did, or \a timeout is over.
    virtual QList<JobEvent> waitForEvents(std::chrono::milliseconds timeout) = 0;
    /// A job as it stands.
    virtual Result<Job> job(const QString &id) = 0;
    /// Jobs here that are not over.
    virtual int active() const = 0;
    /// What is missing here, when it was missing at the start.
    virtual std::optional<Error> engineError() const { return std::nullopt; }
    /// False when the other process has gone.
    virtual bool isThere() const { return true; }
    /// True while others want this process to stay.
    virtual bool hasGuests() const { return false; }
    /// Ends the work on the batch's jobs after SIGINT; after others the jobs go on where they can.
    /// \return what became of \a unfinished jobs, as a sentence
    virtual QString stop(int signal, int unfinished) = 0;
};

} // namespace solver
