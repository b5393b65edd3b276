// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/csvreader.h"
#include "submission/recordhash.h"

#include <stop_token>

namespace solver {

/// Finds how often the commonest prediction stands in a file, if that is nearly always: V21. Needs no memory: a vote
/// that cancels different predictions pairwise leaves the only one that can have such a share, and a second reading
/// counts it exactly.
class PredictionCensus final
{
public:
    static constexpr double suspiciousShare = 0.99;

    void add(quint64 prediction)
    {
        ++m_records;
        if (m_votes == 0)
            m_candidate = prediction;
        m_votes += m_candidate == prediction ? 1 : -1;
    }

    /// Records that have the commonest prediction, or 0 when its share is below suspiciousShare for sure.
    /// \param places  of the predictions, whose predictionHash() was added
    Result<qint64> commonest(const QString &path, const CsvOptions &options, const Places &places,
                             std::stop_token stop) const;

private:
    qint64 m_records = 0;
    qint64 m_votes = 0;
    quint64 m_candidate = 0;
};

} // namespace solver
