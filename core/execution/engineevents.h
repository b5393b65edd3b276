// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/engine.h"

#include <QSet>

#include <mutex>
#include <thread>

namespace solver {

/// One follower of the engine's `oom` and `die` events for all containers of this installation: a child that was killed
/// for memory is seen nowhere else, and many containers that end at once tell that the engine was restarted. Has a thread
/// of its own; when its client is cut it starts again where it stopped.
class EngineEvents
{
public:
    EngineEvents(const Engine &engine, const QString &instance);
    ~EngineEvents();

    /// Starts following; later calls do nothing.
    void start();
    bool sawOom(const QString &containerId) const;

private:
    void follow(std::stop_token stop);
    void take(const QByteArray &line);

    const Engine &m_engine;
    const QString m_instance;
    mutable std::mutex m_mutex;
    QSet<QString> m_oom;
    QString m_since; ///< engine time of the last event
    std::jthread m_thread;
};

} // namespace solver
