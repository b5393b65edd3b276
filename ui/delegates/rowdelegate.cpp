// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/rowdelegate.h"

#include "delegates/roles.h"
#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QHelpEvent>
#include <QListView>
#include <QPainter>
#include <QTableView>
#include <QToolTip>
#include <QTreeView>

namespace solver {

namespace {

constexpr int cellMargin = 8, pageEdge = 16;

const QHeaderView *headerOf(const QAbstractItemView *view)
{
    if (const auto *table = qobject_cast<const QTableView *>(view))
        return table->horizontalHeader();
    if (const auto *tree = qobject_cast<const QTreeView *>(view))
        return tree->header();
    return nullptr;
}

/// Whether no visible column stands before (step -1) or behind (step 1) this one.
bool isOutermost(const QAbstractItemView *view, int column, int step)
{
    const QHeaderView *header = headerOf(view);
    if (!header)
        return true;
    for (int visual = header->visualIndex(column) + step; visual >= 0 && visual < header->count(); visual += step)
        if (!header->isSectionHidden(header->logicalIndex(visual)))
            return false;
    return true;
}

} // namespace

RowDelegate::RowDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

void RowDelegate::attach(QAbstractItemView *newView)
{
    Q_ASSERT(!m_view);
    m_view = newView;
    m_viewport = newView->viewport();
    newView->setItemDelegate(this);
    newView->setMouseTracking(true);
    newView->setSelectionBehavior(QAbstractItemView::SelectRows);
    newView->setFrameShape(QFrame::NoFrame);
    newView->setTabKeyNavigation(false); // Tab leaves the view, the arrow keys move in it
    if (auto *table = qobject_cast<QTableView *>(newView)) {
        table->setShowGrid(false);
        table->verticalHeader()->hide();
        table->verticalHeader()->setMinimumSectionSize(1);
        table->horizontalHeader()->setProperty("pageEdge", true);
        table->horizontalHeader()->setHighlightSections(false);
        table->setWordWrap(false);
    } else if (auto *tree = qobject_cast<QTreeView *>(newView)) {
        tree->setRootIsDecorated(false);
        tree->setIndentation(0);
        tree->setUniformRowHeights(true);
        tree->header()->setProperty("pageEdge", true);
    } else if (auto *list = qobject_cast<QListView *>(newView)) {
        list->setResizeMode(QListView::Adjust); // wrapped text is as high as the width wants
    }
    newView->installEventFilter(this);
    newView->viewport()->installEventFilter(this);
    fitRows();
}

void RowDelegate::setCompact(bool compact)
{
    m_compact = compact;
    fitRows();
}

int RowDelegate::rowHeight(const QFont &font) const
{
    return QFontMetrics(font).height() + (m_compact ? 10 : 14);
}

void RowDelegate::fitRows() const
{
    if (const auto *table = qobject_cast<const QTableView *>(view()))
        table->verticalHeader()->setDefaultSectionSize(rowHeight(table->font()));
    else if (view())
        QMetaObject::invokeMethod(view(), "doItemsLayout", Qt::QueuedConnection);
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize asked = QStyledItemDelegate::sizeHint(option, index);
    return {asked.width() + 2 * cellMargin, rowHeight(option.font)};
}

QRect RowDelegate::inner(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int left = isOutermost(view(), index.column(), -1) ? pageEdge : cellMargin;
    const int right = isOutermost(view(), index.column(), 1) ? pageEdge : cellMargin;
    return option.rect.adjusted(left, 0, -right, 0);
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem filled = option;
    initStyleOption(&filled, index);
    painter->save();
    painter->setClipRect(option.rect);
    paintRow(painter, filled, index, false);
    paintCell({.painter = painter,
               .option = filled,
               .index = index,
               .theme = Theme::of(filled.palette),
               .rect = inner(filled, index),
               .selected = bool(filled.state & QStyle::State_Selected)});
    paintRow(painter, filled, index, true);
    painter->restore();
}

/// Behind the cell: the fill. In front of it: bar, separator, frame of the focus.
void RowDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                           bool front) const
{
    const Theme &theme = Theme::of(option.palette);
    const QRect &rect = option.rect;
    const bool selected = option.state & QStyle::State_Selected, active = option.state & QStyle::State_Active;
    if (!front) {
        if (selected)
            painter->fillRect(rect, active ? theme.sel : theme.selin);
        else if (index.row() == m_hoveredRow)
            painter->fillRect(rect, theme.rowhover);
        return;
    }
    const bool first = isOutermost(view(), index.column(), -1), last = isOutermost(view(), index.column(), 1);
    if (m_separators)
        painter->fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.sep);
    if (selected && first)
        painter->fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), active ? theme.accent : theme.text2);
    const QModelIndex current = view() ? view()->currentIndex() : QModelIndex();
    if (view() && view()->hasFocus() && current.row() == index.row() && current.parent() == index.parent()) {
        const qreal ratio = painter->device()->devicePixelRatio();
        const qreal width = qRound(1.5 * ratio) / ratio;
        const QRectF frame(rect);
        painter->fillRect(QRectF(frame.x(), frame.y(), frame.width(), width), theme.accent);
        painter->fillRect(QRectF(frame.x(), frame.bottom() - width, frame.width(), width), theme.accent);
        if (first)
            painter->fillRect(QRectF(frame.x(), frame.y(), width, frame.height()), theme.accent);
        if (last)
            painter->fillRect(QRectF(frame.right() - width, frame.y(), width, frame.height()), theme.accent);
    }
}

void RowDelegate::paintCell(const Cell &cell) const
{
    drawText(cell, cell.rect, cell.option.text, cell.option.font, cell.option.palette.color(QPalette::Text),
             cell.option.displayAlignment & Qt::AlignHorizontal_Mask);
}

void RowDelegate::drawText(const Cell &cell, const QRect &rect, const QString &text, const QFont &font,
                           const QColor &colour, Qt::Alignment align) const
{
    if (text.isEmpty() || rect.width() <= 0)
        return;
    cell.painter->setFont(font);
    cell.painter->setPen(colour);
    // One pixel more: widths are fractions, and what was measured as 43 may be 43.4.
    const QRect room = align & Qt::AlignRight ? rect.adjusted(-1, 0, 0, 0) : rect.adjusted(0, 0, 1, 0);
    cell.painter->drawText(room, int(align | Qt::AlignVCenter) | Qt::TextSingleLine,
                           QFontMetrics(font).elidedText(text, cell.option.textElideMode, room.width()));
}

QRect RowDelegate::actionRect(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {};
}

QSize RowDelegate::actionSize(const QString &text, const QFont &font, bool small)
{
    const QFontMetrics metrics(small ? fonts::smallMedium() : withWeight(font, QFont::Medium));
    return {metrics.horizontalAdvance(text) + (small ? 16 : 24), metrics.height() + (small ? 7 : 14)};
}

void RowDelegate::drawAction(const Cell &cell, bool small) const
{
    const QRect rect = actionRect(cell.option, cell.index);
    if (rect.isEmpty())
        return;
    const painting::ButtonState state{.hovered = m_hotAction == cell.index,
                                      .pressed = m_pressedAction == cell.index && m_hotAction == cell.index};
    painting::buttonFace(cell.painter, QRectF(rect), cell.option.palette, state,
                         small ? painting::rowButtonRadius : painting::controlRadius);
    const QFont font = small ? fonts::smallMedium() : withWeight(cell.option.font, QFont::Medium);
    drawText(cell, rect.adjusted(2, 0, -2, 0), cell.index.data(ActionTextRole).toString(), font, cell.theme.text,
             Qt::AlignHCenter);
}

QFont RowDelegate::withWeight(const QFont &font, QFont::Weight weight)
{
    QFont other = font;
    other.setWeight(weight);
    return other;
}

bool RowDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                              const QModelIndex &index)
{
    switch (event->type()) {
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
        break;
    default:
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    }
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const bool over = actionRect(option, index).contains(mouse->position().toPoint());
    setHotAction(over ? QPersistentModelIndex(index) : QPersistentModelIndex());
    if (event->type() == QEvent::MouseMove)
        return over && mouse->buttons() != Qt::NoButton;
    if (mouse->button() != Qt::LeftButton)
        return false;
    if (event->type() != QEvent::MouseButtonRelease) {
        m_pressedAction = over ? QPersistentModelIndex(index) : QPersistentModelIndex();
    } else {
        const bool pressed = over && m_pressedAction == index;
        m_pressedAction = QPersistentModelIndex();
        if (pressed)
            Q_EMIT actionRequested(index);
    }
    return over;
}

bool RowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                            const QModelIndex &index)
{
    if (event->type() == QEvent::ToolTip && index.isValid() && index.data(Qt::ToolTipRole).toString().isEmpty()) {
        const QString text = displayText(index.data(Qt::DisplayRole), option.locale);
        const QRect action = actionRect(option, index);
        const int room = inner(option, index).width() - (action.isEmpty() ? 0 : action.width() + cellMargin);
        if (QFontMetrics(option.font).horizontalAdvance(text) > room) {
            QToolTip::showText(event->globalPos(), text, view);
            return true;
        }
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

bool RowDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view && watched != m_viewport)
        return QStyledItemDelegate::eventFilter(watched, event); // an editor
    if (!view())
        return false;
    if (watched == m_view) {
        if (event->type() == QEvent::FontChange)
            fitRows();
        else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
            view()->viewport()->update(); // the frame goes round the whole row
    } else if (event->type() == QEvent::MouseMove) {
        setHoveredRow(view()->indexAt(static_cast<QMouseEvent *>(event)->position().toPoint()).row());
    } else if (event->type() == QEvent::Leave) {
        setHoveredRow(-1);
        setHotAction({});
    }
    return false;
}

void RowDelegate::setHoveredRow(int row)
{
    if (row == m_hoveredRow)
        return;
    m_hoveredRow = row;
    view()->viewport()->update();
}

void RowDelegate::setHotAction(const QPersistentModelIndex &index)
{
    if (index == m_hotAction)
        return;
    for (const QPersistentModelIndex &cell : {m_hotAction, index})
        if (view() && cell.isValid())
            view()->update(cell);
    m_hotAction = index;
}

} // namespace solver
