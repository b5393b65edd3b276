// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotehost.h"

#include "base/files.h"
#include "handover.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <unistd.h>

#include <csignal>

namespace solver {

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace {

constexpr int connectMilliseconds = 2000;
constexpr int replyMilliseconds = 60'000; // a slow disk on the other side

Error gone()
{
    return {.kind = Error::Kind::Process, .message = u"The other kaggle-solver has ended."_s, .code = u"host_gone"_s, .nextStep = u"Start again; what was begun goes on."_s};
}

} // namespace

std::unique_ptr<RemoteHost> RemoteHost::connect(const Paths &paths)
{
    const QString path = HandOver::socketPath(paths);
    const QFileInfo info(path);
    if (!info.exists() || info.ownerId() != ::geteuid()) // a socket of somebody else in the folder for temporary files
        return nullptr;
    std::unique_ptr<RemoteHost> host(new RemoteHost);
    host->m_socket.connectToServer(path);
    return host->m_socket.waitForConnected(connectMilliseconds) ? std::move(host) : nullptr;
}

Result<> RemoteHost::comeForward()
{
    return ask({{"ask", "forward"}}).map([](const json &) {});
}

Result<Job> RemoteHost::submit(const CompetitionUrl &url, const QString &asGiven, const JobOptions &options)
{
    return ask({{"ask", "submit"}, {"url", handover::toJson(url)}, {"text", toStd(asGiven)}, {"options", options.toJson()}}).map([this](const json &reply) {
        return take(reply.value("job", json::object()));
    });
}

Result<QList<Job>> RemoteHost::resumeAll()
{
    return ask({{"ask", "resume"}}).map([this](const json &reply) {
        QList<Job> jobs;
        for (const json &value : reply.value("jobs", json::array()))
            jobs << take(value);
        return jobs;
    });
}

QList<JobEvent> RemoteHost::waitForEvents(std::chrono::milliseconds timeout)
{
    QElapsedTimer since;
    since.start();
    while (m_events.isEmpty()) {
        if (const std::optional<json> line = readLine()) {
            keep(*line);
            continue;
        }
        const auto left = int(timeout.count() - since.elapsed());
        if (left <= 0 || !m_socket.waitForReadyRead(left))
            break;
    }
    return std::exchange(m_events, {});
}

Result<Job> RemoteHost::job(const QString &id)
{
    if (const auto known = m_jobs.constFind(id); known != m_jobs.cend() && known->isOver())
        return *known;
    return ask({{"ask", "job"}, {"id", toStd(id)}}).map([](const json &reply) { return handover::jobFrom(reply.value("job", json::object())); });
}

QString RemoteHost::stop(int signal, int unfinished)
{
    if (signal != SIGINT)
        return u"The kaggle-solver that runs goes on with %1 job(s)."_s.arg(unfinished);
    if (!ask({{"ask", "cancel"}}))
        return gone().message;
    return u"Interrupted; what was handed over is cancelled: %1. Retry in the window goes on with it."_s.arg(unfinished);
}

Result<json> RemoteHost::ask(const json &question)
{
    m_socket.write(dump(question) + '\n');
    QElapsedTimer since;
    since.start();
    while (isThere() || m_socket.canReadLine()) {
        if (const std::optional<json> line = readLine()) {
            if (!line->contains("reply")) {
                keep(*line);
                continue;
            }
            if (line->contains("error"))
                return tl::unexpected(errorFromJson((*line)["error"]));
            return *line;
        }
        const auto left = int(replyMilliseconds - since.elapsed());
        if (left <= 0 || !m_socket.waitForReadyRead(left))
            break;
    }
    return tl::unexpected(gone());
}

std::optional<json> RemoteHost::readLine()
{
    while (m_socket.canReadLine()) {
        if (Result<json> line = parseJson(m_socket.readLine(), u"what the other kaggle-solver said"_s); line && line->is_object())
            return *line;
    }
    return std::nullopt;
}

void RemoteHost::keep(const json &line)
{
    m_events << handover::eventFrom(line);
    if (line.contains("state")) {
        take(line["state"]);
        --m_active;
    }
}

Job RemoteHost::take(const json &value)
{
    Job job = handover::jobFrom(value);
    if (!m_jobs.contains(job.id))
        ++m_active;
    m_jobs.insert(job.id, job);
    return job;
}

} // namespace solver
