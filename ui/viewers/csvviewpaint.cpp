// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/csvview.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/theme.h"

#include <QLocale>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int padding = 8;
constexpr qsizetype paintedBytes = 1100; // of a cell; more than any screen shows

} // namespace

QRect CsvView::cellRect(int column, int y) const
{
    const int left = numbersWidth() + m_edges[size_t(column)] - horizontalScrollBar()->value();
    return {left, y, m_widths[size_t(column)], rowHeight()};
}

void CsvView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.base);
    if (m_names.isEmpty() || m_edges.size() < 2) {
        paintNothing(painter, theme);
        return;
    }
    const qint64 first = verticalScrollBar()->value();
    int y = headerHeight();
    for (qint64 number = first; number < rows() && y < viewport()->height(); ++number, y += rowHeight())
        paintRow(painter, theme, number, y);
    if (rows() == 0 && m_source.isIndexed()) {
        painter.setPen(theme.text2);
        painter.setFont(fonts::body());
        painter.drawText(QRect(16, y, viewport()->width() - 32, rowHeight()), Qt::AlignVCenter | Qt::AlignLeft,
                         tr("There are no rows behind the header."));
    }
    paintHeader(painter, theme);
    if (!m_source.fault().isEmpty()) { // what was read before the file changed stays to be seen
        const QRect line(0, viewport()->height() - rowHeight(), viewport()->width(), rowHeight());
        const int size = fonts::scaled(16);
        painter.fillRect(line, theme.warnsoft);
        paintIcon(&painter, QRect(padding, line.y(), size, line.height()), u"level-warning"_s, size, theme.warning);
        painter.setPen(theme.text);
        painter.setFont(fonts::small());
        const QRect inside = line.adjusted(2 * padding + size, 0, -padding, 0);
        painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(m_source.fault(), Qt::ElideMiddle, inside.width()));
    }
}

void CsvView::paintNothing(QPainter &painter, const Theme &theme) const
{
    painter.setPen(theme.text2);
    painter.setFont(fonts::body());
    const QString text = !m_source.fault().isEmpty()                           ? m_source.fault()
                         : m_source.path().isEmpty()                           ? QString()
                         : m_source.isIndexed() && m_source.records() == 0     ? tr("The file is empty.")
                                                                               : tr("Reading …");
    painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text);
}

void CsvView::paintHeader(QPainter &painter, const Theme &theme)
{
    const int height = headerHeight(), left = numbersWidth();
    painter.fillRect(0, 0, viewport()->width(), height, theme.base);
    painter.setFont(fonts::smallMedium());
    painter.save();
    painter.setClipRect(left, 0, viewport()->width(), height);
    for (int column = columnAt(left); column < columns(); ++column) {
        QRect rect = cellRect(column, 0);
        if (rect.left() > viewport()->width())
            break;
        rect.setHeight(height);
        painter.setPen(theme.text2);
        const QString name = painter.fontMetrics().elidedText(m_names[column], Qt::ElideMiddle, rect.width() - 2 * padding);
        painter.drawText(rect.adjusted(padding, 0, -padding, 0),
                         Qt::AlignVCenter | (m_numeric[size_t(column)] ? Qt::AlignRight : Qt::AlignLeft), name);
        painter.fillRect(rect.right(), 0, 1, height, theme.sep);
    }
    if (m_hasNotes) {
        painter.setPen(theme.text2);
        painter.drawText(QRect(left + m_edges.back() - horizontalScrollBar()->value() + padding, 0, notesWidth(), height),
                         Qt::AlignVCenter | Qt::AlignLeft, tr("Finding"));
    }
    painter.restore();
    painter.fillRect(0, 0, left, height, theme.chrome);
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, 0, left - padding, height), Qt::AlignVCenter | Qt::AlignRight, tr("row"));
    painter.fillRect(left - 1, 0, 1, height, theme.sep);
    painter.fillRect(0, height - 1, viewport()->width(), 1, theme.sep);
}

void CsvView::paintRow(QPainter &painter, const Theme &theme, qint64 number, int y)
{
    const int height = rowHeight(), numbers = numbersWidth();
    if (number == m_current.row)
        painter.fillRect(0, y, viewport()->width(), height, theme.rowhover);
    const CsvRow *known = row(number);
    painter.save();
    painter.setClipRect(numbers, y, viewport()->width() - numbers, height);
    for (int column = columnAt(numbers); column < columns(); ++column) {
        const QRect rect = cellRect(column, y);
        if (rect.left() > viewport()->width())
            break;
        const QByteArray cell = known ? known->cell(column, paintedBytes) : QByteArray();
        paintCell(painter, theme, rect, {number, column}, known ? &cell : nullptr);
    }
    if (m_hasNotes)
        paintNote(painter, theme, number, y);
    painter.restore();
    painter.fillRect(0, y, numbers, height, theme.chrome);
    painter.setFont(fonts::small());
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, y, numbers - padding, height), Qt::AlignVCenter | Qt::AlignRight, QLocale().toString(number + 1));
    painter.fillRect(numbers - 1, y, 1, height, theme.sep);
    painter.fillRect(0, y + height - 1, viewport()->width(), 1, theme.sep);
}

void CsvView::paintCell(QPainter &painter, const Theme &theme, const QRect &rect, const Place &place, const QByteArray *cell)
{
    const bool current = place == m_current;
    const auto [top, bottom] = std::minmax(m_anchor.row, m_current.row);
    const auto [left, right] = std::minmax(m_anchor.column, m_current.column);
    const bool several = m_anchor != m_current;
    const bool marked = !marksOf(place).isEmpty();
    const auto &hits = m_source.hits();
    const bool hit = cell && std::ranges::binary_search(hits, place.row + 1) && holdsNeedle(*cell);
    if (several && place.row >= top && place.row <= bottom && place.column >= left && place.column <= right)
        painter.fillRect(rect, hasFocus() ? theme.sel : theme.selin);
    if (hit)
        painter.fillRect(rect.adjusted(0, 0, -1, -1), current ? theme.hitcur : theme.hit);
    else if (marked && current)
        painter.fillRect(rect, theme.warnsoft);
    if (marked) {
        const QPoint corner = rect.topRight();
        const int size = fonts::scaled(6);
        painter.setBrush(theme.warning);
        painter.setPen(Qt::NoPen);
        painter.drawPolygon(QPolygon{corner, corner - QPoint(size, 0), corner + QPoint(0, size)});
    }
    painter.setFont(fonts::body());
    painter.setPen(cell ? theme.text : theme.disabled);
    const QString text = cell ? shownCell(*cell) : u"…"_s;
    const QRect inside = rect.adjusted(padding, 0, -padding, 0);
    painter.drawText(inside, Qt::AlignVCenter | Qt::TextSingleLine | (cell && isNumberCell(*cell) ? Qt::AlignRight : Qt::AlignLeft),
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, inside.width()));
    painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.sep);
    if (current) { // its edge stays while the focus is elsewhere, as in the list of findings
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(hasFocus() ? theme.accent : theme.field, hasFocus() ? 2 : 1));
        painter.drawRect(hasFocus() ? rect.adjusted(1, 1, -1, -1) : rect.adjusted(0, 0, -1, -1));
    }
}

void CsvView::paintNote(QPainter &painter, const Theme &theme, qint64 number, int y) const
{
    const CellMark *noted = nullptr;
    for (auto [at, end] = m_marks.equal_range(number); at != end; ++at) {
        // Of several in a row the current cell's.
        if (!at->note.isEmpty() && (!noted || (number == m_current.row && at->column == m_current.column)))
            noted = &*at;
    }
    if (!noted)
        return;
    const int size = fonts::scaled(16), height = rowHeight();
    QRect rect(numbersWidth() + m_edges.back() - horizontalScrollBar()->value() + padding, y, notesWidth() - 2 * padding, height);
    paintIcon(&painter, QRect(rect.x(), y, size, height), u"level-warning"_s, size, theme.warning);
    rect.setLeft(rect.left() + size + 6);
    painter.setPen(theme.warning);
    painter.setFont(fonts::smallMedium());
    painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft, noted->code);
    rect.setLeft(rect.left() + painter.fontMetrics().horizontalAdvance(noted->code) + 6);
    painter.setFont(fonts::small());
    painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(noted->note, Qt::ElideRight, rect.width()));
}

} // namespace solver
