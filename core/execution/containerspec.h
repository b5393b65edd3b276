// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QList>
#include <QPair>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <chrono>

namespace solver {

/// A folder or file of this machine inside a container.
struct Mount {
    QString source;
    QString target;
    bool readOnly = true;
};

/// Everything that decides what a container may do. Programs of a person or a model get exactly the list of the sandbox
/// specification, section 5.2; trusted runs of `kcs` the same with other mounts and our own user.
struct ContainerSpec {
    enum class Kind { Program, Trusted };
    Kind kind = Kind::Program;
    QString instance;    ///< of this installation
    QString job;
    int attempt = 0;
    QString view;        ///< real, sealed-1 …; empty for trusted runs
    QString image;       ///< sha256: id
    QString seccomp;     ///< profile on this machine
    QString user = QStringLiteral("65532:65532");
    QList<Mount> mounts;
    QStringList command;
    QList<QPair<QString, QString>> environment; ///< on top of what every container gets
    int cpus = 1;
    qint64 memoryBytes = 2LL << 30;
    std::chrono::seconds wall{60}; ///< enforced from outside; the timer inside is a minute later
    bool workingVolume = true;     ///< /kaggle/working as an anonymous volume

    QString newName() const; ///< a fresh name each time: `kaggle-solver-<job>-<attempt>-<random>`
    /// Arguments for `docker create`.
    QStringList createArguments(const QString &name) const;
    /// Every variable that the container has, names and values.
    QList<QPair<QString, QString>> fullEnvironment() const;
    /// Compares what the engine made with what was asked for. Fails closed: any difference is Kind::Process with the code
    /// `policy` and the difference in its detail.
    Result<> audit(const nlohmann::json &inspected) const;

private:
    /// Those that are known beforehand, without the common beginning of their names.
    QList<QPair<QString, QString>> labels() const;
};

} // namespace solver
