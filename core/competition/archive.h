// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

#include <stop_token>

namespace solver::archive {

/// Limits of one unpacking. Entries are not limited: a million files are an ordinary data set.
struct Limits {
    qint64 totalBytes = 200LL << 30; ///< bytes really written, whatever the headers say
    qint64 diskFloorBytes = 1LL << 30; ///< free space that stays untouched
};

/// What was in an archive.
struct Contents {
    QStringList files;     ///< relative paths, `/` between the parts, in order
    int ignoredEntries = 0; ///< a Mac's twins (`__MACOSX`, `._name`, `.DS_Store`)
    qint64 bytes = 0;      ///< written; 0 from list()
};

/// True when the file begins like a zip, gzip, 7z, xz, bzip2 or tar archive, whatever its name says.
bool looksLikeArchive(const QString &file);
bool looksLikeZip(const QString &file);
bool looksLikeGzip(const QString &file);

/// Names only; nothing is written.
Result<Contents> list(const QString &file, std::stop_token stop);

/// Unpacks into \a folder, which must not exist. Archives are hostile (sandbox specification 11.1): absolute paths, `..`,
/// links, devices, encrypted entries, doubled names, control characters and bombs are refused, and then nothing is left.
Result<Contents> unpack(const QString &file, const QString &folder, const Limits &limits, std::stop_token stop);

/// Writes the one file of a zip, or a gzip's content, to \a target; Kind::BadData when there is not exactly one.
Result<> unpackSingle(const QString &file, const QString &target, const Limits &limits, std::stop_token stop);

} // namespace solver::archive
