// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/stagecontext.h"

namespace solver {

/// The way of one job: the stages one after the other, each committed before the next begins. Begins at the first stage
/// without a committed result.
/// \return when the job has its final file, also where something went wrong after the constant was there; an Error of
/// Kind::Cancelled after a stop, one for which isEngineAway() is true when it should be called again later
Result<> runPipeline(StageContext &context);

} // namespace solver
