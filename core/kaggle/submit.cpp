// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/submit.h"

#include "base/files.h"
#include "base/pause.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QRegularExpression>

#include <array>

namespace solver::kaggle {

Q_LOGGING_CATEGORY(lcSubmit, "solver.kaggle.submit", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

constexpr int mostSessions = 3;          // of an upload, from its first byte
constexpr int mostTroubles = 6;          // without a new byte
constexpr qsizetype longestMessage = 400; // characters of a description
constexpr double lookAfter = 5;          // seconds until a submission of unknown fate is looked for

/// Before anything is sent: nothing would be counted afterwards.
Result<> checkLimits(const Api &api, const Order &order, const Clock &clock, std::stop_token stop)
{
    const Result<SubmissionLimits> limits = api.limits(order.slug, std::move(stop));
    if (!limits)
        return tl::unexpected(limits.error());
    if (limits->allowedNow > 0 || (limits->today == 0 && limits->total == 0)) // all zero: no team yet
        return {};
    const QDateTime now = clock.utc();
    const QDateTime reset(now.date().addDays(1), QTime(0, 0), Qt::UTC);
    const qint64 minutes = now.secsTo(reset) / 60;
    const QString of = order.dailyLimit > 0 ? u"0 of %1 submissions are"_s.arg(order.dailyLimit) : u"no submission is"_s;
    return tl::unexpected(
        Error{.kind = Error::Kind::RateLimited,
              .message = limits->limitedByTotal
                             ? u"Not sent: %1 left, and this competition counts them over its whole life."_s.arg(of)
                             : u"Not sent: %1 left today. New ones come at 00:00 UTC, in %2 h %3 min."_s.arg(of).arg(minutes / 60).arg(minutes % 60),
              .code = u"daily_limit"_s,
              .nextStep = limits->limitedByTotal ? u"The file can still be used elsewhere."_s : u"Submit it again after that."_s});
}

/// The bytes of a file, in one session of Google's resumable upload (specification of Kaggle's API, 4.2).
class Sender
{
public:
    Sender(const Api &api, const Order &order, const QUrl &url, qint64 size, std::stop_token stop)
        : m_api(api), m_order(order), m_url(url), m_size(size), m_stop(std::move(stop))
    {
    }

    /// \return false when the session is over and another one is needed
    Result<bool> run()
    {
        qint64 from = 0;
        bool ask = false;
        for (int troubles = 0; troubles <= mostTroubles;) {
            const Result<HttpReply> reply = ask ? query() : put(from);
            if (m_stop.stop_requested())
                return cancelled();
            if (reply && (reply->status == 200 || reply->status == 201))
                return true;
            if (reply && (reply->status == 404 || reply->status == 410))
                return false;
            if (reply && reply->status == 308) {
                const qint64 stored = storedBytes(*reply);
                troubles = stored > from ? 0 : troubles + 1;
                from = stored;
                ask = false;
                continue;
            }
            if (reply && reply->status < 500 && reply->status != 408 && reply->status != 429)
                return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                            .message = u"The storage did not take the file (HTTP %1)."_s.arg(reply->status),
                                            .code = u"upload_refused"_s,
                                            .nextStep = u"Try again later."_s,
                                            .detail = QString::fromUtf8(reply->body.left(300)).simplified()});
            if (!reply && !reply.error().retryable)
                return tl::unexpected(reply.error());
            m_last = reply ? u"HTTP %1"_s.arg(reply->status) : reply.error().message;
            ++troubles;
            ask = true;
            pauseFor(std::min(30, 1 << (troubles - 1)) / 2.0, m_stop);
        }
        return tl::unexpected(Error{.kind = Error::Kind::Network,
                                    .message = u"The upload broke off again and again."_s,
                                    .code = u"upload_broke"_s,
                                    .nextStep = u"Try again later."_s,
                                    .detail = m_last,
                                    .retryable = true});
    }

private:
    Result<HttpReply> put(qint64 from)
    {
        HttpRequest request{.method = "PUT", .url = m_url, .bodyFile = m_order.file, .bodyOffset = from};
        if (from > 0)
            request.headers = {{"Content-Range", "bytes " + QByteArray::number(from) + '-' + QByteArray::number(m_size - 1) + '/' + QByteArray::number(m_size)}};
        return m_api.rpc().http().send(request, m_stop);
    }
    Result<HttpReply> query()
    {
        return m_api.rpc().http().send({.method = "PUT", .url = m_url, .headers = {{"Content-Range", "bytes */" + QByteArray::number(m_size)}}}, m_stop);
    }
    static qint64 storedBytes(const HttpReply &reply)
    {
        static const QRegularExpression range(u"^bytes=0-(\\d+)$"_s);
        const auto match = range.match(QString::fromLatin1(reply.header("range")));
        return match.hasMatch() ? match.captured(1).toLongLong() + 1 : 0;
    }

    const Api &m_api;
    const Order &m_order;
    const QUrl m_url;
    const qint64 m_size;
    const std::stop_token m_stop;
    QString m_last;
};

Result<QString> upload(const Api &api, const Order &order, std::stop_token stop)
{
    const QFileInfo file(order.file);
    for (int session = 0; session < mostSessions; ++session) {
        const Result<Upload> place = api.startUpload(order.slug, file.fileName(), file.size(), file.lastModified(), stop);
        if (!place)
            return tl::unexpected(place.error());
        const QUrl url = QUrl::fromEncoded(place->url.toUtf8(), QUrl::StrictMode);
        if (!api.rpc().isTrusted(url, order.storageHosts))
            return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                        .message = u"Kaggle sends the upload to %1, which is none of its places."_s.arg(url.host()),
                                        .code = u"foreign_host"_s,
                                        .nextStep = u"If that is right, name the host in KCS_KAGGLE_STORAGE_HOSTS."_s});
        const Result<bool> sent = Sender(api, order, url, file.size(), stop).run();
        if (!sent)
            return tl::unexpected(sent.error());
        if (*sent)
            return place->token;
    }
    return tl::unexpected(Error{.kind = Error::Kind::Network,
                                .message = u"The place for the upload expired again and again."_s,
                                .code = u"upload_broke"_s,
                                .nextStep = u"Try again later."_s,
                                .retryable = true});
}

/// \return 0 when Kaggle has none with this marker
Result<qint64> findMarked(const Api &api, const Order &order, std::stop_token stop)
{
    return api.submissions(order.slug, std::move(stop)).map([&order](const QList<Submission> &list) {
        for (const Submission &each : list) {
            if (each.description.contains(order.marker))
                return each.ref;
        }
        return qint64(0);
    });
}

} // namespace

QString describe(const Order &order)
{
    return u"%1 [%2]"_s.arg(order.message.simplified().left(longestMessage), order.marker);
}

Result<qint64> submit(const Api &api, const Order &order, const Clock &clock, std::stop_token stop)
{
    // Where the list cannot be had it is not known, and nothing is sent.
    if (order.again) {
        if (const Result<qint64> there = findMarked(api, order, stop); !there || *there > 0)
            return there;
    }
    if (const Result<> room = checkLimits(api, order, clock, stop); !room)
        return tl::unexpected(room.error());
    order.say(u"Sending the file to Kaggle."_s);
    const Result<QString> token = upload(api, order, stop);
    if (!token)
        return tl::unexpected(token.error());
    Result<qint64> ref = api.createSubmission(order.slug, *token, describe(order), stop);
    const bool unknown = !ref && (ref.error().kind == Error::Kind::Network || ref.error().kind == Error::Kind::Timeout);
    if (!unknown)
        return ref;
    qCInfo(lcSubmit).noquote() << order.slug << "not known whether it was taken:" << ref.error().message;
    pauseFor(lookAfter, stop);
    const Result<qint64> found = findMarked(api, order, stop);
    if (!found)
        return tl::unexpected(ref.error());
    if (*found > 0)
        return *found;
    return api.createSubmission(order.slug, *token, describe(order), stop);
}

QStringList findingsFor(const QString &error)
{
    struct Rule {
        const char *words;
        const char *findings;
    };
    // Texts: specification of Kaggle's API, 4.5; codes: specification of solution generation, 10.
    static constexpr auto rules = std::to_array<Rule>({
        {"not in a correct format", "V16 V17"},
        {"must be either", "V16 V22"},
        {"must be between", "V16 V22"},
        {"find the required key value", "V07 V10"},
        {"required key values", "V07 V10"},
        {"must have \\d+ rows", "V06"},
        {"expected \\d+ rows", "V06"},
        {"unexpected column", "V03"},
        {"required column", "V03"},
        {"null|empty|nan|missing value", "V11 V12"},
        {"duplicate", "V08"},
    });
    QStringList codes;
    for (const Rule &rule : rules) {
        const QRegularExpression words(QString::fromLatin1(rule.words), QRegularExpression::CaseInsensitiveOption);
        if (!words.match(error).hasMatch())
            continue;
        for (const QString &code : QString::fromLatin1(rule.findings).split(u' ')) {
            if (!codes.contains(code))
                codes << code;
        }
    }
    return codes;
}

} // namespace solver::kaggle
