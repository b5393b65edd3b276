// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/foldersource.h"

#include "base/files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QScopeGuard>

#include <sys/stat.h>

#include <algorithm>

namespace solver {

Q_LOGGING_CATEGORY(lcFolder, "solver.folder", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

/// Version of what this file does with data: part of the data hash, so that a change here makes new folders.
constexpr int rulesVersion = 1;

const QStringList &pageNames()
{
    static const QStringList names{u"description.md"_s, u"evaluation.md"_s, u"rules.md"_s, u"data.md"_s};
    return names;
}

/// Files that are no data and must never go near a container.
bool isSecretLooking(const QString &name)
{
    static const QStringList names{u"kaggle.json"_s, u"credentials.json"_s, u".netrc"_s, u".env"_s};
    return names.contains(name) || name.startsWith(u"id_rsa"_s) || name.startsWith(u"id_ed25519"_s);
}

/// Relative paths of the ordinary files below a folder, sorted. Hidden ones are left out, links to folders not followed.
QStringList filesBelow(const QString &folder)
{
    QStringList found;
    const QDir root(folder);
    QDirIterator walk(folder, QDir::Files | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        walk.next();
        const QString path = root.relativeFilePath(walk.filePath());
        const QStringList parts = path.split(u'/');
        if (std::ranges::none_of(parts, [](const QString &part) { return part.startsWith(u'.') || part == u"__MACOSX"_s; }))
            found << path;
    }
    found.sort();
    return found;
}

/// Changes whenever a file's content may have changed: the kernel's change time cannot be set by a program.
QByteArray fingerprint(const QString &path, const QStringList &files)
{
    QByteArray text;
    for (const QString &name : files) {
        struct stat facts = {};
        const QString full = name.isEmpty() ? path : path + u'/' + name;
        if (::stat(QFile::encodeName(full).constData(), &facts) != 0)
            continue;
        text += name.toUtf8() + '\0' + QByteArray::number(qlonglong(facts.st_size)) + ' ' +
                QByteArray::number(qlonglong(facts.st_ino)) + ' ' + QByteArray::number(qlonglong(facts.st_ctim.tv_sec)) +
                '.' + QByteArray::number(qlonglong(facts.st_ctim.tv_nsec)) + '\n';
    }
    return sha256(text);
}

bool isTableName(const QString &name)
{
    static const QRegularExpression tables(u"\\.(csv|tsv|txt|parquet|json|jsonl)$"_s, QRegularExpression::CaseInsensitiveOption);
    return tables.match(name).hasMatch();
}

bool isArchiveName(const QString &name)
{
    static const QRegularExpression archives(u"\\.(zip|tar|tgz|tar\\.gz|tar\\.bz2|tar\\.xz|7z)$"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    return archives.match(name).hasMatch();
}

tl::unexpected<Error> nothingThere(const QString &path)
{
    return tl::unexpected(
        Error{.kind = Error::Kind::BadData,
              .message = u"The folder %1 holds no data files."_s.arg(path),
              .code = u"no_data"_s,
              .nextStep = u"Put the competition's train, test and sample submission files there, or give another folder."_s});
}

} // namespace

Result<qint64> FolderSource::inspect(const QString &path) const
{
    const QFileInfo info(path);
    if (!info.exists())
        return tl::unexpected(Error{.kind = Error::Kind::NotFound,
                                    .message = u"There is no folder %1."_s.arg(path),
                                    .code = u"not_found"_s,
                                    .nextStep = u"Check the path."_s});
    if (info.isFile())
        return info.size();
    const QString real = info.canonicalFilePath();
    const QStringList refused{u"/"_s, QDir::homePath(), QFileInfo(m_paths.data).canonicalFilePath()};
    const auto holds = [&real](const QString &ours) { return QFileInfo(ours).canonicalFilePath().startsWith(real + u'/'); };
    if (refused.contains(real) || holds(m_paths.data) || holds(m_paths.cache)) // a copy of it would hold itself
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"%1 is not taken as a competition's folder."_s.arg(real),
                                    .code = u"folder_refused"_s,
                                    .nextStep = u"Put the competition's files into a folder of their own."_s});
    if (!info.isReadable())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"The folder %1 cannot be read."_s.arg(path),
                                    .code = u"unreadable_file"_s,
                                    .nextStep = u"Check its rights, then try again."_s});
    const QStringList files = filesBelow(path);
    if (std::ranges::none_of(files, [](const QString &name) {
            return !pageNames().contains(name) && name != u"competition.json"_s;
        }))
        return nothingThere(path);
    qint64 bytes = 0;
    for (const QString &name : files)
        bytes += QFileInfo(path + u'/' + name).size();
    return bytes;
}

Result<FolderSource::Gathered> FolderSource::gather(const QString &path, const QString &staging, std::stop_token stop) const
{
    Gathered gathered;
    gathered.overrides = Overrides::object();
    const QString data = staging + u"/data"_s;
    const QString pages = staging + u"/pages"_s;
    if (const Result<> made = makeFolder(pages); !made)
        return tl::unexpected(made.error());
    if (QFileInfo(path).isFile()) {
        const Result<archive::Contents> contents = archive::unpack(path, data, m_limits, stop);
        if (!contents)
            return tl::unexpected(contents.error());
        if (contents->ignoredEntries > 0)
            gathered.notes << u"%1 entries of the archive were ignored (a Mac's side files)."_s.arg(contents->ignoredEntries);
        for (const QString &name : filesBelow(data)) {
            if (pageNames().contains(name) || name == u"competition.json"_s) {
                if (const Result<> moved = renamePath(data + u'/' + name, pages + u'/' + name); !moved)
                    return tl::unexpected(moved.error());
            }
        }
    } else {
        if (const Result<> made = makeFolder(data); !made)
            return tl::unexpected(made.error());
        for (const QString &name : filesBelow(path)) {
            if (isSecretLooking(name.section(u'/', -1))) {
                gathered.notes << u"%1 looks like a secret and was left out."_s.arg(name);
                continue;
            }
            const bool page = pageNames().contains(name) || name == u"competition.json"_s;
            const QString target = (page ? pages : data) + u'/' + name;
            if (const Result<> made = makeFolder(QFileInfo(target).absolutePath()); !made)
                return tl::unexpected(made.error());
            if (const Result<> copied = copyFile(path + u'/' + name, target, stop); !copied)
                return tl::unexpected(copied.error());
        }
    }
    if (const QString file = pages + u"/competition.json"_s; QFileInfo::exists(file)) {
        Result<Overrides> read = readOverrides(file);
        if (!read) {
            read.error().message.replace(file, path + u"/competition.json"_s); // the person's file, not our copy
            return tl::unexpected(read.error());
        }
        gathered.overrides = *read;
    }
    if (const Result<> unpacked = unpackInner(data, gathered, stop); !unpacked)
        return tl::unexpected(unpacked.error());
    gathered.data = filesBelow(data);
    if (gathered.data.isEmpty())
        return nothingThere(path);
    return gathered;
}

/// One level of archives inside: content decides, not the name. A table that is really a zip or gzip becomes the plain
/// table of that name; an archive of one table stays (programs read it as it is); one of many files is unpacked into a
/// folder of its name, or in place when it is the whole competition.
Result<> FolderSource::unpackInner(const QString &data, Gathered &gathered, std::stop_token stop) const
{
    const QStringList names = filesBelow(data);
    const bool hasTables = std::ranges::any_of(names, isTableName);
    for (const QString &name : names) {
        const QString file = data + u'/' + name;
        if (isTableName(name) && (archive::looksLikeZip(file) || archive::looksLikeGzip(file))) {
            if (const Result<> done = archive::unpackSingle(file, file, m_limits, stop); !done)
                return done;
            gathered.notes << u"%1 was an archive under a table's name; it was unpacked."_s.arg(name);
            continue;
        }
        if (!isArchiveName(name) || !archive::looksLikeArchive(file))
            continue;
        const Result<archive::Contents> contents = archive::list(file, stop);
        if (!contents)
            return tl::unexpected(contents.error());
        if (contents->files.size() == 1 && archive::looksLikeZip(file) && contents->ignoredEntries == 0)
            continue;
        QString target = file;
        target.remove(QRegularExpression(u"\\.(zip|tar|tgz|tar\\.\\w+|7z)$"_s, QRegularExpression::CaseInsensitiveOption));
        const bool whole = !hasTables && names.size() == 1;
        if (whole)
            target = data + u"/.whole"_s;
        else if (QFileInfo::exists(target))
            continue; // unpacked by the person already
        const Result<archive::Contents> unpacked = archive::unpack(file, target, m_limits, stop);
        if (!unpacked)
            return tl::unexpected(unpacked.error());
        if (unpacked->ignoredEntries > 0)
            gathered.notes << u"%1 entries of %2 were ignored (a Mac's side files)."_s.arg(unpacked->ignoredEntries).arg(name);
        QFile::remove(file);
        if (whole) {
            for (const QString &entry : QDir(target).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden)) {
                if (const Result<> moved = renamePath(target + u'/' + entry, data + u'/' + entry); !moved)
                    return moved;
            }
            QDir().rmdir(target);
        }
    }
    return {};
}

/// The platform's own word first, then what the pages say.
std::optional<MetricCatalogue::Match> FolderSource::metric(const Intake &intake, const QString &pages, QStringList &notes) const
{
    QStringList texts;
    for (const char *name : {"evaluation.md", "description.md"}) {
        if (const Result<QByteArray> text = readFile(pages + u'/' + QLatin1String(name)); text)
            texts << QString::fromUtf8(*text);
    }
    const std::optional<MetricCatalogue::Match> inPages = m_catalogue.inPages(texts);
    if (intake.metric.isEmpty())
        return inPages;
    std::optional<MetricCatalogue::Match> named = m_catalogue.byName(intake.metric);
    if (!named) {
        notes << (inPages ? u"Kaggle calls the metric \"%1\", which is not known here; the pages speak of %2, so that is used."_s
                                .arg(intake.metric, m_catalogue.title(inPages->key))
                          : u"Kaggle calls the metric \"%1\", which is not known here."_s.arg(intake.metric));
        return inPages;
    }
    named->foundIn = u"kaggle"_s;
    if (inPages && inPages->key != named->key)
        notes << u"Kaggle names the metric %1, the pages speak of %2; Kaggle's is used."_s.arg(m_catalogue.title(named->key),
                                                                                        m_catalogue.title(inPages->key));
    return named;
}

nlohmann::json FolderSource::request(const Intake &intake, const QString &slug, const Overrides &overrides, const QString &pages,
                                     QStringList &notes) const
{
    nlohmann::json request{{"slug", toStd(slug)}, {"overrides", overrides}, {"metric", nullptr}};
    std::optional<MetricCatalogue::Match> match;
    if (const QString named = textOf(overrides, "metric"); !named.isEmpty()) {
        match = m_catalogue.byName(named);
        if (match)
            match->foundIn = u"user"_s;
        // An unknown name goes to kcs as it is: the job completes with the constant or a proxy, and says so.
    } else {
        match = metric(intake, pages, notes);
    }
    if (match) {
        const QString pinned = textOf(overrides, "direction");
        if (pinned.isEmpty() && !intake.direction.isEmpty() && intake.direction != match->direction)
            notes << u"The leaderboard is sorted the other way round than %1 is; the metric may be another one. Pin it with --metric and "
                     "--direction."_s.arg(m_catalogue.title(match->key));
        request["metric"] = {{"key", toStd(match->key)},
                             {"direction", toStd(pinned.isEmpty() ? match->direction : pinned)},
                             {"found_in", toStd(match->foundIn)},
                             {"mentions", toStd(match->words)}};
    }
    return request;
}

QString FolderSource::competition(const QString &slug) const
{
    return m_paths.cache + u"/competitions/"_s + safeName(slug);
}

/// The file that remembers what became of this intake.
QString FolderSource::index(const Intake &intake, const QString &slug, const Overrides &options) const
{
    QByteArray seen = intake.identity;
    if (seen.isEmpty()) {
        const QStringList sources = QFileInfo(intake.path).isFile() ? QStringList{QString()} : filesBelow(intake.path);
        seen = fingerprint(intake.path, sources) + sha256(intake.path.toUtf8());
    }
    for (const QString &part : {intake.title, intake.metric, intake.direction})
        seen += part.toUtf8() + '\0';
    if (!intake.pages.isEmpty())
        seen += fingerprint(intake.pages, filesBelow(intake.pages));
    seen = sha256(seen + dump(options) + QByteArray::number(rulesVersion));
    return competition(slug) + u"/index/"_s + QString::fromLatin1(seen.left(32)) + u".json"_s;
}

std::optional<Dataset> FolderSource::known(const Intake &intake, const QString &slug, const Overrides &options) const
{
    const Result<nlohmann::json> facts = readJson(index(intake, slug, options));
    if (!facts)
        return {};
    Dataset dataset;
    dataset.dataHash = textOf(*facts, "data_hash");
    dataset.folder = {.root = competition(slug) + u'/' + dataset.dataHash.left(16), .slug = slug};
    dataset.request = facts->value("request", nlohmann::json::object());
    dataset.title = textOf(dataset.request, "title");
    for (const nlohmann::json &note : facts->value("notes", nlohmann::json::array()))
        dataset.notes << toQt(note);
    if (!QFileInfo(dataset.folder.data()).isDir())
        return {};
    return dataset;
}

Result<Dataset> FolderSource::acquire(const Intake &intake, const QString &slug, const Overrides &options,
                                      std::stop_token stop) const
{
    if (std::optional<Dataset> there = known(intake, slug, options))
        return std::move(*there);
    const QString &path = intake.path;
    const QString remembered = index(intake, slug, options); // before the copy: what changes meanwhile is taken anew next time
    const DataFolder scratch{.root = competition(slug), .slug = slug};
    const Result<QString> staging = scratch.staging();
    if (!staging)
        return tl::unexpected(staging.error());
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(*staging); });
    Result<Gathered> gathered = gather(path, *staging, stop);
    if (!gathered)
        return tl::unexpected(gathered.error());
    for (const QString &name : intake.pages.isEmpty() ? QStringList() : filesBelow(intake.pages)) {
        const QString page = *staging + u"/pages/"_s + name;
        QFile::remove(page);
        if (const Result<> copied = copyFile(intake.pages + u'/' + name, page, stop); !copied)
            return tl::unexpected(copied.error());
    }

    const Overrides overrides = merged(gathered->overrides, options);
    nlohmann::json wanted = request(intake, slug, overrides, *staging + u"/pages"_s, gathered->notes);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &name : gathered->data) {
        const Result<QByteArray> file = sha256OfFile(*staging + u"/data/"_s + name, stop);
        if (!file)
            return tl::unexpected(file.error());
        hash.addData(name.toUtf8() + '\0' + *file + '\n');
    }
    hash.addData(dump(wanted) + QByteArray::number(rulesVersion));
    const QString dataHash = QString::fromLatin1(hash.result().toHex());
    const QString title = textOf(overrides, "title");
    wanted["data_hash"] = toStd(dataHash);
    const QString ofPath = QFileInfo(path).isDir() ? QFileInfo(path).fileName() : QFileInfo(path).completeBaseName();
    wanted["title"] = toStd(!title.isEmpty() ? title : !intake.title.isEmpty() ? intake.title : ofPath);

    const DataFolder folder{.root = competition(slug) + u'/' + dataHash.left(16), .slug = slug};
    if (!QFileInfo(folder.data()).isDir()) {
        for (const QString &name : gathered->data)
            QFile::setPermissions(*staging + u"/data/"_s + name, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
        // Folders are entered by the container's user, who is somebody else.
        QDirIterator walk(*staging + u"/data"_s, QDir::Dirs | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        const auto enterable = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup |
                               QFile::ReadOther | QFile::ExeOther;
        QFile::setPermissions(*staging + u"/data"_s, enterable);
        while (walk.hasNext())
            QFile::setPermissions(walk.next(), enterable);
        if (const Result<> written = writeJson(*staging + u"/request.json"_s, wanted); !written)
            return tl::unexpected(written.error());
        if (const Result<> published = renamePath(*staging, folder.root); !published) {
            if (!QFileInfo(folder.data()).isDir())
                return tl::unexpected(published.error()); // else another job was faster with the same data
        }
    }
    nlohmann::json facts{{"data_hash", toStd(dataHash)}, {"request", wanted}, {"notes", nlohmann::json::array()}};
    for (const QString &note : gathered->notes)
        facts["notes"].push_back(toStd(note));
    if (const Result<> made = makeFolder(QFileInfo(remembered).absolutePath()); !made)
        return tl::unexpected(made.error());
    if (const Result<> written = writeJson(remembered, facts); !written)
        return tl::unexpected(written.error());
    qCInfo(lcFolder).noquote() << slug << "data hash" << dataHash.left(16);
    return Dataset{.folder = folder, .dataHash = dataHash, .title = textOf(wanted, "title"), .request = wanted, .notes = gathered->notes};
}

} // namespace solver
