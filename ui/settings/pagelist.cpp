// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/pagelist.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace solver {

namespace {

constexpr int iconRole = Qt::UserRole;
constexpr int side = 12, gap = 12;

class PageDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(option.font);
        return {2 * side + fonts::scaled(16) + gap + metrics.horizontalAdvance(index.data().toString()) + 2, metrics.height() + 14};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Theme::of(option.palette);
        const bool selected = option.state & QStyle::State_Selected;
        const QRectF ground = QRectF(option.rect).adjusted(0, 1, 0, -1);
        if (selected)
            painting::box(painter, ground, painting::controlRadius, option.widget && option.widget->isActiveWindow() ? theme.sel : theme.selin);
        else if (option.state & QStyle::State_MouseOver)
            painting::box(painter, ground, painting::controlRadius, theme.hover);
        // Selection alone does not say where the keys go.
        if (option.state & QStyle::State_HasFocus)
            painting::box(painter, ground, painting::controlRadius, {}, theme.accent, 2);
        const int size = fonts::scaled(16);
        const QRect inside = option.rect.adjusted(side, 0, -side, 0);
        const QRect icon(inside.x(), inside.y(), size, inside.height());
        const QRect text = inside.adjusted(size + gap, 0, 0, 0);
        paintIcon(painter, QStyle::visualRect(option.direction, inside, icon), index.data(iconRole).toString(), size, theme.text);
        painter->setPen(theme.text);
        painter->setFont(option.font);
        painter->drawText(QStyle::visualRect(option.direction, inside, text),
                          int(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)) | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width() + 1));
    }
};

} // namespace

PageList::PageList(QWidget *parent) : QListWidget(parent)
{
    setItemDelegate(new PageDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false); // the dialog's ground
    fonts::assign(this, fonts::BodyMedium);
}

void PageList::addPage(const QString &iconName, const QString &title)
{
    auto *page = new QListWidgetItem(title, this);
    page->setData(iconRole, iconName);
}

QSize PageList::sizeHint() const
{
    return {sizeHintForColumn(0), sizeHintForRow(0) * count()};
}

QSize PageList::minimumSizeHint() const
{
    return {sizeHintForColumn(0), sizeHintForRow(0) * 2};
}

void PageList::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace solver
