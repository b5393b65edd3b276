// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include "base/blocking.h"

#include <QDeadlineTimer>
#include <QLoggingCategory>
#include <QProcess>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

namespace solver {

Q_LOGGING_CATEGORY(lcProcess, "solver.process", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

constexpr int turnMs = 100;

/// The program's stderr, read by us and not by QProcess: while a channel that nobody waits for floods,
/// QProcess::waitForReadyRead neither returns nor stops buffering (measured: 600 MB in half a second). A pipe of our
/// own holds 64 KiB and then makes the writer wait.
class ErrorPipe
{
public:
    ErrorPipe()
    {
        if (::pipe2(m_ends.data(), O_CLOEXEC) == 0)
            ::fcntl(m_ends[0], F_SETFL, O_NONBLOCK);
    }
    ~ErrorPipe()
    {
        closeWriteEnd();
        if (m_ends[0] >= 0)
            ::close(m_ends[0]);
    }
    ErrorPipe(const ErrorPipe &) = delete;
    ErrorPipe &operator=(const ErrorPipe &) = delete;

    int writeEnd() const { return m_ends[1]; }
    void closeWriteEnd()
    {
        if (const int fd = std::exchange(m_ends[1], -1); fd >= 0)
            ::close(fd);
    }

    /// \return true when there was something
    bool drain(const process::Sink &sink)
    {
        std::array<char, 64 * 1024> block;
        const auto got = ::read(m_ends[0], block.data(), block.size());
        if (got <= 0)
            return false;
        if (sink)
            sink(QByteArrayView(block.data(), got));
        return true;
    }

private:
    std::array<int, 2> m_ends{-1, -1};
};

Error didNotStart(const Command &command, const QString &why)
{
    return {.kind = Error::Kind::Process,
            .message = u"The program %1 did not start."_s.arg(command.program),
            .code = u"did_not_start"_s,
            .nextStep = u"Check that it is installed."_s,
            .detail = why};
}

} // namespace

namespace process {

Result<Ended> run(const Command &command, const Sink &out, const Sink &err, std::stop_token stop, const Turn &turn)
{
    mayBlock();
    qCDebug(lcProcess).noquote() << command.program << command.arguments.join(u' ');
    if (stop.stop_requested())
        return cancelled();
    ErrorPipe errors;
    QProcess program;
    program.setProcessEnvironment(command.environment);
    program.setWorkingDirectory(command.folder.isEmpty() ? u"/"_s : command.folder);
    program.setProcessChannelMode(command.merged ? QProcess::MergedChannels : QProcess::SeparateChannels);
    program.setChildProcessModifier([&errors, merged = command.merged] {
        ::setpgid(0, 0);                     // Ctrl+C in our terminal is for us alone
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no client outlives us; containers do, and are found again
        if (!merged)
            ::dup2(errors.writeEnd(), STDERR_FILENO);
    });
    program.setStandardInputFile(QProcess::nullDevice());
    program.start(command.program, command.arguments, QIODevice::ReadOnly);
    errors.closeWriteEnd();

    const QDeadlineTimer deadline(command.timeLimit);
    std::optional<Ended::How> forced;
    QDeadlineTimer patience;
    bool killed = false;
    bool errorsFlow = false;
    const auto drain = [&] {
        if (const QByteArray piece = program.readAllStandardOutput(); !piece.isEmpty() && out)
            out(piece);
        errorsFlow = !command.merged && errors.drain(err);
    };
    const auto signalGroup = [&program](int signal) {
        if (const auto pid = pid_t(program.processId()); pid > 1)
            ::kill(-pid, signal); // what it has started as well: its group, see above
    };
    // waitForReadyRead needs no event loop; it returns at once when the program ends.
    while (program.waitForReadyRead(errorsFlow ? 1 : turnMs) || program.state() != QProcess::NotRunning) {
        drain();
        if (turn && !forced)
            turn();
        if (!forced && (stop.stop_requested() || deadline.hasExpired())) {
            forced = stop.stop_requested() ? Ended::How::Stopped : Ended::How::TimedOut;
            patience.setRemainingTime(command.grace);
            if (command.grace.count() > 0)
                signalGroup(SIGTERM);
        }
        if (forced && !killed && patience.hasExpired()) {
            killed = true;
            signalGroup(SIGKILL);
            program.kill();
        }
    }
    drain(); // what came last, perhaps without a newline
    while (!command.merged && errors.drain(err)) { }
    if (program.error() == QProcess::FailedToStart)
        return tl::unexpected(didNotStart(command, program.errorString()));
    const auto natural = program.exitStatus() == QProcess::CrashExit ? Ended::How::Crashed : Ended::How::ByItself;
    return Ended{.how = forced.value_or(natural), .exitCode = program.exitCode()};
}

Result<Output> collect(const Command &command, std::stop_token stop, qsizetype limitBytes, const Turn &turn)
{
    constexpr qsizetype errorLimit = 64 * 1024;
    Output output;
    const auto into = [](QByteArray &buffer, qsizetype limit) {
        return [&buffer, limit](QByteArrayView piece) {
            buffer.append(piece.first(std::min(piece.size(), std::max<qsizetype>(0, limit - buffer.size()))));
        };
    };
    const Result<Ended> ended = run(command, into(output.out, limitBytes), into(output.err, errorLimit), stop, turn);
    if (!ended)
        return tl::unexpected(ended.error());
    output.ended = *ended;
    return output;
}

} // namespace process

} // namespace solver
