// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/masker.h"
#include "execution/containerspec.h"
#include "execution/engineevents.h"
#include "execution/outputcollector.h"
#include "execution/verdict.h"

#include <functional>
#include <optional>

namespace solver {

/// What a run needs beside its container.
struct RunFiles {
    QString log{};            ///< run.log, appended to
    QString outputName{};     ///< file to take out of /kaggle/working; empty: none
    QString outputTarget{};   ///< where it goes on this machine
    qint64 outputLimit = 512LL << 20;
};

/// How a run went.
struct RunOutcome {
    RunVerdict verdict;
    QString outcomeClass{};     ///< OK, NO_OUTPUT, TIMEOUT, OOM_CPU … (verdict.h)
    QString sentence{};         ///< for people, empty when all went well
    double seconds = 0;       ///< start to end, by our clock
    qint64 peakMemory = 0;    ///< bytes, 0 when not readable
    double cpuSeconds = 0;    ///< 0 when not readable
    std::optional<output::Collected> output;
    QByteArray logTail;
};

/// Makes containers, follows them to their end and takes them away again (sandbox specification 5 and 6).
class ContainerRunner
{
public:
    ContainerRunner(const Engine &engine, EngineEvents &events, const Clock &clock, const Masker &masker, QString dataRoot,
                    qint64 diskFloorBytes)
        : m_engine(engine), m_events(events), m_clock(clock), m_masker(masker), m_dataRoot(std::move(dataRoot)),
          m_diskFloor(diskFloorBytes)
    {
    }

    /// create → audit → start → follow → verdict from inspect → output as a tar stream → remove. Blocks; within 0.3 s of a
    /// stop the container is being killed, and it is gone before this returns.
    /// \param created told the container's id before it is started
    /// \return an Error only for what is no fault of the program: engine, disk, a stop
    Result<RunOutcome> run(const ContainerSpec &spec, const RunFiles &files, std::stop_token stop,
                           const std::function<void(const QString &id)> &created = {}) const;

    const Engine &engine() const { return m_engine; }

private:
    Result<QString> create(const ContainerSpec &spec, std::stop_token stop) const;

    const Engine &m_engine;
    EngineEvents &m_events;
    const Clock &m_clock;
    const Masker &m_masker;
    const QString m_dataRoot;  ///< the engine's, for the free space
    const qint64 m_diskFloor;
};

} // namespace solver
