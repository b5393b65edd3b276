// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArrayView>
#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>
#include <functional>
#include <stop_token>

namespace solver {

/// A program and its argument list; never a shell line.
struct Command {
    QString program;
    QStringList arguments{};
    QProcessEnvironment environment{};                      ///< complete; built from an empty one
    QString folder{};                                       ///< working directory; empty: `/`
    std::chrono::milliseconds timeLimit = std::chrono::seconds(10);
    bool merged = false;                                    ///< stderr into the stdout sink, in order (followers)
    /// For a program that has to tidy up: it and what it started are asked to end (SIGTERM) this long before they are killed.
    std::chrono::milliseconds grace{0};
};

/// How a process ended.
struct Ended {
    enum class How { ByItself, Crashed, TimedOut, Stopped };
    How how = How::ByItself;
    int exitCode = 0;

    bool well() const { return how == How::ByItself && exitCode == 0; }
};

/// Runs a program to its end in the calling thread.
namespace process {

/// Gets pieces of output as they come, at most a few MiB at once.
using Sink = std::function<void(QByteArrayView)>;
/// Called at least every 100 ms while the program runs, in the calling thread.
using Turn = std::function<void()>;

/// Blocks until the program has ended; it is killed, with what it started, at its time limit and within 0.3 s of a stop
/// (plus its grace).
/// Both channels are read in small pieces, so neither a flood on stdout nor one on stderr grows our memory.
/// \return how it ended; Kind::Process when it did not start
Result<Ended> run(const Command &command, const Sink &out, const Sink &err, std::stop_token stop, const Turn &turn = {});

inline constexpr qsizetype outputLimit = 32 * 1024 * 1024; ///< more than any client has to say

/// What a short program said.
struct Output {
    Ended ended;
    QByteArray out; ///< the first \a limitBytes
    QByteArray err; ///< the first 64 KiB
};

/// run() with the output kept in memory.
Result<Output> collect(const Command &command, std::stop_token stop, qsizetype limitBytes = outputLimit,
                       const Turn &turn = {});

} // namespace process

} // namespace solver
