// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instancelock.h"
#include "base/logging.h"
#include "commandline.h"
#include "execution/engineevents.h"
#include "jobs/jobmanager.h"
#include "jobs/readiness.h"
#include "kaggleparts.h"

#include <memory>
#include <optional>

namespace solver {

/// How much of this machine one start may use.
struct Capacity {
    int containers = 1;
    int cpusPerRun = 1;
    qint64 memoryPerRun = 0; ///< bytes
    qint64 diskFloor = 0;    ///< bytes that stay free
};

/// What the engine has, and the disk that holds data and cache.
struct Machine {
    int cores = 1;
    qint64 memoryBytes = 0;
    qint64 diskBytes = 0;
};

/// Settings decide where they say something, else the machine's size. Pure.
Capacity capacityFor(const Machine &machine, const Settings &settings);

/// Bytes that the data of competitions may take in the cache. Pure.
qint64 cacheLimit(const Machine &machine, const Settings &settings);

/// The folders that the options name, and the settings in them, with what the options override.
Paths pathsFor(const Options &options);
Settings settingsFor(const Options &options, const Paths &paths);
/// Total bytes of the file system that holds \a path.
qint64 diskBytes(const QString &path);

/// Everything that a face needs to solve: builds the objects in their order, takes them down in reverse.
/// Made in any thread, used in the main thread.
class Session
{
public:
    /// Takes the data folder for this process, opens the history and asks the engine what it is. An engine that does
    /// not answer is no failure: engineError() says so, and jobs wait for it. \param logLevel what of the log goes to
    /// standard error
    static Result<std::unique_ptr<Session>> open(const Options &options, Verbosity logLevel);
    ~Session();

    JobManager &jobs() { return *m_jobs; }
    const JobStore &store() const { return *m_store; }
    const Masker &masker() const { return m_masker; }
    const std::optional<Error> &engineError() const { return m_engineError; }
    const Permits &permits() const { return *m_permits; }
    const Paths &paths() const { return m_paths; }
    const Settings &settings() const { return m_settings; }
    kaggle::AccountDesk &account() { return m_kaggle.desk; }
    /// What this installation needs, as it is now. Blocks; may be called in any thread.
    QList<ReadinessLine> lookAround(std::stop_token stop);
    /// Makes the sandbox image before a job needs it; a job that asks meanwhile waits for the same build. Blocks for minutes;
    /// may be called in any thread.
    Result<> buildImage(const Image::Progress &progress, std::stop_token stop);

private:
    Session(const Options &options, Paths paths);
    Result<> build(const Options &options, Verbosity logLevel);
    QStringList wellKnownCompetitions() const;

    const Paths m_paths;
    const Settings m_settings;
    const SystemClock m_clock{};
    Masker m_masker;
    InstanceLock m_lock;
    Engine m_engine;
    std::optional<Error> m_engineError;
    qint64 m_diskFloor = 0;
    std::unique_ptr<JobStore> m_store;
    std::unique_ptr<Assets> m_assets;
    std::unique_ptr<MetricCatalogue> m_metrics;
    std::unique_ptr<EngineEvents> m_events;
    std::unique_ptr<ContainerRunner> m_containers;
    std::unique_ptr<SolutionRunner> m_solutions;
    std::unique_ptr<TrustedTools> m_tools;
    std::unique_ptr<Image> m_image;
    std::unique_ptr<FolderSource> m_folders;
    KaggleParts m_kaggle;
    std::unique_ptr<kaggle::Source> m_competitions;
    std::unique_ptr<Permits> m_permits;
    std::unique_ptr<JobManager> m_jobs;
};

} // namespace solver
