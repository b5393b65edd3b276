// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/data/contractfacts.h"

namespace solver {

/// A field of the brief in words.
struct BriefField {
    QString name{};
    QString value{};
    QString foundIn{}; ///< empty: it does not say
    bool operator==(const BriefField &) const = default;
};

/// The fields of JobDetails::brief, those that matter most first; empty ones are left out, unknown ones come last. Takes any JSON.
/// \note Thread-safe.
QList<BriefField> briefFields(const nlohmann::json &brief);

/// What Kaggle told before any data came (JobDetails::kaggle); none for a folder. Times are local ones.
/// \note Thread-safe.
QList<Fact> kaggleFacts(const nlohmann::json &kaggle);

} // namespace solver
