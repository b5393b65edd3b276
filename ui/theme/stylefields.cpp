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

constexpr int fieldPad = 12, arrowPad = 12;

} // namespace

void Style::drawField(const QStyleOption &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const bool enabled = option.state & State_Enabled, focused = option.state & State_HasFocus;
    const bool invalid = option.styleObject && option.styleObject->property("invalid").toBool();
    const QColor edge = !enabled ? theme.border : invalid ? theme.failed : focused ? theme.accent : theme.field;
    painting::box(painter, QRectF(option.rect), painting::controlRadius, enabled ? theme.base : QColor(), edge,
                  enabled && (focused || invalid) ? 2 : 1);
}

void Style::drawComboBox(const QStyleOptionComboBox &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const bool enabled = option.state & State_Enabled;
    if (option.editable)
        drawField(option, painter);
    else
        painting::buttonFace(painter, QRectF(option.rect), option.palette,
                             {.enabled = enabled,
                              .hovered = bool(option.state & State_MouseOver),
                              .pressed = bool(option.state & (State_Sunken | State_On)),
                              .focused = bool(option.state & State_HasFocus)});
    paintIcon(painter, subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, nullptr), u"chevron-down"_s,
              fonts::scaled(16), enabled ? theme.text : theme.disabled);
}

void Style::drawComboBoxLabel(const QStyleOptionComboBox &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const bool enabled = option.state & State_Enabled;
    const QColor colour = enabled ? theme.text : theme.disabled;
    QRect rect = subControlRect(CC_ComboBox, &option, SC_ComboBoxEditField, nullptr);
    if (!option.currentIcon.isNull()) {
        const int size = option.iconSize.width();
        const QRect place(rect.x(), rect.y(), size, rect.height());
        painting::iconIn(painter, visualRect(option.direction, rect, place), option.currentIcon, size, colour, enabled);
        rect = visualRect(option.direction, rect, rect.adjusted(size + 8, 0, 0, 0));
    }
    if (option.editable)
        return;
    painter->setPen(colour);
    painter->drawText(rect,
                      int(visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)) | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, rect.width() + 1));
}

void Style::drawSpinBox(const QStyleOptionSpinBox &option, QPainter *painter, const QWidget *widget) const
{
    const Theme &theme = Theme::of(option.palette);
    if (option.frame)
        drawField(option, painter);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const bool enabled = option.state & State_Enabled;
    for (const SubControl part : {SC_SpinBoxUp, SC_SpinBoxDown}) {
        const QRectF rect(subControlRect(CC_SpinBox, &option, part, widget));
        const bool up = part == SC_SpinBoxUp;
        const bool can =
            enabled && option.stepEnabled & (up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
        if (can && option.activeSubControls & part)
            painting::box(painter, rect.adjusted(0, 1, 0, -1), 3,
                          option.state & State_Sunken ? theme.press : theme.hover);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(can ? theme.text : theme.disabled, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const qreal half = fonts::scaled(6) / 2.0, rise = up ? -half / 2 : half / 2;
        const QPointF middle = rect.center();
        painter->drawPolyline(
            QPolygonF({middle + QPointF(-half, -rise), middle + QPointF(0, rise), middle + QPointF(half, -rise)}));
        painter->restore();
    }
}

/// A thumb without arrows; the groove is the view's ground.
void Style::drawScrollBar(const QStyleOptionSlider &option, QPainter *painter, const QWidget *widget) const
{
    const Theme &theme = Theme::of(option.palette);
    painter->fillRect(option.rect, widget ? widget->palette().color(widget->backgroundRole()) : theme.base);
    if (option.minimum >= option.maximum)
        return;
    const bool held = option.state & State_Sunken ||
                      (option.state & State_MouseOver && option.activeSubControls & SC_ScrollBarSlider);
    const QRectF thumb(scrollBarPart(option, SC_ScrollBarSlider));
    const QRectF rect =
        option.orientation == Qt::Horizontal ? thumb.adjusted(2, 3, -2, -3) : thumb.adjusted(3, 2, -3, -2);
    painting::box(painter, rect, qMin(rect.width(), rect.height()) / 2, held ? theme.text2 : theme.field);
}

QRect Style::scrollBarPart(const QStyleOptionSlider &option, SubControl part) const
{
    const QRect &all = option.rect;
    const bool lying = option.orientation == Qt::Horizontal;
    const int length = lying ? all.width() : all.height();
    const int range = option.maximum - option.minimum;
    int thumb = length;
    if (range > 0)
        thumb = qBound(qMin(length, pixelMetric(PM_ScrollBarSliderMin, &option, nullptr)),
                       int(qint64(option.pageStep) * length / (qint64(range) + option.pageStep)), length);
    const int start = sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, length - thumb,
                                              option.upsideDown);
    const auto piece = [&](int from, int to) {
        return lying ? QRect(all.x() + from, all.y(), to - from, all.height())
                     : QRect(all.x(), all.y() + from, all.width(), to - from);
    };
    switch (part) {
    case SC_ScrollBarGroove:
        return visualRect(option.direction, all, piece(0, length));
    case SC_ScrollBarSlider:
        return visualRect(option.direction, all, piece(start, start + thumb));
    case SC_ScrollBarSubPage:
        return visualRect(option.direction, all, piece(0, start));
    case SC_ScrollBarAddPage:
        return visualRect(option.direction, all, piece(start + thumb, length));
    default:
        return {}; // no arrows
    }
}

void Style::drawProgressBar(const QStyleOptionProgressBar &option, QPainter *painter) const
{
    const Theme &theme = Theme::of(option.palette);
    const int high = fonts::scaled(6);
    const QRectF rect(option.rect.x(), option.rect.center().y() + 1 - high / 2, option.rect.width(), high);
    const int range = option.maximum - option.minimum;
    const double value = range > 0 ? double(option.progress - option.minimum) / range : 0;
    painting::progressBar(painter, rect, value, {}, theme.accent, theme.track);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                            const QWidget *widget) const
{
    const QRect &rect = option->rect;
    const int arrow = fonts::scaled(16);
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxArrow)
            return visualRect(option->direction, rect,
                              QRect(rect.right() + 1 - arrowPad - arrow, rect.y(), arrow, rect.height()));
        if (part == SC_ComboBoxEditField)
            return visualRect(option->direction, rect, rect.adjusted(fieldPad, 2, -arrowPad - arrow - 8, -2));
    }
    if (control == CC_SpinBox) {
        const int left = rect.right() + 1 - 6 - arrow, middle = rect.center().y() + 1;
        const bool none =
            qstyleoption_cast<const QStyleOptionSpinBox *>(option) &&
            static_cast<const QStyleOptionSpinBox *>(option)->buttonSymbols == QAbstractSpinBox::NoButtons;
        if (part == SC_SpinBoxUp)
            return none ? QRect()
                        : visualRect(option->direction, rect, QRect(left, rect.y() + 4, arrow, middle - rect.y() - 4));
        if (part == SC_SpinBoxDown)
            return none ? QRect()
                        : visualRect(option->direction, rect, QRect(left, middle, arrow, rect.bottom() - middle - 3));
        if (part == SC_SpinBoxEditField)
            return visualRect(option->direction, rect, rect.adjusted(8, 2, none ? -8 : -8 - arrow, -2));
    }
    if (control == CC_ScrollBar)
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return scrollBarPart(*bar, part);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        button && control == CC_ToolButton)
        drawToolButton(*button, painter);
    else if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
             combo && control == CC_ComboBox)
        drawComboBox(*combo, painter);
    else if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option); spin && control == CC_SpinBox)
        drawSpinBox(*spin, painter, widget);
    else if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar)
        drawScrollBar(*bar, painter, widget);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace solver
