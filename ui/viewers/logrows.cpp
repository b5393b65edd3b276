// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logrows.h"

#include <algorithm>

namespace solver {

void LogRows::clear(bool isFiltered)
{
    m_placed.clear();
    m_sure = 0;
    m_sureTrace = m_trace = -1;
    m_scanned = m_shown = 0;
    m_isFiltered = isFiltered;
}

void LogRows::add(const LogScanned &scanned)
{
    m_placed.resize(m_sure);
    const qsizetype traceBefore = m_trace;
    qsizetype changed = m_sure;
    for (const LogRun &run : scanned.sure.runs) {
        if (!m_placed.isEmpty() && run.kind == LogRun::Lines && m_placed.last().run.kind == LogRun::Lines &&
            m_placed.last().run.line + m_placed.last().run.count == run.line) {
            m_placed.last().run.count += run.count;
            continue;
        }
        if (run.kind == LogRun::Traceback)
            m_sureTrace = m_placed.size();
        m_placed << Placed{.run = run};
    }
    m_sure = m_placed.size();
    m_trace = m_sureTrace;
    for (const LogRun &run : scanned.last.runs) {
        if (run.kind == LogRun::Traceback)
            m_trace = m_placed.size();
        m_placed << Placed{.run = run};
    }
    m_scanned = scanned.lines;
    m_shown = scanned.shown;
    if (traceBefore >= 0 && m_trace != traceBefore) // it folds
        changed = std::min(changed, traceBefore);
    placeFrom(changed);
}

void LogRows::placeFrom(qsizetype at)
{
    for (at = std::min(at, m_placed.size()); at < m_placed.size(); ++at)
        m_placed[at].row = at == 0 ? 0 : m_placed[at - 1].row + rowsOf(at - 1);
}

bool LogRows::isOpen(qsizetype at) const
{
    const LogRun &run = m_placed[at].run;
    if (run.kind == LogRun::Lines)
        return true;
    if (!m_chosen.empty()) {
        if (const auto chosen = m_chosen.find(run.line); chosen != m_chosen.end())
            return chosen->second;
    }
    return at == m_trace;
}

qint64 LogRows::rows() const
{
    return placedRows() + (m_isFiltered ? 0 : std::max<qint64>(0, m_lines - m_scanned));
}

LogRows::Row LogRows::at(qint64 row) const
{
    if (row < 0 || row >= rows())
        return {};
    if (row >= placedRows()) {
        const qint64 line = m_scanned + row - placedRows();
        return {.line = line, .run = {.line = line}};
    }
    const auto behind = std::ranges::upper_bound(m_placed, row, {}, &Placed::row);
    const qsizetype at = behind - m_placed.begin() - 1;
    const Placed &placed = m_placed[at];
    if (!isOpen(at))
        return {.line = placed.run.line, .lines = placed.run.count, .run = placed.run, .isFolded = true};
    return {.line = placed.run.line + row - placed.row, .run = placed.run};
}

qsizetype LogRows::placeOfLine(qint64 line) const
{
    const auto behind = std::ranges::upper_bound(m_placed, line, {}, [](const Placed &placed) { return placed.run.line; });
    return behind - m_placed.begin() - 1;
}

qint64 LogRows::rowOf(qint64 line) const
{
    const qint64 last = std::max<qint64>(0, rows() - 1);
    if (line >= m_scanned)
        return std::clamp<qint64>(placedRows() + line - m_scanned, 0, last);
    const qsizetype at = placeOfLine(line);
    if (at < 0)
        return 0;
    const Placed &placed = m_placed[at];
    const qint64 inside = line - placed.run.line;
    if (inside >= placed.run.count) // hidden: the next one
        return std::min(placed.row + rowsOf(at), last);
    return placed.row + (isOpen(at) ? inside : 0);
}

bool LogRows::shows(qint64 line) const
{
    if (line < 0 || line >= std::max(m_lines, m_scanned))
        return false;
    if (line >= m_scanned)
        return !m_isFiltered;
    const qsizetype at = placeOfLine(line);
    return at >= 0 && line - m_placed[at].run.line < m_placed[at].run.count;
}

QList<LogRun> LogRows::between(qint64 first, qint64 last) const
{
    QList<LogRun> found;
    const auto add = [&](qint64 begin, qint64 end) {
        begin = std::max(begin, first);
        end = std::min(end, last + 1);
        if (begin >= end)
            return;
        if (!found.isEmpty() && found.last().line + found.last().count == begin)
            found.last().count += end - begin;
        else
            found << LogRun{.line = begin, .count = end - begin};
    };
    for (qsizetype at = std::max<qsizetype>(0, placeOfLine(first)); at < m_placed.size() && m_placed[at].run.line <= last; ++at)
        add(m_placed[at].run.line, m_placed[at].run.line + m_placed[at].run.count);
    if (!m_isFiltered)
        add(m_scanned, m_lines);
    return found;
}

bool LogRows::setOpen(qint64 line, bool open)
{
    const qsizetype at = placeOfLine(line);
    if (at < 0 || m_placed[at].run.kind == LogRun::Lines || line - m_placed[at].run.line >= m_placed[at].run.count || isOpen(at) == open)
        return false;
    m_chosen[m_placed[at].run.line] = open;
    placeFrom(at + 1);
    return true;
}

void LogRows::keepLastOpen()
{
    if (m_trace >= 0)
        m_chosen.try_emplace(m_placed[m_trace].run.line, true);
}

} // namespace solver
