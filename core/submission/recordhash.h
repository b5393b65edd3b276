// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <vector>

namespace solver {

class CsvReader;

/// Columns of a file, by place.
using Places = std::vector<qsizetype>;

/// A 64-bit value of some cells of the reader's current record, as text. Within one run of the program only.
quint64 textHash(const CsvReader &reader, const Places &places);

/// As textHash(), with each cell in its canonical form (canonicalId()).
quint64 canonicalHash(const CsvReader &reader, const Places &places);

/// As textHash(), but numbers count by their value: 0.50 and .5 are the same prediction.
quint64 predictionHash(const CsvReader &reader, const Places &places);

/// Whether the cells are the same text in two files.
bool sameText(const CsvReader &one, const Places &onePlaces, const CsvReader &other, const Places &otherPlaces);

/// Puts two hashes together; not symmetric.
quint64 mixed(quint64 one, quint64 other);

} // namespace solver
