// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <nlohmann/json.hpp>

namespace solver {

/// A line of the contract in words.
struct Fact {
    QString name{};
    QString value{};
    bool warning = false;
    bool operator==(const Fact &) const = default;
};

/// What is asked and how it is measured. Members that are absent or of another type are left out.
/// \note Thread-safe.
QList<Fact> contractFacts(const nlohmann::json &contract);

/// What `prediction_kind` of contract and brief means.
QString predictionKindInWords(const QString &kind);

} // namespace solver
