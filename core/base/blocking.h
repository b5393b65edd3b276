// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace solver {

/// In debug builds the thread that holds one of these ends the program when it calls something that waits for a disk, the
/// database, a process or a permit. The window's thread holds one while it handles events; release builds do nothing.
class [[maybe_unused]] NoBlocking
{
public:
#ifdef NDEBUG
    NoBlocking() = default;
#else
    NoBlocking() { ++depth(); }
    ~NoBlocking() { --depth(); }
#endif
    Q_DISABLE_COPY_MOVE(NoBlocking)

#ifndef NDEBUG
    static int &depth()
    {
        static thread_local int count = 0;
        return count;
    }
#endif
};

/// Stands at the head of every function that may wait.
inline void mayBlock()
{
#ifndef NDEBUG
    Q_ASSERT_X(NoBlocking::depth() == 0, "mayBlock", "this thread paints the window and must never wait");
#endif
}

} // namespace solver
