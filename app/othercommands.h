// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"

namespace solver {

/// The commands that look and do not solve. Each prints its result to standard output, its troubles to standard error,
/// and returns the exit code. They take no lock: a solving process may have the same data folder.

/// `--list`: the history, newest first.
int listJobs(const Options &options);
/// `--check`: what is there and what is missing; exitcode::setup when something needed is.
int checkReadiness(const Options &options);
/// `--validate`: judges a submission; a repaired one goes to `NAME.repaired.csv` beside it.
int validateFile(const Options &options);

} // namespace solver
