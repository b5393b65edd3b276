// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/verdict.h"

#include "base/files.h"

#include <QRegularExpression>

#include <array>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int innerTimeout = 124; // coreutils' timeout ran out
constexpr int killed = 137;
constexpr int terminated = 143;
constexpr double nearlyFull = 0.95; // of the memory limit

RunVerdict limit(const QString &what, int exitCode)
{
    return {.kind = RunVerdict::Kind::LimitExceeded, .what = what, .warning = {}, .exitCode = exitCode};
}

RunVerdict infra(const QString &what, int exitCode)
{
    return {.kind = RunVerdict::Kind::InfraFailed, .what = what, .warning = {}, .exitCode = exitCode};
}

} // namespace

EndFacts factsFromInspect(const nlohmann::json &inspected)
{
    const nlohmann::json &object = inspected.is_array() && !inspected.empty() ? inspected.front() : inspected;
    const nlohmann::json state = object.value("State", nlohmann::json::object());
    EndFacts facts;
    facts.exitCode = state.value("ExitCode", 0);
    facts.oomKilled = state.value("OOMKilled", false);
    facts.engineError = textOf(state, "Error");
    facts.started = !textOf(state, "StartedAt").startsWith(u"0001-"_s) && textOf(state, "Status") != u"created"_s;
    if (const auto host = object.find("HostConfig"); host != object.end())
        facts.memoryLimit = host->value("Memory", qint64(0));
    return facts;
}

QString RunVerdict::text() const
{
    switch (kind) {
    case Kind::Succeeded:
        return u"succeeded"_s;
    case Kind::Cancelled:
        return u"cancelled"_s;
    case Kind::LimitExceeded:
        return u"limit-exceeded(%1)"_s.arg(what);
    case Kind::InfraFailed:
        return u"infra-failed(%1)"_s.arg(what);
    case Kind::ScriptFailed:
        break;
    }
    return u"script-failed(%1)"_s.arg(what == u"code"_s ? QString::number(exitCode) : what);
}

RunVerdict verdictOf(const EndFacts &facts)
{
    const int code = facts.exitCode;
    switch (facts.asked) {
    case StopReason::User:
        return {.kind = RunVerdict::Kind::Cancelled, .what = {}, .warning = {}, .exitCode = code};
    case StopReason::WallTime:
        return limit(u"time"_s, code);
    case StopReason::Disk:
        return limit(u"disk"_s, code);
    case StopReason::Log:
        return limit(u"log"_s, code);
    case StopReason::Hang:
        return limit(u"hang"_s, code);
    case StopReason::None:
        break;
    }
    if (facts.gone)
        return infra(u"lost"_s, code);
    if (!facts.started || (code >= 125 && code <= 128 && !facts.engineError.isEmpty()))
        return infra(u"start"_s, code);
    const bool memoryFacts = facts.oomKilled || facts.oomEvent;
    const bool full = facts.memoryLimit > 0 && double(facts.peakMemory) >= nearlyFull * double(facts.memoryLimit);
    if (code == innerTimeout)
        return limit(u"time"_s, code);
    if (code == killed && (memoryFacts || full))
        return limit(u"memory"_s, code);
    if ((code == killed || code == terminated) && facts.engineRestarted)
        return infra(u"engine-restart"_s, code);
    if (code == killed || code == terminated)
        return {.kind = RunVerdict::Kind::ScriptFailed, .what = u"killed"_s, .warning = u"It was killed from outside."_s, .exitCode = code};
    if (code == 0)
        return {.kind = RunVerdict::Kind::Succeeded,
                .what = {},
                .warning = memoryFacts ? u"A child process was killed for memory."_s : QString(),
                .exitCode = 0};
    return {.kind = RunVerdict::Kind::ScriptFailed, .what = u"code"_s, .warning = {}, .exitCode = code};
}

QString outcomeClass(const RunVerdict &verdict, QByteArrayView endOfLog)
{
    switch (verdict.kind) {
    case RunVerdict::Kind::Succeeded:
        return u"OK"_s;
    case RunVerdict::Kind::Cancelled:
        return u"CANCELLED"_s;
    case RunVerdict::Kind::InfraFailed:
        return u"INFRA"_s;
    case RunVerdict::Kind::LimitExceeded:
        if (verdict.what == u"memory"_s)
            return u"OOM_CPU"_s;
        if (verdict.what == u"time"_s)
            return u"TIMEOUT"_s;
        return verdict.what.toUpper();
    case RunVerdict::Kind::ScriptFailed:
        break;
    }
    if (verdict.what == u"killed"_s)
        return u"KILLED"_s;
    struct Shape {
        const char *expression;
        const char *outcome;
    };
    // The first that is found counts: a full shared-memory folder stands above whatever error it leads to.
    static constexpr std::array shapes{
        Shape{"\\[Errno 28\\]|\\bBus error\\b", "SHM"},
        Shape{"^(?:numpy\\S*\\.)?(?:_ArrayMemoryError|MemoryError)\\b", "OOM_CPU"},
        Shape{"^(?:ModuleNotFoundError|ImportError)\\b", "IMPORT"},
        Shape{"^(?:FileNotFoundError|NotADirectoryError)\\b", "PATH"},
        Shape{"^KeyError\\b|not in index|not found in axis", "SCHEMA"},
        Shape{"could not convert string|Cannot cast|^TypeError: ufunc|invalid literal for int", "DTYPE"},
        Shape{"unexpected keyword argument|has no attribute", "API"},
    };
    const QString text = QString::fromUtf8(endOfLog.last(std::min<qsizetype>(endOfLog.size(), 16 * 1024)));
    for (const Shape &shape : shapes) {
        const QRegularExpression expression(QString::fromLatin1(shape.expression), QRegularExpression::MultilineOption);
        if (expression.match(text).hasMatch())
            return QString::fromLatin1(shape.outcome);
    }
    return u"EXCEPTION"_s;
}

} // namespace solver
