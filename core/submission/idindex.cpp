// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/idindex.h"

#include <bit>

namespace solver {

IdIndex::IdIndex(qint64 expected)
{
    const auto count = static_cast<std::size_t>(expected < 8 ? 8 : expected);
    const std::size_t slots = std::bit_ceil(count + count / 4); // at most four fifths full
    m_slots.assign(slots, none);
    m_mask = slots - 1;
    m_hashes.reserve(count);
    m_shared.reserve(count);
}

/// The slot that holds a hash, or the free one where it belongs.
std::size_t IdIndex::slotOf(quint64 hash) const
{
    std::size_t slot = static_cast<std::size_t>(hash) & m_mask;
    while (m_slots[slot] != none && m_hashes[m_slots[slot]] != hash)
        slot = (slot + 1) & m_mask;
    return slot;
}

bool IdIndex::add(quint64 hash)
{
    if (m_hashes.size() + 1 >= m_slots.size())
        return false; // more than expected: the file grows while we read it; an endless search must not follow
    const std::size_t slot = slotOf(hash);
    const auto position = static_cast<quint32>(m_hashes.size());
    m_hashes.push_back(hash);
    m_shared.push_back(false);
    if (m_slots[slot] != none) {
        m_shared[m_slots[slot]] = true;
        return false;
    }
    m_slots[slot] = position;
    return true;
}

quint32 IdIndex::find(quint64 hash) const
{
    const quint32 position = m_slots[slotOf(hash)];
    return position != none && m_shared[position] ? shared : position;
}

void IdIndex::share(quint64 hash)
{
    if (const quint32 position = m_slots[slotOf(hash)]; position != none)
        m_shared[position] = true;
}

} // namespace solver
