// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/contract.h"
#include "competition/datacache.h"
#include "jobs/job.h"

namespace solver {

struct ReportInput {
    const Job &job;
    const Contract &contract;
    const nlohmann::json &brief;
    const Dataset &dataset;
    const QList<Attempt> &attempts;
    const QList<Run> &runs;
    QList<StageEvent> stages;
    QString image; ///< tag of the environment in which everything ran
};

/// report.md: task, metric and where it was found, score and what it means, every attempt, seal, findings, warnings, times.
/// Text from data and pages is escaped, so nothing in it can look like a heading or a link of ours.
QByteArray report(const ReportInput &input);

/// `0.9811 ± 0.0043 accuracy (sealed, 5 views)`, the same words in report, terminal and window.
QString scoreSentence(const Job &job);

} // namespace solver
