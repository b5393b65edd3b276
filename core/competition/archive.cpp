// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/archive.h"

#include "base/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>
#include <QSet>
#include <QStringDecoder>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

namespace solver::archive {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 255;
constexpr qsizetype deepestPath = 32;
constexpr qint64 diskCheckBytes = 64LL << 20; // how much may be written between two looks at the free space

struct ReadCloser {
    void operator()(::archive *reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<::archive, ReadCloser>;

tl::unexpected<Error> refuse(const QString &file, const QString &why, const QString &code = u"bad_archive"_s)
{
    return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                .message = u"The archive %1 is not unpacked: %2."_s.arg(QFileInfo(file).fileName(), why),
                                .code = code,
                                .nextStep = u"Unpack it yourself and give the folder, if you trust it."_s});
}

/// \param raw any single stream as well (a plain .gz has no entries of its own)
Result<Reader> open(const QString &file, bool raw)
{
    Reader reader(archive_read_new());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_bzip2(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_format_zip(reader.get());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_7zip(reader.get());
    if (raw)
        archive_read_support_format_raw(reader.get());
    if (archive_read_open_filename(reader.get(), QFile::encodeName(file).constData(), 256 * 1024) != ARCHIVE_OK)
        return refuse(file, u"it cannot be read (%1)"_s.arg(QString::fromLocal8Bit(archive_error_string(reader.get()))));
    return reader;
}

/// The entry's name as text. Many programs write UTF-8 without the flag that says so: bytes that are UTF-8 are taken as
/// UTF-8, and only the rest as an old code page.
QString nameOf(archive_entry *entry)
{
    if (const char *raw = archive_entry_pathname(entry)) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(QByteArrayView(raw));
        if (!decoder.hasError())
            return text;
    }
    if (const char *utf8 = archive_entry_pathname_utf8(entry))
        return QString::fromUtf8(utf8);
    const char *raw = archive_entry_pathname(entry);
    return raw ? QString::fromLatin1(raw) : QString();
}

bool isMacTwin(const QString &name)
{
    const QString last = name.section(u'/', -1);
    return name.startsWith(u"__MACOSX/"_s) || last.startsWith(u"._"_s) || last == u".DS_Store"_s;
}

/// \return empty when the name may be used as a path below the target folder, else what is wrong with it
QString faultOf(const QString &name)
{
    if (name.isEmpty())
        return u"an entry has no name"_s;
    const QString shown = name.left(80);
    for (const QChar c : name) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            return u"a name holds control characters"_s;
    }
    if (name.startsWith(u'/') || name.startsWith(u'\\') || (name.size() > 1 && name[1] == u':' && name[0].isLetter()))
        return u"\"%1\" is an absolute path"_s.arg(shown);
    QString slashes = name;
    slashes.replace(u'\\', u'/');
    const QStringList parts = slashes.split(u'/', Qt::SkipEmptyParts);
    if (parts.contains(u".."_s))
        return u"\"%1\" leads out of the folder"_s.arg(shown);
    if (parts.size() > deepestPath)
        return u"\"%1…\" lies more than %2 folders deep"_s.arg(shown).arg(deepestPath);
    for (const QString &part : parts) {
        if (part.toUtf8().size() > longestName)
            return u"\"%1…\" is longer than %2 bytes"_s.arg(shown).arg(longestName);
    }
    return {};
}

QString cleaned(const QString &name)
{
    QStringList parts = name.split(u'/', Qt::SkipEmptyParts);
    parts.removeAll(u"."_s);
    return parts.join(u'/');
}

/// Opens the folder that holds \a path below \a root, making it step by step and following no link.
int openParent(int root, const QStringList &parts)
{
    int folder = ::dup(root);
    for (qsizetype i = 0; i + 1 < parts.size() && folder >= 0; ++i) {
        const QByteArray part = QFile::encodeName(parts[i]);
        ::mkdirat(folder, part.constData(), 0755);
        const int next = ::openat(folder, part.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        ::close(folder);
        folder = next;
    }
    return folder;
}

class Unpacker
{
public:
    Unpacker(const QString &file, const QString &folder, const Limits &limits, std::stop_token stop)
        : m_file(file), m_folder(folder), m_limits(limits), m_stop(std::move(stop))
    {
    }

    Result<Contents> run(bool write)
    {
        Result<Reader> reader = open(m_file, false);
        if (!reader)
            return tl::unexpected(reader.error());
        int root = -1;
        const auto closeRoot = qScopeGuard([&root] {
            if (root >= 0)
                ::close(root);
        });
        if (write) {
            if (const Result<> made = makeFolder(m_folder); !made)
                return tl::unexpected(made.error());
            root = ::open(QFile::encodeName(m_folder).constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        }
        archive_entry *entry = nullptr;
        for (;;) {
            const int status = archive_read_next_header(reader->get(), &entry);
            if (status == ARCHIVE_EOF)
                return m_contents;
            if (status < ARCHIVE_WARN)
                return refuse(m_file, u"it is damaged (%1)"_s.arg(
                                          QString::fromLocal8Bit(archive_error_string(reader->get()))));
            if (m_stop.stop_requested())
                return cancelled();
            if (const Result<> done = take(reader->get(), entry, root); !done)
                return tl::unexpected(done.error());
        }
    }

private:
    Result<> take(::archive *reader, archive_entry *entry, int root)
    {
        const QString name = nameOf(entry);
        if (const QString fault = faultOf(name); !fault.isEmpty())
            return refuse(m_file, fault, u"unsafe_archive"_s);
        if (isMacTwin(name)) {
            ++m_contents.ignoredEntries;
            return {};
        }
        if (archive_entry_is_encrypted(entry))
            return refuse(m_file, u"it is encrypted"_s);
        if (archive_entry_filetype(entry) == AE_IFDIR)
            return {};
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) || archive_entry_symlink(entry))
            return refuse(m_file, u"\"%1\" is a link or a device"_s.arg(name.left(80)), u"unsafe_archive"_s);
        const QString path = cleaned(name);
        if (m_seen.contains(path))
            return refuse(m_file, u"\"%1\" stands in it twice"_s.arg(name.left(80)));
        m_seen.insert(path);
        m_contents.files << path;
        return root < 0 ? Result<>{} : write(reader, path, root);
    }

    Result<> write(::archive *reader, const QString &path, int root)
    {
        const QStringList parts = path.split(u'/');
        const int folder = openParent(root, parts);
        if (folder < 0)
            return refuse(m_file, u"\"%1\" goes through something that is no folder"_s.arg(path.left(80)), u"unsafe_archive"_s);
        const int target = ::openat(folder, QFile::encodeName(parts.back()).constData(),
                                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        ::close(folder);
        if (target < 0)
            return refuse(m_file, u"\"%1\" cannot be written"_s.arg(path.left(80)));
        const auto closeTarget = qScopeGuard([target] { ::close(target); });
        return copyData(reader, target);
    }

    Result<> copyData(::archive *reader, int target)
    {
        const void *block = nullptr;
        size_t size = 0;
        la_int64_t offset = 0;
        for (;;) {
            const int status = archive_read_data_block(reader, &block, &size, &offset);
            if (status == ARCHIVE_EOF)
                return {};
            if (status < ARCHIVE_OK)
                return refuse(m_file, u"it is damaged (%1)"_s.arg(QString::fromLocal8Bit(archive_error_string(reader))));
            if (m_stop.stop_requested())
                return cancelled();
            m_contents.bytes += qint64(size);
            m_sinceCheck += qint64(size);
            if (m_contents.bytes > m_limits.totalBytes)
                return refuse(m_file, u"it holds more than %1 MB"_s.arg(m_limits.totalBytes >> 20), u"archive_too_large"_s);
            if (m_sinceCheck >= diskCheckBytes || m_contents.bytes == qint64(size)) {
                m_sinceCheck = 0;
                if (freeBytes(m_folder) - qint64(size) < m_limits.diskFloorBytes)
                    return diskFull();
            }
            if (::pwrite(target, block, size, offset) != ssize_t(size))
                return diskFull();
        }
    }

    tl::unexpected<Error> diskFull() const
    {
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The disk is too full to unpack %1."_s.arg(QFileInfo(m_file).fileName()),
                                    .code = u"disk_low"_s,
                                    .nextStep = u"Free some space, or choose another folder with --data-dir."_s});
    }

    const QString m_file;
    const QString m_folder;
    const Limits m_limits;
    const std::stop_token m_stop;
    Contents m_contents;
    QSet<QString> m_seen;
    qint64 m_sinceCheck = 0;
};

QByteArray head(const QString &file, qint64 bytes)
{
    QFile stream(file);
    return stream.open(QIODevice::ReadOnly) ? stream.read(bytes) : QByteArray();
}

} // namespace

bool looksLikeZip(const QString &file)
{
    const QByteArray start = head(file, 4);
    return start == QByteArrayLiteral("PK\x03\x04") || start == QByteArrayLiteral("PK\x05\x06");
}

bool looksLikeGzip(const QString &file)
{
    return head(file, 2) == QByteArrayLiteral("\x1f\x8b");
}

bool looksLikeArchive(const QString &file)
{
    const QByteArray start = head(file, 264);
    return looksLikeZip(file) || start.startsWith("\x1f\x8b") || start.startsWith("7z\xbc\xaf\x27\x1c") ||
           start.startsWith("\xfd" "7zXZ") || start.startsWith("BZh") || start.mid(257, 5) == "ustar";
}

Result<Contents> list(const QString &file, std::stop_token stop)
{
    return Unpacker(file, {}, {}, std::move(stop)).run(false);
}

Result<Contents> unpack(const QString &file, const QString &folder, const Limits &limits, std::stop_token stop)
{
    Result<Contents> contents = Unpacker(file, folder, limits, std::move(stop)).run(true);
    if (!contents)
        (void)removeFolder(folder); // the first error is the one to tell
    return contents;
}

Result<> unpackSingle(const QString &file, const QString &target, const Limits &limits, std::stop_token stop)
{
    const QString staging = target + u".unpacking"_s;
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(staging); });
    if (const Result<> cleared = removeFolder(staging); !cleared)
        return cleared;
    if (looksLikeZip(file)) {
        const Result<Contents> contents = unpack(file, staging, limits, stop);
        if (!contents)
            return tl::unexpected(contents.error());
        if (contents->files.size() != 1)
            return refuse(file, u"one table was expected, but it holds %1 files"_s.arg(contents->files.size()));
        return renamePath(staging + u'/' + contents->files.front(), target);
    }
    Result<Reader> reader = open(file, true);
    if (!reader)
        return tl::unexpected(reader.error());
    archive_entry *entry = nullptr;
    if (archive_read_next_header(reader->get(), &entry) != ARCHIVE_OK)
        return refuse(file, u"it is damaged"_s);
    QFile out(staging);
    if (!out.open(QIODevice::WriteOnly))
        return refuse(file, u"%1 cannot be written"_s.arg(target));
    QByteArray block(1 << 20, Qt::Uninitialized);
    qint64 written = 0;
    for (;;) {
        const la_ssize_t got = archive_read_data(reader->get(), block.data(), size_t(block.size()));
        if (got == 0)
            break;
        if (got < 0)
            return refuse(file, u"it is damaged"_s);
        if (stop.stop_requested())
            return cancelled();
        written += got;
        if (written > limits.totalBytes)
            return refuse(file, u"it holds more than %1 MB"_s.arg(limits.totalBytes >> 20), u"archive_too_large"_s);
        if (out.write(block.constData(), got) != got)
            return refuse(file, u"the disk is full"_s, u"disk_low"_s);
    }
    if (archive_read_next_header(reader->get(), &entry) != ARCHIVE_EOF)
        return refuse(file, u"one table was expected, but it holds more"_s);
    if (!out.flush())
        return refuse(file, u"the disk is full"_s, u"disk_low"_s);
    out.close();
    return renamePath(staging, target);
}

} // namespace solver::archive
