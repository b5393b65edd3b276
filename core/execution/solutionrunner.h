// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/datacache.h"
#include "execution/containerrun.h"

namespace solver {

/// What a run of a program may use.
struct RunLimits {
    int cpus = 1;
    qint64 memoryBytes = 2LL << 30;
    std::chrono::seconds wall{60};      ///< the run is stopped then
    std::chrono::seconds told{48};      ///< KCS_TIME_LIMIT: what the program is told
    quint64 seed = 0;                   ///< KCS_SEED
};

/// One run of one program in one view.
struct ProgramRun {
    QString job{};
    int attempt = 0;
    QString view{};     ///< real, sealed-1 …
    QString program{};  ///< solution.py on this machine
    QString folder{};   ///< run.log and submission.csv go here
    RunLimits limits;
};

/// Runs programs, which are strangers, in views: a container each, with one view in it and nothing else of the cache.
class SolutionRunner
{
public:
    SolutionRunner(const ContainerRunner &containers, QString instance, QString seccomp)
        : m_containers(containers), m_instance(std::move(instance)), m_seccomp(std::move(seccomp))
    {
    }

    /// Blocks; see ContainerRunner::run. `folder/submission.csv` is there when the outcome has an output.
    Result<RunOutcome> run(const DataFolder &data, const QString &image, const ProgramRun &run, std::stop_token stop,
                           const std::function<void(const QString &id)> &created = {}) const;

    /// The container that run() makes, for tests and for showing what it may do.
    ContainerSpec specFor(const DataFolder &data, const QString &image, const ProgramRun &run) const;

private:
    const ContainerRunner &m_containers;
    const QString m_instance;
    const QString m_seccomp;
};

} // namespace solver
