// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/paths.h"
#include "base/permits.h"
#include "base/settings.h"
#include "competition/foldersource.h"
#include "execution/image.h"
#include "execution/solutionrunner.h"
#include "execution/trustedtools.h"
#include "jobs/jobstore.h"
#include "kaggle/source.h"

namespace solver {

/// What every job uses. `app` builds these objects once and hands them down; they outlive the JobManager.
struct Services {
    const Paths &paths;
    const Clock &clock;
    const Assets &assets;
    const MetricCatalogue &metrics;
    const FolderSource &folders;
    kaggle::Account &account;
    const kaggle::Api &kaggle;
    const kaggle::Source &competitions;
    const Engine &engine;
    Image &image;
    const SolutionRunner &solutions;
    const TrustedTools &tools;
    Permits &permits;
    JobStore &store;
    int cpusPerRun = 1;
    qint64 memoryPerRun = 2LL << 30;
    qint64 diskFloor = 1LL << 30;
    qint64 cacheLimit = 100LL << 30; ///< bytes of competitions' data
};

} // namespace solver
