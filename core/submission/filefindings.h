// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/csvdialect.h"
#include "submission/csvreader.h"
#include "submission/validation.h"

namespace solver {

/// V01 and V02 for a file that is no UTF-8 text at all; nothing for text.
QList<Finding> natureFindings(FileNature nature);

/// V02 for what is not plain CSV: mark, line ends, delimiter, blank lines, and the reader's problems.
/// \param file    read to its end
/// \param sample  read to its end; what the sample has too is not held against the file
QList<Finding> dialectFindings(const CsvReader &file, char delimiter, const CsvReader &sample,
                               const CsvOptions &limits);

} // namespace solver
