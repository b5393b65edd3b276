// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QSslConfiguration>
#include <QUrl>

#include <chrono>
#include <functional>
#include <stop_token>
#include <utility>

namespace solver {

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// What is asked. Nothing is added to it but Host, Connection, Accept-Language, User-Agent and, when the body is not to be
/// left as it is, Accept-Encoding.
struct HttpRequest {
    QByteArray method = "GET";
    QUrl url{};
    HttpHeaders headers{};
    QByteArray body{};
    QString bodyFile{};    ///< instead of \a body: a file's bytes from \a bodyOffset on
    qint64 bodyOffset = 0;
    bool asStored = false; ///< asks for the bytes as they are, uncompressed on the way
    std::chrono::milliseconds firstByteLimit = std::chrono::seconds(60); ///< until the head is there
    std::chrono::milliseconds stallLimit = std::chrono::seconds(60);     ///< without a byte
    std::chrono::milliseconds timeLimit{0};                              ///< of all; 0: none
    qint64 replyLimit = 64LL << 20;                                      ///< bytes of a reply that is kept in memory
};

/// Status and headers of a reply. Redirects are replies like any other: nobody follows them but the caller.
struct HttpHead {
    int status = 0;
    HttpHeaders headers{};

    /// All of that name, joined by `, `; empty when absent. Names compare without case.
    QByteArray header(const QByteArray &name) const;
    bool isSuccess() const { return status >= 200 && status < 300; }
};

struct HttpReply : HttpHead {
    QByteArray body{}; ///< empty when a reader took it
};

/// Takes a reply as it comes, for those that are large or slow. Called in the caller's thread.
struct HttpReader {
    /// Says whether piece() gets the body; else it is kept in the reply. A reader without it takes the body of each 2xx.
    std::function<Result<bool>(const HttpHead &)> head{};
    /// An error ends the request and is what send() returns.
    std::function<Result<>(QByteArrayView)> piece{};
    /// Bytes of the request's body that went out.
    std::function<void(qint64)> sent{};
};

/// Asks servers, one request a call, in the calling thread. Each call has its own connection, so that no cookie, no
/// sign-in and no half-dead connection is carried from one to the next. A request with a body is never sent twice behind
/// the caller's back. Thread-safe.
class Http
{
public:
    struct Setup {
        QByteArray userAgent{};
        QProcessEnvironment environment{}; ///< proxy variables and certificates, as other programs read them
        QString caFile{};                  ///< certificates to be trusted beside the system's; wins over the environment
    };
    explicit Http(Setup setup);

    /// Blocks; returns within 0.3 s of a stop, and the connection is closed then.
    /// A reply that tells no length may end early unseen: whoever reads it knows by its content.
    /// \return any reply with a status; Kind::Network when there is none or it broke off, Kind::Timeout
    Result<HttpReply> send(const HttpRequest &request, std::stop_token stop, const HttpReader &reader = {}) const;

private:
    const Setup m_setup;
    QSslConfiguration m_tls;
};

/// The proxy for a URL: of the environment (`https_proxy`, `HTTPS_PROXY`, `all_proxy` …, unless `no_proxy` names the host),
/// else of the desktop. Never one for this machine itself.
QNetworkProxy proxyFor(const QUrl &url, const QProcessEnvironment &environment);

} // namespace solver
