// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/findingmodel.h"
#include "viewers/csvview.h"

#include <stop_token>

namespace solver {

/// A cell of the file shown that a finding speaks of.
struct FindingPlace {
    qint64 row = 0;                ///< from 0, without the header
    int column = -1;               ///< -1: the whole row
    std::optional<QString> was{};  ///< what the program's file has there, where it is another text
    bool operator==(const FindingPlace &) const = default;
};

struct FindingPlaces {
    QList<QList<FindingPlace>> places{}; ///< parallel to the findings; in the order of their lines
    qint64 rows = 0;                     ///< of the file shown
    /// All places as marks of the table. A repaired finding that concerns every row marks the column.
    QList<CellMark> marks(const QList<ShownFinding> &findings) const;
};

/// Findings count lines of the file that the program wrote. In a repaired file the same record is found by its ids, in
/// whatever order it has; without ids it is the one at the same place. Blocking, a few passes over the files.
/// \param original  empty: the file shown is the one that was judged
Result<FindingPlaces> findingPlaces(const QString &shown, const QString &original, const QStringList &idColumns,
                                    const QList<ShownFinding> &findings, std::stop_token stop);

/// The same for a job's submission: the ids are those of the contract, without one the first column.
Result<FindingPlaces> submissionPlaces(const QString &shown, const QString &original, const QString &contractFolder,
                                       const QString &dataFolder, const QList<ShownFinding> &findings, std::stop_token stop);

/// The column a finding is about: its own, else the first that its message names in quotes, else for findings about ids
/// the first id column; -1.
int columnOf(const Finding &finding, const QStringList &names, const QStringList &idColumns);

} // namespace solver
