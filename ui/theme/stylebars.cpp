// SPDX-License-Identifier: GPL-3.0-or-later
// What the style draws along the edges of a page: headers, tabs, menu bar, splitter; and who draws which control.
#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/style.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyleOption>

namespace solver {

namespace {

constexpr int cellMargin = 8, pageEdge = 16;

} // namespace

void Style::drawHeaderSection(const QStyleOptionHeader &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const bool standing = option.orientation == Qt::Vertical;
    painter->fillRect(option.rect, standing ? theme.chrome : option.state & State_Sunken ? theme.press : theme.base);
    if (standing)
        painter->fillRect(QRect(option.rect.right(), option.rect.y(), 1, option.rect.height()), theme.sep);
    painter->fillRect(QRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1), theme.sep);
}

void Style::drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    QRect rect = option.rect.adjusted(cellMargin, 0, -cellMargin, -1);
    if (option.styleObject && option.styleObject->property("pageEdge").toBool()) {
        const bool only = option.position == QStyleOptionHeader::OnlyOneSection;
        const int more = pageEdge - cellMargin;
        rect.adjust(only || option.position == QStyleOptionHeader::Beginning ? more : 0, 0,
                    only || option.position == QStyleOptionHeader::End ? -more : 0, 0);
    }
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const qreal arrow = fonts::scaled(6);
    const int room = rect.width() - (sorted ? int(arrow) + 4 : 0);
    const QString text = option.fontMetrics.elidedText(option.text, Qt::ElideRight, room + 1);
    const int width = option.fontMetrics.horizontalAdvance(text);
    const Qt::Alignment align = visualAlignment(option.direction, option.textAlignment);
    int x = rect.x();
    if (align & Qt::AlignRight)
        x = rect.right() + 1 - width - (sorted ? int(arrow) + 4 : 0);
    else if (align & Qt::AlignHCenter)
        x = rect.x() + (room - width) / 2;
    painter->setPen(option.state & State_Enabled ? theme.text2 : theme.disabled);
    painter->drawText(QRect(x, rect.y(), width + 1, rect.height()), Qt::AlignVCenter | Qt::TextSingleLine, text);
    if (sorted) {
        // Fusion's "up" is ascending by name, which is drawn as a triangle that points up.
        const QRectF place(x + width + 4, rect.center().y() - arrow / 3 + 1, arrow, arrow * 2 / 3);
        painting::triangle(painter, place, option.sortIndicator == QStyleOptionHeader::SortDown, theme.text2);
    }
}

QSize Style::sizeOfTab(const QStyleOptionTab &option) const
{
    const QString name = option.text.section(u'\t', 0, 0), count = option.text.section(u'\t', 1);
    int width = option.fontMetrics.size(Qt::TextShowMnemonic, name).width() + 2 * 10;
    if (!count.isEmpty())
        width += 6 + QFontMetrics(fonts::caption()).horizontalAdvance(count);
    if (!option.icon.isNull())
        width += option.iconSize.width() + 8;
    return {width, option.fontMetrics.height() + 18};
}

void Style::drawTab(const QStyleOptionTab &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const bool chosen = option.state & State_Selected, enabled = option.state & State_Enabled;
    const QColor colour = !enabled ? theme.disabled : chosen ? theme.text : theme.text2;
    if (!chosen && enabled && option.state & State_MouseOver)
        painting::box(painter, QRectF(option.rect).adjusted(2, 4, -2, -6), painting::controlRadius, theme.hover);
    if (chosen)
        painter->fillRect(QRect(option.rect.x(), option.rect.bottom() - 1, option.rect.width(), 2), theme.accent);
    QRect rect = option.rect.adjusted(10, 0, -10, 0);
    if (!option.icon.isNull()) {
        const QRect place(rect.x(), rect.y(), option.iconSize.width(), rect.height());
        painting::iconIn(painter, place, option.icon, place.width(), colour, enabled);
        rect.setLeft(place.right() + 9);
    }
    const QString name = option.text.section(u'\t', 0, 0), count = option.text.section(u'\t', 1);
    painter->setPen(colour);
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine, name);
    if (!count.isEmpty()) {
        painter->save();
        painter->setFont(fonts::caption());
        painter->setPen(enabled ? theme.text2 : theme.disabled);
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, count);
        painter->restore();
    }
    if (option.state & State_HasFocus)
        painting::box(painter, QRectF(option.rect).adjusted(2, 4, -2, -6), painting::controlRadius, {}, theme.accent,
                      2);
}

void Style::drawMenuBarItem(const QStyleOption &option, QPainter *painter) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(&option);
    if (!item)
        return;
    const Theme &theme = Theme::of(option.palette);
    painter->fillRect(option.rect, theme.chrome);
    if (option.state & State_Selected && option.state & State_Enabled)
        painting::box(painter, QRectF(option.rect).adjusted(1, 2, -1, -2), painting::controlRadius,
                      option.state & State_Sunken ? theme.press : theme.hover);
    painter->setPen(option.state & State_Enabled ? theme.text : theme.disabled);
    painter->drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, item->text);
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    const Theme &theme = Theme::of(option->palette);
    switch (element) {
    case CE_PushButtonBevel:
        drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        return;
    case CE_PushButton:
        drawControl(CE_PushButtonBevel, option, painter, widget);
        drawControl(CE_PushButtonLabel, option, painter, widget);
        return; // the bevel has the focus ring
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            drawButtonLabel(*button, painter);
        return;
    case CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            drawHeaderSection(*header, painter);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            drawHeaderLabel(*header, painter);
        return;
    case CE_Header:
        drawControl(CE_HeaderSection, option, painter, widget);
        drawControl(CE_HeaderLabel, option, painter, widget);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, theme.base);
        painter->fillRect(QRect(option->rect.x(), option->rect.bottom(), option->rect.width(), 1), theme.sep);
        return;
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
    case CE_TabBarTab:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            drawTab(*tab, painter);
        return;
    case CE_Splitter: {
        const QRect &rect = option->rect;
        const QColor line = option->state & State_MouseOver ? theme.accent : theme.border;
        if (option->state & State_Horizontal)
            painter->fillRect(QRect(rect.center().x(), rect.y(), 1, rect.height()), line);
        else
            painter->fillRect(QRect(rect.x(), rect.center().y(), rect.width(), 1), line);
        return;
    }
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            drawComboBoxLabel(*combo, painter);
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            drawProgressBar(*bar, painter);
        return;
    case CE_MenuBarItem:
        drawMenuBarItem(*option, painter);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, theme.chrome);
        return;
    case CE_ToolBar:
        return; // the ground of its page
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

} // namespace solver
