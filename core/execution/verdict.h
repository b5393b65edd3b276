// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArrayView>
#include <QString>

#include <nlohmann/json.hpp>

namespace solver {

/// Why we ended a run ourselves.
enum class StopReason { None, User, WallTime, Disk, Log, Hang };

/// What the engine and the kernel say about a run that has ended. Nothing here comes from the program's own words.
struct EndFacts {
    int exitCode = 0;
    bool started = true;
    bool oomKilled = false;   ///< inspect's State.OOMKilled
    bool oomEvent = false;    ///< the engine sent an `oom` event for this container
    QString engineError{};    ///< inspect's State.Error
    qint64 memoryLimit = 0;   ///< bytes
    qint64 peakMemory = 0;    ///< bytes, 0 when not readable
    bool engineRestarted = false;
    bool gone = false;        ///< the container does not exist any more
    StopReason asked = StopReason::None;
};

/// Reads `State` of `docker inspect`'s first object; memory, events and the reason for a stop are added by the caller.
EndFacts factsFromInspect(const nlohmann::json &inspected);

/// The verdict on a run (sandbox specification 6.3).
struct RunVerdict {
    enum class Kind { Succeeded, ScriptFailed, LimitExceeded, Cancelled, InfraFailed };
    Kind kind = Kind::Succeeded;
    QString what;    ///< memory, time, disk, log, hang, killed, code, start, lost, engine-restart; empty when succeeded
    QString warning; ///< a sentence, for example that a child process was killed for memory
    int exitCode = 0;

    /// As in the specification: `limit-exceeded(memory)`.
    QString text() const;
    bool operator==(const RunVerdict &) const = default;
};

/// Pure: the same facts give the same verdict.
RunVerdict verdictOf(const EndFacts &facts);

/// The outcome class that decides what is tried next (specification of solution generation 7.2): OK, TIMEOUT, HANG,
/// OOM_CPU, SHM, KILLED, DISK, LOG, IMPORT, PATH, SCHEMA, DTYPE, API, EXCEPTION, INFRA, CANCELLED. Only for a program that
/// failed by itself the end of its log is looked at, and only to name the failure.
QString outcomeClass(const RunVerdict &verdict, QByteArrayView endOfLog);

} // namespace solver
