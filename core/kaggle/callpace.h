// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <utility>

namespace solver::kaggle {

/// The rate rule for one account (specification of Kaggle's API, 5.5): one call at a time, in the order of asking, on average
/// so many a minute, none during a pause that Kaggle asked for. Thread-safe.
class CallPace
{
public:
    CallPace(const Clock &clock, int callsPerMinute);

    /// Holds back the others until it is destroyed.
    class Turn
    {
    public:
        explicit Turn(CallPace *owner) : m_owner(owner) {}
        Turn(Turn &&other) noexcept : m_owner(std::exchange(other.m_owner, nullptr)) {}
        Turn &operator=(Turn &&) = delete;
        ~Turn();

    private:
        CallPace *m_owner;
    };

    /// Blocks until it is this caller's turn; Kind::Cancelled within 0.3 s of a stop.
    Result<Turn> await(std::stop_token stop);
    /// No call begins before so many seconds are over.
    void pause(double seconds);

private:
    friend class Turn;
    const Clock &m_clock;
    const double m_perSecond;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    quint64 m_nextTicket = 0;
    quint64 m_serving = 0; ///< the ticket whose turn it is
    bool m_busy = false;
    double m_credit;       ///< calls that may begin at once
    Clock::Instant m_counted;
    Clock::Instant m_notBefore;
    std::set<quint64> m_left; ///< tickets of those who went away while they waited
};

} // namespace solver::kaggle
