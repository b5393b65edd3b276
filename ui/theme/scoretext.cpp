// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/scoretext.h"

#include <algorithm>
#include <cmath>

namespace solver {

int scoreDecimals(double score)
{
    const double size = std::abs(score);
    const int whole = size < 1 ? 1 : int(std::floor(std::log10(size))) + 1;
    return whole > 1 ? std::clamp(6 - whole, 0, 4) : 4;
}

QString scoreText(double score, int decimals)
{
    return QString::number(score, 'f', decimals).replace(u'-', u'−');
}

QString differenceText(double difference, int decimals)
{
    const QString text = scoreText(difference, decimals);
    return difference >= 0 ? u'+' + text : text;
}

} // namespace solver
