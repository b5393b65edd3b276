// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/http.h"

#include "base/blocking.h"

#include <QEventLoop>
#include <QFile>
#include <QHostAddress>
#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QTimer>

#include <algorithm>
#include <memory>
#include <optional>

namespace solver {

Q_LOGGING_CATEGORY(lcHttp, "solver.http", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 bufferBytes = 4LL << 20; // of a reply, between the network and us

/// Hands out its bytes once. Qt sends a request again by itself when the other side closes before the first byte of its
/// reply, up to three times, if only the body can be rewound; this one cannot (measured with Qt 6.4).
class OnceOnly : public QIODevice
{
public:
    explicit OnceOnly(std::unique_ptr<QIODevice> source, qint64 size) : m_source(std::move(source)), m_size(size)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    qint64 size() const override { return m_size; }
    bool seek(qint64) override { return false; }
    bool reset() override { return false; }

protected:
    qint64 readData(char *to, qint64 most) override { return m_source->read(to, most); }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::unique_ptr<QIODevice> m_source;
    qint64 m_size;
};

/// A body in memory.
class Bytes : public QIODevice
{
public:
    explicit Bytes(const QByteArray &bytes) : m_bytes(bytes) { open(QIODevice::ReadOnly | QIODevice::Unbuffered); }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        const qint64 some = std::min<qint64>(most, m_bytes.size() - m_at);
        std::copy_n(m_bytes.constData() + m_at, some, to);
        m_at += some;
        return some;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_bytes;
    qint64 m_at = 0;
};

Result<std::unique_ptr<QIODevice>> bodyOf(const HttpRequest &request)
{
    if (request.bodyFile.isEmpty())
        return std::make_unique<OnceOnly>(std::make_unique<Bytes>(request.body), request.body.size());
    auto file = std::make_unique<QFile>(request.bodyFile);
    if (!file->open(QIODevice::ReadOnly) || !file->seek(request.bodyOffset))
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The file %1 cannot be read."_s.arg(request.bodyFile),
                                    .code = u"storage"_s,
                                    .detail = file->errorString()});
    const qint64 size = file->size() - request.bodyOffset;
    return std::make_unique<OnceOnly>(std::move(file), size);
}

Error networkError(const QUrl &url, QNetworkReply::NetworkError error, const QString &detail)
{
    const auto make = [&](const QString &code, const QString &sentence, const QString &nextStep) {
        return Error{.kind = Error::Kind::Network,
                     .message = sentence.arg(url.host()),
                     .code = code,
                     .nextStep = nextStep,
                     .detail = detail,
                     .retryable = true};
    };
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return make(u"host_unknown"_s, u"The address of %1 cannot be found."_s, u"Check the connection to the Internet."_s);
    case QNetworkReply::SslHandshakeFailedError: {
        Error tls = make(u"tls"_s, u"The connection to %1 is not trusted."_s,
                         u"If a company's proxy stands between, name its certificates in SSL_CERT_FILE or KCS_CA_FILE."_s);
        tls.retryable = false;
        return tls;
    }
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return make(u"proxy"_s, u"The proxy on the way to %1 does not let us through."_s, u"Check https_proxy and no_proxy."_s);
    case QNetworkReply::ConnectionRefusedError:
        return make(u"no_connection"_s, u"%1 does not answer."_s, u"Check the connection to the Internet."_s);
    default:
        return make(u"connection_broke"_s, u"The connection to %1 broke off."_s, u"Check the connection to the Internet."_s);
    }
}

Error tooLate(const QUrl &url, const QString &sentence)
{
    return {.kind = Error::Kind::Timeout,
            .message = sentence.arg(url.host()),
            .code = u"timeout"_s,
            .nextStep = u"Check the connection to the Internet."_s,
            .retryable = true};
}

/// What one request lives through, from its start to its end.
class Exchange
{
public:
    Exchange(const HttpRequest &request, const HttpReader &reader, std::stop_token stop)
        : m_request(request), m_reader(reader), m_stop(std::move(stop))
    {
    }

    Result<HttpReply> run(const QNetworkRequest &prepared, const QNetworkProxy &proxy)
    {
        QNetworkAccessManager network;
        network.setProxy(proxy);
        std::unique_ptr<QIODevice> body;
        if (!m_request.body.isEmpty() || !m_request.bodyFile.isEmpty() || m_request.method != "GET") {
            Result<std::unique_ptr<QIODevice>> made = bodyOf(m_request);
            if (!made)
                return tl::unexpected(made.error());
            body = std::move(*made);
        }
        QEventLoop loop;
        const std::unique_ptr<QNetworkReply> reply(network.sendCustomRequest(prepared, m_request.method, body.get()));
        reply->setReadBufferSize(bufferBytes);
        m_network = reply.get();
        m_loop = &loop;
        // The stop may come from any thread; the loop is told in its own.
        const std::stop_callback onStop(m_stop, [&loop] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection); });

        QTimer quiet, all;
        quiet.setSingleShot(true);
        all.setSingleShot(true);
        QObject::connect(&quiet, &QTimer::timeout, &loop, [this] {
            end(tooLate(m_request.url, m_headSeen ? u"%1 has stopped sending."_s : u"%1 does not answer in time."_s));
        });
        QObject::connect(&all, &QTimer::timeout, &loop, [this] { end(tooLate(m_request.url, u"%1 takes too long."_s)); });
        quiet.start(m_request.firstByteLimit);
        if (m_request.timeLimit.count() > 0)
            all.start(m_request.timeLimit);

        QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, [this, &quiet] {
            quiet.start(m_request.stallLimit);
            take();
        });
        QObject::connect(reply.get(), &QNetworkReply::uploadProgress, &loop, [this, &quiet](qint64 sent, qint64) {
            quiet.start(m_request.firstByteLimit);
            if (m_reader.sent)
                m_reader.sent(sent);
        });
        QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        if (!reply->isFinished() && !m_stop.stop_requested())
            loop.exec();
        if (m_stop.stop_requested() && !m_failure)
            m_failure = cancelled().value();
        if (m_failure) {
            reply->abort(); // closes the connection at once
            return tl::unexpected(*m_failure);
        }
        take(); // what came with the end
        if (m_failure)
            return tl::unexpected(*m_failure);
        return finished();
    }

private:
    void end(const Error &error)
    {
        if (!m_failure)
            m_failure = error;
        m_loop->quit();
    }

    /// Reads all that is there: what stays in a reply is lost when it is aborted.
    void take()
    {
        if (m_failure)
            return;
        if (!m_headSeen && !seeHead())
            return;
        while (m_network->bytesAvailable() > 0) {
            const QByteArray piece = m_network->read(bufferBytes);
            if (piece.isEmpty())
                return;
            m_got += piece.size();
            if (m_toReader) {
                if (const Result<> taken = m_reader.piece(piece); !taken)
                    return end(taken.error());
            } else if (m_reply.body.size() + piece.size() > m_request.replyLimit) {
                return end(Error{.kind = Error::Kind::BadData,
                                 .message = u"The answer of %1 is too long."_s.arg(m_request.url.host()),
                                 .code = u"reply_too_long"_s});
            } else {
                m_reply.body += piece;
            }
        }
    }

    bool seeHead()
    {
        const QVariant status = m_network->attribute(QNetworkRequest::HttpStatusCodeAttribute);
        if (!status.isValid())
            return false;
        m_headSeen = true;
        m_reply.status = status.toInt();
        for (const auto &[name, value] : m_network->rawHeaderPairs())
            m_reply.headers.append({name.toLower(), value});
        m_toReader = m_reader.piece && m_reply.isSuccess();
        if (m_reader.piece && m_reader.head) {
            const Result<bool> wanted = m_reader.head(m_reply);
            if (!wanted)
                end(wanted.error());
            m_toReader = wanted.value_or(false);
        }
        return !m_failure;
    }

    /// An error of Qt's tells about the transport only while there is no status: for 4xx and 5xx it says the same once more.
    Result<HttpReply> finished()
    {
        const QNetworkReply::NetworkError error = m_network->error();
        if (!m_headSeen)
            return tl::unexpected(networkError(m_request.url, error, m_network->errorString()));
        const bool transport = error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied;
        const QByteArray length = m_reply.header("content-length");
        const bool packed = !m_reply.header("content-encoding").isEmpty();
        const bool cut = !length.isEmpty() && !packed && m_request.method != "HEAD" && m_got < length.toLongLong();
        if (transport || cut)
            return tl::unexpected(networkError(m_request.url, QNetworkReply::RemoteHostClosedError, m_network->errorString()));
        return std::move(m_reply);
    }

    const HttpRequest &m_request;
    const HttpReader &m_reader;
    const std::stop_token m_stop;
    QNetworkReply *m_network = nullptr;
    QEventLoop *m_loop = nullptr;
    HttpReply m_reply;
    std::optional<Error> m_failure;
    bool m_headSeen = false;
    bool m_toReader = false;
    qint64 m_got = 0;
};

/// Host names of `no_proxy`: a name means its subdomains too, `*` everything.
bool isExempt(const QString &host, const QString &list)
{
    const QStringList entries = list.split(u',', Qt::SkipEmptyParts);
    return std::ranges::any_of(entries, [&host](const QString &entry) {
        QString name = entry.trimmed().section(u':', 0, 0);
        while (name.startsWith(u'.') || name.startsWith(u'*')) {
            if (name == u"*")
                return true;
            name.remove(0, 1);
        }
        return !name.isEmpty() && (host.compare(name, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + name, Qt::CaseInsensitive));
    });
}

} // namespace

QByteArray HttpHead::header(const QByteArray &name) const
{
    QByteArrayList values;
    for (const auto &[each, value] : headers) {
        if (each.compare(name, Qt::CaseInsensitive) == 0)
            values << value;
    }
    return values.join(", ");
}

QNetworkProxy proxyFor(const QUrl &url, const QProcessEnvironment &environment)
{
    const QString host = url.host();
    if (host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback())
        return QNetworkProxy::NoProxy;
    const auto variable = [&environment](const QString &name) {
        const QString lower = environment.value(name);
        return lower.isEmpty() ? environment.value(name.toUpper()) : lower;
    };
    QString named = variable(url.scheme() + u"_proxy"_s);
    if (named.isEmpty())
        named = variable(u"all_proxy"_s);
    if (named.isEmpty()) {
        const QList<QNetworkProxy> desktop = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
        return desktop.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : desktop.front();
    }
    if (isExempt(host, variable(u"no_proxy"_s)))
        return QNetworkProxy::NoProxy;
    const QUrl proxy(named.contains(u"://"_s) ? named : u"http://"_s + named);
    const bool socks = proxy.scheme().startsWith(u"socks"_s);
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, proxy.host(),
                         quint16(proxy.port(socks ? 1080 : 8080)), proxy.userName(), proxy.password());
}

Http::Http(Setup setup) : m_setup(std::move(setup)), m_tls(QSslConfiguration::defaultConfiguration())
{
    QString file = m_setup.caFile;
    for (const char *name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
        if (file.isEmpty())
            file = m_setup.environment.value(QLatin1String(name));
    }
    if (!file.isEmpty() && !m_tls.addCaCertificates(file))
        qCWarning(lcHttp).noquote() << "no certificates can be read from" << file;
}

Result<HttpReply> Http::send(const HttpRequest &request, std::stop_token stop, const HttpReader &reader) const
{
    mayBlock();
    if (stop.stop_requested())
        return cancelled();
    QNetworkRequest prepared(request.url);
    prepared.setSslConfiguration(m_tls);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // a stop then closes this request's own connection
    prepared.setRawHeader("User-Agent", m_setup.userAgent);
    if (request.asStored)
        prepared.setRawHeader("Accept-Encoding", "identity");
    for (const auto &[name, value] : request.headers)
        prepared.setRawHeader(name, value);
    const Result<HttpReply> reply = Exchange(request, reader, stop).run(prepared, proxyFor(request.url, m_setup.environment));
    // Queries of signed addresses are secrets.
    qCDebug(lcHttp).noquote() << request.method << request.url.toString(QUrl::RemoveQuery | QUrl::RemoveUserInfo)
                              << (reply ? QString::number(reply->status) : reply.error().detail);
    return reply;
}

} // namespace solver
