// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>

namespace solver {

/// What there is only so much of.
enum class PermitKind { Containers, Downloads, Disk };

/// Who goes first: a constant submission before a floor, a floor before the search.
enum class PermitOrder { Constant, Baseline, Search };

class Permits;

/// The right to use one unit of something scarce; gives itself back. Hold it as briefly as possible.
class Permit
{
public:
    Permit() = default;
    Permit(Permits *owner, PermitKind kind) : m_owner(owner), m_kind(kind) {}
    Permit(Permit &&other) noexcept : m_owner(std::exchange(other.m_owner, nullptr)), m_kind(other.m_kind) {}
    Permit &operator=(Permit &&other) noexcept;
    ~Permit() { giveBack(); }

    void giveBack();

private:
    Permits *m_owner = nullptr;
    PermitKind m_kind = PermitKind::Containers;
};

/// Counts what is scarce and says whose turn it is: by order, then by place, then by time of asking. Thread-safe.
class Permits
{
public:
    explicit Permits(std::map<PermitKind, int> capacity);

    /// Blocks until it is this caller's turn; Kind::Cancelled within 0.3 s of a stop.
    /// \param place in the queue: among callers of the same order the lowest goes first
    Result<Permit> acquire(PermitKind kind, PermitOrder order, std::stop_token stop, double place = 0);

    int capacity(PermitKind kind) const;
    int inUse(PermitKind kind) const;
    /// Callers that wait for their turn.
    int waiting(PermitKind kind) const;

private:
    friend class Permit;
    struct Waiter {
        PermitKind kind;
        PermitOrder order;
        double place;
    };

    bool isNextInLine(std::list<Waiter>::const_iterator waiter) const;
    void release(PermitKind kind);

    mutable std::mutex m_mutex;
    std::condition_variable_any m_freed;
    const std::map<PermitKind, int> m_capacity;
    std::map<PermitKind, int> m_inUse;
    std::list<Waiter> m_waiting; ///< in order of asking
};

} // namespace solver
