// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace solver {

/// Marks of an axis at round numbers.
struct Scale {
    double first = 0, last = 1; ///< what the axis spans
    double step = 1;
    int decimals = 0; ///< that tell one mark from the next

    /// About \a wanted marks (1, 2 or 5 times a power of ten apart) over \a low to \a high.
    /// \param widen  whether the axis goes out to the next marks; else it spans low to high
    static Scale over(double low, double high, int wanted, bool widen = true);
    QList<double> marks() const;
    double part(double value) const { return last > first ? (value - first) / (last - first) : 0; }
};

} // namespace solver
