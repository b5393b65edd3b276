// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/datacache.h"

#include "base/files.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
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

} // namespace solver
