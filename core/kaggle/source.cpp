// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/source.h"

#include "base/files.h"
#include "base/nearest.h"
#include "competition/archive.h"
#include "kaggle/download.h"
#include "kaggle/failure.h"

#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QLoggingCategory>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace solver::kaggle {

Q_LOGGING_CATEGORY(lcSource, "solver.kaggle.source", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 freshSeconds = 24 * 3600; // data and pages of this age are taken as they are
constexpr qint64 smallFile = 5LL << 20;    // bytes; comes along with the tables

bool isFresh(const QDateTime &then, const QDateTime &now)
{
    return then.isValid() && then.secsTo(now) < freshSeconds && then <= now.addSecs(60);
}

QString day(const QDateTime &time)
{
    return time.toString(u"yyyy-MM-dd"_s);
}

bool isTable(const QString &name)
{
    static const QRegularExpression tables(u"\\.(csv|tsv|parquet|feather|json|jsonl|txt)(\\.(zip|gz|7z))?$"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return tables.match(name).hasMatch();
}

/// Formats without a file to hand in; there is no flag for them (specification of Kaggle's API, 7.1).
Result<> refuseOtherKinds(const Competition &competition)
{
    const auto says = [&competition](const QString &word) {
        return competition.category.contains(word, Qt::CaseInsensitive) ||
               std::ranges::any_of(competition.tags, [&word](const QString &tag) { return tag.contains(word, Qt::CaseInsensitive); });
    };
    const auto refuse = [&competition](const QString &sentence) {
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = sentence.arg(competition.title.isEmpty() ? competition.slug : competition.title),
                                    .code = u"kind_unsupported"_s,
                                    .nextStep = u"Choose a competition that takes a file."_s,
                                    .actionUrl = competitionPage(competition.slug)});
    };
    if (says(u"hackathon"_s))
        return refuse(u"%1 is a hackathon, judged by write-ups and not by a file; this program makes files."_s);
    if (says(u"simulation"_s))
        return refuse(u"%1 is scored by playing games, not by a file; this program makes files."_s);
    if (competition.category.compare(u"Analytics"_s, Qt::CaseInsensitive) == 0)
        return refuse(u"%1 is judged by write-ups, not by a file; this program makes files."_s);
    return {};
}

QStringList warningsFor(const Competition &competition, const QDateTime &now)
{
    QStringList warnings;
    if (competition.deadline.isValid() && competition.deadline < now)
        warnings << u"The deadline was on %1; late submissions are often possible, but do not count."_s.arg(day(competition.deadline));
    if (competition.submissionsDisabled)
        warnings << u"Kaggle takes no submissions to this competition."_s;
    if (competition.notebookOnly)
        warnings << u"This competition takes only notebooks: the result is a script and a notebook to run on Kaggle; the file shows what they "
                    "make of the data that is to be seen."_s;
    return warnings;
}

Error entriesClosed(const Competition &competition, const QString &said)
{
    const QString until = competition.deadline.isValid() ? u" before its end on %1"_s.arg(day(competition.deadline)) : QString();
    return {.kind = Error::Kind::Auth,
            .message = u"%1 takes no new entrants since %2, so its data cannot be had%3.%4"_s
                           .arg(competition.slug, day(competition.newEntrantDeadline), until, said.isEmpty() ? QString() : u" Kaggle says: \"%1\""_s.arg(said)),
            .code = u"entries_closed"_s,
            .nextStep = u"Wait for that day, or remove the job."_s,
            .actionUrl = competitionPage(competition.slug)};
}

} // namespace

nlohmann::json Entry::toJson() const
{
    nlohmann::json json{{"competition", competition.toJson()}, {"data_bytes", dataBytes}, {"warnings", nlohmann::json::array()}};
    for (const QString &warning : warnings)
        json["warnings"].push_back(toStd(warning));
    if (limits)
        json["limits"] = {{"today", limits->today}, {"total", limits->total}, {"allowed_now", limits->allowedNow}};
    return json;
}

Entry Entry::fromJson(const nlohmann::json &json)
{
    Entry entry{.competition = Competition::fromJson(json.value("competition", nlohmann::json::object())),
                .dataBytes = json.value("data_bytes", qint64(0))};
    for (const nlohmann::json &warning : json.value("warnings", nlohmann::json::array()))
        entry.warnings << toQt(warning);
    if (const auto limits = json.find("limits"); limits != json.end())
        entry.limits = SubmissionLimits{.today = limits->value("today", 0), .total = limits->value("total", 0), .allowedNow = limits->value("allowed_now", 0)};
    return entry;
}

/// What the last download brought.
struct Source::Latest {
    QByteArray identity{}; ///< of the files on Kaggle
    Wanted wanted = Wanted::All;
    QDateTime checked{};
    QString root{}; ///< a folder of the cache that holds the data
    QString path{}; ///< freshly loaded archive or folder, not yet in the cache

    bool isThere(Wanted what) const { return !identity.isEmpty() && wanted == what && QFileInfo(root + u"/data"_s).isDir(); }
};

QString Source::folder(const QString &slug) const
{
    return m_setup.cache + u'/' + safeName(slug) + u"/kaggle"_s;
}

QStringList Source::seenSlugs() const
{
    QStringList slugs = m_setup.wellKnown;
    if (const Result<nlohmann::json> seen = readJson(m_setup.cache + u"/seen.json"_s); seen && seen->is_array()) {
        for (const nlohmann::json &slug : *seen)
            slugs << toQt(slug);
    }
    return slugs;
}

/// Kaggle says the same of a name that does not exist and of one that is private; its search knows the difference.
Error Source::unknownCompetition(const QString &slug, Error error, std::stop_token stop) const
{
    const bool offline = error.kind == Error::Kind::Network || error.kind == Error::Kind::Timeout;
    QStringList known = seenSlugs();
    if (!offline) {
        const QStringList found = m_api.search(QString(slug).replace(u'-', u' '), stop).value_or(QStringList());
        if (found.contains(slug, Qt::CaseInsensitive))
            return error; // it exists: the account may not see it
        for (const QString &each : found) {
            if (!known.contains(each))
                known << each;
        }
        nlohmann::json seen = nlohmann::json::array();
        for (const QString &each : std::as_const(known)) {
            if (!m_setup.wellKnown.contains(each))
                seen.push_back(toStd(each));
        }
        (void)makeFolder(m_setup.cache).and_then([&] { return writeJson(m_setup.cache + u"/seen.json"_s, seen); });
    }
    if (known.contains(slug, Qt::CaseInsensitive))
        return error;
    const QString near = nearest(slug, known);
    if (offline) {
        if (!near.isEmpty())
            error.nextStep = u"Check the connection. If the name is wrong: did you mean %1?"_s.arg(near);
        return error;
    }
    return {.kind = Error::Kind::NotFound,
            .message = u"There is no competition called %1 that this account may see.%2"_s.arg(
                slug, near.isEmpty() ? QString() : u" Did you mean %1?"_s.arg(near)),
            .code = u"not_found"_s,
            .nextStep = u"Check the address; a private competition must be joined in the browser first."_s,
            .detail = error.detail};
}

/// A listing proves nothing: Kaggle's answer to the download itself does, and names the reason.
Result<> Source::proveAccess(const Competition &competition, std::stop_token stop) const
{
    if (competition.userHasEntered)
        return {};
    const QDateTime now = m_clock.utc();
    const bool closed = competition.newEntrantDeadline.isValid() && competition.newEntrantDeadline < now &&
                        (!competition.deadline.isValid() || competition.deadline > now);
    const Result<QUrl> address = m_api.downloadAddress(competition.slug, {}, stop);
    if (address || address.error().code == u"not_found") // no bundle is no refusal
        return {};
    Error error = address.error();
    if (error.kind == Error::Kind::Auth && error.code != u"key_rejected" && closed)
        return tl::unexpected(entriesClosed(competition, error.message.section(u'"', 1, -2)));
    if (error.code == u"no_access") {
        // The competition is there, so what is missing is the entry.
        error.code = u"rules_not_accepted"_s;
        error.nextStep = u"Open the rules page and accept them."_s;
        error.actionUrl = rulesPage(competition.slug);
    }
    return tl::unexpected(error);
}

Result<Entry> Source::inspect(const QString &slug, std::stop_token stop) const
{
    const Result<Competition> competition = m_api.competition(slug, stop);
    if (!competition) {
        const Error &error = competition.error();
        if (error.kind == Error::Kind::Network || error.kind == Error::Kind::Timeout) {
            const Result<nlohmann::json> before = readJson(folder(slug) + u"/entry.json"_s);
            const Result<nlohmann::json> latest = readJson(folder(slug) + u"/latest.json"_s);
            if (before && latest && QFileInfo(textOf(*latest, "root") + u"/data"_s).isDir()) {
                Entry entry = Entry::fromJson(*before);
                entry.offline = true;
                entry.warnings << u"Kaggle cannot be reached; the data of %1 are used."_s.arg(day(dateOf(*latest, "checked")));
                return entry;
            }
            return tl::unexpected(unknownCompetition(slug, error, stop));
        }
        return tl::unexpected(error.code == u"no_access" || error.code == u"not_found" ? unknownCompetition(slug, error, stop) : error);
    }
    if (const Result<> fits = refuseOtherKinds(*competition); !fits)
        return tl::unexpected(fits.error());
    if (const Result<> access = proveAccess(*competition, stop); !access)
        return tl::unexpected(access.error());
    Entry entry{.competition = *competition, .warnings = warningsFor(*competition, m_clock.utc())};
    entry.dataBytes = m_api.totalBytes(competition->slug, stop).value_or(0);
    if (competition->userHasEntered) {
        if (const Result<SubmissionLimits> limits = m_api.limits(competition->slug, stop); limits)
            entry.limits = *limits;
    }
    if (stop.stop_requested())
        return cancelled();
    if (const Result<> kept = makeFolder(folder(competition->slug)).and_then([&] {
            return writeJson(folder(competition->slug) + u"/entry.json"_s, entry.toJson());
        });
        !kept)
        return tl::unexpected(kept.error());
    return entry;
}

/// Pages and leaderboard of the last day are taken as they are. Without pages a job goes on, and says so.
Result<> Source::refreshPages(const Competition &competition, const Job &job, QStringList &notes, std::stop_token stop) const
{
    const QString place = folder(competition.slug);
    const QString json = place + u"/pages.json"_s, pages = place + u"/pages"_s, made = place + u"/.pages"_s;
    if (QFileInfo(pages).isDir() && isFresh(QFileInfo(json).lastModified().toUTC(), m_clock.utc()))
        return {};
    const Result<nlohmann::json> told = m_api.pages(competition.slug, stop);
    Result<> done = told ? Result<>() : tl::unexpected(told.error());
    if (told) {
        const QString fresh = place + u"/.pages.json"_s;
        (void)removeFolder(made);
        done = writeJson(fresh, *told);
        if (done && !told->at("pages").empty())
            done = job.makePages(fresh, made);
        if (done && !QFileInfo::exists(made + u"/description.md"_s) && !competition.description.isEmpty())
            done = makeFolder(made).and_then([&] { return writeFile(made + u"/description.md"_s, competition.description.toUtf8() + '\n'); });
        if (done && QFileInfo(made).isDir())
            done = removeFolder(pages).and_then([&] { return renamePath(made, pages); });
        if (done)
            done = renamePath(fresh, json);
    }
    if (stop.stop_requested())
        return cancelled();
    if (!done && done.error().kind == Error::Kind::Setup)
        return done; // the engine is away: nothing else would go on either
    if (!done) {
        qCInfo(lcSource).noquote() << competition.slug << "pages:" << done.error().message << done.error().detail;
        notes << u"Kaggle's pages could not be read%1: %2"_s.arg(QFileInfo(pages).isDir() ? u" again"_s : QString(), done.error().message);
    }
    if (const Result<QList<double>> scores = m_api.topScores(competition.slug, stop); scores && scores->size() > 1 && scores->front() != scores->back())
        (void)writeJson(place + u"/leaderboard.json"_s, {{"direction", scores->front() > scores->back() ? "maximize" : "minimize"},
                                                          {"best", scores->front()}});
    return {};
}

Result<Source::Latest> Source::bringBundle(const Competition &competition, const Job &job, const Latest &latest, std::stop_token stop) const
{
    const QString target = folder(competition.slug) + u"/download/"_s + safeName(competition.slug) + u".zip"_s;
    const auto identityOf = [](const QByteArray &marks) { return "bundle " + sha256(marks); };
    const Download download{.name = competition.slug + u".zip"_s,
                            .target = target,
                            .diskFloor = m_setup.diskFloor,
                            .address = [&](std::stop_token asked) { return m_api.downloadAddress(competition.slug, {}, asked); },
                            .isTrusted = [this](const QUrl &url) { return m_api.rpc().isTrusted(url, m_setup.storageHosts); },
                            .isKnown = [&](const QByteArray &marks) { return latest.isThere(job.wanted) && latest.identity == identityOf(marks); },
                            .progress = job.progress};
    const Result<Downloaded> loaded = fetch(m_api.rpc().http(), download, stop);
    if (!loaded)
        return tl::unexpected(loaded.error());
    Latest now = latest;
    now.checked = m_clock.utc();
    if (loaded->wasKnown)
        return now;
    now.identity = identityOf(loaded->marks);
    now.wanted = job.wanted;
    now.path = target;
    if (!archive::looksLikeArchive(target)) {
        // A competition of one file.
        const QString name = safePath(loaded->lastSegment);
        now.path = folder(competition.slug) + u"/download/files"_s;
        const Result<> moved = makeFolder(now.path).and_then([&] { return renamePath(target, now.path + u'/' + (name.isEmpty() ? u"data.csv"_s : name)); });
        if (!moved)
            return tl::unexpected(moved.error());
    }
    return now;
}

Result<Source::Latest> Source::bringFiles(const Competition &competition, const Job &job, const Latest &latest, std::stop_token stop) const
{
    const Result<QList<DataFile>> listed = m_api.files(competition.slug, stop);
    if (!listed)
        return tl::unexpected(listed.error());
    QList<DataFile> wanted;
    QByteArray marks;
    qint64 total = 0;
    for (const DataFile &file : *listed) {
        if (safePath(file.name).isEmpty() || (job.wanted == Wanted::Tables && !isTable(file.name) && file.bytes > smallFile))
            continue;
        wanted << file;
        total += file.bytes;
        marks += file.name.toUtf8() + '\0' + QByteArray::number(file.bytes) + '\n';
    }
    if (wanted.isEmpty())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"Kaggle lists no data files of %1 that are wanted."_s.arg(competition.slug),
                                    .code = u"no_data"_s,
                                    .nextStep = u"Look at its data page; give the files as a folder if you have them."_s,
                                    .actionUrl = competitionPage(competition.slug)});
    Latest now = latest;
    now.checked = m_clock.utc();
    const QByteArray identity = "files " + sha256(marks);
    if (latest.isThere(job.wanted) && latest.identity == identity)
        return now;
    now.identity = identity;
    now.wanted = job.wanted;
    // Named by the listing: what an earlier one left half loaded is not mixed in.
    now.path = folder(competition.slug) + u"/download/"_s + QString::fromLatin1(sha256(marks).left(16));
    qint64 before = 0;
    for (const DataFile &file : std::as_const(wanted)) {
        const QString target = now.path + u'/' + safePath(file.name);
        if (!QFileInfo::exists(target)) {
            if (const Result<> made = makeFolder(QFileInfo(target).absolutePath()); !made)
                return tl::unexpected(made.error());
            const Download download{.name = file.name,
                                    .target = target,
                                    .diskFloor = m_setup.diskFloor,
                                    .address = [&](std::stop_token asked) { return m_api.downloadAddress(competition.slug, file.name, asked); },
                                    .isTrusted = [this](const QUrl &url) { return m_api.rpc().isTrusted(url, m_setup.storageHosts); },
                                    .progress = [&](qint64 there, qint64) { job.progress(before + there, total); }};
            if (const Result<Downloaded> loaded = fetch(m_api.rpc().http(), download, stop); !loaded)
                return tl::unexpected(loaded.error());
        }
        before += QFileInfo(target).size();
    }
    return now;
}

Result<Source::Latest> Source::bring(const Competition &competition, const Job &job, const Latest &latest, std::stop_token stop) const
{
    const Result<Permit> permit = job.turn();
    if (!permit)
        return tl::unexpected(permit.error());
    if (const Result<> made = makeFolder(folder(competition.slug) + u"/download"_s); !made)
        return tl::unexpected(made.error());
    if (job.wanted == Wanted::All) {
        Result<Latest> bundle = bringBundle(competition, job, latest, stop);
        if (bundle || bundle.error().code != u"not_found")
            return bundle;
        qCInfo(lcSource).noquote() << competition.slug << "has no bundle; file by file";
    }
    return bringFiles(competition, job, latest, stop);
}

Result<Dataset> Source::acquire(const Entry &entry, const Job &job, std::stop_token stop) const
{
    const Competition &competition = entry.competition;
    const DataFolder place{.root = folder(competition.slug), .slug = competition.slug};
    const Result<DataLock> lock = place.lock(stop);
    if (!lock)
        return tl::unexpected(lock.error());

    QStringList notes;
    if (!entry.offline) {
        if (const Result<> refreshed = refreshPages(competition, job, notes, stop); !refreshed)
            return tl::unexpected(refreshed.error());
    }
    Latest latest;
    const QString remembered = place.root + u"/latest.json"_s;
    if (const Result<nlohmann::json> json = readJson(remembered); json)
        latest = {.identity = textOf(*json, "identity").toUtf8(),
                  .wanted = textOf(*json, "wanted") == u"tables" ? Wanted::Tables : Wanted::All,
                  .checked = dateOf(*json, "checked"),
                  .root = textOf(*json, "root")};
    if (!latest.isThere(job.wanted) || (!entry.offline && !isFresh(latest.checked, m_clock.utc()))) {
        const Result<Latest> now = bring(competition, job, latest, stop);
        const bool cut = !now && (now.error().kind == Error::Kind::Network || now.error().kind == Error::Kind::Timeout);
        if (!now && !(cut && latest.isThere(job.wanted)))
            return tl::unexpected(now.error());
        if (now)
            latest = *now;
        else
            notes << u"Kaggle cannot be reached; the data of %1 are used."_s.arg(day(latest.checked));
    }

    Intake intake{.path = latest.path.isEmpty() ? latest.root + u"/data"_s : latest.path,
                  .identity = "kaggle " + latest.identity,
                  .title = competition.title,
                  .metric = competition.evaluationMetric};
    if (const QString pages = place.root + u"/pages"_s; QFileInfo(pages).isDir())
        intake.pages = pages;
    if (const Result<nlohmann::json> board = readJson(place.root + u"/leaderboard.json"_s); board)
        intake.direction = textOf(*board, "direction");
    Result<Dataset> dataset = m_folders.acquire(intake, competition.slug, job.overrides, stop);
    if (!dataset)
        return dataset;
    latest.root = dataset->folder.root;
    const Result<> kept = writeJson(remembered, {{"identity", latest.identity.toStdString()},
                                                 {"wanted", latest.wanted == Wanted::Tables ? "tables" : "all"},
                                                 {"checked", toStd(rfc3339(latest.checked))},
                                                 {"root", toStd(latest.root)}})
                              .and_then([&] { return removeFolder(place.root + u"/download"_s); });
    if (!kept)
        return tl::unexpected(kept.error());
    dataset->notes = notes + dataset->notes;
    return dataset;
}

QString safePath(const QString &name)
{
    static const QRegularExpression control(u"[\\x00-\\x1f\\x7f\\\\:]"_s);
    const QStringList parts = name.split(u'/');
    const bool bad = std::ranges::any_of(parts, [](const QString &part) {
        return part.isEmpty() || part == u"." || part == u".." || part.toUtf8().size() > 255;
    });
    if (bad || name.size() > 1000 || control.match(name).hasMatch())
        return {};
    return name;
}

} // namespace solver::kaggle
