// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/containerrun.h"

#include "base/files.h"
#include "execution/runlog.h"

#include <QFile>
#include <QLoggingCategory>
#include <QScopeGuard>

namespace solver {

Q_LOGGING_CATEGORY(lcRun, "solver.run", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto silenceBeforeHang = 10min;
constexpr int nameTries = 5;

/// Memory and processor time of one container, from the kernel's files: `stats` of the client is slow and wrong after
/// the end. Where a file cannot be read the figure stays 0.
class ResourceMeter
{
public:
    explicit ResourceMeter(const QString &id)
        : m_memoryFiles{u"/sys/fs/cgroup/memory/docker/%1/memory.max_usage_in_bytes"_s.arg(id),
                        u"/sys/fs/cgroup/system.slice/docker-%1.scope/memory.peak"_s.arg(id),
                        u"/sys/fs/cgroup/docker/%1/memory.peak"_s.arg(id)},
          m_cpuFiles{u"/sys/fs/cgroup/cpuacct/docker/%1/cpuacct.usage"_s.arg(id),
                     u"/sys/fs/cgroup/system.slice/docker-%1.scope/cpu.stat"_s.arg(id),
                     u"/sys/fs/cgroup/docker/%1/cpu.stat"_s.arg(id)}
    {
    }

    void sample()
    {
        m_peak = std::max(m_peak, first(m_memoryFiles).trimmed().toLongLong());
        const QByteArray cpu = first(m_cpuFiles);
        m_cpu = std::max(m_cpu, cpu.startsWith("usage_usec ") ? double(cpu.mid(11, cpu.indexOf('\n') - 11).toLongLong()) / 1e6
                                                               : double(cpu.trimmed().toLongLong()) / 1e9);
    }
    qint64 peakMemory() const { return m_peak; }
    double cpuSeconds() const { return m_cpu; }

private:
    static QByteArray first(const QStringList &names)
    {
        for (const QString &name : names) {
            QFile file(name);
            if (file.open(QIODevice::ReadOnly))
                return file.read(256);
        }
        return {};
    }

    const QStringList m_memoryFiles;
    const QStringList m_cpuFiles;
    qint64 m_peak = 0;
    double m_cpu = 0;
};

/// Watches one running container between the pieces of its log.
class Watch
{
public:
    Watch(const Engine &engine, const Clock &clock, const ContainerSpec &spec, QString id, QString dataRoot, qint64 diskFloor)
        : m_engine(engine), m_clock(clock), m_spec(spec), m_id(std::move(id)), m_dataRoot(std::move(dataRoot)),
          m_diskFloor(diskFloor), m_meter(m_id), m_started(clock.now()), m_lastLine(m_started), m_lastSample(m_started)
    {
    }

    void heard() { m_lastLine = m_clock.now(); }

    void turn(qint64 logBytes)
    {
        const Clock::Instant now = m_clock.now();
        if (now - m_lastSample >= 1s) {
            m_lastSample = now;
            sample(now);
        }
        if (m_asked == StopReason::None) {
            if (now - m_started > m_spec.wall)
                end(StopReason::WallTime);
            else if (logBytes > RunLog::floodLimit)
                end(StopReason::Log);
            else if (m_hangs)
                end(StopReason::Hang);
            else if (m_diskLow)
                end(StopReason::Disk);
        } else if (now - m_askedAt > 20s) {
            (void)m_engine.kill(m_id); // `stop` did not end it
            m_askedAt = now;
        }
    }

    void sampleLast() { m_meter.sample(); }
    StopReason asked() const { return m_asked; }
    const ResourceMeter &meter() const { return m_meter; }
    double seconds() const { return solver::seconds(m_clock.now() - m_started); }

private:
    void sample(Clock::Instant now)
    {
        const double cpuBefore = m_meter.cpuSeconds();
        m_meter.sample();
        if (m_meter.cpuSeconds() > cpuBefore + 0.01 || m_meter.cpuSeconds() == 0)
            m_lastWork = now;
        m_hangs = now - m_lastLine > silenceBeforeHang && now - m_lastWork > silenceBeforeHang;
        m_diskLow = !m_dataRoot.isEmpty() && m_diskFloor > 0 && freeBytes(m_dataRoot) < m_diskFloor;
    }

    void end(StopReason reason)
    {
        m_asked = reason;
        m_askedAt = m_clock.now();
        // The verdict comes from inspect, whatever this call says.
        (void)m_engine.stop(m_id, 10s);
    }

    const Engine &m_engine;
    const Clock &m_clock;
    const ContainerSpec &m_spec;
    const QString m_id;
    const QString m_dataRoot;
    const qint64 m_diskFloor;
    ResourceMeter m_meter;
    const Clock::Instant m_started;
    Clock::Instant m_lastLine;
    Clock::Instant m_lastSample;
    Clock::Instant m_lastWork = m_started;
    Clock::Instant m_askedAt{};
    StopReason m_asked = StopReason::None;
    bool m_hangs = false;
    bool m_diskLow = false;
};

QString sentenceFor(const RunOutcome &outcome, const ContainerSpec &spec)
{
    const QString &what = outcome.outcomeClass;
    if (what == u"OK"_s)
        return outcome.verdict.warning;
    if (what == u"OOM_CPU"_s)
        return u"It needed more than %1 MB of memory and was stopped."_s.arg(spec.memoryBytes >> 20);
    if (what == u"TIMEOUT"_s)
        return u"It was stopped at its limit of %1 seconds."_s.arg(spec.wall.count());
    if (what == u"HANG"_s)
        return u"It did nothing for 10 minutes and was stopped."_s;
    if (what == u"DISK"_s)
        return u"It was stopped because the disk was nearly full."_s;
    if (what == u"LOG"_s)
        return u"It was stopped because it printed more than 2 GB."_s;
    if (what == u"KILLED"_s)
        return u"It was killed from outside."_s;
    if (what == u"NO_OUTPUT"_s)
        return u"It ended without writing submission.csv."_s;
    // The last line of a traceback says most.
    const QList<QByteArray> lines = outcome.logTail.trimmed().split('\n');
    return lines.isEmpty() || lines.back().isEmpty()
               ? u"It ended with exit code %1."_s.arg(outcome.verdict.exitCode)
               : u"It ended with exit code %1: %2"_s.arg(outcome.verdict.exitCode).arg(QString::fromUtf8(lines.back().left(300)));
}

} // namespace

Result<QString> ContainerRunner::create(const ContainerSpec &spec, std::stop_token stop) const
{
    for (int tries = 1;; ++tries) {
        const QString name = spec.newName();
        Result<QString> id = m_engine.create(spec.createArguments(name), stop);
        if (id)
            return id;
        if (id.error().code == u"engine_silent"_s || id.error().kind == Error::Kind::Cancelled)
            (void)m_engine.call({u"rm"_s, u"-f"_s, u"-v"_s, name}, 10s, {}); // it may have been made all the same
        if (id.error().code != u"name_conflict"_s || tries == nameTries)
            return id;
    }
}

Result<RunOutcome> ContainerRunner::run(const ContainerSpec &spec, const RunFiles &files, std::stop_token stop,
                                        const std::function<void(const QString &)> &created) const
{
    m_events.start();
    if (stop.stop_requested())
        return cancelled();
    const Result<QString> id = create(spec, stop);
    if (!id)
        return tl::unexpected(id.error());
    const auto remove = qScopeGuard([&] {
        if (const Result<> removed = m_engine.remove(*id); !removed)
            qCWarning(lcRun).noquote() << spec.job << "container" << id->left(12) << "is still there:" << removed.error().message;
    });
    if (created)
        created(*id);
    const Result<nlohmann::json> made = m_engine.inspect(*id, stop);
    if (!made)
        return tl::unexpected(made.error());
    if (const Result<> audited = spec.audit(*made); !audited) {
        qCCritical(lcRun).noquote() << spec.job << "container refused, it differs in:" << audited.error().detail;
        return tl::unexpected(audited.error());
    }
    if (const Result<> started = m_engine.start(*id, stop); !started)
        return tl::unexpected(started.error());

    RunLog log(files.log, &m_masker);
    Watch watch(m_engine, m_clock, spec, *id, m_dataRoot, m_diskFloor);
    QStringList follow{u"logs"_s, u"--follow"_s, *id};
    nlohmann::json state;
    for (;;) {
        const Result<Ended> followed = m_engine.follow(
            follow,
            [&](QByteArrayView piece) {
                watch.heard();
                log.write(piece);
            },
            stop, [&] { watch.turn(log.bytes()); });
        watch.sampleLast();
        if (stop.stop_requested())
            return cancelled(); // the guard above kills and removes
        if (!followed)
            return tl::unexpected(followed.error());
        const Result<nlohmann::json> inspected = m_engine.inspect(*id, stop);
        if (!inspected && inspected.error().kind != Error::Kind::NotFound)
            return tl::unexpected(inspected.error());
        state = inspected.value_or(nlohmann::json::object());
        if (!state.value("State", nlohmann::json::object()).value("Running", false))
            break;
        log.note(u"… output lost …"_s); // the engine cut the follower while its log files rotated
        follow = {u"logs"_s, u"--follow"_s, u"--tail"_s, u"0"_s, *id};
    }

    RunOutcome outcome;
    outcome.seconds = watch.seconds();
    outcome.peakMemory = watch.meter().peakMemory();
    outcome.cpuSeconds = watch.meter().cpuSeconds();
    EndFacts facts = factsFromInspect(state);
    facts.gone = state.empty();
    facts.memoryLimit = spec.memoryBytes;
    facts.peakMemory = outcome.peakMemory;
    facts.oomEvent = m_events.sawOom(*id);
    facts.asked = watch.asked();
    outcome.verdict = verdictOf(facts);
    outcome.logTail = log.tail();
    outcome.outcomeClass = solver::outcomeClass(outcome.verdict, outcome.logTail);
    if (outcome.verdict.kind == RunVerdict::Kind::Succeeded && !files.outputName.isEmpty()) {
        const Result<output::Collected> taken =
            output::collect(m_engine, *id, files.outputName, files.outputTarget, files.outputLimit, stop);
        if (taken)
            outcome.output = *taken;
        else if (taken.error().kind == Error::Kind::NotFound)
            outcome.outcomeClass = u"NO_OUTPUT"_s;
        else if (taken.error().kind == Error::Kind::BadData) {
            outcome.outcomeClass = u"BAD_SUBMISSION"_s;
            outcome.sentence = taken.error().message;
        } else
            return tl::unexpected(taken.error());
    }
    if (outcome.sentence.isEmpty())
        outcome.sentence = sentenceFor(outcome, spec);
    qCInfo(lcRun).noquote() << spec.job << "attempt" << spec.attempt << spec.view << outcome.verdict.text() << "after"
                            << QString::number(outcome.seconds, 'f', 2) << "s";
    return outcome;
}

} // namespace solver
