// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/download.h"

#include "base/files.h"
#include "base/pause.h"
#include "kaggle/checksum.h"
#include "kaggle/failure.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QRegularExpression>

#include <algorithm>
#include <unistd.h>

namespace solver::kaggle {

Q_LOGGING_CATEGORY(lcDownload, "solver.download", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTroubles = 6;     // without a new byte
constexpr int mostRedirections = 5;
constexpr qint64 lookEvery = 64LL << 20; // bytes between two looks at the free space

/// What the part on disk is a part of.
struct Origin {
    QByteArray etag;
    QByteArray lastModified;
    qint64 size = 0; ///< of the whole file; 0: not known
    QByteArray hashes; ///< as in x-goog-hash

    QByteArray marks() const { return etag + '\n' + lastModified + '\n' + QByteArray::number(size); }
    QByteArray validator() const { return !etag.isEmpty() && !etag.startsWith("W/") ? etag : lastModified; }
    bool operator==(const Origin &) const = default;
};

Origin originOf(const HttpHead &head, qint64 size)
{
    return {.etag = head.header("etag"), .lastModified = head.header("last-modified"), .size = size, .hashes = head.header("x-goog-hash")};
}

class Fetch
{
public:
    Fetch(const Http &http, const Download &download, std::stop_token stop)
        : m_http(http), m_download(download), m_stop(std::move(stop)), m_part(download.target + u".part"_s), m_state(m_part + u".json"_s)
    {
    }

    Result<Downloaded> run()
    {
        readState();
        m_furthest = m_have;
        bool askAgain = true;
        QUrl url;
        while (true) {
            if (m_stop.stop_requested())
                return cancelled();
            if (askAgain) {
                const Result<QUrl> address = m_download.address(m_stop);
                if (!address)
                    return tl::unexpected(address.error());
                url = *address;
                m_redirections = 0;
                askAgain = false;
            }
            if (!m_download.isTrusted(url))
                return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                            .message = u"Kaggle sends the download of %1 to %2, which is none of its places."_s.arg(m_download.name, url.host()),
                                            .code = u"foreign_host"_s,
                                            .nextStep = u"If that is right, name the host in KCS_KAGGLE_STORAGE_HOSTS."_s});
            const Result<Step> step = ask(url);
            if (!step)
                return tl::unexpected(step.error());
            switch (step->what) {
            case Step::Known:
                forget();
                return Downloaded{.wasKnown = true};
            case Step::Done: {
                const Result<bool> good = complete();
                if (!good)
                    return tl::unexpected(good.error());
                if (*good)
                    return Downloaded{.bytes = m_have, .lastSegment = url.fileName(QUrl::FullyDecoded), .marks = m_origin.marks()};
                break; // from the start once more
            }
            case Step::Redirected:
                if (++m_redirections > mostRedirections)
                    return tl::unexpected(broken(u"The download of %1 is sent round in circles."_s.arg(m_download.name), u"redirect_loop"_s));
                url = step->next;
                break;
            case Step::Expired:
                askAgain = true;
                [[fallthrough]];
            case Step::Broken:
                if (m_have > m_furthest)
                    m_troubles = 0;
                m_furthest = std::max(m_furthest, m_have);
                if (++m_troubles > mostTroubles)
                    return tl::unexpected(step->why);
                qCInfo(lcDownload).noquote() << m_download.name << "stopped at" << m_have << "of" << m_origin.size << step->why.message
                                             << step->why.detail;
                // The first time at once: most often it is an address that has expired, or one cut.
                pauseFor(step->wait > 0 ? step->wait : m_troubles == 1 ? 0 : std::min(30.0, double(1 << (m_troubles - 2))), m_stop);
                break;
            }
        }
    }

private:
    struct Step {
        enum What { Done, Known, Redirected, Expired, Broken } what;
        Error why{};
        QUrl next{};
        double wait = 0; ///< seconds that the server asks for
    };

    static Error broken(const QString &sentence, const QString &code, bool retryable = false)
    {
        return {.kind = Error::Kind::Network, .message = sentence, .code = code, .nextStep = u"Try again later."_s, .retryable = retryable};
    }

    void readState()
    {
        const Result<nlohmann::json> state = readJson(m_state);
        if (state && QFileInfo::exists(m_part)) {
            const auto bytes = [&state](const char *key) { return textOf(*state, key).toUtf8(); };
            m_origin = {.etag = bytes("etag"), .lastModified = bytes("last_modified"), .size = state->value("size", qint64(0)), .hashes = bytes("hashes")};
            m_have = QFileInfo(m_part).size();
            if (!m_origin.validator().isEmpty() && (m_origin.size == 0 || m_have <= m_origin.size))
                return;
        }
        forget();
    }

    void forget()
    {
        QFile::remove(m_part);
        QFile::remove(m_state);
        m_origin = {};
        m_have = 0;
        m_digest = Checksum();
        m_digested = 0;
    }

    Result<> remember()
    {
        return writeJson(m_state, {{"etag", m_origin.etag.toStdString()},
                                   {"last_modified", m_origin.lastModified.toStdString()},
                                   {"size", m_origin.size},
                                   {"hashes", m_origin.hashes.toStdString()}});
    }

    Result<Step> ask(const QUrl &url)
    {
        if (const Result<> digested = digestPart(); !digested)
            return tl::unexpected(digested.error());
        HttpRequest request{.url = url, .asStored = true, .stallLimit = m_download.stallLimit};
        if (m_have > 0)
            request.headers = {{"Range", "bytes=" + QByteArray::number(m_have) + '-'}, {"If-Range", m_origin.validator()}};
        QFile part(m_part);
        bool isPage = false;
        bool foreign = false; // a piece that does not fit to ours
        bool known = false;
        qint64 unlooked = 0;
        const HttpReader reader{
            .head = [&](const HttpHead &head) -> Result<bool> {
                if (!head.isSuccess())
                    return false;
                isPage = head.header("content-type").startsWith("text/html") && !m_download.name.contains(u".htm"_s);
                if (isPage)
                    return false;
                if (m_download.isKnown && head.status == 200)
                    known = m_download.isKnown(originOf(head, head.header("content-length").toLongLong()).marks());
                if (known)
                    return tl::unexpected(Error{.code = u"known"_s}); // closes the connection
                const Result<bool> begun = begin(head, part);
                foreign = begun && !*begun;
                return begun;
            },
            .piece = [&](QByteArrayView piece) -> Result<> {
                if (part.write(piece.data(), piece.size()) != piece.size())
                    return tl::unexpected(cannotWrite(m_part, part.errorString()));
                m_have += piece.size();
                unlooked += piece.size();
                m_digest.add(piece);
                m_digested = m_have;
                if (m_download.progress)
                    m_download.progress(m_have, m_origin.size);
                if (unlooked < lookEvery)
                    return {};
                unlooked = 0;
                return checkRoom(0); // no sync: while it lasts the network's buffers fill, and a kill would lose them
            }};
        const Result<HttpReply> reply = m_http.send(request, m_stop, reader);
        if (known)
            return Step{.what = Step::Known};
        if (!reply) {
            if (!reply.error().retryable)
                return tl::unexpected(reply.error());
            return Step{.what = Step::Broken, .why = reply.error()};
        }
        if (isPage)
            return tl::unexpected(webPage(reply->body));
        if (foreign) {
            forget();
            return Step{.what = Step::Broken, .why = broken(u"The file %1 changed on the server."_s.arg(m_download.name), u"file_changed"_s)};
        }
        if (reply->isSuccess()) {
            if (m_origin.size > 0 && m_have < m_origin.size)
                return Step{.what = Step::Broken, .why = broken(u"The download of %1 broke off."_s.arg(m_download.name), u"connection_broke"_s, true)};
            if (part.isOpen())
                ::fdatasync(part.handle());
            return Step{.what = Step::Done};
        }
        return failed(*reply, url);
    }

    /// \return false when what comes does not go on where the part ends
    Result<bool> begin(const HttpHead &head, QFile &part)
    {
        const bool goesOn = head.status == 206;
        qint64 size = head.header("content-length").toLongLong();
        if (goesOn) {
            static const QRegularExpression grammar(u"^bytes (\\d+)-\\d+/(\\d+)$"_s);
            const auto range = grammar.match(QString::fromLatin1(head.header("content-range")));
            size = range.captured(2).toLongLong();
            const Origin now = originOf(head, size);
            const bool same = m_origin.etag.isEmpty() || now.etag.isEmpty() || now.etag == m_origin.etag;
            if (!range.hasMatch() || range.captured(1).toLongLong() != m_have || (m_origin.size > 0 && size != m_origin.size) || !same)
                return false;
            m_origin.size = size;
        } else {
            m_have = 0;
            m_origin = originOf(head, size);
        }
        if (const Result<> room = checkRoom(size - m_have); !room)
            return tl::unexpected(room.error());
        if (!part.open(QIODevice::ReadWrite | QIODevice::Unbuffered) || !part.resize(m_have) || !part.seek(m_have))
            return tl::unexpected(cannotWrite(m_part, part.errorString()));
        if (const Result<> remembered = remember(); !remembered)
            return tl::unexpected(remembered.error());
        if (m_have == 0) {
            m_digest = Checksum(m_origin.hashes);
            m_digested = 0;
        }
        return true;
    }

    /// Before the request: while a part is read the network's buffers would fill, and a kill would lose them.
    Result<> digestPart()
    {
        if (m_digested == m_have)
            return {};
        m_digest = Checksum(m_origin.hashes);
        m_digested = m_have;
        return m_digest.addFile(m_part, m_have, m_stop);
    }

    Result<> checkRoom(qint64 bytes) const
    {
        const qint64 free = freeBytes(m_download.target.section(u'/', 0, -2));
        if (free >= bytes + m_download.diskFloor)
            return {};
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"%1 needs %2 MB more; %3 MB are free, and %4 MB are always kept free."_s.arg(m_download.name)
                                                   .arg(bytes >> 20)
                                                   .arg(free >> 20)
                                                   .arg(m_download.diskFloor >> 20),
                                    .code = u"disk_low"_s,
                                    .nextStep = u"Free some space, or choose another folder with --data-dir."_s});
    }

    Result<Step> failed(const HttpReply &reply, const QUrl &url)
    {
        const QString what = u"HTTP %1 for %2"_s.arg(reply.status).arg(m_download.name);
        if (reply.status >= 300 && reply.status < 400) {
            const QUrl next = QUrl::fromEncoded(reply.header("location"), QUrl::StrictMode);
            if (!next.isValid() || next.isEmpty())
                return tl::unexpected(broken(u"The download of %1 leads nowhere."_s.arg(m_download.name), u"redirect_loop"_s));
            return Step{.what = Step::Redirected, .next = url.resolved(next)};
        }
        if (reply.status == 416) {
            // All of it is there already, or ours is no part of theirs.
            if (m_origin.size > 0 && m_have == m_origin.size)
                return Step{.what = Step::Done};
            forget();
            return Step{.what = Step::Broken, .why = broken(u"The file %1 changed on the server."_s.arg(m_download.name), u"file_changed"_s)};
        }
        Error why = broken(u"The storage does not give out %1 at the moment."_s.arg(m_download.name), u"storage_refused"_s);
        why.detail = what + u' ' + QString::fromUtf8(reply.body.left(300)).simplified();
        if (reply.status == 400 || reply.status == 401 || reply.status == 403 || reply.status == 404 || reply.status == 410)
            return Step{.what = Step::Expired, .why = why};
        if (reply.status == 408 || reply.status == 429 || reply.status >= 500)
            return Step{.what = Step::Broken, .why = why, .wait = std::min(600.0, retryAfter(reply, QDateTime::currentDateTimeUtc()).value_or(0))};
        return tl::unexpected(why);
    }

    Error webPage(const QByteArray &body) const
    {
        return {.kind = Error::Kind::Auth,
                .message = u"A web page came instead of %1: \"%2\". Kaggle wants a login or its rules accepted first."_s.arg(m_download.name, pageTitle(body)),
                .code = u"web_page"_s,
                .nextStep = u"Open the competition in the browser and see what it asks for."_s};
    }

    /// Checked, synced and renamed. \return false when it has to come again from the start
    Result<bool> complete()
    {
        if (!m_digest.fits()) {
            forget();
            if (m_wrong)
                return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                            .message = u"%1 came with a wrong checksum, twice."_s.arg(m_download.name),
                                            .code = u"checksum"_s,
                                            .nextStep = u"Try again later; something on the way changes the data."_s});
            m_wrong = true;
            qCWarning(lcDownload).noquote() << m_download.name << "came with a wrong checksum";
            return false;
        }
        if (const Result<> renamed = renamePath(m_part, m_download.target); !renamed)
            return tl::unexpected(renamed.error());
        QFile::remove(m_state);
        return true;
    }

    const Http &m_http;
    const Download &m_download;
    const std::stop_token m_stop;
    const QString m_part;
    const QString m_state;
    Origin m_origin;
    Checksum m_digest;
    qint64 m_digested = 0; ///< bytes of the part that are in it
    qint64 m_have = 0;
    qint64 m_furthest = 0;
    int m_troubles = 0;
    int m_redirections = 0;
    bool m_wrong = false;
};

} // namespace

Result<Downloaded> fetch(const Http &http, const Download &download, std::stop_token stop)
{
    return Fetch(http, download, std::move(stop)).run();
}

} // namespace solver::kaggle
