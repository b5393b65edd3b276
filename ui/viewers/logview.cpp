// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logview.h"

#include "theme/fonts.h"
#include "theme/icons.h"

#include <QEvent>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace solver {

namespace {

constexpr int padding = 8;
constexpr int iconWidth = 22;
constexpr std::chrono::milliseconds patience{200}; // before it says that it reads

} // namespace

LogView::LogView(QWidget *parent) : QAbstractScrollArea(parent), m_chip(new QToolButton(viewport()))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setBackgroundRole(QPalette::Base);
    m_chip->setIcon(icon(QStringLiteral("arrow-down")));
    m_chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chip->setProperty("primary", true);
    m_chip->setFocusPolicy(Qt::NoFocus); // the same by the key End
    m_chip->hide();
    connect(m_chip, &QToolButton::clicked, this, [this] { setFollowing(true); });
    connect(&m_source, &RecordSource::grew, this, &LogView::sourceGrew);
    for (const auto signal : {&RecordSource::loaded, &RecordSource::found})
        connect(&m_source, signal, viewport(), qOverload<>(&QWidget::update));
    connect(&m_source, &RecordSource::failed, this, [this] {
        viewport()->update();
        Q_EMIT countsChanged();
    });
    connect(&m_source, &RecordSource::replaced, this, [this] {
        m_cleared.remove(m_path);
        load(m_path);
    });
}

LogView::~LogView()
{
    m_stop.request_stop();
}

void LogView::open(const QString &path)
{
    if (path == m_path && m_source.fault().isEmpty())
        refresh();
    else
        load(path);
}

void LogView::load(const QString &path)
{
    m_path = path;
    m_filter.from = m_cleared.value(path);
    m_levels = {};
    m_rows.forgetChoices();
    m_current = m_anchor = -1;
    m_widest = 0;
    m_seen = 0;
    m_opened.start();
    QTimer::singleShot(patience, viewport(), qOverload<>(&QWidget::update));
    m_source.open(path, RecordRules::log(), logLineBytes, KeepPart::End);
    m_source.search(m_wanted);
    scanFromTheBegin();
    m_rows.clear(m_filter.isOn() || m_filter.from > 0);
    setFollowing(true);
    sourceGrew();
}

void LogView::refresh()
{
    m_source.refresh();
}

void LogView::sourceGrew()
{
    changeRows([this] { m_rows.setLines(lines()); });
    scanOn();
    Q_EMIT countsChanged();
}

/// Whatever happens to the rows, the line at the top stays there, or the end while it is followed.
void LogView::changeRows(const std::function<void()> &change)
{
    const qint64 top = topLine();
    change();
    updateBars();
    m_moving = true;
    verticalScrollBar()->setValue(m_following ? verticalScrollBar()->maximum() : int(m_rows.rowOf(top)));
    m_moving = false;
    placeChip();
    viewport()->update();
}

qint64 LogView::topLine() const
{
    return m_rows.at(verticalScrollBar()->value()).line;
}

int LogView::lineHeight() const
{
    return QFontMetrics(fonts::log()).height() + fonts::scaled(3);
}

int LogView::numbersWidth() const
{
    return QFontMetrics(fonts::log()).horizontalAdvance(QString::number(std::max<qint64>(lines(), 999))) + 2 * padding;
}

int LogView::textLeft() const
{
    return numbersWidth() + fonts::scaled(iconWidth);
}

int LogView::visibleRows() const
{
    return std::max(1, viewport()->height() / lineHeight());
}

bool LogView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

qint64 LogView::rowAt(int y) const
{
    return std::clamp<qint64>(verticalScrollBar()->value() + y / lineHeight(), 0, std::max<qint64>(0, m_rows.rows() - 1));
}

void LogView::updateBars()
{
    m_moving = true;
    verticalScrollBar()->setRange(0, int(std::clamp<qint64>(m_rows.rows() - visibleRows(), 0, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(visibleRows());
    const int width = viewport()->width() - textLeft();
    horizontalScrollBar()->setRange(0, std::max(0, m_widest + 4 * padding - width));
    horizontalScrollBar()->setPageStep(std::max(1, width));
    horizontalScrollBar()->setSingleStep(fonts::scaled(24));
    m_moving = false;
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    changeRows([] {});
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_widest = 0;
        changeRows([] {});
    }
}

void LogView::setFollowing(bool following)
{
    if (following) {
        m_moving = true;
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        m_moving = false;
    } else {
        m_seen = shownLines();
        m_rows.keepLastOpen();
    }
    if (m_following != following) {
        m_following = following;
        Q_EMIT followingChanged(following);
    }
    placeChip();
}

void LogView::scrollContentsBy(int, int dy)
{
    if (!m_moving && dy != 0 && m_following != isAtEnd())
        setFollowing(isAtEnd());
    viewport()->update(); // rows are painted, not moved: hits and marks depend on the place
}

void LogView::placeChip()
{
    const qint64 fresh = shownLines() - m_seen;
    m_chip->setVisible(!m_following && m_caughtUp && fresh > 0);
    if (m_chip->isHidden())
        return;
    m_chip->setText(tr("%Ln new line(s)", nullptr, int(std::min<qint64>(fresh, std::numeric_limits<int>::max()))));
    m_chip->setAccessibleName(m_chip->text());
    m_chip->adjustSize();
    m_chip->move((viewport()->width() - m_chip->width()) / 2, viewport()->height() - m_chip->height() - padding);
}

void LogView::goTo(qint64 line)
{
    moveTo(m_rows.rowOf(line), false);
}

QString LogView::currentText()
{
    QList<Badge> badges;
    const std::optional<LogLine> line = textOf(m_rows.at(m_rows.rowOf(m_current)), badges);
    QStringList parts{tr("line %1: %2").arg(m_current + 1).arg(line ? line->text.left(200) : QString())};
    for (const Badge &badge : badges)
        parts << badge.text;
    return parts.join(QStringLiteral(", "));
}

void LogView::moveTo(qint64 row, bool extend)
{
    row = std::clamp<qint64>(row, 0, std::max<qint64>(0, m_rows.rows() - 1));
    const qint64 line = m_rows.at(row).line;
    if (line < 0)
        return;
    m_current = line;
    if (!extend || m_anchor < 0)
        m_anchor = line;
    QScrollBar *bar = verticalScrollBar();
    const qint64 place = row - bar->value();
    if (m_following && row + 1 < m_rows.rows())
        setFollowing(false); // else the next line would take it away
    if (place < 0 || place >= visibleRows()) {
        // A step scrolls by a step; a jump leaves some of what came before to be seen.
        const qint64 to = place == -1 ? row : place == visibleRows() ? row - visibleRows() + 1 : row - visibleRows() / 3;
        bar->setValue(int(std::clamp<qint64>(to, 0, std::numeric_limits<int>::max())));
    }
    viewport()->update();
    Q_EMIT currentChanged();
}

} // namespace solver
