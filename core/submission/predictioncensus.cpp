// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/predictioncensus.h"

#include <algorithm>

namespace solver {

Result<qint64> PredictionCensus::commonest(const QString &path, const CsvOptions &options, const Places &places,
                                           std::stop_token stop) const
{
    // A share s leaves at least (2 s - 1) n votes.
    if (static_cast<double>(m_votes) < (2 * suspiciousShare - 1) * static_cast<double>(m_records) - 1)
        return 0;
    Result<CsvReader> reader = CsvReader::open(path, options, std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    const qsizetype last = places.empty() ? -1 : *std::max_element(places.begin(), places.end());
    qint64 equal = 0;
    reader->next(); // the header
    while (reader->next()) {
        if (reader->cellCount() > last && predictionHash(*reader, places) == m_candidate)
            ++equal;
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    return equal;
}

} // namespace solver
