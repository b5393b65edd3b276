// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scale.h"

#include <QtNumeric>

#include <algorithm>
#include <cmath>

namespace solver {

Scale Scale::over(double low, double high, int wanted, bool widen)
{
    if (!qIsFinite(low) || !qIsFinite(high) || low > high)
        low = 0, high = 1;
    if (high - low <= std::abs(high) * 1e-12) { // one value: some room round it
        const double room = std::max(std::abs(high) * 0.01, 1e-3);
        low -= room;
        high += room;
    }
    const double rough = (high - low) / std::max(1, wanted);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double lead = rough / power;
    const double step = power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    Scale scale;
    scale.step = step;
    scale.first = widen ? std::floor(low / step + 1e-9) * step : low;
    scale.last = widen ? std::ceil(high / step - 1e-9) * step : high;
    scale.decimals = std::max(0, int(-std::floor(std::log10(step) + 1e-9)));
    return scale;
}

QList<double> Scale::marks() const
{
    QList<double> marks;
    const double begin = std::ceil(first / step - 1e-9);
    for (int i = 0; i < 100 && (begin + i) * step <= last + step * 1e-9; ++i)
        marks << (begin + i) * step;
    return marks;
}

} // namespace solver
