// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <stop_token>

namespace solver {

/// What the first bytes of a file say it is.
enum class FileNature { Text, Empty, Zip, Gzip, Parquet, Hdf5, Sqlite, Pickle, Utf16 };

/// Looks at the first bytes. Kind::NotFound, Kind::BadData, Kind::Storage as CsvReader::open().
Result<FileNature> natureOf(const QString &path);

/// A header with more columns is taken for none; keeps memory small whatever the first line holds.
inline constexpr qsizetype mostHeaderColumns = 65'536;

/// The cells of the first record under a delimiter; empty when there is none, or with more than \a columns.
Result<QList<QByteArray>> headerOf(const QString &path, char delimiter, qsizetype columns, std::stop_token stop = {});

/// The delimiter among comma, semicolon, tab and bar under which most of \a wanted are in the header; with no names
/// wanted, or none found, the one that gives the most cells, up to \a columns. Comma when in doubt.
Result<char> delimiterOf(const QString &path, const QList<QByteArray> &wanted, qsizetype columns,
                         std::stop_token stop = {});

/// A column name without regard to case and the blanks around it.
QByteArray foldedName(const QByteArray &name);

} // namespace solver
