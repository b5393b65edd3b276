// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

#include <nlohmann/json.hpp>

namespace solver {

/// `contract.json`, made by `kcs prepare contract`: the only authority on ids, targets, metric, dialects and kinds.
/// This class reads out what C++ needs; nothing here detects anything.
class Contract
{
public:
    static Result<Contract> read(const QString &file);

    const nlohmann::json &json() const { return m_json; }
    QString metric() const;       ///< that programs are scored by: the competition's, or its proxy
    bool higherIsBetter() const;
    bool isProxy() const;       ///< the competition's own metric is not known or not in force
    QString metricFoundIn() const;
    QString predictionKind() const; ///< P, PM, ML, L, R, R+, S …
    QString layout() const;
    int views() const;           ///< K of split; 0 where nothing can be sealed
    QString cannotBeSealed() const; ///< code of split.cannot, empty when views can be made
    QString splitSentence() const;  ///< scheme and reason, for people
    /// Training and test units together, real against one sealed view: how much longer a real run may take.
    double realToSealedRatio() const;
    QStringList warnings() const; ///< their sentences
    qint64 testUnits() const;
    qint64 labelledUnits() const;

private:
    explicit Contract(nlohmann::json json) : m_json(std::move(json)) {}
    nlohmann::json m_json;
};

} // namespace solver
