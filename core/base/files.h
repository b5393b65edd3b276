// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

#include <stop_token>

class QSaveFile;

/// Small, whole-or-nothing file operations. All of them block; all may be called from any thread but the window's.
namespace solver {

/// Publishes what was written. Qt's own commit() does not see that the last bytes had no room, and publishes the rest.
bool commit(QSaveFile &file);
/// Why \a path cannot be written; a full disk is told as such (code `disk_low`).
Error cannotWrite(const QString &path, const QString &detail);

/// Makes a folder and its parents; the last one gets owner-only rights when it is new.
Result<> makeFolder(const QString &path);
/// Removes a folder and all below it, without following links. A folder that is not there is a success.
Result<> removeFolder(const QString &path);
/// The whole file; Kind::NotFound when it is not there, Kind::BadData above \a limitBytes.
Result<QByteArray> readFile(const QString &path, qint64 limitBytes = 64 * 1024 * 1024);
/// Writes a temporary file beside, syncs it, renames it: readers see the old text or the new one.
Result<> writeFile(const QString &path, const QByteArray &text);
/// Copies by reflink where the file system can, else by bytes; the target appears whole, with mode 0644.
Result<> copyFile(const QString &from, const QString &to, std::stop_token stop = {});
/// A second name for a file's bytes as they are now, in place of what had that name: a hard link, or a copy where there are none.
Result<> linkFile(const QString &from, const QString &to);
/// Renames within a file system, and syncs the parent folder so that it survives a power cut.
Result<> renamePath(const QString &from, const QString &to);

Result<nlohmann::json> readJson(const QString &path, qint64 limitBytes = 256 * 1024 * 1024);
Result<nlohmann::json> parseJson(const QByteArray &text, const QString &what);
Result<> writeJson(const QString &path, const nlohmann::json &value);

/// SHA-256 of a file's bytes, as lower-case hex.
Result<QByteArray> sha256OfFile(const QString &path, std::stop_token stop = {});
QByteArray sha256(const QByteArray &bytes);

/// A name that is safe as a folder or file name anywhere (sandbox specification 11): `[A-Za-z0-9._-]`, the rest
/// percent-encoded, at most 100 bytes, no reserved name; a hash is appended when anything was changed.
QString safeName(const QString &name);

/// Free bytes for an ordinary user on the file system that holds \a path.
qint64 freeBytes(const QString &path);

/// Text conversions between Qt and nlohmann::json, which knows UTF-8 std::string only.
inline std::string toStd(const QString &text)
{
    return text.toStdString();
}
inline QString toQt(const std::string &text)
{
    return QString::fromStdString(text);
}
/// Member \a key of an object as text; empty when absent or of another type.
QString textOf(const nlohmann::json &object, const char *key);
/// Serialises without throwing: bytes that are not UTF-8 become U+FFFD.
QByteArray dump(const nlohmann::json &value, int indent = -1);

} // namespace solver
