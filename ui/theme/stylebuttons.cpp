// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/style.h"
#include "theme/theme.h"

#include <QPainter>
#include <QStyleOption>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

bool has(const QStyleOption &option, const char *property)
{
    return option.styleObject && option.styleObject->property(property).toBool();
}

painting::ButtonState stateOf(const QStyleOption &option)
{
    return {.primary = has(option, "primary"),
            .enabled = bool(option.state & QStyle::State_Enabled),
            .hovered = bool(option.state & QStyle::State_MouseOver),
            .pressed = bool(option.state & QStyle::State_Sunken),
            .checked = bool(option.state & QStyle::State_On),
            .focused = bool(option.state & QStyle::State_HasFocus)};
}

/// Icon and text side by side, in the middle of \a rect.
void drawLabel(QPainter *painter, const QRect &rect, const QIcon &icon, int iconSize, const QString &text,
               const QFontMetrics &metrics, const QColor &colour, bool enabled, Qt::LayoutDirection direction)
{
    const int size = icon.isNull() ? 0 : iconSize;
    const int gap = size > 0 && !text.isEmpty() ? 8 : 0;
    const int room = rect.width() - size - gap;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room + 1, Qt::TextShowMnemonic);
    const int width = qMin(room, metrics.size(Qt::TextShowMnemonic, shown).width());
    QRect place(rect.x() + (rect.width() - size - gap - width) / 2, rect.y(), size + gap + width, rect.height());
    const QRect iconPlace(place.x(), place.y(), size, place.height());
    const QRect textPlace(place.x() + size + gap, place.y(), width + 1, place.height());
    if (size > 0)
        painting::iconIn(painter, QStyle::visualRect(direction, place, iconPlace), icon, size, colour, enabled);
    painter->setPen(colour);
    painter->drawText(QStyle::visualRect(direction, place, textPlace),
                      Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, shown);
}

bool hasArrow(const QStyleOptionToolButton &option)
{
    return option.features & QStyleOptionToolButton::HasMenu && option.toolButtonStyle != Qt::ToolButtonIconOnly &&
           !option.text.isEmpty();
}

} // namespace

QSize Style::sizeOfButton(const QStyleOptionButton &option) const
{
    const bool compact = has(option, "compact");
    const QSize text = option.fontMetrics.size(Qt::TextShowMnemonic, option.text);
    const int icon = option.icon.isNull() ? 0 : option.iconSize.width() + (option.text.isEmpty() ? 0 : 8);
    const int menu = option.features & QStyleOptionButton::HasMenu ? fonts::scaled(16) + 4 : 0;
    const int side = option.text.isEmpty() ? 8 : compact ? 8 : 12;
    return {text.width() + icon + menu + 2 * side, option.fontMetrics.height() + (compact ? 7 : 16)};
}

void Style::drawButtonLabel(const QStyleOptionButton &option, QPainter *painter) const
{
    const painting::ButtonState state = stateOf(option);
    const QColor colour = painting::buttonText(option.palette, state);
    QRect rect = option.rect.adjusted(4, 0, -4, 0);
    if (option.features & QStyleOptionButton::HasMenu) {
        const int size = fonts::scaled(16);
        const QRect arrow(rect.right() - size - 3, rect.y(), size, rect.height());
        paintIcon(painter, visualRect(option.direction, rect, arrow), u"chevron-down"_s, size, colour);
        rect = visualRect(option.direction, rect, rect.adjusted(0, 0, -size - 4, 0));
    }
    drawLabel(painter, rect, option.icon, option.iconSize.width(), option.text, option.fontMetrics, colour,
              state.enabled, option.direction);
}

QSize Style::sizeOfToolButton(const QStyleOptionToolButton &option) const
{
    const bool text = option.toolButtonStyle != Qt::ToolButtonIconOnly && !option.text.isEmpty();
    const bool icon = option.toolButtonStyle != Qt::ToolButtonTextOnly && !option.icon.isNull();
    const int height = option.fontMetrics.height() + 12;
    if (!text)
        return {qMax(height, option.iconSize.width() + 12), qMax(height, option.iconSize.height() + 12)};
    const int width = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width() +
                      (icon ? option.iconSize.width() + 8 : 0) + (hasArrow(option) ? fonts::scaled(16) + 4 : 0);
    return {width + 20, height};
}

void Style::drawToolButton(const QStyleOptionToolButton &option, QPainter *painter) const
{
    painting::ButtonState state = stateOf(option);
    state.flat = option.state & State_AutoRaise;
    if (!(option.state & State_Sunken) && option.activeSubControls & SC_ToolButtonMenu)
        state.hovered = true;
    painting::buttonFace(painter, QRectF(option.rect), option.palette, state);
    const QColor colour = painting::buttonText(option.palette, state);
    QRect rect = option.rect.adjusted(4, 0, -4, 0);
    if (hasArrow(option)) {
        const int size = fonts::scaled(16);
        const QRect arrow(rect.right() - size - 1, rect.y(), size, rect.height());
        paintIcon(painter, visualRect(option.direction, rect, arrow), u"chevron-down"_s, size, colour);
        rect = visualRect(option.direction, rect, rect.adjusted(0, 0, -size - 4, 0));
    }
    if (option.icon.isNull() && option.text.isEmpty() && option.arrowType != Qt::NoArrow) {
        QStyleOption arrow = option;
        drawPrimitive(option.arrowType == Qt::DownArrow ? PE_IndicatorArrowDown : PE_IndicatorArrowRight, &arrow,
                      painter, nullptr);
        return;
    }
    painter->setFont(option.font);
    drawLabel(painter, rect, option.toolButtonStyle == Qt::ToolButtonTextOnly ? QIcon() : option.icon,
              option.iconSize.width(), option.toolButtonStyle == Qt::ToolButtonIconOnly ? QString() : option.text,
              option.fontMetrics, colour, state.enabled, option.direction);
}

/// Check boxes and radio buttons.
void Style::drawTick(PrimitiveElement element, const QStyleOption &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const bool enabled = option.state & State_Enabled;
    const bool round = element == PE_IndicatorRadioButton;
    const bool set = option.state & (State_On | State_NoChange);
    const qreal side = qMin(option.rect.width(), option.rect.height());
    QRectF rect(0, 0, side, side);
    rect.moveCenter(QRectF(option.rect).center());
    rect = painting::toDevicePixels(painter, rect);
    const QColor edge = !enabled ? theme.border : option.state & State_MouseOver ? theme.accent : theme.field;
    const qreal corner = round ? side / 2 : side / 4;
    if (!set) {
        painting::box(painter, rect, corner, enabled ? theme.base : QColor(), edge);
        return;
    }
    painting::box(painter, rect, corner, enabled ? theme.fill : theme.disabled);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(rect.topLeft());
    painter->scale(side / 16, side / 16);
    const QColor sign = enabled ? theme.onfill : theme.base;
    if (round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(sign);
        painter->drawEllipse(QPointF(8, 8), 3, 3);
    } else {
        painter->setPen(QPen(sign, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (option.state & State_NoChange)
            painter->drawLine(QPointF(4.5, 8), QPointF(11.5, 8));
        else
            painter->drawPolyline(QPolygonF({QPointF(4, 8.3), QPointF(6.8, 11), QPointF(12, 5.2)}));
    }
    painter->restore();
}

} // namespace solver
