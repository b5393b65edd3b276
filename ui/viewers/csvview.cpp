// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/csvview.h"

#include "theme/fonts.h"

#include <QEvent>
#include <QFontMetrics>
#include <QLocale>
#include <QScrollBar>

#include <algorithm>

namespace solver {

namespace {

constexpr qsizetype keptBytes = 256 * 1024; // of a record; 10,000 columns and more
constexpr int rowsMeasured = 63;            // for the widths of the columns: those of the first page
constexpr int cellsMeasured = 20'000;
constexpr int columnsMeasured = 200; // exactly; the rest by its number of letters
constexpr int padding = 8;
constexpr int smallestColumn = 64, largestColumn = 320;
constexpr int notesColumn = 280;
constexpr int costKept = 20'000; // hundreds of cells: 8 MB of places
constexpr std::chrono::seconds lookEvery{1};

} // namespace

CsvView::CsvView(QWidget *parent) : QAbstractScrollArea(parent), m_rows(costKept)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setBackgroundRole(QPalette::Base);
    m_tick.setInterval(lookEvery);
    connect(&m_tick, &QTimer::timeout, &m_source, &RecordSource::refresh);
    connect(&m_source, &RecordSource::grew, this, &CsvView::sourceGrew);
    connect(&m_source, &RecordSource::loaded, this, &CsvView::sourceGrew);
    connect(&m_source, &RecordSource::found, viewport(), qOverload<>(&QWidget::update));
    connect(&m_source, &RecordSource::replaced, this, &CsvView::reopen);
    connect(&m_source, &RecordSource::failed, this, [this] {
        m_wanted.row = -1;
        viewport()->update();
        Q_EMIT countsChanged();
    });
}

void CsvView::open(const QString &path, char delimiter, bool skipBlankLines)
{
    m_delimiter = delimiter;
    m_marks.clear();
    m_hasNotes = false;
    m_needle.clear();
    m_current = m_anchor = {};
    m_wanted = {-1, 0};
    m_wantsHit = false;
    clear();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    m_source.open(path, RecordRules::csv(delimiter, skipBlankLines), keptBytes, KeepPart::Begin);
    updateBars();
    viewport()->update();
    Q_EMIT countsChanged();
    Q_EMIT currentChanged();
}

void CsvView::clear()
{
    m_names.clear();
    m_widths.clear();
    m_edges.clear();
    m_numeric.clear();
    m_measured = false;
    m_rows.clear();
}

/// Another file stands under the name: it is read from the begin, and the place is kept as far as it goes.
void CsvView::reopen()
{
    const Place place = m_current;
    clear();
    m_source.open(m_source.path(), m_source.rules(), keptBytes, KeepPart::Begin);
    m_wanted = place;
    if (!m_needle.isEmpty())
        m_source.search({.text = m_needle});
    viewport()->update();
    Q_EMIT countsChanged();
    Q_EMIT reopened();
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
    // The last row may have been half of one.
    m_rows.remove(std::exchange(m_lastRow, rows() - 1));
    m_rows.remove(m_lastRow);
    updateBars();
    goToWanted();
    viewport()->update();
    Q_EMIT countsChanged();
}

void CsvView::readHeader()
{
    const std::optional<RecordText> header = m_source.record(0);
    if (!header)
        return;
    const CsvRow names(*header, m_delimiter);
    for (int column = 0; column < names.cells(); ++column)
        m_names << shownCell(names.cell(column, 4096));
    m_current.column = m_anchor.column = std::min(m_current.column, columns() - 1);
}

void CsvView::measure()
{
    if (rows() > 0 && !m_source.record(1))
        return; // its page is on the way
    const QFontMetrics metrics(fonts::body());
    const QFontMetrics heads(fonts::smallMedium());
    const auto measured = [this](const QFontMetrics &how, const QString &text) {
        return columns() <= columnsMeasured ? how.horizontalAdvance(text) : int(text.size()) * how.averageCharWidth();
    };
    const int smallest = fonts::scaled(smallestColumn), largest = fonts::scaled(largestColumn);
    m_widths.clear();
    for (const QString &name : std::as_const(m_names))
        m_widths.push_back(measured(heads, name));
    m_numeric.assign(m_widths.size(), rows() > 0);
    const qint64 count = std::clamp<qint64>(cellsMeasured / std::max(1, columns()), 2, rowsMeasured);
    for (qint64 number = 0; number < std::min(count, rows()); ++number) {
        const CsvRow *known = row(number);
        if (!known)
            break;
        for (int column = 0; column < std::min(columns(), known->cells()); ++column) {
            const QByteArray cell = known->cell(column, 4096);
            const auto place = size_t(column);
            if (m_numeric[place] && !cell.isEmpty() && !isNumberCell(cell))
                m_numeric[place] = false;
            if (m_widths[place] < largest)
                m_widths[place] = std::max(m_widths[place], measured(metrics, shownCell(cell)));
        }
    }
    m_edges.assign(1, 0);
    for (int &width : m_widths) {
        width = std::clamp(width + 2 * padding + 4, smallest, largest);
        m_edges.push_back(m_edges.back() + width);
    }
    m_measured = rows() > 0; // a header alone is measured again when rows come
}

const CsvRow *CsvView::row(qint64 number)
{
    if (const CsvRow *known = m_rows.object(number))
        return known;
    const std::optional<RecordText> record = m_source.record(number + 1);
    if (!record)
        return nullptr;
    auto *made = new CsvRow(*record, m_delimiter);
    m_rows.insert(number, made, std::min(1 + made->cells() / 100, costKept));
    return made;
}

std::optional<QString> CsvView::textAt(qint64 number, int column)
{
    const CsvRow *known = row(number);
    return known ? std::optional(QString::fromUtf8(known->cell(column))) : std::nullopt;
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
    const QFontMetrics metrics(fonts::small());
    return std::max(metrics.horizontalAdvance(QLocale().toString(std::max<qint64>(rows(), 999))),
                    QFontMetrics(fonts::smallMedium()).horizontalAdvance(tr("row"))) +
           2 * padding + 4;
}

int CsvView::notesWidth() const
{
    if (!m_hasNotes || m_edges.empty())
        return 0;
    return std::max(fonts::scaled(notesColumn), viewport()->width() - numbersWidth() - m_edges.back());
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
    horizontalScrollBar()->setRange(0, std::max(0, (m_edges.empty() ? 0 : m_edges.back()) + notesWidth() - width));
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

void CsvView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    m_source.refresh();
    m_tick.start();
}

void CsvView::hideEvent(QHideEvent *event)
{
    m_tick.stop();
    QAbstractScrollArea::hideEvent(event);
}

void CsvView::goTo(qint64 number, int column)
{
    m_wantsHit = false;
    const bool isKnown = !m_names.isEmpty() && (number < rows() || m_source.isIndexed());
    if (!isKnown && m_source.fault().isEmpty()) {
        m_wanted = {number, column};
        return;
    }
    m_wanted.row = -1;
    moveTo({std::clamp<qint64>(number, 0, std::max<qint64>(0, rows() - 1)), std::clamp(column, 0, std::max(0, columns() - 1))}, false);
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
    const qint64 top = m_current.row - down->value();
    if (top < 0 || top >= visibleRows()) {
        // A step scrolls by a step; a jump puts the row in the middle, where its neighbours are to be seen.
        const bool isStep = top == -1 || top == visibleRows();
        const qint64 to = !isStep ? m_current.row - visibleRows() / 2 : top < 0 ? m_current.row : m_current.row - visibleRows() + 1;
        down->setValue(int(std::clamp<qint64>(to, 0, std::numeric_limits<int>::max())));
    }
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

} // namespace solver
