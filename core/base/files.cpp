// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"

#include "base/blocking.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStorageInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 blockBytes = 1024 * 1024;

Error storageError(const QString &sentence, const QString &detail)
{
    // Qt says it in English, the system in the user's language.
    const bool full = detail.contains(u"No space left"_s) || detail.contains(QString::fromLocal8Bit(std::strerror(ENOSPC)));
    return {.kind = Error::Kind::Storage,
            .message = full ? u"The disk is full: %1"_s.arg(sentence) : sentence,
            .code = full ? u"disk_low"_s : u"storage"_s,
            .nextStep = full ? u"Free some space, then start again."_s
                             : u"Check the free space and the rights of that folder, then try again."_s,
            .detail = detail};
}

tl::unexpected<Error> cannotRead(const QFile &file)
{
    const bool absent = !QFileInfo::exists(file.fileName());
    return tl::unexpected(
        Error{.kind = absent ? Error::Kind::NotFound : Error::Kind::BadData,
              .message = absent ? u"There is no file %1."_s.arg(file.fileName())
                                : u"The file %1 cannot be read: %2."_s.arg(file.fileName(), file.errorString()),
              .code = absent ? u"not_found"_s : u"unreadable_file"_s,
              .nextStep = absent ? u"Check the path."_s : u"Check its rights, then try again."_s,
              .detail = file.errorString()});
}

void syncFolder(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return; // the rename itself has succeeded; not every file system lets a folder be synced
    ::fsync(fd);
    ::close(fd);
}

} // namespace

bool commit(QSaveFile &file)
{
    mayBlock();
    return file.flush() && file.commit();
}

Error cannotWrite(const QString &path, const QString &detail)
{
    return storageError(u"The file %1 cannot be written."_s.arg(path), detail);
}

Result<> makeFolder(const QString &path)
{
    mayBlock();
    const QFileInfo info(path);
    if (info.isDir())
        return {};
    if (!QDir().mkpath(info.absolutePath()) || !QDir().mkdir(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
        if (QFileInfo(path).isDir())
            return {}; // another thread was faster
        return tl::unexpected(storageError(u"The folder %1 cannot be made."_s.arg(path), QString::fromLocal8Bit(strerror(errno))));
    }
    return {};
}

Result<> removeFolder(const QString &path)
{
    mayBlock();
    const QFileInfo info(path);
    if (info.isSymLink() || info.isFile()) {
        if (!QFile::remove(path))
            return tl::unexpected(storageError(u"%1 cannot be removed."_s.arg(path), {}));
        return {};
    }
    if (info.exists() && !QDir(path).removeRecursively())
        return tl::unexpected(storageError(u"The folder %1 cannot be removed."_s.arg(path), {}));
    return {};
}

Result<QByteArray> readFile(const QString &path, qint64 limitBytes)
{
    mayBlock();
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return cannotRead(file);
    if (file.size() > limitBytes)
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"The file %1 is larger than %2 bytes."_s.arg(path).arg(limitBytes),
                                    .code = u"file_too_large"_s});
    return file.readAll();
}

Result<> writeFile(const QString &path, const QByteArray &text)
{
    mayBlock();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !commit(file))
        return tl::unexpected(cannotWrite(path, file.errorString()));
    return {};
}

Result<> copyFile(const QString &from, const QString &to, std::stop_token stop)
{
    mayBlock();
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return cannotRead(source);
    QSaveFile target(to);
    if (!target.open(QIODevice::WriteOnly))
        return tl::unexpected(cannotWrite(to, target.errorString()));
    if (::ioctl(target.handle(), FICLONE, source.handle()) != 0) {
        QByteArray block;
        while (!(block = source.read(blockBytes)).isEmpty()) {
            if (stop.stop_requested())
                return cancelled();
            if (target.write(block) != block.size())
                return tl::unexpected(cannotWrite(to, target.errorString()));
        }
        if (source.error() != QFile::NoError)
            return cannotRead(source);
    }
    if (!commit(target))
        return tl::unexpected(cannotWrite(to, target.errorString()));
    return {};
}

Result<> linkFile(const QString &from, const QString &to)
{
    mayBlock();
    const QString fresh = to + u".new"_s;
    QFile::remove(fresh);
    if (::link(QFile::encodeName(from).constData(), QFile::encodeName(fresh).constData()) != 0)
        return copyFile(from, to);
    return renamePath(fresh, to);
}

Result<> renamePath(const QString &from, const QString &to)
{
    mayBlock();
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return tl::unexpected(storageError(u"%1 cannot be moved into its place."_s.arg(to), QString::fromLocal8Bit(strerror(errno))));
    syncFolder(QFileInfo(to).absolutePath());
    return {};
}

Result<nlohmann::json> parseJson(const QByteArray &text, const QString &what)
{
    nlohmann::json value = nlohmann::json::parse(text.cbegin(), text.cend(), nullptr, false);
    if (value.is_discarded())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"%1 is not valid JSON."_s.arg(what),
                                    .code = u"bad_json"_s,
                                    .nextStep = u"Correct the file, then try again."_s});
    return value;
}

Result<nlohmann::json> readJson(const QString &path, qint64 limitBytes)
{
    return readFile(path, limitBytes).and_then([&path](const QByteArray &text) { return parseJson(text, path); });
}

Result<> writeJson(const QString &path, const nlohmann::json &value)
{
    return writeFile(path, dump(value, 1) + '\n');
}

Result<QByteArray> sha256OfFile(const QString &path, std::stop_token stop)
{
    mayBlock();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return cannotRead(file);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray block;
    while (!(block = file.read(blockBytes)).isEmpty()) {
        if (stop.stop_requested())
            return cancelled();
        hash.addData(block);
    }
    if (file.error() != QFile::NoError)
        return cannotRead(file);
    return hash.result().toHex();
}

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QString safeName(const QString &name)
{
    static const QStringList reserved{u"con"_s, u"prn"_s, u"aux"_s, u"nul"_s};
    const QByteArray utf8 = name.normalized(QString::NormalizationForm_C).toUtf8();
    QByteArray safe;
    for (const char c : utf8) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                           c == '-';
        if (plain)
            safe += c;
        else
            safe += '%' + QByteArray(1, c).toHex().toUpper();
    }
    const QString stem = QString::fromLatin1(safe).section(u'.', 0, 0).toLower();
    const bool port = stem.size() == 4 && (stem.startsWith(u"com"_s) || stem.startsWith(u"lpt"_s)) && stem.back().isDigit();
    const bool bad = safe.isEmpty() || safe.startsWith('.') || safe.endsWith('.') || reserved.contains(stem) || port;
    if (!bad && safe == name.toUtf8() && safe.size() <= 100)
        return QString::fromLatin1(safe);
    while (safe.startsWith('.'))
        safe.remove(0, 1);
    return QString::fromLatin1(safe.left(88)) + u'-' + QString::fromLatin1(sha256(name.toUtf8()).left(8));
}

qint64 freeBytes(const QString &path)
{
    mayBlock();
    return QStorageInfo(path).bytesAvailable();
}

QString textOf(const nlohmann::json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? toQt(found->get_ref<const std::string &>()) : QString();
}

QByteArray dump(const nlohmann::json &value, int indent)
{
    return QByteArray::fromStdString(value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace solver
