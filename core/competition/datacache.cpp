// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/datacache.h"

#include "base/files.h"

#include <QDir>
#include <QDateTime>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QSet>
#include <QTemporaryDir>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace solver {

using namespace Qt::StringLiterals;

Result<QString> DataFolder::staging() const
{
    if (const Result<> made = makeFolder(root); !made)
        return tl::unexpected(made.error());
    QTemporaryDir folder(root + u"/.staging-XXXXXX"_s);
    folder.setAutoRemove(false);
    if (!folder.isValid())
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"No folder can be made in %1."_s.arg(root),
                                    .code = u"storage"_s,
                                    .nextStep = u"Check the free space and the rights of that folder."_s,
                                    .detail = folder.errorString()});
    return folder.path();
}

DataLock::~DataLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<DataLock> DataFolder::lock(std::stop_token stop) const
{
    if (const Result<> made = makeFolder(root); !made)
        return tl::unexpected(made.error());
    const int fd = ::open(QFile::encodeName(root + u"/.lock"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The folder %1 cannot be written."_s.arg(root),
                                    .code = u"storage"_s,
                                    .nextStep = u"Check the free space and the rights of that folder."_s});
    DataLock held(fd);
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (stop.stop_requested())
            return cancelled();
        std::this_thread::sleep_for(std::chrono::milliseconds(50)); // flock cannot wait for a stop as well
    }
    return held;
}

namespace {

bool staysInside(const QString &path)
{
    return !path.isEmpty() && !path.startsWith(u'/') && !path.split(u'/').contains(u".."_s);
}

} // namespace

Result<> DataFolder::publishView(const QString &staging, const QString &name) const
{
    const QString made = staging + u"/views/"_s + name;
    const auto refuse = [&name](const QString &what) {
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"The view %1 was not made as it should be: %2."_s.arg(name, what),
                                    .code = u"bad_view"_s});
    };
    if (const Result<QByteArray> links = readFile(made + u".links.tsv"_s); links) {
        for (const QByteArray &line : links->split('\n')) {
            if (line.trimmed().isEmpty())
                continue;
            const QList<QByteArray> parts = line.split('\t');
            const QString inView = QString::fromUtf8(parts.value(0));
            const QString inData = QString::fromUtf8(parts.value(1));
            if (parts.size() != 2 || !staysInside(inView) || !staysInside(inData))
                return refuse(u"a link leads outside"_s);
            const QString source = data() + u'/' + inData;
            // A symbolic link on the way would lead somewhere else than it says.
            if (QFileInfo(source).canonicalFilePath() != QFileInfo(data()).canonicalFilePath() + u'/' + inData)
                return refuse(u"a link goes through another one"_s);
            const QString target = made + u'/' + inView;
            QDir().mkpath(QFileInfo(target).path());
            if (::link(QFile::encodeName(source).constData(), QFile::encodeName(target).constData()) != 0) {
                if (const Result<> copied = copyFile(source, target); !copied) // links do not work everywhere
                    return copied;
            }
        }
    }
    // Entered and read by the container's user, who is somebody else; changed by nobody.
    const auto readable = QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther;
    const auto enterable = readable | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther;
    QFile::setPermissions(made, enterable);
    QDirIterator walk(made, QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        walk.next();
        if (walk.fileInfo().isSymLink())
            return refuse(u"it holds a symbolic link"_s);
        QFile::setPermissions(walk.filePath(), walk.fileInfo().isDir() ? enterable : readable);
    }
    for (const QString &folder : {root + u"/answers"_s, views()}) {
        if (const Result<> there = makeFolder(folder); !there)
            return there;
    }
    // The answers first: where a view is, its answers are.
    if (const Result<> cleared = removeFolder(answers(name)); !cleared)
        return cleared;
    return renamePath(staging + u"/answers/"_s + name, answers(name)).and_then([&] { return renamePath(made, view(name)); });
}

DataUse::DataUse(const DataFolder &folder)
    : m_fd(::open(QFile::encodeName(folder.root + u"/.use"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{
    if (m_fd < 0)
        return; // a cache that cannot be written cannot be evicted either
    ::flock(m_fd, LOCK_SH | LOCK_NB);
    ::futimens(m_fd, nullptr);
}

DataUse::~DataUse()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

namespace {

struct Cached {
    QString root;
    QDateTime used;
    qint64 bytes = 0;
};

/// Bytes on the disk; a file with two names counts once.
qint64 bytesBelow(const QString &folder, const std::stop_token &stop)
{
    qint64 bytes = 0;
    QSet<quint64> seen;
    QDirIterator walk(folder, QDir::Files | QDir::NoDotAndDotDot | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext() && !stop.stop_requested()) {
        struct stat facts = {};
        if (::lstat(QFile::encodeName(walk.next()).constData(), &facts) != 0)
            continue;
        if (facts.st_nlink > 1 && seen.contains(facts.st_ino))
            continue;
        seen.insert(facts.st_ino);
        bytes += qint64(facts.st_blocks) * 512;
    }
    return bytes;
}

/// Under its lock, so that no job can begin with it meanwhile. Out of sight first: what is half removed is never found.
bool removeUnused(const QString &root)
{
    const int fd = ::open(QFile::encodeName(root + u"/.use"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    const auto closed = qScopeGuard([fd] { ::close(fd); });
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
        return false;
    const QString gone = QFileInfo(root).path() + u"/.evicted-"_s + QFileInfo(root).fileName();
    return renamePath(root, gone).and_then([&gone] { return removeFolder(gone); }).has_value();
}

} // namespace

qint64 evictData(const QString &competitions, qint64 limitBytes, const QStringList &keep, std::stop_token stop)
{
    static const QRegularExpression hash(u"^[0-9a-f]{16}$"_s);
    QList<Cached> all;
    qint64 total = 0;
    const QStringList slugs = QDir(competitions).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &slug : slugs) {
        const QDir competition(competitions + u'/' + slug);
        const QStringList names = competition.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden);
        for (const QString &name : names) {
            const QString root = competition.filePath(name);
            if (name.startsWith(u".evicted-"_s))
                (void)removeFolder(root); // of a start that was ended meanwhile
            if (!hash.match(name).hasMatch() || !QFileInfo(root + u"/data"_s).isDir())
                continue;
            const QFileInfo use(root + u"/.use"_s);
            all << Cached{.root = root, .used = use.exists() ? use.lastModified() : QFileInfo(root).lastModified(), .bytes = bytesBelow(root, stop)};
            total += all.back().bytes;
        }
    }
    std::ranges::sort(all, {}, &Cached::used);
    qint64 freed = 0;
    for (const Cached &each : std::as_const(all)) {
        if (total - freed <= limitBytes || stop.stop_requested())
            break;
        if (!keep.contains(each.root) && removeUnused(each.root))
            freed += each.bytes;
    }
    return freed;
}

} // namespace solver
