// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobstore.h"

namespace solver {

/// All that a job's page shows of its history. Read in one go, so that it fits together.
struct JobDetails {
    Job job{};
    QString folder{};             ///< of the job
    QList<StageEvent> stages{};
    QList<Attempt> attempts{};    ///< by number; 0 is the constant
    QList<Run> runs{};
    QList<Submission> submissions{}; ///< to Kaggle, in order
    nlohmann::json brief;         ///< null until it is made
    nlohmann::json kaggle;        ///< what preflight learned (kaggle::Entry); null for a folder
    QString pages{};              ///< folder with Kaggle's pages as Markdown; empty until they are there
    QString dataFolder{};         ///< the competition's files in the cache; empty until they are there
    QString contractFolder{};     ///< holds contract.json and profile.json
    QString answers{};            ///< folder with the answers of view 1, which no program sees

    /// Of the attempt whose file is the job's submission.
    const Attempt *best() const;
    /// Of that attempt's real run; null for the constant.
    const Run *bestRun() const;
    QString logOf(const Run &run) const;
    /// The log that is being written now, or the last that was: of a run, else of the image or a trusted tool.
    QString liveLog() const;
};

/// Blocking.
Result<JobDetails> jobDetails(const JobStore &store, const Paths &paths, const QString &id);

/// Contract and profile, which are big: read once, when stage prepare is over. Blocking.
struct JobData {
    nlohmann::json contract;
    nlohmann::json profile;
};
Result<JobData> jobData(const JobDetails &details);

} // namespace solver
