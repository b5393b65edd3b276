// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/csvreader.h"

namespace solver {

/// Which records stand on lines as an editor counts them; one pass over the file, up to the last of the lines. A line inside a
/// quoted cell belongs to the record that began before it, and so does a blank line.
/// \param lines  from 1, rising
/// \return number of a record for each line, 0 is the header; -1 for a line before the first record, and where the file cannot
///         be read that far; lines behind the end count for the last record
/// \note Blocking.
Result<QList<qint64>> recordsOfLines(const QString &path, const CsvOptions &options, const QList<qint64> &lines,
                                     std::stop_token stop);

/// The same for one line.
Result<qint64> recordOfLine(const QString &path, const CsvOptions &options, qint64 line, std::stop_token stop);

} // namespace solver
