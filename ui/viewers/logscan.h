// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/recordsearch.h"
#include "viewers/logline.h"

#include <array>
#include <optional>

namespace solver {

constexpr qsizetype logLineBytes = 16 * 1024; ///< of a line are shown: its end, as progress bars rewrite themselves

/// What of a log is shown, and what of it is folded.
struct LogFilter {
    /// Sets of levels that a person can choose; lines that are neither errors nor warnings count as information.
    enum Level : quint8 { Errors = 1, Warnings = 2, Information = 4 };
    int levels = 0;           ///< sum of Level; 0: all
    RecordSearch text{};      ///< with a text: only lines that hold it, and `context` around them
    qint64 from = 0;          ///< lines before it were cleared away
    bool foldsRepeats = true; ///< equal neighbours are one run

    static constexpr qsizetype context = 2; ///< lines, or runs that are folded
    bool isOn() const { return levels != 0 || !text.text.isEmpty(); }
};

/// Neighbouring lines that are shown; a traceback or equal lines can be folded into one.
struct LogRun {
    enum Kind : quint8 { Lines, Repeats, Traceback };
    qint64 line = 0; ///< the first
    qint64 count = 1;
    Kind kind = Lines;
    bool operator==(const LogRun &) const = default;
};

/// What is known of a log up to a place.
struct LogScanned {
    struct Found {
        std::vector<LogRun> runs{};
        std::vector<qint64> errors{}; ///< lines; of a traceback the first
    };
    Found sure{};                       ///< since the last look
    Found last{};                       ///< from there to the end as it is now; the next look brings it anew
    std::array<qint64, 4> counts{};     ///< of lines by LogLine::Level; a traceback counts as one error
    qint64 lines = 0;                   ///< looked at, a half one included
    qint64 shown = 0;                   ///< of them
    bool isBinary = false;              ///< there are zero bytes
};

/// Sorts a log's lines while it is read: levels, tracebacks, equal neighbours, and what a filter shows. One thread at a time.
class LogScanner
{
public:
    explicit LogScanner(const LogFilter &filter);

    /// Blocking: reads on up to \a until, but for a moment only. \return whether it could read
    bool read(const QString &path, qint64 until, std::stop_token stop);
    void add(QByteArrayView bytes);
    qint64 bytes() const { return m_bytes; } ///< so far
    LogScanned take();

private:
    enum class Trace : quint8 { None, Inside, Ended };
    struct Unit {
        LogRun run;
        LogLine::Level level = LogLine::Level::Plain;
        bool matches = false;
    };

    void line(QByteArrayView bytes);
    void ordinary(const Unit &unit, QByteArrayView shown);
    bool belongsToTraceback(const Unit &unit, QByteArrayView shown);
    void endTraceback();
    void endUnit();
    void count(const Unit &unit);
    void select(const Unit &unit);
    void show(const LogRun &run);

    LogFilter m_filter;
    std::optional<RecordMatcher> m_matcher;
    QByteArray m_half;      ///< a line that has not ended
    LogScanned m_scanned;
    qint64 m_bytes = 0;
    std::optional<Unit> m_unit; ///< that may go on
    QByteArray m_previous;  ///< the last line, for the next to be compared with
    Trace m_trace = Trace::None;
    qsizetype m_indent = 0; ///< of the traceback's first line
    std::vector<Unit> m_between;  ///< behind a traceback: they belong to it when another follows that it led to
    std::vector<LogRun> m_before; ///< not shown, unless they turn out to be context
    qsizetype m_after = 0;  ///< still to be shown as context
};

} // namespace solver
