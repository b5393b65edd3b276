// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// How scores look everywhere: with a point in every language, as in files and on the command line.
namespace solver {

/// How many decimals a score is shown with: four when it is small, fewer the larger it is.
int scoreDecimals(double score);
/// With "−" for minus. \param decimals  those of the score it stands beside
QString scoreText(double score, int decimals);
inline QString scoreText(double score)
{
    return scoreText(score, scoreDecimals(score));
}
/// The same with a sign in any case.
QString differenceText(double difference, int decimals);

} // namespace solver
