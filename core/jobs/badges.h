// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/contract.h"
#include "jobs/job.h"

/// Badges: short words that tell what to think of a score. They gate nothing (specification of solution generation 7.2, 16).
namespace solver {

/// Whether every sealed run of the attempt has the best score that the metric knows.
bool isOptimal(const Attempt &attempt, const QList<Run> &runs);

/// too good, order swapped, worse than constant, repaired, own validation off.
QStringList badgesOf(const Attempt &attempt, const QList<Attempt> &attempts, const QList<Run> &runs, bool higherIsBetter);

/// constant only, baseline only, self-reported, proxy metric, view 1 only; and those of the attempt whose file is the answer.
QStringList badgesOf(const Job &job, const Contract &contract, const QList<Attempt> &attempts, const QList<Run> &runs);

} // namespace solver
