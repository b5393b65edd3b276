// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/attempt.h"
#include "jobs/report.h"
#include "jobs/stages/stages.h"

namespace solver::stages {

using namespace Qt::StringLiterals;

Result<> finish(const Dataset &dataset, const Contract &contract, const nlohmann::json &brief, StageContext &context)
{
    Result<Tried> tried = triedSoFar(context.services.store, context.job.id);
    if (!tried)
        return tl::unexpected(tried.error());
    Attempt *best = tried->best();
    if (!best)
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The job lost its submission."_s,
                                    .code = u"no_submission"_s,
                                    .nextStep = u"Start the job again."_s});
    // Copied once more: a start that was killed while copying has left the old file or the new one, never half of one.
    if (const Result<> chosen = choose(*best, context); !chosen)
        return chosen;
    if (!best->program.isEmpty()) {
        if (const Result<> copied = copyFile(best->program, context.folder() + u"/solution.py"_s); !copied)
            return copied;
    }
    for (const QString &warning : std::as_const(best->warnings)) {
        if (!context.job.warnings.contains(warning))
            context.job.warnings << warning;
    }
    if (best->origin == Origin::Constant)
        context.job.warnings << u"The submission is a constant: no program was better than it."_s;
    const Result<QList<StageEvent>> events = context.services.store.stageEvents(context.job.id);
    return writeFile(context.folder() + u"/report.md"_s,
                     report({.job = context.job, .contract = contract, .brief = brief, .dataset = dataset,
                             .attempts = tried->attempts, .runs = tried->runs, .stages = events.value_or(QList<StageEvent>())}));
}

} // namespace solver::stages
