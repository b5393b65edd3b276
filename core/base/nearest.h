// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace solver {

/// Letters to change, add or take away to make one word out of the other (Levenshtein).
qsizetype editDistance(const QString &a, const QString &b);

/// The candidate that is most like \a word, without regard to case; empty when none is so near that it could be meant.
QString nearest(const QString &word, const QStringList &candidates);

} // namespace solver
