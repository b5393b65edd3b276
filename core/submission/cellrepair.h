// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

#include <optional>
#include <vector>

namespace solver {

/// What the repaired file has instead of the cells of one prediction column. A cell that none of it concerns keeps its
/// text, byte for byte.
struct CellRepair {
    struct Range {
        double low = 0;
        double high = 1;
        bool operator==(const Range &) const = default;
    };
    std::optional<Range> clip{};              ///< V14: numbers outside become the nearer bound
    std::optional<Range> rescale{};           ///< V14: this range is stretched to 0 ... 1, in every cell
    bool dropDecimals = false;                ///< V17: 3.0 becomes 3
    QHash<QByteArray, QByteArray> spelling{}; ///< V16: what is written, and the label that is meant
    int digits = 0;                           ///< V25: at most so many significant digits; 0: all
    bool operator==(const CellRepair &) const = default;

    bool any() const { return clip || rescale || dropDecimals || !spelling.isEmpty() || digits > 0; }
};

/// One CellRepair for each prediction column of the format.
struct CellRepairs {
    std::vector<CellRepair> columns{};
    bool scaleRows = false; ///< V15: class probabilities of a record are divided by their sum
    bool any() const
    {
        bool found = scaleRows;
        for (const CellRepair &column : columns)
            found = found || column.any();
        return found;
    }
};

/// The farthest that a sum of class probabilities may be from 1. The second term is for decimals that no double holds.
inline constexpr double sumTolerance = 1e-6 + 1e-12;

} // namespace solver
