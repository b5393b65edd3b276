// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/callpace.h"

#include <algorithm>

namespace solver::kaggle {

namespace {

constexpr double burst = 10; // calls; a job makes about six, so that one alone is not slowed down
constexpr auto lookEvery = std::chrono::milliseconds(100);

} // namespace

CallPace::CallPace(const Clock &clock, int callsPerMinute)
    : m_clock(clock), m_perSecond(callsPerMinute / 60.0), m_credit(burst), m_counted(clock.now()), m_notBefore(m_counted)
{
}

Result<CallPace::Turn> CallPace::await(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    const quint64 ticket = m_nextTicket++;
    while (true) {
        while (m_left.erase(m_serving) > 0)
            ++m_serving;
        if (stop.stop_requested()) {
            m_left.insert(ticket);
            m_changed.notify_all();
            return cancelled();
        }
        const Clock::Instant now = m_clock.now();
        m_credit = std::min(burst, m_credit + m_perSecond * seconds(now - m_counted));
        m_counted = now;
        if (!m_busy && ticket == m_serving && m_credit >= 1 && now >= m_notBefore)
            break;
        m_changed.wait_for(lock, stop, lookEvery, [] { return false; });
    }
    m_credit -= 1;
    m_busy = true;
    ++m_serving;
    return Turn(this);
}

void CallPace::pause(double wait)
{
    const std::lock_guard lock(m_mutex);
    m_notBefore = std::max(m_notBefore, m_clock.now() + std::chrono::milliseconds(qint64(wait * 1000)));
}

CallPace::Turn::~Turn()
{
    if (!m_owner)
        return;
    const std::lock_guard lock(m_owner->m_mutex);
    m_owner->m_busy = false;
    m_owner->m_changed.notify_all();
}

} // namespace solver::kaggle
