// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logview.h"

#include "widgets/background.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace solver {

namespace {

constexpr qint64 linesCopied = 200'000;
constexpr qsizetype bytesCopied = 1 << 20; // of a line

struct Copying {
    QString path;
    qint64 page = 0; ///< first line of the page that holds the first one
    qint64 offset = 0;
    QList<LogRun> runs{};
};

/// Blocking.
QString linesOf(const Copying &what)
{
    QString text;
    qint64 line = what.page;
    qsizetype run = 0;
    const auto visit = [&](const RecordText &record) {
        if (line >= what.runs[run].line)
            text += logLine(record.bytes).text + u'\n';
        if (++line == what.runs[run].line + what.runs[run].count)
            ++run;
        return run < what.runs.size();
    };
    (void)visitRecords(what.path, RecordRules::log(), what.offset, bytesCopied, KeepPart::End, visit, {});
    return text;
}

} // namespace

void LogView::copySelection()
{
    const auto [top, bottom] = std::minmax(m_anchor, m_current);
    if (top < 0)
        return;
    const LogRows::Row last = m_rows.at(m_rows.rowOf(bottom));
    Copying what{.path = m_path, .page = top - top % RecordIndex::stride, .runs = m_rows.between(top, last.isFolded ? last.line + last.lines - 1 : bottom)};
    what.offset = m_source.pageOffset(what.page);
    qint64 count = 0, leftOut = 0;
    for (LogRun &run : what.runs) {
        const qint64 taken = std::min(run.count, linesCopied - count);
        leftOut += run.count - taken;
        count += run.count = taken;
    }
    what.runs.removeIf([](const LogRun &run) { return run.count == 0; });
    if (count == 0 || what.offset < 0)
        return;
    inBackground(this, [what] { return linesOf(what); }, [this, count, leftOut](const QString &text) {
        QApplication::clipboard()->setText(text);
        Q_EMIT copied(count, leftOut);
    });
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = m_rows.at(0).line;
        m_current = m_rows.at(m_rows.rows() - 1).line; // without scrolling there
        viewport()->update();
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    qint64 row = m_current < 0 ? verticalScrollBar()->value() : m_rows.rowOf(m_current);
    const LogRows::Row here = m_rows.at(row);
    if (m_following && row < verticalScrollBar()->value())
        row = m_rows.rows() - 1; // the log went on; so do keys, from where one looks
    switch (event->key()) {
    case Qt::Key_Up: return moveTo(row - 1, extend);
    case Qt::Key_Down: return moveTo(row + 1, extend);
    case Qt::Key_PageUp: return moveTo(row - visibleRows(), extend);
    case Qt::Key_PageDown: return moveTo(row + visibleRows(), extend);
    case Qt::Key_Home: return moveTo(0, extend);
    case Qt::Key_End:
        moveTo(m_rows.rows() - 1, extend);
        return setFollowing(true);
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (m_current >= 0 && here.run.kind != LogRun::Lines && here.isFolded == (event->key() == Qt::Key_Right))
            return fold(m_current, here.isFolded);
        break;
    default: break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (event->button() != Qt::LeftButton || m_rows.rows() == 0)
        return;
    for (const auto &[place, line] : std::as_const(m_buttons)) {
        if (!place.contains(at))
            continue;
        const LogRows::Row row = m_rows.at(m_rows.rowOf(line));
        m_current = m_anchor = line;
        return fold(line, row.isFolded);
    }
    m_current = m_rows.at(rowAt(at.y())).line;
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor < 0)
        m_anchor = m_current;
    viewport()->update();
    Q_EMIT currentChanged();
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_rows.rows() == 0 || m_anchor < 0)
        return;
    const qint64 row = rowAt(event->position().toPoint().y());
    if (m_rows.at(row).line != m_current)
        moveTo(row, true);
}

void LogView::wheelEvent(QWheelEvent *event)
{
    if (event->angleDelta().y() > 0 && m_following && verticalScrollBar()->maximum() > 0)
        setFollowing(false); // before the next line comes and takes the view down again
    QAbstractScrollArea::wheelEvent(event);
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    if (actions().isEmpty())
        return;
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const qint64 place = m_rows.rowOf(m_current) - verticalScrollBar()->value();
        at = viewport()->mapToGlobal(QPoint(textLeft(), int(std::clamp<qint64>(place + 1, 0, visibleRows())) * lineHeight()));
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(at);
}

void LogView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LogView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace solver
