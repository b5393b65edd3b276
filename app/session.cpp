// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include "base/files.h"

#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QStorageInfo>

#include <unistd.h>

#include <algorithm>
#include <thread>

namespace solver {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcSession, "solver.session", QtInfoMsg)

namespace {

constexpr qint64 gibibyte = 1LL << 30;
constexpr qint64 mebibyte = 1LL << 20;
constexpr qint64 leastRoom = 16 * mebibyte;

/// What this machine has, where the engine cannot tell.
Machine localMachine()
{
    return {.cores = int(std::max(1U, std::thread::hardware_concurrency())),
            .memoryBytes = qint64(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE)};
}

void addSecrets(Masker &masker)
{
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        const auto says = [&name](const QString &word) { return name.contains(word, Qt::CaseInsensitive); };
        if (name.endsWith(u"_KEY"_s) || says(u"TOKEN"_s) || says(u"SECRET"_s) || says(u"PASSWORD"_s))
            masker.add(environment.value(name).toUtf8());
    }
}

/// A start on a full disk would only fail later and less plainly.
Result<> checkRoom(const Paths &paths)
{
    for (const QString &folder : {paths.data, paths.cache}) {
        const qint64 free = freeBytes(folder);
        if (free >= leastRoom)
            continue;
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The disk is full: %1 MB are free in %2, and %3 MB are needed to begin."_s
                                                   .arg(free / mebibyte)
                                                   .arg(folder)
                                                   .arg(leastRoom / mebibyte),
                                    .code = u"disk_low"_s,
                                    .nextStep = u"Free some space, or choose another folder with --data-dir."_s});
    }
    return {};
}

} // namespace

Capacity capacityFor(const Machine &machine, const Settings &settings)
{
    Capacity capacity;
    const int asked = settings.value(keys::containers);
    capacity.containers = asked > 0 ? asked : std::max(1, machine.cores / 4);
    capacity.cpusPerRun =
        machine.cores < 4 ? std::max(1, machine.cores) : std::max(1, machine.cores / capacity.containers);
    // The system and this program keep their part; a small machine gives a quarter all the same.
    const qint64 kept = std::max(4 * gibibyte, machine.memoryBytes / 5);
    const qint64 shared = std::max(machine.memoryBytes - kept, machine.memoryBytes / 4);
    const qint64 memory = settings.value(keys::memoryPerRunMb) * mebibyte;
    capacity.memoryPerRun = memory > 0 ? memory : std::min(8 * gibibyte, shared / capacity.containers);
    const qint64 floor = settings.value(keys::diskFloorMb) * mebibyte;
    capacity.diskFloor = floor > 0 ? floor : std::min(10 * gibibyte, machine.diskBytes / 10);
    return capacity;
}

qint64 cacheLimit(const Machine &machine, const Settings &settings)
{
    const qint64 asked = settings.value(keys::cacheLimitGb) * gibibyte;
    return asked > 0 ? asked : machine.diskBytes / 4;
}

Paths pathsFor(const Options &options)
{
    return Paths::choose(options.dataDir);
}

Settings settingsFor(const Options &options, const Paths &paths)
{
    Settings settings(paths.config + u"/settings.ini"_s);
    if (options.jobs)
        settings.override(keys::parallelJobs, *options.jobs);
    return settings;
}

qint64 diskBytes(const QString &path)
{
    return std::max<qint64>(0, QStorageInfo(path).bytesTotal());
}

Session::Session(const Options &options, Paths paths)
    : m_paths(std::move(paths)), m_settings(settingsFor(options, m_paths)), m_engine(m_settings.value(keys::engine)),
      m_kaggle(options, m_settings, m_clock, m_masker)
{
    addSecrets(m_masker);
}

Session::~Session()
{
    m_jobs.reset(); // its jobs still log
    stopLogging();
}

QList<ReadinessLine> Session::lookAround(std::stop_token stop)
{
    return readiness({.engine = m_engine,
                      .paths = m_paths,
                      .baseImage = m_settings.value(keys::baseImage),
                      .diskFloor = m_diskFloor,
                      .account = m_kaggle.desk.look()},
                     std::move(stop));
}

Result<> Session::buildImage(const Image::Progress &progress, std::stop_token stop)
{
    return m_image->ensure(m_paths.logs + u"/image.log"_s, progress, std::move(stop)).map([](const QString &) {});
}

Result<std::unique_ptr<Session>> Session::open(const Options &options, Verbosity logLevel)
{
    std::unique_ptr<Session> session(new Session(options, pathsFor(options)));
    if (const Result<> built = session->build(options, logLevel); !built)
        return tl::unexpected(built.error());
    return session;
}

Result<> Session::build(const Options &options, Verbosity logLevel)
{
    if (const Result<> made = m_paths.create(); !made)
        return made;
    if (const Result<> locked = m_lock.acquire(m_paths); !locked)
        return locked;
    if (const Result<> room = checkRoom(m_paths); !room)
        return room;
    if (const Result<> logging = startLogging(m_paths, m_masker, logLevel, options.logFile); !logging)
        return logging;

    Result<std::unique_ptr<JobStore>> store = JobStore::open(m_paths);
    if (!store)
        return tl::unexpected(store.error());
    m_store = std::move(*store);
    Result<Assets> assets = Assets::unpack(m_paths);
    if (!assets)
        return tl::unexpected(assets.error());
    m_assets = std::make_unique<Assets>(std::move(*assets));
    Result<MetricCatalogue> metrics = MetricCatalogue::read(Assets::text(u"resources/metrics.json"_s));
    if (!metrics)
        return tl::unexpected(metrics.error());
    m_metrics = std::make_unique<MetricCatalogue>(std::move(*metrics));

    Machine machine = localMachine();
    EngineFacts facts;
    if (const Result<EngineFacts> found = m_engine.probe({}); found) {
        facts = *found;
        machine.cores = facts.cpus;
        machine.memoryBytes = facts.memoryBytes;
    } else {
        m_engineError = found.error();
    }
    machine.diskBytes = diskBytes(m_paths.cache);
    const Capacity capacity = capacityFor(machine, m_settings);
    qCInfo(lcSession) << "containers" << capacity.containers << "cpus each" << capacity.cpusPerRun << "MiB each"
                      << capacity.memoryPerRun / mebibyte << "disk floor MiB" << capacity.diskFloor / mebibyte;

    m_diskFloor = capacity.diskFloor;

    const QString instance = m_store->instance();
    m_events = std::make_unique<EngineEvents>(m_engine, instance);
    m_containers =
        std::make_unique<ContainerRunner>(m_engine, *m_events, m_clock, m_masker, facts.dataRoot, capacity.diskFloor);
    m_solutions = std::make_unique<SolutionRunner>(*m_containers, instance, m_assets->seccompProfile());
    m_tools = std::make_unique<TrustedTools>(*m_containers, *m_assets, instance,
                                             TrustedTools::Capacity{.cpus = capacity.cpusPerRun,
                                                                    .memoryBytes = capacity.memoryPerRun,
                                                                    .rootless = facts.rootless});
    m_image = std::make_unique<Image>(m_engine, *m_assets, m_paths, instance, m_settings.value(keys::baseImage));
    m_folders =
        std::make_unique<FolderSource>(m_paths, *m_metrics, archive::Limits{.diskFloorBytes = capacity.diskFloor});
    m_competitions = std::make_unique<kaggle::Source>(
        m_kaggle.api, *m_folders, m_clock,
        kaggle::Source::Setup{.cache = m_paths.cache + u"/competitions"_s,
                              .storageHosts = m_settings.value(keys::kaggleStorageHosts).split(QRegularExpression(u"[ ,]+"_s), Qt::SkipEmptyParts),
                              .diskFloor = m_diskFloor,
                              .wellKnown = wellKnownCompetitions()});
    m_permits = std::make_unique<Permits>(std::map<PermitKind, int>{
        {PermitKind::Containers, capacity.containers}, {PermitKind::Downloads, 4}, {PermitKind::Disk, 2}});
    m_jobs = std::make_unique<JobManager>(Services{.paths = m_paths,
                                                   .clock = m_clock,
                                                   .assets = *m_assets,
                                                   .metrics = *m_metrics,
                                                   .folders = *m_folders,
                                                   .account = m_kaggle.account,
                                                   .kaggle = m_kaggle.api,
                                                   .competitions = *m_competitions,
                                                   .engine = m_engine,
                                                   .image = *m_image,
                                                   .solutions = *m_solutions,
                                                   .tools = *m_tools,
                                                   .permits = *m_permits,
                                                   .store = *m_store,
                                                   .cpusPerRun = capacity.cpusPerRun,
                                                   .memoryPerRun = capacity.memoryPerRun,
                                                   .diskFloor = capacity.diskFloor,
                                                   .cacheLimit = cacheLimit(machine, m_settings)},
                                          m_settings.value(keys::parallelJobs));
    return {};
}

QStringList Session::wellKnownCompetitions() const
{
    const Result<nlohmann::json> json = parseJson(Assets::text(u"resources/competitions.json"_s), u"The list of competitions"_s);
    QStringList slugs;
    if (json) {
        for (const nlohmann::json &slug : json->at("well_known"))
            slugs << toQt(slug);
    }
    return slugs;
}

} // namespace solver
