// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"

#include <atomic>
#include <functional>
#include <thread>

namespace solver {

/// Lets other starts on the same data folder hand their jobs to this one and follow them here. Listens on a local socket that
/// only the owner can open, in a thread of its own. The other end is RemoteHost.
class HandOver
{
public:
    /// \param forward  brings the window to the front, called in another thread; empty: there is no window
    HandOver(const Paths &paths, JobManager &jobs, const JobStore &store, std::function<void()> forward);
    /// Guests see that their connection ends.
    ~HandOver();

    /// Jobs of guests that are not over.
    int pending() const { return m_pending; }

    /// Where a start on these folders listens: in the data folder, or beside it when that path is too long for a socket.
    static QString socketPath(const Paths &paths);

private:
    class Server;
    std::atomic<int> m_pending = 0;
    std::jthread m_thread;
};

/// The lines that both ends exchange: one JSON object each.
namespace handover {

inline constexpr qint64 lineLimit = 1 << 20; ///< bytes

nlohmann::json toJson(const CompetitionUrl &url);
CompetitionUrl urlFrom(const nlohmann::json &json);
/// What a batch tells of a job; the rest stays behind.
nlohmann::json toJson(const Job &job);
Job jobFrom(const nlohmann::json &json);
nlohmann::json toJson(const JobEvent &event);
JobEvent eventFrom(const nlohmann::json &json);

} // namespace handover

} // namespace solver
