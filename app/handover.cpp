// SPDX-License-Identifier: GPL-3.0-or-later
#include "handover.h"

#include "base/clock.h"
#include "base/files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLoggingCategory>
#include <QSet>
#include <QTimer>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using nlohmann::json;

Q_LOGGING_CATEGORY(lcHandOver, "solver.handover", QtInfoMsg)

namespace {

constexpr auto lookEvery = 100ms;
constexpr int longestPath = 80; // of the 107 bytes that a socket's address has, less what Qt puts before it while it binds

json failure(const Error &error)
{
    return {{"error", toJson(error)}};
}

} // namespace

namespace handover {

json toJson(const CompetitionUrl &url)
{
    return {{"kind", int(url.kind)}, {"slug", toStd(url.slug)}, {"folder", toStd(url.folder)}};
}

CompetitionUrl urlFrom(const json &value)
{
    return {.kind = CompetitionUrl::Kind(std::clamp(value.value("kind", 0), 0, int(CompetitionUrl::Kind::Kaggle))),
            .slug = textOf(value, "slug"),
            .folder = textOf(value, "folder")};
}

json toJson(const Job &job)
{
    return {{"id", toStd(job.id)},         {"url", toStd(job.url)},           {"slug", toStd(job.slug)},
            {"title", toStd(job.title)},   {"status", toStd(word(job.status))}, {"message", toStd(job.message)},
            {"needs", toStd(job.needs)},   {"origin", toStd(word(job.origin))}, {"metric", toStd(job.metric)},
            {"higher", job.higherIsBetter}, {"path", toStd(job.path)},         {"error", toJson(job.error)}};
}

Job jobFrom(const json &value)
{
    return {.id = textOf(value, "id"),
            .url = textOf(value, "url"),
            .slug = textOf(value, "slug"),
            .title = textOf(value, "title"),
            .status = jobStatus(textOf(value, "status")),
            .message = textOf(value, "message"),
            .needs = textOf(value, "needs"),
            .origin = origin(textOf(value, "origin")),
            .metric = textOf(value, "metric"),
            .higherIsBetter = value.value("higher", true),
            .path = textOf(value, "path"),
            .error = errorFromJson(value.value("error", json::object()))};
}

json toJson(const JobEvent &event)
{
    return {{"event", toStd(event.event)}, {"job", toStd(event.job)}, {"url", toStd(event.url)}, {"time", toStd(rfc3339(event.time))}, {"data", event.data}};
}

JobEvent eventFrom(const json &value)
{
    return {.no = 0,
            .time = QDateTime::fromString(textOf(value, "time"), Qt::ISODateWithMs),
            .event = textOf(value, "event"),
            .job = textOf(value, "job"),
            .url = textOf(value, "url"),
            .data = value.value("data", json::object())};
}

} // namespace handover

/// Lives in the thread of HandOver, with the sockets.
class HandOver::Server : public QObject
{
public:
    Server(const Paths &paths, JobManager &jobs, const JobStore &store, const std::function<void()> &forward, std::atomic<int> &pending)
        : m_jobs(jobs), m_store(store), m_forward(forward), m_pending(pending)
    {
        const QString path = socketPath(paths);
        QLocalServer::removeServer(path); // of a killed start: the data folder is ours
        m_server.setSocketOptions(QLocalServer::UserAccessOption);
        connect(&m_server, &QLocalServer::newConnection, this, &Server::welcome);
        if (!m_server.listen(path))
            qCWarning(lcHandOver).noquote() << "other starts cannot hand over:" << m_server.errorString() << path;
        connect(&m_look, &QTimer::timeout, this, &Server::tellGuests);
        m_look.setInterval(lookEvery);
    }

private:
    struct Guest {
        quint64 lastEvent = 0;
        QSet<QString> open{}; ///< its jobs that are not over
        QSet<QString> own{};  ///< those that were not there before it came
    };

    void welcome()
    {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            socket->setReadBufferSize(handover::lineLimit + 1);
            m_guests.insert(socket, {.lastEvent = m_jobs.lastEvent()});
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QLocalSocket::disconnected, this, [this, socket] {
                m_guests.remove(socket);
                count();
                socket->deleteLater();
            });
        }
    }

    void read(QLocalSocket *socket)
    {
        while (socket->canReadLine()) {
            const Result<json> asked = parseJson(socket->readLine(), u"what was handed over"_s);
            json reply;
            try {
                reply = asked ? answer(m_guests[socket], *asked) : failure(asked.error());
            } catch (const json::exception &exception) { // a member of another type
                reply = failure({.kind = Error::Kind::Usage, .message = u"What was handed over cannot be read."_s, .code = u"usage"_s,
                                 .detail = QString::fromUtf8(exception.what())});
            }
            reply["reply"] = true;
            count(); // before it is told: who hears may ask
            send(socket, reply);
        }
        if (socket->bytesAvailable() > handover::lineLimit)
            socket->abort();
    }

    json answer(Guest &guest, const json &asked)
    {
        const QString what = textOf(asked, "ask");
        if (what == u"forward"_s && m_forward) {
            m_forward();
            return json::object();
        }
        if (what == u"submit"_s)
            return submit(guest, asked);
        if (what == u"resume"_s)
            return resume(guest);
        if (what == u"job"_s) {
            const Result<Job> job = m_store.job(textOf(asked, "id"));
            return job ? json{{"job", handover::toJson(*job)}} : failure(job.error());
        }
        if (what == u"cancel"_s) {
            for (const QString &id : guest.own & guest.open) // not what it only followed
                (void)m_jobs.cancel(id);
            return json::object();
        }
        return failure({.kind = Error::Kind::Usage, .message = u"The kaggle-solver that runs cannot do this."_s, .code = u"not_now"_s,
                        .nextStep = u"Wait until it ends, or choose another folder with --data-dir."_s});
    }

    json submit(Guest &guest, const json &asked)
    {
        const QDateTime before = QDateTime::currentDateTimeUtc();
        const Result<QString> id = m_jobs.submit(handover::urlFrom(asked.at("url")), textOf(asked, "text"), JobOptions::fromJson(asked.at("options")));
        const Result<Job> job = id.and_then([this](const QString &found) { return m_store.job(found); });
        if (!job)
            return failure(job.error());
        guest.open << job->id;
        if (job->created >= before)
            guest.own << job->id;
        m_look.start();
        return {{"job", handover::toJson(*job)}};
    }

    json resume(Guest &guest)
    {
        const Result<QStringList> ids = m_jobs.resumeAll();
        if (!ids)
            return failure(ids.error());
        json jobs = json::array();
        for (const QString &id : *ids) {
            if (const Result<Job> job = m_store.job(id)) {
                jobs.push_back(handover::toJson(*job));
                guest.open << id;
            }
        }
        m_look.start();
        return {{"jobs", jobs}};
    }

    void tellGuests()
    {
        bool any = false;
        for (auto guest = m_guests.begin(); guest != m_guests.end(); ++guest) {
            if (guest->open.isEmpty())
                continue;
            for (const JobEvent &event : m_jobs.waitForEvents(guest->lastEvent, 0ms)) {
                guest->lastEvent = event.no;
                if (!guest->open.contains(event.job))
                    continue;
                json line = handover::toJson(event);
                if (event.event == u"finished"_s) {
                    guest->open.remove(event.job);
                    if (const Result<Job> job = m_store.job(event.job))
                        line["state"] = handover::toJson(*job);
                }
                send(guest.key(), line);
            }
            any = any || !guest->open.isEmpty();
        }
        count();
        if (!any)
            m_look.stop();
    }

    void count()
    {
        qsizetype open = 0;
        for (const Guest &guest : std::as_const(m_guests))
            open += guest.open.size();
        m_pending = int(open);
    }

    static void send(QLocalSocket *socket, const json &line)
    {
        socket->write(dump(line) + '\n');
        socket->flush();
    }

    JobManager &m_jobs;
    const JobStore &m_store;
    const std::function<void()> &m_forward;
    std::atomic<int> &m_pending;
    QHash<QLocalSocket *, Guest> m_guests; // outlives the server, whose sockets still tell that they end
    QTimer m_look;
    QLocalServer m_server;
};

HandOver::HandOver(const Paths &paths, JobManager &jobs, const JobStore &store, std::function<void()> forward)
    : m_thread([this, paths, &jobs, &store, forward = std::move(forward)](const std::stop_token &stop) {
          QEventLoop loop;
          Server server(paths, jobs, store, forward, m_pending);
          const std::stop_callback quit(stop, [&loop] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection); });
          loop.exec();
      })
{
}

HandOver::~HandOver() = default;

QString HandOver::socketPath(const Paths &paths)
{
    const QString inside = paths.data + u"/socket"_s;
    if (QFile::encodeName(inside).size() <= longestPath)
        return inside;
    const QByteArray hash = QCryptographicHash::hash(QFile::encodeName(paths.data), QCryptographicHash::Sha256).toHex().left(16);
    return QDir::temp().filePath(u"kaggle-solver-"_s + QString::fromLatin1(hash));
}

} // namespace solver
