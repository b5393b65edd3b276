// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"

namespace solver {

/// Holds a data folder for this process: an flock() that the kernel drops at any end, so a `kill -9` leaves nothing stale.
class InstanceLock
{
public:
    InstanceLock() = default;
    ~InstanceLock();
    InstanceLock(const InstanceLock &) = delete;
    InstanceLock &operator=(const InstanceLock &) = delete;

    /// Kind::Setup with code `already_running` when another process holds it.
    Result<> acquire(const Paths &paths);

private:
    int m_fd = -1;
};

} // namespace solver
