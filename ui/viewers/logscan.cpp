// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logscan.h"

#include <QDeadlineTimer>
#include <QFile>

#include <algorithm>

namespace solver {

namespace {

constexpr qint64 blockBytes = 1 << 20;
constexpr std::chrono::milliseconds moment{50};
constexpr size_t errorsKept = 100'000;

qsizetype indentOf(QByteArrayView line)
{
    return std::ranges::find_if(line, [](char c) { return c != ' ' && c != '\t'; }) - line.begin();
}

bool isBlank(QByteArrayView line)
{
    return indentOf(line) == line.size();
}

bool beginsTraceback(QByteArrayView line)
{
    return line.sliced(indentOf(line)).startsWith("Traceback (most recent call last):");
}

/// Python's sentences between a traceback and the one that came of it.
bool leadsToAnother(QByteArrayView line)
{
    const QByteArrayView text = line.sliced(indentOf(line));
    return text.startsWith("During handling of the above exception") || text.startsWith("The above exception was the direct cause");
}

QByteArrayView endOf(QByteArrayView line)
{
    return line.last(std::min(line.size(), logLineBytes));
}

} // namespace

LogScanner::LogScanner(const LogFilter &filter) : m_filter(filter)
{
    if (!filter.text.text.isEmpty())
        m_matcher.emplace(filter.text);
}

bool LogScanner::read(const QString &path, qint64 until, std::stop_token stop)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !file.seek(m_bytes))
        return false;
    const QDeadlineTimer end(moment);
    QByteArray block(blockBytes, Qt::Uninitialized);
    while (m_bytes < until && !stop.stop_requested() && !end.hasExpired()) {
        const qint64 got = file.read(block.data(), std::min(blockBytes, until - m_bytes));
        if (got <= 0)
            return false;
        add(QByteArrayView(block).first(got));
    }
    return true;
}

void LogScanner::add(QByteArrayView bytes)
{
    m_bytes += bytes.size();
    m_scanned.isBinary = m_scanned.isBinary || bytes.contains('\0');
    qsizetype at = 0;
    for (qsizetype end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', at)) {
        const QByteArrayView piece = bytes.sliced(at, end - at);
        at = end + 1;
        if (m_half.isEmpty()) {
            line(endOf(piece));
            continue;
        }
        m_half.append(piece);
        line(endOf(m_half));
        m_half.resize(0); // keeps its room
    }
    m_half.append(endOf(bytes.sliced(at)));
    if (m_half.size() > 2 * logLineBytes)
        m_half.remove(0, m_half.size() - logLineBytes);
}

void LogScanner::line(QByteArrayView bytes)
{
    const QByteArrayView shown = lastVersion(bytes);
    Unit unit{.run = {.line = m_scanned.lines}, .matches = m_matcher && m_matcher->matches(bytes)};
    if (unit.run.line == m_filter.from) { // nothing goes across the border
        endTraceback();
        endUnit();
    }
    ++m_scanned.lines;
    if (m_trace != Trace::None && belongsToTraceback(unit, shown))
        return;
    unit.level = levelOf(shown);
    if (!beginsTraceback(shown)) {
        ordinary(unit, shown);
        return;
    }
    endUnit();
    unit.level = LogLine::Level::Error;
    unit.run.kind = LogRun::Traceback;
    count(unit);
    m_unit = unit;
    m_trace = Trace::Inside;
    m_indent = indentOf(shown);
}

/// What is indented more deeply belongs to it, and one line behind that: the exception.
bool LogScanner::belongsToTraceback(const Unit &unit, QByteArrayView shown)
{
    if (m_trace == Trace::Inside) {
        if (!isBlank(shown) && indentOf(shown) <= m_indent)
            m_trace = Trace::Ended;
        ++m_unit->run.count;
        m_unit->matches = m_unit->matches || unit.matches;
        return true;
    }
    const size_t place = m_between.size();
    if (place < 3 && (place == 1 ? leadsToAnother(shown) : isBlank(shown))) {
        m_between.push_back(unit);
        return true;
    }
    if (place < 3 || !beginsTraceback(shown)) {
        endTraceback();
        return false;
    }
    m_unit->run.count += qint64(place) + 1;
    m_unit->matches = m_unit->matches || unit.matches || std::ranges::any_of(m_between, &Unit::matches);
    m_between.clear();
    m_trace = Trace::Inside;
    return true;
}

void LogScanner::endTraceback()
{
    if (m_trace == Trace::None)
        return;
    m_trace = Trace::None;
    endUnit();
    for (const Unit &unit : std::exchange(m_between, {}))
        ordinary(unit, {});
}

void LogScanner::ordinary(const Unit &unit, QByteArrayView shown)
{
    count(unit);
    if (m_filter.foldsRepeats && m_unit && shown == m_previous && !isBlank(shown)) {
        ++m_unit->run.count;
        m_unit->run.kind = LogRun::Repeats;
        return;
    }
    endUnit();
    m_unit = unit;
    m_previous.resize(0); // keeps its room
    m_previous.append(shown);
}

void LogScanner::count(const Unit &unit)
{
    ++m_scanned.counts[size_t(unit.level)];
    if (unit.level == LogLine::Level::Error && size_t(m_scanned.counts[size_t(unit.level)]) <= errorsKept)
        m_scanned.sure.errors.push_back(unit.run.line);
}

void LogScanner::endUnit()
{
    if (m_unit)
        select(*m_unit);
    m_unit.reset();
}

void LogScanner::select(const Unit &unit)
{
    if (unit.run.line < m_filter.from)
        return;
    const int level = unit.level == LogLine::Level::Error ? LogFilter::Errors : unit.level == LogLine::Level::Warning ? LogFilter::Warnings : LogFilter::Information;
    const bool isChosen = (m_filter.levels == 0 || (m_filter.levels & level)) && (!m_matcher || unit.matches);
    if (isChosen) {
        for (const LogRun &run : std::exchange(m_before, {}))
            show(run);
        show(unit.run);
        m_after = m_matcher ? LogFilter::context : 0;
    } else if (m_after > 0) {
        --m_after;
        show(unit.run);
    } else if (m_matcher) {
        m_before.push_back(unit.run);
        if (m_before.size() > size_t(LogFilter::context))
            m_before.erase(m_before.begin());
    }
}

void LogScanner::show(const LogRun &run)
{
    m_scanned.shown += run.count;
    std::vector<LogRun> &runs = m_scanned.sure.runs;
    if (run.kind == LogRun::Lines && !runs.empty() && runs.back().kind == LogRun::Lines && runs.back().line + runs.back().count == run.line)
        runs.back().count += run.count;
    else
        runs.push_back(run);
}

LogScanned LogScanner::take()
{
    LogScanned::Found sure = std::exchange(m_scanned.sure, {});
    LogScanner rest(*this); // as if the log ended here
    if (!rest.m_half.isEmpty())
        rest.line(endOf(rest.m_half));
    rest.endTraceback();
    rest.endUnit();
    LogScanned now = std::move(rest.m_scanned);
    now.last = std::exchange(now.sure, std::move(sure));
    return now;
}

} // namespace solver
