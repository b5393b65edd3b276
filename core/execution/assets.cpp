// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/assets.h"

#include "base/files.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>
#include <QTemporaryDir>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

const QString prefix = u":/runtime/"_s;

QStringList names()
{
    QStringList found;
    QDirIterator walk(prefix, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext())
        found << walk.next().mid(prefix.size());
    found.sort();
    return found;
}

} // namespace

QByteArray Assets::text(const QString &name)
{
    QFile file(prefix + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<Assets> Assets::unpack(const Paths &paths)
{
    const QStringList files = names();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &name : files) {
        hash.addData(name.toUtf8());
        hash.addData(text(name));
    }
    const QString parent = paths.cache + u"/assets"_s;
    const QString root = parent + u'/' + QString::fromLatin1(hash.result().toHex().left(16));
    if (QFileInfo(root).isDir())
        return Assets(root);
    if (const Result<> made = makeFolder(parent); !made)
        return tl::unexpected(made.error());
    QTemporaryDir staging(parent + u"/.staging-XXXXXX"_s);
    if (!staging.isValid())
        return tl::unexpected(cannotWrite(parent, staging.errorString()));
    const auto everybody = QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther;
    for (const QString &name : files) {
        const QString target = staging.path() + u'/' + name;
        if (!QDir().mkpath(QFileInfo(target).path()))
            return tl::unexpected(cannotWrite(target, {}));
        if (const Result<> written = writeFile(target, text(name)); !written)
            return tl::unexpected(written.error());
        QFile::setPermissions(target, everybody);
    }
    if (const Result<> published = renamePath(staging.path(), root); !published && !QFileInfo(root).isDir())
        return tl::unexpected(published.error());
    staging.setAutoRemove(false); // it is the published folder now, or a stranger's copy that the next line removes
    if (QFileInfo(staging.path()).isDir())
        (void)removeFolder(staging.path());
    return Assets(root);
}

} // namespace solver
