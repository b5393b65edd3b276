// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/process.h"
#include "base/result.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <semaphore>

namespace solver {

/// What the engine can do, from `version` and `info`.
struct EngineFacts {
    QString version;
    QString cgroupVersion; ///< "1" or "2"
    int cpus = 1;
    qint64 memoryBytes = 0;
    bool rootless = false;
    QString dataRoot;      ///< where volumes and images lie on this machine
    QStringList warnings;  ///< sentences: the engine works, but something is worth knowing
};

/// The container engine, reached only through its client: a program with an argument list. Thread-safe; every call
/// blocks and takes a stop token. At most 8 clients run at once besides followers.
class Engine
{
public:
    /// \param client program name or path, for example `docker`
    explicit Engine(const QString &client);

    /// The client's absolute path; empty when it is not installed.
    QString client() const { return m_client; }

    /// Asks the engine what it is; Kind::Setup with `engine_missing` when nobody answers or a limit cannot be enforced.
    Result<EngineFacts> probe(std::stop_token stop) const;

    /// Runs one client call; Kind::Process (or Setup, Storage, NotFound) when it ends with another code than 0,
    /// Kind::Timeout with `engine_silent` when it does not end.
    /// \param grace how long it may go on after a stop
    Result<QByteArray> call(const QStringList &arguments, std::chrono::milliseconds limit, std::stop_token stop,
                            std::chrono::milliseconds grace = std::chrono::milliseconds(0)) const;

    /// For followers: output goes to the sinks, the call ends when the client does.
    Result<Ended> follow(const QStringList &arguments, const process::Sink &out, std::stop_token stop,
                         const process::Turn &turn = {}) const;

    /// A stop lets it end if it does so soon: a client that is killed leaves a container that nobody knows.
    /// \return the container's full id
    Result<QString> create(const QStringList &arguments, std::stop_token stop) const;
    Result<> start(const QString &id, std::stop_token stop) const;
    /// The first object of `inspect`; Kind::NotFound when the container is gone.
    Result<nlohmann::json> inspect(const QString &id, std::stop_token stop) const;
    /// `rm -f -v`; a container that is gone is a success. Not stoppable: it is what a stop does.
    Result<> remove(const QString &id) const;
    /// Asks to end, kills after \a grace.
    Result<> stop(const QString &id, std::chrono::seconds grace) const;
    Result<> kill(const QString &id) const;
    /// Ids of all containers, running or not, that carry the label `kaggle-solver.LABEL=VALUE`.
    Result<QStringList> containersWith(const QString &label, const QString &value, std::stop_token stop) const;
    /// The image's `sha256:` id, empty when it is not there.
    Result<QString> imageId(const QString &tag, std::stop_token stop) const;

    Command command(const QStringList &arguments, std::chrono::milliseconds limit) const;

private:
    /// For calls that change nothing when they are made twice: a busy engine that lets one hang is asked again.
    Result<QByteArray> insist(const QStringList &arguments, std::chrono::milliseconds limit, std::stop_token stop) const;

    QString m_client;
    std::unique_ptr<std::counting_semaphore<8>> m_clients;
};

/// Why a client call failed, from what it said on standard error (sandbox specification 6.4).
/// \param groups what is known of the group `docker`, so that "permission denied" gets the right advice
struct DockerGroup {
    bool userIsMember = false;   ///< the group file lists the user
    bool processHasGroup = false; ///< this process has the group
    static DockerGroup ofThisProcess();
};
Error engineError(const QByteArray &err, const DockerGroup &group);

/// Nobody's fault but the engine's, which is not there or does not answer: what was asked can be asked again later.
bool isEngineAway(const Error &error);

} // namespace solver
