// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logview.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QLocale>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int padding = 8;
constexpr int markWidth = 10; // of the column of marks beside the scroll bar
constexpr qint64 patience = 200; // milliseconds before it says that it reads
constexpr int averaged = 100;    // letters, to measure one of them exactly

QColor ansi(const Theme &theme, int colour)
{
    switch (colour) {
    case 1: return theme.failed;
    case 2: return theme.completed;
    case 3: return theme.warning;
    case 4: return theme.accent;
    case 5: return theme.cancelled;
    case 6: return theme.function;
    default: return theme.text2;
    }
}

/// Where the letters of a line stand. Ordinary ones are all equally wide; a line with others is measured.
class Ruler
{
public:
    Ruler(const QFont &font, const QString &text) : m_metrics(font), m_text(text)
    {
        m_isEven = std::ranges::all_of(text, [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7F; });
        m_width = m_metrics.horizontalAdvance(QString(averaged, u'0')) / averaged;
    }
    qreal at(qsizetype letter) const { return m_isEven ? m_width * qreal(letter) : m_metrics.horizontalAdvance(m_text.left(letter)); }
    qreal end() const { return at(m_text.size()); }
    /// The letters that are seen between two places; all of them in a line that is not even.
    std::pair<qsizetype, qsizetype> between(qreal left, qreal right) const
    {
        if (!m_isEven)
            return {0, m_text.size()};
        const auto first = std::clamp<qsizetype>(qsizetype(left / m_width), 0, m_text.size());
        return {first, std::clamp<qsizetype>(qsizetype(right / m_width) + 1, first, m_text.size())};
    }

private:
    QFontMetricsF m_metrics;
    const QString &m_text;
    bool m_isEven;
    qreal m_width;
};

} // namespace

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.base);
    m_buttons.clear();
    if (m_rows.rows() == 0) {
        paintNothing(painter, theme);
        return;
    }
    const int before = m_widest;
    int y = 0;
    for (qint64 row = verticalScrollBar()->value(); row < m_rows.rows() && y < viewport()->height(); ++row, y += lineHeight())
        paintRow(painter, theme, m_rows.at(row), y);
    paintMarks(painter, theme);
    if (!m_source.fault().isEmpty())
        paintFault(painter, theme);
    if (m_widest != before)
        QMetaObject::invokeMethod(this, &LogView::updateBars, Qt::QueuedConnection);
}

void LogView::paintNothing(QPainter &painter, const Theme &theme) const
{
    const QString text = !m_source.fault().isEmpty() ? m_source.fault() + u' ' + m_source.faultHelp()
                         : m_path.isEmpty()          ? tr("The log appears here when the first program runs.")
                         : lines() > 0 && (isScanning() || m_isFresh) ? tr("Filtering …")
                         : lines() > 0 && m_filter.from > 0 && !m_filter.isOn() ? tr("The lines so far were cleared away. New ones appear here; Show all brings the others back.")
                         : lines() > 0               ? tr("No line of this log passes the filter.")
                         : m_source.isIndexed()      ? tr("The log is empty: nothing was printed so far.")
                         : m_opened.elapsed() < patience ? QString()
                                                     : tr("Reading …");
    QRect place = viewport()->rect().adjusted(16, 16, -16, -16);
    if (!m_source.fault().isEmpty()) {
        const int size = fonts::scaled(16);
        paintIcon(&painter, QRect(place.x(), place.y(), size, QFontMetrics(fonts::body()).height()), u"level-warning"_s, size, theme.warning);
        place.adjust(size + padding, 0, 0, 0);
    }
    painter.setPen(theme.text2);
    painter.setFont(fonts::body());
    painter.drawText(place, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text);
}

/// What was read before the file went stays to be seen above it.
void LogView::paintFault(QPainter &painter, const Theme &theme) const
{
    const int size = fonts::scaled(16), height = QFontMetrics(fonts::small()).height() + 2 * padding;
    const QRect line(0, viewport()->height() - height, viewport()->width(), height);
    painter.fillRect(line, theme.warnsoft);
    paintIcon(&painter, QRect(padding, line.y(), size, height), u"level-warning"_s, size, theme.warning);
    painter.setPen(theme.text);
    painter.setFont(fonts::small());
    const QRect inside = line.adjusted(2 * padding + size, 0, -padding, 0);
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_source.fault() + u' ' + m_source.faultHelp(), Qt::ElideMiddle, inside.width()));
}

/// What the row shows; nothing while it is read.
std::optional<LogLine> LogView::textOf(const LogRows::Row &row, QList<Badge> &badges)
{
    const bool isTraceback = row.run.kind == LogRun::Traceback;
    const std::optional<RecordText> record = m_source.record(row.line);
    const qint64 lastLine = row.run.line + row.run.count - 1;
    const std::optional<RecordText> end = row.isFolded && isTraceback ? m_source.record(lastLine) : record;
    if (!record || !end)
        return {};
    LogLine line = logLine(record->bytes);
    if (isTraceback)
        line.level = row.line == row.run.line || row.line == lastLine ? LogLine::Level::Error : LogLine::Level::Plain;
    if (row.isFolded && isTraceback && lastLine > row.line) {
        const LogLine exception = logLine(end->bytes);
        line.text = line.text.trimmed();
        if (line.text.endsWith(u':'))
            line.text.chop(1);
        line.text += u"  "_s + exception.text.trimmed();
        line.spans.clear();
    }
    if (row.isHead() && row.run.count > 1) {
        const int count = int(std::min<qint64>(row.run.count, std::numeric_limits<int>::max()));
        //: Log: so many equal lines, folded into one
        badges << Badge{isTraceback ? tr("%Ln line(s)", nullptr, count) : tr("× %1").arg(QLocale().toString(row.run.count)), true};
    }
    if (record->dropped > 0)
        badges << Badge{tr("line of %1, its end is shown").arg(QLocale().formattedDataSize(record->dropped + record->bytes.size(), 1))};
    if (row.line == lines() - 1 && lastVersion(record->bytes).size() < record->bytes.size() - 1)
        badges << Badge{tr("updated in place")};
    return line;
}

void LogView::paintRow(QPainter &painter, const Theme &theme, const LogRows::Row &row, int y)
{
    const int height = lineHeight(), left = numbersWidth(), text = textLeft();
    const QRect all(0, y, viewport()->width(), height);
    QList<Badge> badges;
    const std::optional<LogLine> known = textOf(row, badges);
    const LogLine line = known.value_or(LogLine{.text = u"…"_s});
    const bool isError = line.level == LogLine::Level::Error, isWarning = line.level == LogLine::Level::Warning;
    if (isError || row.run.kind == LogRun::Traceback)
        painter.fillRect(all, theme.errsoft);
    else if (isWarning)
        painter.fillRect(all, theme.warnsoft);
    const auto [top, bottom] = std::minmax(m_anchor, m_current);
    if (top >= 0 && row.line >= top && row.line <= bottom) {
        const bool isActive = isActiveWindow();
        painter.fillRect(all, isActive ? theme.sel : theme.selin);
        painter.fillRect(0, y, 3, height, isActive ? theme.accent : theme.text2);
    }

    painter.setFont(fonts::log());
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, y, left - padding, height), Qt::AlignVCenter | Qt::AlignRight, QString::number(row.line + 1));
    const bool isInside = row.run.kind == LogRun::Traceback && !row.isHead();
    if ((isError && !isInside) || isWarning)
        paintIcon(&painter, QRect(left, y, text - left, height), isError ? u"level-error"_s : u"level-warning"_s, fonts::scaled(14),
                  isError ? theme.failed : theme.warning);

    painter.save();
    QRect room(text, y, viewport()->width() - text - markWidth, height);
    painter.setClipRect(room);
    if (row.isHead() && row.run.kind == LogRun::Traceback && row.run.count > 1) {
        const int size = fonts::scaled(12);
        const QRect place(room.x() - horizontalScrollBar()->value(), y, size + 2, height);
        paintIcon(&painter, place, row.isFolded ? u"chevron-right"_s : u"chevron-down"_s, size, theme.failed);
        m_buttons << std::pair(place, row.line);
        room.setLeft(room.left() + size + 4);
    }
    const auto &hits = m_source.hits();
    const bool isHit = m_marks && std::binary_search(hits.begin(), hits.end(), row.line);
    const int end = paintText(painter, theme, line, room, isHit && row.line == m_current);
    painter.restore();
    paintBadges(painter, theme, badges, QRect(text, y, viewport()->width() - text - markWidth, height), end, row.line);
}

/// \return where it ends
int LogView::paintText(QPainter &painter, const Theme &theme, const LogLine &line, const QRect &room, bool isCurrent) const
{
    const QFontMetrics metrics = painter.fontMetrics();
    const Ruler ruler(painter.font(), line.text);
    const int scrolled = horizontalScrollBar()->value();
    const qreal x = room.x() - scrolled;
    const auto [first, last] = ruler.between(scrolled, scrolled + room.width());
    if (m_marks && m_marks->isValid()) {
        for (auto found = m_marks->globalMatch(line.text); found.hasNext();) {
            const QRegularExpressionMatch match = found.next();
            if (match.capturedLength() == 0 || match.capturedEnd() < first)
                continue;
            if (match.capturedStart() > last)
                break;
            const QRectF place(x + ruler.at(match.capturedStart()) - 1, room.y() + 1, ruler.at(match.capturedEnd()) - ruler.at(match.capturedStart()) + 2, room.height() - 2);
            painting::box(&painter, place, 2, isCurrent ? theme.hitcur : theme.hit, isCurrent ? theme.warning : QColor());
        }
    }
    const QColor own = line.level == LogLine::Level::Error ? theme.failed : line.level == LogLine::Level::Warning ? theme.warning : theme.text;
    const int baseline = room.y() + (room.height() - metrics.height()) / 2 + metrics.ascent();
    const auto piece = [&](qsizetype begin, qsizetype end, const QColor &colour) {
        begin = std::max(begin, first);
        end = std::min(end, last);
        if (begin >= end)
            return;
        painter.setPen(colour);
        painter.drawText(QPointF(x + ruler.at(begin), baseline), line.text.mid(begin, end - begin));
    };
    qsizetype at = 0;
    for (const LogLine::Span &span : line.spans) {
        piece(at, span.begin, own);
        at = span.begin + span.length;
        piece(span.begin, at, ansi(theme, span.colour));
    }
    piece(at, line.text.size(), own);
    return int(std::ceil(x + ruler.end()));
}

/// Behind the text, or at the right edge where the text goes on.
void LogView::paintBadges(QPainter &painter, const Theme &theme, const QList<Badge> &badges, const QRect &room, int textEnd, qint64 line)
{
    painter.setFont(fonts::caption());
    const QFontMetrics metrics = painter.fontMetrics();
    int width = 0;
    for (const Badge &badge : badges)
        width += metrics.horizontalAdvance(badge.text) + 2 * padding;
    m_widest = std::max(m_widest, textEnd + horizontalScrollBar()->value() - room.x() + width);
    int x = std::max(room.x(), std::min(textEnd + padding, room.right() - width));
    for (const Badge &badge : badges) {
        const QRect place(x, room.y() + 1, metrics.horizontalAdvance(badge.text) + padding + 4, room.height() - 2);
        painting::box(&painter, place, 4, badge.isButton ? theme.raised : theme.chrome, theme.border);
        painter.setPen(badge.isButton ? theme.text : theme.text2);
        painter.drawText(place, Qt::AlignCenter, badge.text);
        if (badge.isButton)
            m_buttons << std::pair(place, line);
        x = place.right() + 5;
    }
}

/// Hits and errors beside the scroll bar, as a ruler of all rows: looked up by places of the ruler, as there may be more hits
/// than it has.
void LogView::paintMarks(QPainter &painter, const Theme &theme) const
{
    const int left = viewport()->width() - markWidth, height = viewport()->height();
    constexpr int step = 2;
    painter.fillRect(left, 0, markWidth, height, theme.base);
    painter.fillRect(left, 0, 1, height, theme.sep);
    const qint64 rows = m_rows.rows();
    const auto rowAtMark = [&](int y) { return (rows * y + height - 1) / height; };
    const auto holds = [this](const std::vector<qint64> &places, qint64 first, qint64 last) {
        const auto found = std::ranges::lower_bound(places, first);
        return found != places.end() && *found < last && m_rows.shows(*found);
    };
    if (m_source.hits().empty() && m_levels.errors.empty())
        return;
    for (int y = 0; y < height; y += step) {
        const qint64 from = rowAtMark(y), to = std::min(rowAtMark(y + step), rows);
        if (from >= to)
            continue;
        const qint64 first = m_rows.at(from).line, last = to < rows ? m_rows.at(to).line : lines();
        if (holds(m_levels.errors, first, last))
            painter.fillRect(left + 1, y, markWidth - 1, step, theme.failed);
        else if (holds(m_source.hits(), first, last))
            painter.fillRect(left + 3, y, markWidth - 4, step, theme.warning);
    }
}

} // namespace solver
