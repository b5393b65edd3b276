// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/badges.h"

#include <algorithm>
#include <cmath>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr double tooGood = 5;       // standard errors above every other attempt
constexpr double validationOff = 3; // standard errors between a program's own validation and its sealed score

bool hasBadge(const Attempt &attempt, const QList<Run> &runs, const QString &badge)
{
    return std::ranges::any_of(runs, [&](const Run &run) { return run.attempt == attempt.no && run.badges.contains(badge); });
}

bool isSealed(const Attempt &attempt)
{
    return attempt.score.mean && !attempt.score.selfReported;
}

/// Far above every other program; with no other there is nothing to compare with.
bool towers(const Attempt &attempt, const QList<Attempt> &attempts, double sign)
{
    int others = 0;
    for (const Attempt &other : attempts) {
        if (other.no == attempt.no || other.origin == Origin::Constant || !isSealed(other))
            continue;
        ++others;
        const double error = std::hypot(attempt.score.standardError, other.score.standardError);
        if (sign * (*attempt.score.mean - *other.score.mean) <= tooGood * error)
            return false;
    }
    return others > 0;
}

} // namespace

bool isOptimal(const Attempt &attempt, const QList<Run> &runs)
{
    bool any = false;
    for (const Run &run : runs) {
        if (run.attempt != attempt.no || !run.value)
            continue;
        if (!run.badges.contains(u"optimum"_s))
            return false;
        any = true;
    }
    return any;
}

QStringList badgesOf(const Attempt &attempt, const QList<Attempt> &attempts, const QList<Run> &runs, bool higherIsBetter)
{
    QStringList badges;
    if (isOptimal(attempt, runs) ||
        (isSealed(attempt) && attempt.origin != Origin::Constant && towers(attempt, attempts, higherIsBetter ? 1 : -1)))
        badges << u"too good"_s;
    if (hasBadge(attempt, runs, u"classes_swapped"_s))
        badges << u"order swapped"_s;
    if (hasBadge(attempt, runs, u"worse_than_constant"_s))
        badges << u"worse than constant"_s;
    if (std::ranges::any_of(runs, [&](const Run &run) { return run.attempt == attempt.no && run.repaired; }))
        badges << u"repaired"_s;
    if (isSealed(attempt) && attempt.ownScore &&
        std::abs(*attempt.ownScore - *attempt.score.mean) > validationOff * attempt.score.standardError)
        badges << u"own validation off"_s;
    return badges;
}

QStringList badgesOf(const Job &job, const Contract &contract, const QList<Attempt> &attempts, const QList<Run> &runs)
{
    QStringList badges;
    if (job.origin == Origin::Constant)
        badges << u"constant only"_s;
    if (job.origin == Origin::Baseline)
        badges << u"baseline only"_s;
    if (job.score.selfReported)
        badges << u"self-reported"_s;
    if (job.proxyMetric)
        badges << u"proxy metric"_s;
    if (contract.views() > 1 && job.score.mean && job.score.views == 1)
        badges << u"view 1 only"_s;
    const auto best = std::ranges::find(attempts, true, &Attempt::best);
    return best == attempts.end() ? badges : badges + badgesOf(*best, attempts, runs, contract.higherIsBetter());
}

} // namespace solver
