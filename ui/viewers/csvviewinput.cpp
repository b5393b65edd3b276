// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/csvview.h"

#include "theme/fonts.h"
#include "widgets/background.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTextDocument>
#include <QToolTip>

#include <algorithm>

namespace solver {

namespace {

constexpr int padding = 8;
constexpr qsizetype letters = 500; // of a tool tip

struct Copying {
    QString path;
    RecordRules rules;
    qint64 offset = 0;
    int skip = 0;
    qint64 count = 0;
    int first = 0, last = 0; // columns
    QStringList names;
};

/// Blocking.
Result<QString> textOf(const Copying &what)
{
    const Result<QList<RecordText>> records = readRecords(what.path, what.rules, what.offset, int(what.skip + what.count),
                                                          std::numeric_limits<qsizetype>::max() / 2, KeepPart::Begin, {});
    if (!records)
        return tl::unexpected(records.error());
    QString text;
    if (!what.names.isEmpty())
        text += what.names.join(u'\t') + u'\n';
    for (qsizetype at = what.skip; at < records->size(); ++at) {
        const CsvRow row(records->at(at), what.rules.delimiter);
        for (int column = what.first; column <= what.last; ++column) {
            if (column > what.first)
                text += u'\t';
            text += pastedCell(row.cell(column));
        }
        text += u'\n';
    }
    if (what.names.isEmpty() && what.count == 1 && what.first == what.last)
        text.chop(1); // one cell goes into a line of text, too
    return text;
}

} // namespace

void CsvView::copySelection(bool withNames)
{
    if (columns() == 0 || (rows() == 0 && !withNames))
        return;
    const auto [top, bottom] = std::minmax(m_anchor.row, m_current.row);
    const auto [left, right] = std::minmax(m_anchor.column, m_current.column);
    const qint64 count = rows() == 0 ? 0 : bottom - top + 1;
    const double bytesOfAll = double(std::max(m_source.totalBytes(), m_source.indexedBytes()));
    const double share = rows() == 0 ? 0 : double(count) / double(rows());
    const qint64 page = (top + 1) - (top + 1) % RecordIndex::stride;
    const qint64 offset = m_source.pageOffset(page);
    if (bytesOfAll * share > mostCopied || count > std::numeric_limits<int>::max() - RecordIndex::stride) {
        Q_EMIT copyRefused(tr("That is more than a clipboard holds; save the file instead."));
        return;
    }
    if (offset < 0) {
        Q_EMIT copyRefused(tr("The file is still being read; copy again in a moment."));
        return;
    }
    QStringList names;
    if (withNames) {
        for (const QString &name : m_names.mid(left, right - left + 1))
            names << pastedCell(name.toUtf8());
    }
    const Copying what{m_source.path(), m_source.rules(), offset, int(top + 1 - page), count, left, right, names};
    inBackground(this, [what] { return textOf(what); }, [this, count](const Result<QString> &text) {
        if (!text) {
            Q_EMIT copyRefused(text.error().message);
            return;
        }
        QApplication::clipboard()->setText(*text);
        Q_EMIT copied(count);
    });
}

void CsvView::selectAll()
{
    m_anchor = {0, 0};
    m_current = {std::max<qint64>(0, rows() - 1), std::max(0, columns() - 1)};
    viewport()->update(); // without scrolling to the end
    Q_EMIT currentChanged();
}

void CsvView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copySelection(false);
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copySelection(true);
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool whole = event->modifiers().testFlag(Qt::ControlModifier);
    const qint64 lastRow = std::max<qint64>(0, rows() - 1);
    const int lastColumn = std::max(0, columns() - 1);
    Place to = m_current;
    switch (event->key()) {
    case Qt::Key_Up: to.row = whole ? 0 : to.row - 1; break;
    case Qt::Key_Down: to.row = whole ? lastRow : to.row + 1; break;
    case Qt::Key_Left: to.column = whole ? 0 : to.column - 1; break;
    case Qt::Key_Right: to.column = whole ? lastColumn : to.column + 1; break;
    case Qt::Key_PageUp: to.row -= visibleRows(); break;
    case Qt::Key_PageDown: to.row += visibleRows(); break;
    case Qt::Key_Home: to = whole ? Place{0, 0} : Place{to.row, 0}; break;
    case Qt::Key_End: to = whole ? Place{lastRow, lastColumn} : Place{to.row, lastColumn}; break;
    case Qt::Key_Space:
        if (!extend)
            return QAbstractScrollArea::keyPressEvent(event);
        m_anchor.column = 0;
        to.column = lastColumn;
        break;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    m_wanted.row = -1; // whoever moves goes nowhere else
    m_wantsHit = false;
    moveTo({std::clamp<qint64>(to.row, 0, lastRow), std::clamp(to.column, 0, lastColumn)}, extend);
}

int CsvView::columnAt(int x) const
{
    if (m_edges.size() < 2)
        return 0;
    const int at = x - numbersWidth() + horizontalScrollBar()->value();
    const auto after = std::upper_bound(m_edges.begin(), m_edges.end(), at);
    return std::clamp(int(after - m_edges.begin()) - 1, 0, columns() - 1);
}

CsvView::Place CsvView::placeAt(const QPoint &at) const
{
    const int line = std::max(0, at.y() - headerHeight()) / rowHeight();
    return {std::clamp<qint64>(verticalScrollBar()->value() + line, 0, std::max<qint64>(0, rows() - 1)), columnAt(at.x())};
}

void CsvView::mousePressEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (event->button() != Qt::LeftButton || at.y() < headerHeight() || columns() == 0)
        return;
    const Place place = placeAt(at);
    m_wanted.row = -1;
    m_wantsHit = false;
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    if (at.x() >= numbersWidth()) {
        moveTo(place, extend);
        return;
    }
    if (!extend)
        m_anchor = {place.row, columns() - 1}; // the whole row; the first cell is the current one
    moveTo({place.row, 0}, true);
}

void CsvView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (event->buttons().testFlag(Qt::LeftButton) && columns() > 0)
        moveTo(placeAt(at), true);
}

void CsvView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (at.y() < headerHeight() && at.x() >= numbersWidth() && m_edges.size() > 1)
        fit(columnAt(at.x()));
}

void CsvView::contextMenuEvent(QContextMenuEvent *event)
{
    if (actions().isEmpty())
        return;
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard && m_edges.size() > 1) {
        const qint64 line = m_current.row - verticalScrollBar()->value();
        const int y = headerHeight() + int(std::clamp<qint64>(line + 1, 0, visibleRows())) * rowHeight();
        at = viewport()->mapToGlobal(cellRect(m_current.column, y).topLeft());
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(at);
}

/// As wide as the cells that are visible, and at most as the view.
void CsvView::fit(int column)
{
    const QFontMetrics metrics(fonts::body());
    int width = QFontMetrics(fonts::smallMedium()).horizontalAdvance(m_names[column]);
    const qint64 first = verticalScrollBar()->value();
    for (qint64 number = first; number < std::min(rows(), first + visibleRows()); ++number) {
        if (const CsvRow *known = row(number))
            width = std::max(width, metrics.horizontalAdvance(shownCell(known->cell(column, 4096))));
    }
    const int largest = std::max(fonts::scaled(64), viewport()->width() - numbersWidth());
    const int change = std::min(width + 2 * padding + 4, largest) - m_widths[size_t(column)];
    m_widths[size_t(column)] += change;
    for (size_t edge = size_t(column) + 1; edge < m_edges.size(); ++edge)
        m_edges[edge] += change;
    updateBars();
    viewport()->update();
}

QString CsvView::toolTipAt(const QPoint &at)
{
    if (m_edges.size() < 2)
        return {};
    const Place place = placeAt(at);
    if (at.y() < headerHeight())
        return at.x() < numbersWidth() ? QString() : m_names.value(place.column);
    if (verticalScrollBar()->value() + (at.y() - headerHeight()) / rowHeight() >= rows())
        return {};
    QStringList lines;
    for (const CellMark &mark : marksOf(place))
        lines << mark.text;
    const CsvRow *known = at.x() < numbersWidth() ? nullptr : row(place.row);
    if (!known)
        return lines.join(u'\n');
    const QString text = QString::fromUtf8(known->cell(place.column, 4 * letters));
    if (text.contains(u'\n') ||
        QFontMetrics(fonts::body()).horizontalAdvance(shownCell(text.toUtf8())) > m_widths[size_t(place.column)] - 2 * padding)
        lines << (text.size() > letters ? text.first(letters) + QChar(0x2026) : text);
    if (known->dropped() > 0 && place.column == known->cells() - 1)
        lines << tr("The row goes on: %1 more bytes are not shown.").arg(QLocale().toString(known->dropped()));
    return lines.join(u'\n');
}

bool CsvView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = toolTipAt(help->pos());
    // What a file holds is text, never markup.
    QToolTip::showText(help->globalPos(), text.isEmpty() ? text : Qt::convertFromPlainText(text), viewport());
    return true;
}

void CsvView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void CsvView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace solver
