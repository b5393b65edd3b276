// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <span>
#include <vector>

namespace solver {

/// From the 64-bit hash of an id to the position of its record in the sample: open addressing, 8 bytes a record and
/// 4 a slot, so that ten million ids need about 150 MB. Filled once, then asked, a batch of some hundred at a time:
/// then the waiting times for memory overlap.
///
/// Two different ids share a hash once in a million files of ten million records; the validator reads a repaired file
/// again as text before it calls it valid.
class IdIndex final
{
public:
    static constexpr quint32 none = 0xFFFFFFFFU;
    static constexpr quint32 shared = 0xFFFFFFFEU; ///< more than one record has this id

    /// \param expected  number of ids that add() will be called for
    explicit IdIndex(qint64 expected);

    /// Gives each hash the next position, from 0.
    /// \return the first of these hashes that was there already, or -1; find() answers `shared` for such a hash
    qsizetype add(std::span<const quint64> hashes);
    /// The position of each hash; `none` where there is no such id.
    void find(std::span<const quint64> hashes, std::span<quint32> positions) const;
    /// Makes find() answer `shared` for those of the hashes that are there.
    void share(std::span<const quint64> hashes);

    /// The hash that was added at a position.
    quint64 hashAt(quint32 position) const { return m_hashes[position]; }

private:
    std::size_t slotOf(quint64 hash) const;
    void fetch(std::span<const quint64> hashes) const;

    std::vector<quint64> m_hashes;
    std::vector<quint32> m_slots; ///< position, or `none`
    std::vector<bool> m_shared;   ///< by position
    std::size_t m_mask = 0;
};

} // namespace solver
