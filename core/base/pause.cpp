// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pause.h"

#include "base/blocking.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace solver {

void pauseFor(double seconds, const std::stop_token &stop)
{
    mayBlock();
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
}

} // namespace solver
