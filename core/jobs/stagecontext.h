// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/services.h"

#include <functional>

namespace solver {

/// What a stage works with besides its input. Belongs to the job's thread.
struct StageContext {
    const Services &services;
    Job &job;
    std::stop_token stop;
    /// Tells the sessions: event name and data, as in the JSON lines.
    std::function<void(const QString &event, nlohmann::json data)> tell;

    /// One sentence of what is going on; shown, and in the job's row from the next commit on.
    void say(const QString &sentence);
    /// A warning of the job; once, however often a restart comes here.
    void warn(const QString &sentence);

    QString folder() const { return services.paths.job(job.id); }
    QString logs() const { return folder() + QStringLiteral("/logs"); }
    PermitOrder order = PermitOrder::Constant;

    /// A place for a container. Job time runs while \a work runs, not while it waits for the place.
    template <typename Work> auto inContainer(Work work) -> decltype(work())
    {
        const Result<Permit> permit = services.permits.acquire(PermitKind::Containers, order, stop, job.position);
        if (!permit)
            return tl::unexpected(permit.error());
        const Clock::Instant begin = services.clock.now();
        auto outcome = work();
        job.jobSeconds += seconds(services.clock.now() - begin);
        return outcome;
    }

    /// The image, built on first use; waits for it without holding a place for a container.
    Result<TrustedTools::Call> call();

    double jobLimit() const;    ///< seconds of job time
    double reserve() const;     ///< seconds at the end in which nothing new starts
    double timeLeft() const { return jobLimit() - job.jobSeconds; }
    double timeLeftBeforeReserve() const { return timeLeft() - reserve(); }
};

} // namespace solver
