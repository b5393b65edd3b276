// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/engineevents.h"

#include "base/files.h"

#include <condition_variable>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

EngineEvents::EngineEvents(const Engine &engine, const QString &instance) : m_engine(engine), m_instance(instance) {}

EngineEvents::~EngineEvents() = default; // the thread is asked to stop and joined

void EngineEvents::start()
{
    const std::lock_guard lock(m_mutex);
    if (!m_thread.joinable())
        m_thread = std::jthread([this](std::stop_token stop) { follow(std::move(stop)); });
}

bool EngineEvents::sawOom(const QString &containerId) const
{
    const std::lock_guard lock(m_mutex);
    return m_oom.contains(containerId);
}

void EngineEvents::follow(std::stop_token stop)
{
    std::mutex idle;
    std::condition_variable_any wake;
    while (!stop.stop_requested()) {
        QStringList arguments{u"events"_s, u"--filter"_s, u"label=kaggle-solver.instance=%1"_s.arg(m_instance),
                              u"--filter"_s, u"type=container"_s, u"--filter"_s, u"event=oom"_s,
                              u"--format"_s, u"{{json .}}"_s};
        {
            const std::lock_guard lock(m_mutex);
            if (!m_since.isEmpty())
                arguments << u"--since"_s << m_since;
        }
        QByteArray pending;
        const Result<Ended> ended = m_engine.follow(
            arguments,
            [&](QByteArrayView piece) {
                pending.append(piece);
                for (qsizetype end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
                    take(pending.left(end));
                    pending.remove(0, end + 1);
                }
                if (pending.size() > 1024 * 1024)
                    pending.clear(); // no event is that long
            },
            stop);
        std::unique_lock lock(idle);
        wake.wait_for(lock, stop, 2s, [] { return false; }); // the engine is gone or restarts: not at full speed
    }
}

void EngineEvents::take(const QByteArray &line)
{
    const nlohmann::json event = nlohmann::json::parse(line.cbegin(), line.cend(), nullptr, false);
    if (!event.is_object())
        return;
    const QString id = textOf(event.value("Actor", nlohmann::json::object()), "ID");
    const std::lock_guard lock(m_mutex);
    if (const auto time = event.find("time"); time != event.end() && time->is_number_integer())
        m_since = QString::number(time->get<qint64>());
    if (!id.isEmpty())
        m_oom.insert(id);
}

} // namespace solver
