// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"
#include "jobs/readiness.h"
#include "kaggle/accountdesk.h"
#include "widgets/background.h"

#include <functional>

namespace solver {

/// The core as the window needs it. It holds references: app owns everything and outlives the window.
struct WindowServices {
    JobManager &jobs;
    const JobStore &store;
    const Permits &permits;
    Paths paths{};
    const Settings &settings; ///< as of the start
    std::function<QList<ReadinessLine>(std::stop_token)> readiness{}; ///< blocks
    /// Blocks for minutes; says what it does by a callback, in the same thread.
    std::function<Result<>(const std::function<void(const QString &)> &, std::stop_token)> buildImage{};
    kaggle::AccountDesk *account = nullptr; ///< null: there is nothing to set up
};

} // namespace solver
