// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"

#include <QDir>
#include <QTemporaryDir>

#include <memory>

/// The core over a folder, with an engine that never answers. Jobs get as far as their first container and then wait for
/// the engine; with no parallel jobs at all they stay in the queue.
struct CoreWithoutEngine {
    explicit CoreWithoutEngine(const QString &folder, int parallelJobs = 0, const QString &client = QStringLiteral("/no/engine"))
        : paths(made(solver::Paths::choose(folder))), assets(*solver::Assets::unpack(paths)),
          metrics(*solver::MetricCatalogue::read(solver::Assets::text(QStringLiteral("resources/metrics.json")))), folders(paths, metrics, {}),
          engine(client), events(engine, {}), containers(engine, events, clock, masker, {}, 0), solutions(containers, {}, {}),
          tools(containers, assets, {}, {}), image(engine, assets, paths, {}, {}),
          rpc(http, account, clock, {.base = QUrl(QStringLiteral("http://127.0.0.1:1"))}), kaggle(rpc),
          competitions(kaggle, folders, clock, {.cache = paths.cache + QStringLiteral("/competitions")}), permits({{solver::PermitKind::Containers, 1}, {solver::PermitKind::Downloads, 1}, {solver::PermitKind::Disk, 1}}),
          store(std::move(*solver::JobStore::open(paths))),
          jobs(std::make_unique<solver::JobManager>(solver::Services{.paths = paths,
                                                                     .clock = clock,
                                                                     .assets = assets,
                                                                     .metrics = metrics,
                                                                     .folders = folders,
                                                                     .account = account,
                                                                     .kaggle = kaggle,
                                                                     .competitions = competitions,
                                                                     .engine = engine,
                                                                     .image = image,
                                                                     .solutions = solutions,
                                                                     .tools = tools,
                                                                     .permits = permits,
                                                                     .store = *store,
                                                                     .diskFloor = 0},
                                                    parallelJobs))
    {
    }

    /// \param competition a slug, or demo
    QString add(const QString &competition)
    {
        return *jobs->submit(*solver::parseCompetitionUrl(competition), competition, {});
    }

    /// A job of an earlier start, not in the queue of this one.
    solver::Job put(const QString &id, solver::JobStatus status)
    {
        solver::Job job{.id = id, .url = id, .slug = id, .title = id, .status = status, .created = clock.utc()};
        job.position = *store->insert(job);
        QDir().mkpath(paths.job(id));
        return job;
    }

    /// Slugs of the unfinished jobs in the order of the queue, as the disk has it.
    QString order() const
    {
        QStringList slugs;
        const solver::Result<QList<solver::Job>> queue = store->unfinished();
        for (const solver::Job &job : *queue)
            slugs << job.slug;
        return slugs.join(QLatin1Char(' '));
    }

    const solver::Paths paths;
    const solver::SystemClock clock{};
    const solver::Masker masker{};
    const solver::Assets assets;
    const solver::MetricCatalogue metrics;
    const solver::FolderSource folders;
    const solver::Engine engine;
    solver::EngineEvents events;
    const solver::ContainerRunner containers;
    const solver::SolutionRunner solutions;
    const solver::TrustedTools tools;
    solver::Image image;
    const solver::Http http{{}};
    solver::kaggle::Account account; ///< none, and Kaggle is not there
    const solver::kaggle::Rpc rpc;
    const solver::kaggle::Api kaggle;
    const solver::kaggle::Source competitions;
    solver::Permits permits;
    std::unique_ptr<solver::JobStore> store;
    std::unique_ptr<solver::JobManager> jobs;

private:
    static solver::Paths made(const solver::Paths &paths)
    {
        if (!paths.create())
            qFatal("the folder cannot be used");
        return paths;
    }
};
