// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/validation.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace solver {

/// How the columns of a submission stand to those of the sample: V03, V04, and the candidates for V05 and V02.
struct HeaderMatch {
    std::vector<qsizetype> place{}; ///< for each column of the sample its column in the file, -1 where it has none
    qsizetype indexColumn = -1;     ///< the one column too many, when it is named like a saved row index (V05)
    bool emptyLast = false; ///< the one column too many is the last and has no name: perhaps a delimiter too many
    bool complete = true;   ///< every column of the sample was found, and no other one is left over
    QList<Finding> findings{};
};

/// Compares names as text; a name that differs by case or blanks alone is found too, if that is unique.
///
/// \param found   the first record of the submission
/// \param wanted  the header of the sample
HeaderMatch matchHeader(const QList<QByteArray> &found, const QList<QByteArray> &wanted);

} // namespace solver
