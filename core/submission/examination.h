// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/repairwriter.h"
#include "submission/samplefile.h"
#include "submission/validation.h"

#include <stop_token>

namespace solver {

/// What one look at a submission gives: the findings, and how they would be repaired.
struct Examination {
    QList<Finding> findings{}; ///< by code
    qint64 records = 0;
    qint64 bytes = 0;
    RepairPlan plan{}; ///< only of use when canBeRepaired()

    bool hasErrors() const;
    /// Whether there is something to repair, and every error can be repaired.
    bool canBeRepaired() const;
};

/// Reads a submission once, beside the sample; again, by its ids, when they are not in the sample's order.
/// Errors as validate().
Result<Examination> examine(const QString &file, const SampleFile &sample, const RunFacts &facts, std::stop_token stop);

} // namespace solver
