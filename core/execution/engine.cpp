// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/engine.h"

#include "base/files.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QScopeGuard>
#include <QStandardPaths>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace solver {

Q_LOGGING_CATEGORY(lcEngine, "solver.engine", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto shortCall = 10s;
constexpr auto startCall = 60s;
constexpr auto removeCall = 60s;
constexpr auto createGrace = 3s;
constexpr int mostTries = 3;

/// All that a client may see of our environment.
QProcessEnvironment clientEnvironment()
{
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment theirs;
    for (const QString &name : {u"HOME"_s, u"PATH"_s, u"XDG_RUNTIME_DIR"_s, u"DOCKER_HOST"_s, u"DOCKER_CONTEXT"_s,
                                u"DOCKER_CONFIG"_s}) {
        if (ours.contains(name))
            theirs.insert(name, ours.value(name));
    }
    if (ours.value(u"DOCKER_HOST"_s).startsWith(u"ssh:"_s))
        theirs.insert(u"SSH_AUTH_SOCK"_s, ours.value(u"SSH_AUTH_SOCK"_s));
    return theirs;
}

Error engineMissing(const QString &sentence, const QString &nextStep, const QString &detail)
{
    return {.kind = Error::Kind::Setup,
            .message = sentence,
            .code = u"engine_missing"_s,
            .nextStep = nextStep,
            .detail = detail,
            .retryable = true};
}

} // namespace

DockerGroup DockerGroup::ofThisProcess()
{
    DockerGroup facts;
    const group *docker = ::getgrnam("docker");
    if (!docker)
        return facts;
    const gid_t wanted = docker->gr_gid;
    if (const passwd *user = ::getpwuid(::getuid())) {
        for (char **member = docker->gr_mem; *member; ++member)
            facts.userIsMember = facts.userIsMember || qstrcmp(*member, user->pw_name) == 0;
    }
    std::vector<gid_t> groups(size_t(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(int(groups.size()), groups.data());
    groups.resize(size_t(std::max(0, count)));
    facts.processHasGroup = std::ranges::find(groups, wanted) != groups.end() || ::getegid() == wanted;
    return facts;
}

Error engineError(const QByteArray &err, const DockerGroup &group)
{
    const QString text = QString::fromUtf8(err.left(2048)).trimmed();
    const auto says = [&text](const QString &words) { return text.contains(words, Qt::CaseInsensitive); };
    if (says(u"permission denied"_s) && (says(u"docker.sock"_s) || says(u"daemon socket"_s) || says(u"docker API"_s))) {
        if (group.userIsMember && !group.processHasGroup)
            return engineMissing(u"You belong to the group docker, but this session began before that."_s,
                                 u"Log out and in again, or restart the computer."_s, text);
        return engineMissing(u"This user may not talk to Docker."_s,
                             u"Add the user to the group docker (this equals administrator rights), then log out and in again."_s,
                             text);
    }
    if (says(u"cannot connect to the docker daemon"_s) || says(u"is the docker daemon running"_s) ||
        says(u"failed to connect to the docker API"_s) || says(u"error during connect"_s) ||
        says(u"unexpected EOF"_s) || says(u"connection reset by peer"_s) || says(u"broken pipe"_s)) // cut in mid-call
        return engineMissing(u"Docker does not answer, so programs cannot be run safely."_s,
                             u"Start Docker; jobs go on by themselves."_s, text);
    if (says(u"client version"_s) && (says(u"is too new"_s) || says(u"is too old"_s)))
        return engineMissing(u"Docker's client and its engine are too far apart in version, so programs cannot be run."_s,
                             says(u"is too new"_s) ? u"Update Docker's engine, or use the client that belongs to it; jobs go on by themselves."_s
                                                   : u"Update Docker's client; jobs go on by themselves."_s,
                             text);
    if (says(u"unknown runtime"_s) || says(u"unknown or invalid runtime"_s) || says(u"invalid runtime name"_s))
        return {.kind = Error::Kind::Setup,
                .message = u"Docker is set to a container runtime that it does not know."_s,
                .code = u"engine_runtime"_s,
                .nextStep = u"Correct \"default-runtime\" in /etc/docker/daemon.json, restart Docker, then start again."_s,
                .detail = text,
                .retryable = true};
    if (says(u"range of CPUs is from"_s))
        return {.kind = Error::Kind::Setup,
                .message = u"Docker has fewer processors than a run was to get."_s,
                .code = u"engine_cpus"_s,
                .nextStep = u"Start again: the processors are counted anew then."_s,
                .detail = text,
                .retryable = true};
    if (says(u"no such container"_s) || says(u"no such object"_s) || says(u"no such image"_s) || says(u"no such volume"_s))
        return {.kind = Error::Kind::NotFound, .message = u"The container engine does not know that object."_s, .code = u"gone"_s, .detail = text};
    if (says(u"is already in use by container"_s))
        return {.kind = Error::Kind::Process, .message = u"That container name is taken."_s, .code = u"name_conflict"_s, .detail = text, .retryable = true};
    if (says(u"no space left on device"_s))
        return {.kind = Error::Kind::Storage,
                .message = u"The disk of the container engine is full."_s,
                .code = u"disk_low"_s,
                .nextStep = u"Free some space there; jobs go on by themselves."_s,
                .detail = text,
                .retryable = true};
    return {.kind = Error::Kind::Process,
            .message = u"The container engine refused: %1"_s.arg(text.isEmpty() ? u"no reason given"_s : text.section(u'\n', 0, 0)),
            .code = u"engine_error"_s,
            .nextStep = u"See the log of this program."_s,
            .detail = text,
            .retryable = true};
}

bool isEngineAway(const Error &error)
{
    return error.code == u"engine_missing"_s || error.code == u"engine_silent"_s;
}

Engine::Engine(const QString &client)
    : m_client(client.contains(u'/') ? client : QStandardPaths::findExecutable(client)),
      m_clients(std::make_unique<std::counting_semaphore<8>>(8))
{
}

Command Engine::command(const QStringList &arguments, std::chrono::milliseconds limit) const
{
    return {.program = m_client, .arguments = arguments, .environment = clientEnvironment(), .timeLimit = limit};
}

Result<QByteArray> Engine::call(const QStringList &arguments, std::chrono::milliseconds limit, std::stop_token stop,
                                std::chrono::milliseconds grace) const
{
    if (!QFileInfo(m_client).isExecutable())
        return tl::unexpected(engineMissing(u"Docker is not installed, so programs cannot be run safely."_s,
                                            u"Install Docker (installer/try does it on Debian and Ubuntu)."_s, {}));
    while (!m_clients->try_acquire_for(100ms)) {
        if (stop.stop_requested())
            return cancelled();
    }
    const auto giveBack = qScopeGuard([this] { m_clients->release(); });
    std::stop_source late; // the stop, when the grace is over
    std::optional<QDeadlineTimer> patience;
    const auto turn = [&] {
        if (stop.stop_requested() && !patience)
            patience = QDeadlineTimer(grace);
        if (patience && patience->hasExpired())
            late.request_stop();
    };
    const Result<process::Output> output =
        process::collect(command(arguments, limit), grace > 0ms ? late.get_token() : stop, process::outputLimit, turn);
    if (!output)
        return tl::unexpected(output.error());
    if (output->ended.how == Ended::How::Stopped)
        return cancelled();
    if (output->ended.how == Ended::How::TimedOut)
        return tl::unexpected(Error{.kind = Error::Kind::Timeout,
                                    .message = u"The container engine did not answer within %1 seconds."_s.arg(limit.count() / 1000),
                                    .code = u"engine_silent"_s,
                                    .nextStep = u"Look whether Docker is overloaded or hangs."_s,
                                    .detail = arguments.value(0),
                                    .retryable = true});
    if (!output->ended.well()) {
        const Error error = engineError(output->err, DockerGroup::ofThisProcess());
        qCDebug(lcEngine).noquote() << arguments.value(0) << "failed:" << error.detail;
        return tl::unexpected(error);
    }
    return output->out;
}

Result<QByteArray> Engine::insist(const QStringList &arguments, std::chrono::milliseconds limit, std::stop_token stop) const
{
    for (int tries = 1;; ++tries) {
        Result<QByteArray> out = call(arguments, limit, stop);
        if (out || out.error().code != u"engine_silent"_s || tries == mostTries)
            return out;
        qCWarning(lcEngine).noquote() << "no answer to" << arguments.value(0) << "within" << limit.count() / 1000 << "s";
    }
}

Result<Ended> Engine::follow(const QStringList &arguments, const process::Sink &out, std::stop_token stop,
                             const process::Turn &turn) const
{
    Command follower = command(arguments, std::chrono::hours(24 * 365));
    follower.merged = true;
    return process::run(follower, out, {}, stop, turn);
}

Result<EngineFacts> Engine::probe(std::stop_token stop) const
{
    const Result<QByteArray> out = call({u"info"_s, u"--format"_s, u"{{json .}}"_s}, shortCall, stop);
    if (!out)
        return tl::unexpected(out.error());
    const Result<nlohmann::json> info = parseJson(*out, u"The engine's description"_s);
    if (!info)
        return tl::unexpected(info.error());
    // `docker info` ends with 0 even when no daemon answers; it then has no server version.
    if (textOf(*info, "ServerVersion").isEmpty()) {
        QByteArray errors;
        for (const nlohmann::json &line : info->value("ServerErrors", nlohmann::json::array()))
            errors += toQt(line).toUtf8() + '\n';
        return tl::unexpected(engineError(errors, DockerGroup::ofThisProcess()));
    }
    EngineFacts facts;
    facts.version = textOf(*info, "ServerVersion");
    facts.cgroupVersion = textOf(*info, "CgroupVersion");
    facts.cpus = info->value("NCPU", 1);
    facts.memoryBytes = info->value("MemTotal", qint64(0));
    facts.dataRoot = textOf(*info, "DockerRootDir");
    QString security;
    for (const nlohmann::json &option : info->value("SecurityOptions", nlohmann::json::array()))
        security += toQt(option) + u' ';
    facts.rootless = security.contains(u"rootless"_s);
    const auto refuse = [&](const QString &limit) {
        return tl::unexpected(engineMissing(u"This Docker cannot limit %1 of a container, so it is not used."_s.arg(limit),
                                            u"Use Docker on a system with control groups."_s, facts.version));
    };
    if (textOf(*info, "OSType") != u"linux"_s)
        return tl::unexpected(engineMissing(u"This Docker runs Windows containers; Linux ones are needed."_s,
                                            u"Switch Docker to Linux containers."_s, {}));
    if (!info->value("MemoryLimit", false))
        return refuse(u"the memory"_s);
    if (!info->value("PidsLimit", false))
        return refuse(u"the processes"_s);
    if (!info->value("CpuCfsQuota", false))
        return refuse(u"the processor time"_s);
    if (!security.contains(u"seccomp"_s))
        return refuse(u"the system calls"_s);
    if (!info->value("SwapLimit", true))
        facts.warnings << u"This kernel does not count swap, so a run may use more memory than its limit."_s;
    return facts;
}

Result<QString> Engine::create(const QStringList &arguments, std::stop_token stop) const
{
    return call(QStringList{u"create"_s} + arguments, startCall, stop, createGrace).map([](const QByteArray &out) {
        return QString::fromLatin1(out).trimmed().section(u'\n', -1);
    });
}

Result<> Engine::start(const QString &id, std::stop_token stop) const
{
    return insist({u"start"_s, id}, startCall, stop).map([](const QByteArray &) {});
}

Result<nlohmann::json> Engine::inspect(const QString &id, std::stop_token stop) const
{
    const Result<QByteArray> out = insist({u"container"_s, u"inspect"_s, id}, shortCall, stop);
    if (!out)
        return tl::unexpected(out.error());
    Result<nlohmann::json> json = parseJson(*out, u"The engine's answer"_s);
    if (json && json->is_array() && !json->empty())
        return json->front();
    return json;
}

Result<> Engine::remove(const QString &id) const
{
    const Result<QByteArray> out = call({u"rm"_s, u"-f"_s, u"-v"_s, id}, removeCall, {});
    if (!out && out.error().kind != Error::Kind::NotFound)
        return tl::unexpected(out.error());
    return {};
}

Result<> Engine::stop(const QString &id, std::chrono::seconds grace) const
{
    return call({u"stop"_s, u"-t"_s, QString::number(grace.count()), id}, grace + startCall, {}).map([](const QByteArray &) {});
}

Result<> Engine::kill(const QString &id) const
{
    return call({u"kill"_s, id}, shortCall, {}).map([](const QByteArray &) {});
}

Result<QStringList> Engine::containersWith(const QString &label, const QString &value, std::stop_token stop) const
{
    return call({u"ps"_s, u"-a"_s, u"-q"_s, u"--no-trunc"_s, u"--filter"_s, u"label=kaggle-solver.%1=%2"_s.arg(label, value)},
                shortCall, stop)
        .map([](const QByteArray &out) { return QString::fromLatin1(out).split(u'\n', Qt::SkipEmptyParts); });
}

Result<QString> Engine::imageId(const QString &tag, std::stop_token stop) const
{
    const Result<QByteArray> out = insist({u"image"_s, u"inspect"_s, u"--format"_s, u"{{.Id}}"_s, tag}, shortCall, stop);
    if (out)
        return QString::fromLatin1(*out).trimmed();
    if (out.error().kind == Error::Kind::NotFound)
        return QString();
    return tl::unexpected(out.error());
}

} // namespace solver
