// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"
#include "jobs/readiness.h"

#include <QFuture>
#include <QtConcurrentRun>

#include <functional>

namespace solver {

class Appearance;

/// What the window is built on. It holds references only: app owns everything and outlives the window.
struct WindowServices {
    JobManager &jobs;
    const JobStore &store;
    Paths paths{};
    std::function<QList<ReadinessLine>(std::stop_token)> readiness{}; ///< blocks
    Appearance &appearance;
    QString version{};
};

/// Runs what blocks in a thread of the pool and gives its answer to \a then in the window's thread, unless \a owner is gone.
template <typename Work, typename Then> void inBackground(QObject *owner, Work work, Then then)
{
    QtConcurrent::run(std::move(work)).then(owner, std::move(then));
}

} // namespace solver
