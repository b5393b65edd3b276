// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/masker.h"
#include "base/paths.h"

#include <QLoggingCategory>

namespace solver {

/// How much of the log goes to standard error. The file gets everything from Info on in any case (`-vv`: also Debug).
enum class Verbosity { Quiet, Normal, Stages, Commands };

/// Sends Qt's messages to a file that only the owner may read, masked, at most 8 MiB with one older file beside it,
/// and to standard error as \a verbosity says. Call once, before threads start; the objects must outlive the program's
/// messages.
/// \param logFile empty: `<logs>/kaggle-solver.log`
Result<> startLogging(const Paths &paths, const Masker &masker, Verbosity verbosity, const QString &logFile = {});
/// Ends the file and gives Qt its own handler back.
void stopLogging();

} // namespace solver
