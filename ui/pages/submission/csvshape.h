// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/csvreader.h"

#include <QString>

namespace solver {

/// How a table file is written, as far as one must know to show it.
struct CsvShape {
    QString path{};
    char delimiter = ',';
    QStringList names{};      ///< of the columns
    bool isUtf8 = true;       ///< the first megabyte is
    QString obstacle{};       ///< why it is no table; a sentence, empty: it is one

    CsvOptions options() const;
    /// "UTF-8, comma, header"
    QString sentence() const;
};

/// Looks at the begin of a file. Blocking; errors as CsvReader::open().
Result<CsvShape> csvShapeOf(const QString &path, std::stop_token stop);

} // namespace solver
