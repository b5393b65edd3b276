// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"
#include "jobs/readiness.h"
#include "widgets/background.h"

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

} // namespace solver
