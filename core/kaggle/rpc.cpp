// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/rpc.h"

#include "base/files.h"
#include "base/pause.h"
#include "kaggle/failure.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace solver::kaggle {

Q_LOGGING_CATEGORY(lcKaggle, "solver.kaggle", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

// Specification of Kaggle's API, 5.5.
constexpr auto waits = std::to_array({5.0, 10.0, 20.0, 40.0, 60.0}); // seconds, after a 429 that names none
constexpr double longestWaiting = 600;                               // then the job waits without a thread
constexpr int mostTroubles = 3;                                      // 5xx and broken connections

double jittered(double wait)
{
    return wait * (1 + 0.2 * QRandomGenerator::global()->generateDouble());
}

} // namespace

Rpc::Rpc(const Http &http, const Account &account, const Clock &clock, const Setup &setup)
    : m_http(http), m_account(account), m_clock(clock), m_setup(setup), m_pace(clock, setup.callsPerMinute)
{
}

Result<HttpReply> Rpc::send(const Call &call, const KaggleCredential &credential, std::stop_token stop) const
{
    const Result<CallPace::Turn> turn = m_pace.await(stop);
    if (!turn)
        return tl::unexpected(turn.error());
    HttpRequest request{.method = "POST", .url = m_setup.base};
    QString path = m_setup.base.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    request.url.setPath(path + u"/v1/"_s + call.service + u'/' + call.method);
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}, {"Authorization", credential.authorization()}};
    request.body = dump(call.body);
    request.firstByteLimit = request.stallLimit = call.timeLimit;
    const Clock::Instant begin = m_clock.now();
    Result<HttpReply> reply = m_http.send(request, stop);
    qCDebug(lcKaggle).noquote() << call.method << call.slug << (reply ? QString::number(reply->status) : reply.error().code)
                                << qint64(seconds(m_clock.now() - begin) * 1000) << "ms"
                                << (reply ? reply->header("x-kaggle-requestid") : QByteArray());
    return reply;
}

Result<HttpReply> Rpc::sendPatiently(const Call &call, std::stop_token stop) const
{
    const Clock::Instant begin = m_clock.now();
    size_t refused = 0;
    int troubles = 0;
    while (true) {
        // Each time anew: somebody may have given another one meanwhile.
        const Result<KaggleCredential> credential = call.credential ? Result<KaggleCredential>(*call.credential) : m_account.credential();
        if (!credential)
            return tl::unexpected(credential.error());
        Result<HttpReply> reply = send(call, *credential, stop);
        Error error;
        double wait = 0;
        if (reply) {
            const std::optional<Failure> failure = failureOf(*reply);
            if (!failure)
                return reply;
            error = errorOf(*failure, call.slug, credential->source);
            wait = retryAfter(*reply, m_clock.utc()).value_or(0);
            qCInfo(lcKaggle).noquote() << call.method << call.slug << error.detail << failure->message
                                       << reply->header("x-kaggle-requestid");
        } else {
            error = reply.error();
        }
        if (!error.retryable || !call.repeat)
            return tl::unexpected(error);
        if (error.kind == Error::Kind::RateLimited) {
            if (wait <= 0)
                wait = jittered(waits[std::min(refused, waits.size() - 1)]);
            ++refused;
        } else {
            if (++troubles > mostTroubles)
                return tl::unexpected(error);
            wait = std::max(wait, jittered(1 << (troubles - 1)));
        }
        if (seconds(m_clock.now() - begin) + wait > longestWaiting)
            return tl::unexpected(error);
        if (error.kind == Error::Kind::RateLimited)
            m_pace.pause(wait); // the limit is the account's: nobody else is let in either
        pauseFor(wait, stop);
        if (stop.stop_requested())
            return cancelled();
    }
}

Result<nlohmann::json> Rpc::call(const Call &call, std::stop_token stop) const
{
    const Result<HttpReply> reply = sendPatiently(call, std::move(stop));
    if (!reply)
        return tl::unexpected(reply.error());
    if (reply->status >= 300)
        return tl::unexpected(Error{.kind = Error::Kind::Network,
                                    .message = u"Kaggle's address answers with a redirection, so it is not the right one."_s,
                                    .code = u"redirected"_s,
                                    .nextStep = u"Check KCS_KAGGLE_URL."_s});
    nlohmann::json json = nlohmann::json::parse(reply->body.begin(), reply->body.end(), nullptr, false);
    if (!json.is_object())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"Kaggle's answer cannot be read."_s,
                                    .code = u"bad_answer"_s,
                                    .nextStep = u"Try again later; if it stays, a newer version of this program may be needed."_s,
                                    .detail = call.method});
    return json;
}

Result<QUrl> Rpc::address(const Call &call, std::stop_token stop) const
{
    const Result<HttpReply> reply = sendPatiently(call, std::move(stop));
    if (!reply)
        return tl::unexpected(reply.error());
    const QByteArray location = reply->header("location");
    // As it is: an address that is decoded and encoded again has another signature.
    const QUrl url = QUrl::fromEncoded(location, QUrl::StrictMode);
    if (reply->status < 300 || reply->status >= 400 || !url.isValid())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"Kaggle gave no address for the download."_s,
                                    .code = u"bad_answer"_s,
                                    .nextStep = u"Try again later."_s,
                                    .detail = u"HTTP %1"_s.arg(reply->status)});
    return m_setup.base.resolved(url);
}

bool Rpc::isTrusted(const QUrl &storage, const QStringList &hosts) const
{
    const bool secure = storage.scheme() == u"https" || m_setup.base.scheme() == u"http";
    return secure && (storage.scheme() == u"https" || storage.scheme() == u"http") && hosts.contains(storage.host(), Qt::CaseInsensitive);
}

} // namespace solver::kaggle
