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

/// Asks for the memory that the next call of slotOf() for each hash will look at, without waiting for it.
void IdIndex::fetch(std::span<const quint64> hashes) const
{
#if defined(__GNUC__)
    for (const quint64 hash : hashes)
        __builtin_prefetch(&m_slots[static_cast<std::size_t>(hash) & m_mask]);
    for (const quint64 hash : hashes) {
        if (const quint32 position = m_slots[static_cast<std::size_t>(hash) & m_mask]; position != none)
            __builtin_prefetch(&m_hashes[position]);
    }
#else
    Q_UNUSED(hashes)
#endif
}

qsizetype IdIndex::add(std::span<const quint64> hashes)
{
    qsizetype twice = -1;
    fetch(hashes);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (m_hashes.size() + 1 >= m_slots.size())
            return twice; // more than expected: the file grows while we read it; an endless search must not follow
        const std::size_t slot = slotOf(hashes[i]);
        const auto position = static_cast<quint32>(m_hashes.size());
        m_hashes.push_back(hashes[i]);
        m_shared.push_back(false);
        if (m_slots[slot] == none)
            m_slots[slot] = position;
        else {
            m_shared[m_slots[slot]] = true;
            if (twice < 0)
                twice = static_cast<qsizetype>(i);
        }
    }
    return twice;
}

void IdIndex::find(std::span<const quint64> hashes, std::span<quint32> positions) const
{
    fetch(hashes);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const quint32 position = m_slots[slotOf(hashes[i])];
        positions[i] = position != none && m_shared[position] ? shared : position;
    }
}

void IdIndex::share(std::span<const quint64> hashes)
{
    fetch(hashes);
    for (const quint64 hash : hashes) {
        if (const quint32 position = m_slots[slotOf(hash)]; position != none)
            m_shared[position] = true;
    }
}

} // namespace solver
