// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/api.h"

#include "base/files.h"

#include <QSet>

#include <functional>

namespace solver::kaggle {

using namespace Qt::StringLiterals;

namespace {

constexpr int pageSize = 200; // the most that Kaggle gives
constexpr int mostFilePages = 50;
constexpr int mostListPages = 20;

/// Members of an array of an answer; none when it is absent or no array.
std::vector<nlohmann::json> items(const nlohmann::json &answer, const char *key)
{
    const auto found = answer.find(key);
    return found != answer.end() && found->is_array() ? found->get<std::vector<nlohmann::json>>() : std::vector<nlohmann::json>();
}

/// Asks for page after page: until the token is absent or empty, or comes again, or a page is empty.
/// \param take gets an answer; says whether there was something in it
Result<> eachPage(nlohmann::json body, int most, const std::function<Result<nlohmann::json>(const nlohmann::json &)> &ask,
                  const std::function<bool(const nlohmann::json &)> &take)
{
    QSet<QString> seen;
    for (int page = 0; page < most; ++page) {
        const Result<nlohmann::json> answer = ask(body);
        if (!answer)
            return tl::unexpected(answer.error());
        const QString token = textOf(*answer, "nextPageToken");
        if (!take(*answer) || token.isEmpty() || seen.contains(token))
            break;
        seen.insert(token);
        body["pageToken"] = toStd(token);
    }
    return {};
}

nlohmann::json named(const QString &slug)
{
    return {{"competitionName", toStd(slug)}};
}

} // namespace

Result<nlohmann::json> Api::call(const char *method, const QString &slug, nlohmann::json body, std::stop_token stop) const
{
    return m_rpc.call({.method = QString::fromLatin1(method), .body = std::move(body), .slug = slug}, std::move(stop));
}

Result<Competition> Api::competition(const QString &slug, std::stop_token stop) const
{
    Result<nlohmann::json> answer = call("GetCompetition", slug, named(slug), stop);
    const auto isUnknown = [&answer] { return !answer && (answer.error().code == u"no_access" || answer.error().code == u"not_found"); };
    if (isUnknown() && slug != slug.toLower()) {
        Result<nlohmann::json> lower = call("GetCompetition", slug, named(slug.toLower()), stop);
        if (lower)
            answer = std::move(lower);
    }
    if (!answer)
        return tl::unexpected(answer.error());
    Competition made = Competition::fromJson(*answer);
    if (made.slug.isEmpty())
        made.slug = slug;
    return made;
}

Result<QStringList> Api::list(nlohmann::json body, int mostPages, std::stop_token stop) const
{
    QStringList slugs;
    const Result<> all = eachPage(
        std::move(body), mostPages, [&](const nlohmann::json &page) { return call("ListCompetitions", {}, page, stop); },
        [&slugs](const nlohmann::json &answer) {
            const auto competitions = items(answer, "competitions");
            for (const nlohmann::json &each : competitions)
                slugs << Competition::fromJson(each).slug;
            return !competitions.empty();
        });
    if (!all)
        return tl::unexpected(all.error());
    return slugs;
}

Result<QStringList> Api::entered(std::stop_token stop) const
{
    return list({{"group", "COMPETITION_LIST_TAB_ENTERED"}, {"pageSize", pageSize}}, mostListPages, std::move(stop));
}

Result<QStringList> Api::search(const QString &words, std::stop_token stop) const
{
    return list({{"group", "COMPETITION_LIST_TAB_EVERYTHING"}, {"sortBy", "COMPETITION_SORT_BY_RELEVANCE"}, {"search", toStd(words)}}, 1,
                std::move(stop));
}

Result<nlohmann::json> Api::pages(const QString &slug, std::stop_token stop) const
{
    return call("ListCompetitionPages", slug, named(slug), std::move(stop)).map([](const nlohmann::json &answer) {
        return nlohmann::json{{"pages", items(answer, "pages")}};
    });
}

Result<QList<DataFile>> Api::files(const QString &slug, std::stop_token stop) const
{
    QList<DataFile> files;
    QSet<QString> names;
    nlohmann::json body = named(slug);
    body["pageSize"] = pageSize;
    const Result<> all = eachPage(
        std::move(body), mostFilePages, [&](const nlohmann::json &page) { return call("ListDataFiles", slug, page, stop); },
        [&](const nlohmann::json &answer) {
            const auto page = items(answer, "files");
            for (const nlohmann::json &each : page) {
                DataFile file{.name = textOf(each, "name"), .bytes = integerOf(each, "totalBytes")};
                if (file.name.isEmpty())
                    file.name = textOf(each, "ref");
                if (file.name.isEmpty() || names.contains(file.name))
                    continue;
                names.insert(file.name);
                files << file;
            }
            return !page.empty();
        });
    if (!all)
        return tl::unexpected(all.error());
    return files;
}

Result<qint64> Api::totalBytes(const QString &slug, std::stop_token stop) const
{
    const Result<nlohmann::json> answer = call("GetCompetitionDataFilesSummary", slug, named(slug), std::move(stop));
    if (!answer)
        return tl::unexpected(answer.error());
    qint64 bytes = 0;
    for (const nlohmann::json &type : items(answer->value("fileSummaryInfo", nlohmann::json::object()), "fileTypes"))
        bytes += std::max<qint64>(0, integerOf(type, "totalSize"));
    return bytes;
}

Result<QList<double>> Api::topScores(const QString &slug, std::stop_token stop) const
{
    const Result<nlohmann::json> answer = call("GetLeaderboard", slug, named(slug), std::move(stop));
    if (!answer)
        return tl::unexpected(answer.error());
    QList<double> scores;
    for (const nlohmann::json &each : items(*answer, "submissions")) {
        bool isNumber = false;
        const double score = textOf(each, "score").toDouble(&isNumber);
        if (isNumber)
            scores << score;
    }
    return scores;
}

Result<QUrl> Api::downloadAddress(const QString &slug, const QString &fileName, std::stop_token stop) const
{
    nlohmann::json body = named(slug);
    if (!fileName.isEmpty())
        body["fileName"] = toStd(fileName);
    return m_rpc.address({.method = fileName.isEmpty() ? u"DownloadDataFiles"_s : u"DownloadDataFile"_s, .body = body, .slug = slug},
                         std::move(stop));
}

Result<SubmissionLimits> Api::limits(const QString &slug, std::stop_token stop) const
{
    return call("GetSubmissionLimits", slug, named(slug), std::move(stop)).map([](const nlohmann::json &answer) {
        return SubmissionLimits{.today = int(integerOf(answer, "numToday")),
                                .total = int(integerOf(answer, "numTotal")),
                                .allowedNow = int(integerOf(answer, "numAllowedNow")),
                                .limitedByTotal = flagOf(answer, "limitedByTotal")};
    });
}

Result<Upload> Api::startUpload(const QString &slug, const QString &fileName, qint64 bytes, const QDateTime &modified, std::stop_token stop) const
{
    nlohmann::json body = named(slug);
    body["contentLength"] = bytes;
    body["lastModifiedEpochSeconds"] = modified.toSecsSinceEpoch();
    body["fileName"] = toStd(fileName);
    const Result<nlohmann::json> answer = call("StartSubmissionUpload", slug, body, std::move(stop));
    if (!answer)
        return tl::unexpected(answer.error());
    Upload upload{.token = textOf(*answer, "token"), .url = textOf(*answer, "createUrl")};
    if (upload.token.isEmpty() || upload.url.isEmpty())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"Kaggle gave no place for the upload."_s,
                                    .code = u"bad_answer"_s,
                                    .nextStep = u"Try again later."_s});
    return upload;
}

Result<qint64> Api::createSubmission(const QString &slug, const QString &uploadToken, const QString &description, std::stop_token stop) const
{
    nlohmann::json body = named(slug);
    body["blobFileTokens"] = toStd(uploadToken);
    body["submissionDescription"] = toStd(description);
    const Result<nlohmann::json> answer = m_rpc.call(
        {.method = u"CreateSubmission"_s, .body = body, .slug = slug, .repeat = false, .timeLimit = std::chrono::seconds(300)}, std::move(stop));
    if (!answer)
        return tl::unexpected(answer.error());
    const qint64 ref = integerOf(*answer, "ref");
    if (ref <= 0)
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"Kaggle did not take the submission: \"%1\""_s.arg(textOf(*answer, "message").left(300)),
                                    .code = u"kaggle_refused"_s,
                                    .nextStep = u"Read what Kaggle says."_s});
    return ref;
}

Result<Submission> Api::submission(qint64 ref, std::stop_token stop) const
{
    const Result<nlohmann::json> answer = call("GetSubmission", {}, {{"ref", ref}}, std::move(stop));
    if (answer)
        return Submission::fromJson(*answer);
    if (answer.error().code == u"not_found")
        return Submission{.ref = ref};
    return tl::unexpected(answer.error());
}

Result<QList<Submission>> Api::submissions(const QString &slug, std::stop_token stop) const
{
    const Result<nlohmann::json> answer = call("ListSubmissions", slug, named(slug), std::move(stop));
    if (!answer)
        return tl::unexpected(answer.error());
    QList<Submission> list;
    for (const nlohmann::json &each : items(*answer, "submissions"))
        list << Submission::fromJson(each);
    return list;
}

Result<QString> Api::userName(std::optional<KaggleCredential> credential, std::stop_token stop) const
{
    return m_rpc
        .call({.service = u"api.v1.DiagnosticsService"_s, .method = u"Hello"_s, .timeLimit = std::chrono::seconds(10), .credential = std::move(credential)},
              std::move(stop))
        .map([](const nlohmann::json &answer) { return textOf(answer, "userName"); });
}

} // namespace solver::kaggle
