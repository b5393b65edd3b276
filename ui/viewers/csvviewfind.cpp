// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/csvview.h"

#include <algorithm>

namespace solver {

void CsvView::setMarks(const QList<CellMark> &marks)
{
    m_marks.clear();
    m_hasNotes = false;
    for (const CellMark &mark : marks) {
        m_marks.insert(mark.row, mark);
        m_hasNotes = m_hasNotes || !mark.note.isEmpty();
    }
    updateBars();
    viewport()->update();
}

QList<CellMark> CsvView::marksOf(const Place &place) const
{
    QList<CellMark> found;
    for (const qint64 number : {place.row, qint64(-1)}) {
        for (auto [at, end] = m_marks.equal_range(number); at != end; ++at) {
            if (at->column < 0 || at->column == place.column)
                found << *at;
        }
    }
    return found;
}

void CsvView::find(const QString &text)
{
    m_needle = text.toUtf8();
    std::ranges::transform(m_needle, m_needle.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    m_source.search({.text = m_needle});
    viewport()->update();
}

bool CsvView::holdsNeedle(const QByteArray &cell) const
{
    if (m_needle.isEmpty())
        return false;
    const auto same = [](char one, char lower) { return (one >= 'A' && one <= 'Z' ? char(one + 32) : one) == lower; };
    return std::search(cell.begin(), cell.end(), m_needle.begin(), m_needle.end(), same) != cell.end();
}

void CsvView::goToHit(bool forward)
{
    const std::vector<qint64> &hits = m_source.hits();
    if (hits.empty())
        return;
    const qint64 record = m_current.row + 1;
    qint64 hit = 0;
    if (forward) {
        const auto after = std::ranges::upper_bound(hits, record);
        hit = after == hits.end() ? hits.front() : *after;
    } else {
        const auto here = std::ranges::lower_bound(hits, record);
        hit = here == hits.begin() ? hits.back() : *std::prev(here);
    }
    goTo(std::max<qint64>(0, hit - 1), m_current.column);
    m_wantsHit = hit > 0; // the header is no row
    goToWanted();
}

void CsvView::goToFirstHit()
{
    if (currentHit() == 0) {
        goToHit(true);
        return;
    }
    const CsvRow *current = row(m_current.row);
    m_wantsHit = !current || !holdsNeedle(current->cell(m_current.column));
    goToWanted();
}

void CsvView::goToWanted()
{
    if (m_wanted.row >= 0 && !m_names.isEmpty() && (m_wanted.row < rows() || m_source.isIndexed())) {
        const Place wanted = std::exchange(m_wanted, {-1, 0});
        const bool hit = m_wantsHit;
        goTo(wanted.row, wanted.column);
        m_wantsHit = hit;
    }
    if (!m_wantsHit || m_wanted.row >= 0)
        return;
    const CsvRow *current = row(m_current.row);
    if (!current)
        return;
    m_wantsHit = false;
    for (int column = 0; column < std::min(columns(), current->cells()); ++column) {
        if (holdsNeedle(current->cell(column))) {
            moveTo({m_current.row, column}, false);
            return;
        }
    }
}

qint64 CsvView::currentHit() const
{
    const std::vector<qint64> &hits = m_source.hits();
    const auto found = std::ranges::lower_bound(hits, m_current.row + 1);
    return found != hits.end() && *found == m_current.row + 1 ? found - hits.begin() + 1 : 0;
}

} // namespace solver
