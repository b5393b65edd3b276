// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewers/logscan.h"

#include <map>

namespace solver {

/// Which line stands in which row of a view: what a filter hides has none, a folded run has one. Lines that were not looked
/// at yet have one each, unless a filter is on.
class LogRows
{
public:
    struct Row {
        qint64 line = -1;  ///< the first of it; -1: there is no such row
        qint64 lines = 1;  ///< in it
        LogRun run{};      ///< that it belongs to
        bool isFolded = false;
        bool isHead() const { return run.kind != LogRun::Lines && line == run.line; }
    };

    /// Forgets the lines, and keeps what a person opened and folded.
    void clear(bool isFiltered);
    void forgetChoices() { m_chosen.clear(); }
    /// The next part of what was scanned. A traceback that is the last one is open until another comes.
    void add(const LogScanned &scanned);
    void setLines(qint64 lines) { m_lines = lines; } ///< of the file, as far as they are known

    qint64 rows() const;
    Row at(qint64 row) const;
    /// Of the line, else of the next one that is shown, else the last row.
    qint64 rowOf(qint64 line) const;
    bool shows(qint64 line) const;
    qint64 foldedLines() const { return m_shown - placedRows(); } ///< that are hidden in folded runs
    /// The lines from \a first to \a last that are shown, as runs without kind; folded ones are among them.
    QList<LogRun> between(qint64 first, qint64 last) const;

    /// \return whether \a line belongs to a run that was not so before
    bool setOpen(qint64 line, bool open);
    /// The last traceback stays open when another comes: somebody may be reading it.
    void keepLastOpen();

private:
    struct Placed {
        LogRun run;
        qint64 row = 0;
    };
    bool isOpen(qsizetype at) const;
    qint64 rowsOf(qsizetype at) const { return isOpen(at) ? m_placed[at].run.count : 1; }
    qint64 placedRows() const { return m_placed.isEmpty() ? 0 : m_placed.last().row + rowsOf(m_placed.size() - 1); }
    qsizetype placeOfLine(qint64 line) const; ///< the last that begins there or before; -1: none
    void placeFrom(qsizetype at);

    QList<Placed> m_placed;
    qsizetype m_sure = 0;       ///< places that stay; those behind come anew
    qsizetype m_sureTrace = -1; ///< place of the last traceback among them
    qsizetype m_trace = -1;     ///< of the last of all
    qint64 m_scanned = 0;       ///< lines
    qint64 m_shown = 0;         ///< of them
    qint64 m_lines = 0;
    bool m_isFiltered = false;
    std::map<qint64, bool> m_chosen; ///< by the first line: open or folded by a person
};

} // namespace solver
