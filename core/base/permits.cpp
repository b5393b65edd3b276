// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/permits.h"

#include "base/blocking.h"

#include <QScopeGuard>

#include <algorithm>
#include <tuple>

namespace solver {

Permit &Permit::operator=(Permit &&other) noexcept
{
    if (this != &other) {
        giveBack();
        m_owner = std::exchange(other.m_owner, nullptr);
        m_kind = other.m_kind;
    }
    return *this;
}

void Permit::giveBack()
{
    if (Permits *owner = std::exchange(m_owner, nullptr))
        owner->release(m_kind);
}

Permits::Permits(std::map<PermitKind, int> capacity) : m_capacity(std::move(capacity)) {}

Result<Permit> Permits::acquire(PermitKind kind, PermitOrder order, std::stop_token stop, double place)
{
    mayBlock();
    std::unique_lock lock(m_mutex);
    const auto waiter = m_waiting.insert(m_waiting.end(), {kind, order, place});
    const auto leave = qScopeGuard([&] {
        m_waiting.erase(waiter);
        m_freed.notify_all(); // the next in line may be another one now
    });
    if (!m_freed.wait(lock, stop, [&] { return isNextInLine(waiter); }))
        return cancelled();
    ++m_inUse[kind];
    return Permit(this, kind);
}

bool Permits::isNextInLine(std::list<Waiter>::const_iterator waiter) const
{
    const auto used = m_inUse.find(waiter->kind);
    if ((used == m_inUse.end() ? 0 : used->second) >= m_capacity.at(waiter->kind))
        return false;
    // The first of the most urgent: std::list keeps the order of asking.
    const auto first = std::ranges::min_element(m_waiting, {}, [&](const Waiter &w) {
        return std::tuple(w.kind != waiter->kind, w.order, w.place);
    });
    return first == waiter;
}

void Permits::release(PermitKind kind)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_inUse[kind];
    }
    m_freed.notify_all();
}

int Permits::capacity(PermitKind kind) const
{
    return m_capacity.at(kind);
}

int Permits::inUse(PermitKind kind) const
{
    const std::lock_guard lock(m_mutex);
    const auto used = m_inUse.find(kind);
    return used == m_inUse.end() ? 0 : used->second;
}

int Permits::waiting(PermitKind kind) const
{
    const std::lock_guard lock(m_mutex);
    return int(std::ranges::count(m_waiting, kind, &Waiter::kind));
}

} // namespace solver
