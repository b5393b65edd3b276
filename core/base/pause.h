// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace solver {

/// Waits so many seconds in the calling thread, or until a stop.
void pauseFor(double seconds, const std::stop_token &stop);

} // namespace solver
