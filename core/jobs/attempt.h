// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/stages/stages.h"
#include "solution/scores.h"

namespace solver {

/// Everything that was tried in a job so far, as the store has it.
struct Tried {
    QList<Attempt> attempts;
    QList<Run> runs;

    std::vector<ViewResult> results(int attempt) const; ///< sealed ones
    const Run *run(int attempt, const QString &view) const;
    Attempt *attempt(int no);
    /// The attempt whose file is on disk.
    Attempt *best();
};
Result<Tried> triedSoFar(const JobStore &store, const QString &job);

/// A program to be tried.
struct Trial {
    int no = 1;
    Origin origin = Origin::Baseline;
    QString name;
    QByteArray program;
    bool checkFirst = true;       ///< not for our own templates
    std::chrono::seconds limit{60}; ///< L of one run; fixed when the attempt starts
};

/// Carries one attempt through its way (specification of solution generation 5.3): check, view 1, screening, the real view as
/// soon as it is an improvement on the constant, the other views, and the choice. Runs that a killed start has committed
/// are not repeated. The job's file is replaced as soon as a better valid one is there.
/// \return an Error only when the machinery failed or somebody asked to stop; a bad program is a failed Attempt
Result<Attempt> carryOut(const Trial &trial, const Dataset &dataset, Contract &contract, StageContext &context);

/// Puts \a attempt's file in the job's folder and says so in the job.
Result<> choose(Attempt &attempt, StageContext &context);

} // namespace solver
