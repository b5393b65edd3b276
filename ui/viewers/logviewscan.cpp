// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logview.h"

#include "widgets/background.h"

#include <QScrollBar>

#include <algorithm>

namespace solver {

/// What the last scanner found stays to be seen until the new one has something.
void LogView::scanFromTheBegin()
{
    m_stop.request_stop();
    m_stop = {};
    m_filter.text = m_onlyMatching ? m_wanted : RecordSearch{};
    m_scanner = std::make_shared<LogScanner>(m_filter);
    m_scanned = {};
    m_sureErrors = 0;
    m_shown = 0;
    m_reading = m_stopped = m_caughtUp = false;
    m_isFresh = true;
    scanOn();
}

bool LogView::isScanning() const
{
    return !m_stopped && !m_caughtUp && m_source.fault().isEmpty() && lines() > 0;
}

void LogView::stopScanning()
{
    m_stopped = isScanning();
    Q_EMIT countsChanged();
}

/// Up to where the file is indexed, so that every line that is shown can be read.
void LogView::scanOn()
{
    if (m_reading || m_stopped)
        return;
    if (m_scanner->bytes() >= m_source.indexedBytes()) {
        if (m_source.isIndexed() && !std::exchange(m_caughtUp, true))
            m_seen = shownLines();
        return;
    }
    m_reading = true;
    struct Part {
        bool goesOn = false;
        LogScanned scanned;
    };
    const auto work = [scanner = m_scanner, path = m_path, until = m_source.indexedBytes(), stop = m_stop.get_token()] {
        const bool goesOn = scanner->read(path, until, stop);
        return Part{goesOn, scanner->take()};
    };
    inBackground(this, work, [this, scanner = m_scanner](const Part &part) {
        if (scanner != m_scanner)
            return;
        m_reading = false;
        take(part.scanned);
        if (part.goesOn)
            scanOn();
    });
}

void LogView::take(const LogScanned &scanned)
{
    m_shown = scanned.shown;
    if (m_source.isIndexed() && scanned.lines >= lines() && !std::exchange(m_caughtUp, true))
        m_seen = shownLines(); // what a filter shows now is not new
    changeRows([&] {
        if (std::exchange(m_isFresh, false))
            m_rows.clear(m_filter.isOn() || m_filter.from > 0);
        m_rows.setLines(lines());
        m_rows.add(scanned);
    });
    m_scanned.errors.resize(m_sureErrors);
    m_scanned.errors.insert(m_scanned.errors.end(), scanned.sure.errors.begin(), scanned.sure.errors.end());
    m_sureErrors = m_scanned.errors.size();
    m_scanned.errors.insert(m_scanned.errors.end(), scanned.last.errors.begin(), scanned.last.errors.end());
    m_scanned.lines = scanned.lines;
    m_scanned.counts = scanned.counts;
    m_scanned.isBinary = scanned.isBinary;
    if (m_scanned.lines >= m_levels.lines) // another filter counts the same lines again
        m_levels = m_scanned;
    Q_EMIT countsChanged();
}

void LogView::setFilter(int levels, bool onlyMatching)
{
    if (m_filter.levels == levels && m_onlyMatching == onlyMatching)
        return;
    const bool changes = m_filter.levels != levels || !m_wanted.text.isEmpty();
    m_filter.levels = levels;
    m_onlyMatching = onlyMatching;
    if (changes)
        scanFromTheBegin();
    Q_EMIT countsChanged();
}

void LogView::find(const RecordSearch &wanted)
{
    m_wanted = wanted;
    m_marks.reset();
    if (!wanted.text.isEmpty()) {
        const QString text = QString::fromUtf8(wanted.text);
        m_marks.emplace(wanted.expression ? text : QRegularExpression::escape(text), QRegularExpression::CaseInsensitiveOption);
    }
    m_source.search(wanted);
    if (m_onlyMatching)
        scanFromTheBegin();
    viewport()->update();
    Q_EMIT countsChanged();
}

void LogView::setFoldsRepeats(bool folds)
{
    if (m_filter.foldsRepeats == folds)
        return;
    m_filter.foldsRepeats = folds;
    scanFromTheBegin();
}

void LogView::setCleared(bool cleared)
{
    const qint64 from = cleared ? lines() : 0;
    if (m_filter.from == from)
        return;
    m_filter.from = from;
    m_cleared.insert(m_path, from);
    scanFromTheBegin();
    setFollowing(true);
    Q_EMIT countsChanged();
}

void LogView::fold(qint64 line, bool open)
{
    if (open && m_following)
        setFollowing(false); // else what was unfolded would be above the view
    changeRows([&] { m_rows.setOpen(line, open); });
    const LogRows::Row row = m_rows.at(m_rows.rowOf(m_current));
    if (m_current >= 0 && row.line != m_current && row.isFolded)
        m_current = m_anchor = row.line; // it is inside
    Q_EMIT countsChanged();
}

/// \param unfold  what is wanted may be any line of a traceback, not only its first
void LogView::goToOneOf(const std::vector<qint64> &places, bool forward, bool unfold)
{
    const LogRows::Row row = m_rows.at(m_rows.rowOf(m_current));
    // Of equal lines that are folded one is enough.
    const qint64 behind = m_current >= 0 && row.isFolded && row.run.kind == LogRun::Repeats ? row.line + row.lines - 1 : m_current;
    const auto size = std::ssize(places);
    const qint64 first = m_current < 0 && !forward ? size - 1
                         : forward                 ? std::ranges::upper_bound(places, behind) - places.begin()
                                                   : std::ranges::lower_bound(places, m_current) - places.begin() - 1;
    for (qint64 step = 0; step < size; ++step) { // around the end, and past those that are hidden
        const qint64 at = ((forward ? first + step : first - step) % size + size) % size;
        const qint64 line = places[size_t(at)];
        if (!m_rows.shows(line))
            continue;
        if (const LogRows::Row there = m_rows.at(m_rows.rowOf(line)); unfold && there.isFolded && there.run.kind == LogRun::Traceback)
            fold(line, true);
        goTo(line);
        return;
    }
}

void LogView::goToHit(bool forward)
{
    goToOneOf(m_source.hits(), forward, true);
}

void LogView::goToError(bool forward)
{
    goToOneOf(m_levels.errors, forward, false);
}

qint64 LogView::currentHit() const
{
    const std::vector<qint64> &hits = m_source.hits();
    const auto found = std::ranges::lower_bound(hits, m_current);
    return found != hits.end() && *found == m_current ? found - hits.begin() + 1 : 0;
}

} // namespace solver
