// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/csvview.h"

#include "theme/fonts.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFuture>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QtConcurrentRun>

#include <algorithm>

namespace solver {

namespace {

constexpr qsizetype shownBytes = 64 * 1024; // of a record; more than any screen shows
constexpr int rowsMeasured = 100;           // for the widths of the columns
constexpr int padding = 8;
constexpr int smallestColumn = 64, largestColumn = 320;
constexpr int cellsKept = 512; // rows

bool isNumber(const QByteArray &cell)
{
    bool ok = false;
    cell.trimmed().toDouble(&ok); // QByteArray reads as the C locale does, whatever the system's is
    return ok;
}

/// One line of it: a line break inside a cell would otherwise hide what follows.
QString shown(const QByteArray &cell)
{
    QString text = QString::fromUtf8(cell.left(1024));
    text.replace(u'\r', u' ').replace(u'\n', QChar(0x21B5)).replace(u'\t', u' ').replace(QChar(0), QChar(0x2400));
    return text;
}

} // namespace

CsvView::CsvView(QWidget *parent) : QAbstractScrollArea(parent), m_cells(cellsKept)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(false);
    viewport()->setBackgroundRole(QPalette::Base);
    connect(&m_source, &RecordSource::grew, this, &CsvView::sourceGrew);
    connect(&m_source, &RecordSource::loaded, this, &CsvView::sourceGrew);
    connect(&m_source, &RecordSource::found, viewport(), qOverload<>(&QWidget::update));
    connect(&m_source, &RecordSource::failed, this, [this] {
        viewport()->update();
        Q_EMIT countsChanged();
    });
}

void CsvView::open(const QString &path, char delimiter, bool skipBlankLines)
{
    m_delimiter = delimiter;
    m_names.clear();
    m_widths.clear();
    m_edges.clear();
    m_measured = false;
    m_cells.clear();
    m_marks.clear();
    m_current = m_anchor = {};
    m_wanted = -1;
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    m_source.open(path, RecordRules::csv(delimiter, skipBlankLines), shownBytes, KeepPart::Begin);
    updateBars();
    viewport()->update();
    Q_EMIT countsChanged();
}

qint64 CsvView::rows() const
{
    return std::max<qint64>(0, m_source.records() - 1);
}

void CsvView::sourceGrew()
{
    if (m_names.isEmpty())
        readHeader();
    if (!m_names.isEmpty() && !m_measured)
        measure();
    updateBars();
    if (m_wanted >= 0 && (m_wanted < rows() || m_source.isIndexed()))
        goTo(std::exchange(m_wanted, -1), m_wantedColumn);
    viewport()->update();
    Q_EMIT countsChanged();
}

void CsvView::readHeader()
{
    const std::optional<RecordText> header = m_source.record(0);
    if (!header)
        return;
    for (const QByteArray &name : cellsOf(header->bytes, m_delimiter))
        m_names << shown(name);
}

void CsvView::measure()
{
    if (rows() > 0 && !m_source.record(1))
        return; // its page is on the way
    const QFontMetrics metrics(fonts::body());
    const QFontMetrics heads(fonts::smallMedium());
    m_widths.clear();
    for (const QString &name : std::as_const(m_names))
        m_widths << heads.horizontalAdvance(name);
    for (qint64 row = 0; row < std::min<qint64>(rowsMeasured, rows()); ++row) {
        const std::optional<QList<QByteArray>> known = cells(row);
        if (!known)
            break;
        for (qsizetype column = 0; column < std::min(known->size(), m_widths.size()); ++column) {
            if (m_widths[column] < largestColumn)
                m_widths[column] = std::max(m_widths[column], metrics.horizontalAdvance(shown(known->at(column))));
        }
    }
    m_edges.assign(1, 0);
    for (int &width : m_widths) {
        width = std::clamp(width + 2 * padding + 4, fonts::scaled(smallestColumn), fonts::scaled(largestColumn));
        m_edges.push_back(m_edges.back() + width);
    }
    m_measured = true;
}

std::optional<QList<QByteArray>> CsvView::cells(qint64 row)
{
    if (const QList<QByteArray> *known = m_cells.object(row))
        return *known;
    const std::optional<RecordText> record = m_source.record(row + 1);
    if (!record)
        return {};
    auto *made = new QList<QByteArray>(cellsOf(record->bytes, m_delimiter));
    if (record->dropped > 0)
        made->last() += " … (" + QByteArray::number(record->dropped) + " bytes more)";
    const QList<QByteArray> copy = *made;
    // A last row may still be written: it is read again each time.
    if (row + 1 < rows() || m_source.isIndexed())
        m_cells.insert(row, made);
    else
        delete made;
    return copy;
}

int CsvView::rowHeight() const
{
    return QFontMetrics(fonts::body()).height() + 8;
}

int CsvView::headerHeight() const
{
    return QFontMetrics(fonts::smallMedium()).height() + 10;
}

int CsvView::numbersWidth() const
{
    return QFontMetrics(fonts::small()).horizontalAdvance(QString::number(std::max<qint64>(rows(), 9999))) + 2 * padding + 4;
}

qint64 CsvView::visibleRows() const
{
    return std::max(1, (viewport()->height() - headerHeight()) / rowHeight());
}

void CsvView::updateBars()
{
    const qint64 last = std::max<qint64>(0, rows() - visibleRows());
    verticalScrollBar()->setRange(0, int(std::min<qint64>(last, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(int(visibleRows()));
    verticalScrollBar()->setSingleStep(1);
    const int width = viewport()->width() - numbersWidth();
    horizontalScrollBar()->setRange(0, std::max(0, (m_edges.empty() ? 0 : m_edges.back()) - width));
    horizontalScrollBar()->setPageStep(std::max(1, width));
    horizontalScrollBar()->setSingleStep(fonts::scaled(24));
}

void CsvView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void CsvView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_measured = false;
        sourceGrew();
    }
}

QRect CsvView::cellRect(int column, int y) const
{
    const int left = numbersWidth() + m_edges[size_t(column)] - horizontalScrollBar()->value();
    return {left, y, m_widths[column], rowHeight()};
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

void CsvView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.base);
    if (m_names.isEmpty() || m_edges.size() < 2) {
        painter.setPen(theme.text2);
        painter.setFont(fonts::body());
        const QString text = !m_source.fault().isEmpty() ? m_source.fault()
                             : m_source.path().isEmpty() ? QString()
                             : m_source.isIndexed() && m_source.records() == 0 ? tr("The file is empty.")
                                                                               : tr("Reading …");
        painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text);
        return;
    }
    const qint64 first = verticalScrollBar()->value();
    int y = headerHeight();
    for (qint64 row = first; row < rows() && y < viewport()->height(); ++row, y += rowHeight())
        paintRow(painter, row, y);
    paintHeader(painter);
    if (!m_source.fault().isEmpty()) { // what was read before the file changed stays to be seen
        const QRect line(0, viewport()->height() - rowHeight(), viewport()->width(), rowHeight());
        painter.fillRect(line, theme.warnsoft);
        painter.setPen(theme.text);
        painter.setFont(fonts::small());
        painter.drawText(line.adjusted(padding, 0, -padding, 0), Qt::AlignVCenter | Qt::AlignLeft, m_source.fault());
    }
}

void CsvView::paintHeader(QPainter &painter)
{
    const Theme &theme = Theme::of(palette());
    const int height = headerHeight();
    painter.fillRect(0, 0, viewport()->width(), height, theme.base);
    painter.setFont(fonts::smallMedium());
    painter.save();
    painter.setClipRect(numbersWidth(), 0, viewport()->width(), height);
    for (int column = columnAt(numbersWidth()); column < columns(); ++column) {
        QRect rect = cellRect(column, 0);
        if (rect.left() > viewport()->width())
            break;
        rect.setHeight(height);
        painter.setPen(theme.text2);
        const QString name = painter.fontMetrics().elidedText(m_names[column], Qt::ElideMiddle, rect.width() - 2 * padding);
        const std::optional<QList<QByteArray>> sample = rows() > 0 ? cells(verticalScrollBar()->value()) : std::nullopt;
        const bool right = sample && isNumber(sample->value(column));
        painter.drawText(rect.adjusted(padding, 0, -padding, 0), Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft), name);
        painter.setPen(theme.sep);
        painter.drawLine(rect.right(), 0, rect.right(), height);
    }
    painter.restore();
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, 0, numbersWidth() - padding, height), Qt::AlignVCenter | Qt::AlignRight, tr("row"));
    painter.setPen(theme.sep);
    painter.drawLine(0, height - 1, viewport()->width(), height - 1);
}

void CsvView::paintRow(QPainter &painter, qint64 row, int y)
{
    const Theme &theme = Theme::of(palette());
    const int height = rowHeight();
    const auto [top, bottom] = std::minmax(m_anchor.row, m_current.row);
    const auto [left, right] = std::minmax(m_anchor.column, m_current.column);
    const bool selected = row >= top && row <= bottom && (top != bottom || left != right);
    if (row == m_current.row && !selected)
        painter.fillRect(0, y, viewport()->width(), height, theme.rowhover);
    const auto &hits = m_source.hits();
    if (std::binary_search(hits.begin(), hits.end(), row + 1))
        painter.fillRect(0, y, viewport()->width(), height, row == m_current.row ? theme.hitcur : theme.hit);

    const std::optional<QList<QByteArray>> known = cells(row);
    painter.save();
    painter.setClipRect(numbersWidth(), y, viewport()->width() - numbersWidth(), height);
    painter.setFont(fonts::body());
    for (int column = columnAt(numbersWidth()); column < columns(); ++column) {
        const QRect rect = cellRect(column, y);
        if (rect.left() > viewport()->width())
            break;
        if (selected && column >= left && column <= right)
            painter.fillRect(rect, hasFocus() ? theme.sel : theme.selin);
        const QByteArray cell = known ? known->value(column) : QByteArray();
        for (const CellMark &mark : std::as_const(m_marks)) {
            if (mark.row != row || (mark.column >= 0 && mark.column != column))
                continue;
            if (row == m_current.row && column == m_current.column)
                painter.fillRect(rect, theme.warnsoft);
            const QPoint corner = rect.topRight();
            painter.setBrush(theme.warning);
            painter.setPen(Qt::NoPen);
            painter.drawPolygon(QPolygon{corner, corner - QPoint(7, 0), corner + QPoint(0, 7)});
            break;
        }
        painter.setPen(known ? theme.text : theme.disabled);
        const QString text = known ? shown(cell) : QStringLiteral("…");
        const QRect inside = rect.adjusted(padding, 0, -padding, 0);
        painter.drawText(inside, Qt::AlignVCenter | (isNumber(cell) ? Qt::AlignRight : Qt::AlignLeft),
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, inside.width()));
        painter.setPen(theme.sep);
        painter.drawLine(rect.right(), y, rect.right(), y + height);
        if (row == m_current.row && column == m_current.column && hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 1.5));
            painter.drawRect(rect.adjusted(1, 1, -2, -2));
        }
    }
    painter.restore();
    painter.fillRect(0, y, numbersWidth(), height, theme.chrome);
    painter.setFont(fonts::small());
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, y, numbersWidth() - padding, height), Qt::AlignVCenter | Qt::AlignRight, QString::number(row + 1));
    painter.setPen(theme.sep);
    painter.drawLine(0, y + height - 1, viewport()->width(), y + height - 1);
}

void CsvView::goTo(qint64 row, int column)
{
    if (row >= rows() && !m_source.isIndexed()) {
        m_wanted = row;
        m_wantedColumn = column;
        return;
    }
    moveTo({std::clamp<qint64>(row, 0, std::max<qint64>(0, rows() - 1)), std::clamp(column, 0, std::max(0, columns() - 1))}, false);
}

void CsvView::moveTo(const Place &place, bool extend)
{
    m_current = place;
    if (!extend)
        m_anchor = place;
    showCurrent();
    viewport()->update();
    Q_EMIT currentChanged();
}

void CsvView::showCurrent()
{
    QScrollBar *down = verticalScrollBar();
    if (m_current.row < down->value())
        down->setValue(int(m_current.row));
    else if (m_current.row >= down->value() + visibleRows())
        down->setValue(int(m_current.row - visibleRows() + 1));
    if (m_edges.size() < 2)
        return;
    QScrollBar *across = horizontalScrollBar();
    const int left = m_edges[size_t(m_current.column)], right = m_edges[size_t(m_current.column) + 1];
    const int width = viewport()->width() - numbersWidth();
    if (left < across->value())
        across->setValue(left);
    else if (right > across->value() + width)
        across->setValue(std::min(left, right - width));
}

void CsvView::setMarks(const QList<CellMark> &marks)
{
    m_marks = marks;
    viewport()->update();
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
}

qint64 CsvView::selectedRows() const
{
    return std::abs(m_anchor.row - m_current.row) + 1;
}

void CsvView::copySelection(bool withNames)
{
    if (rows() == 0 && !withNames)
        return;
    const auto [top, bottom] = std::minmax(m_anchor.row, m_current.row);
    const auto [left, right] = std::minmax(m_anchor.column, m_current.column);
    if ((bottom - top + 1) * (right - left + 1) > mostCopied) {
        Q_EMIT copyRefused(tr("That is more than a clipboard holds; save the file instead."));
        return;
    }
    const qint64 page = top + 1 - (top + 1) % RecordIndex::stride;
    // The selection's index is known: it was scrolled to.
    QtConcurrent::run([path = m_source.path(), rules = m_source.rules(), offset = m_source.pageOffset(page), skip = int(top + 1 - page),
                       count = bottom - top + 1, first = left, last = right, delimiter = m_delimiter,
                       names = withNames ? m_names : QStringList()] {
        QString text;
        const auto line = [&](const QStringList &cells) { text += cells.join(u'\t') + u'\n'; };
        if (!names.isEmpty())
            line(names.mid(first, last - first + 1));
        const Result<QList<RecordText>> records =
            readRecords(path, rules, offset, int(skip + count), std::numeric_limits<qsizetype>::max(), KeepPart::Begin, {});
        if (!records)
            return text;
        for (const RecordText &record : records->sliced(std::min<qsizetype>(skip, records->size()))) {
            const QList<QByteArray> cells = cellsOf(record.bytes, delimiter);
            QStringList row;
            for (int column = first; column <= last; ++column) {
                QString cell = QString::fromUtf8(cells.value(column));
                if (cell.contains(u'\t') || cell.contains(u'\n') || cell.contains(u'"')) // spreadsheets read such cells quoted
                    cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
                row << cell;
            }
            line(row);
        }
        return text;
    }).then(this, [this, count = bottom - top + 1](const QString &text) {
        QApplication::clipboard()->setText(text);
        Q_EMIT copied(count);
    });
}

void CsvView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection(false);
        return;
    }
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        copySelection(true);
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool whole = event->modifiers().testFlag(Qt::ControlModifier);
    const qint64 lastRow = std::max<qint64>(0, rows() - 1);
    const int lastColumn = std::max(0, columns() - 1);
    Place to = m_current;
    switch (event->key()) {
    case Qt::Key_Up: to.row = whole ? 0 : to.row - 1; break;
    case Qt::Key_Down: to.row = whole ? lastRow : to.row + 1; break;
    case Qt::Key_Left: to.column -= 1; break;
    case Qt::Key_Right: to.column += 1; break;
    case Qt::Key_PageUp: to.row -= visibleRows(); break;
    case Qt::Key_PageDown: to.row += visibleRows(); break;
    case Qt::Key_Home: whole ? to = {0, 0} : to = {to.row, 0}; break;
    case Qt::Key_End: whole ? to = {lastRow, lastColumn} : to = {to.row, lastColumn}; break;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    moveTo({std::clamp<qint64>(to.row, 0, lastRow), std::clamp(to.column, 0, lastColumn)}, extend);
}

void CsvView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && event->position().y() >= headerHeight())
        moveTo(placeAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
}

void CsvView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        moveTo(placeAt(event->position().toPoint()), true);
}

void CsvView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->position().y() < headerHeight() && m_edges.size() > 1)
        fit(columnAt(event->position().toPoint().x()));
}

void CsvView::fit(int column)
{
    const QFontMetrics metrics(fonts::body());
    int width = QFontMetrics(fonts::smallMedium()).horizontalAdvance(m_names[column]);
    const qint64 first = verticalScrollBar()->value();
    for (qint64 row = first; row < std::min(rows(), first + visibleRows()); ++row) {
        if (const std::optional<QList<QByteArray>> known = cells(row))
            width = std::max(width, metrics.horizontalAdvance(shown(known->value(column))));
    }
    const int change = width + 2 * padding + 4 - m_widths[column];
    m_widths[column] += change;
    for (size_t edge = size_t(column) + 1; edge < m_edges.size(); ++edge)
        m_edges[edge] += change;
    updateBars();
    viewport()->update();
}

bool CsvView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_edges.size() > 1) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const Place place = placeAt(help->pos());
        QStringList lines;
        for (const CellMark &mark : std::as_const(m_marks)) {
            if (mark.row == place.row && (mark.column < 0 || mark.column == place.column))
                lines << mark.text;
        }
        if (help->pos().y() < headerHeight())
            lines = QStringList{m_names.value(place.column)};
        QToolTip::showText(help->globalPos(), lines.join(u'\n'), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace solver
