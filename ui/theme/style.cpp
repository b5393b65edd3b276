// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/style.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QStyleOption>

namespace solver {

using namespace Qt::StringLiterals;

Style::Style() : QProxyStyle(u"fusion"_s) {}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    // Pointing at it changes how it looks.
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
    case PM_LineEditIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return fonts::scaled(16);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_ToolBarFrameWidth:
    case PM_ToolBarItemMargin:
    case PM_MenuBarPanelWidth:
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_ToolBarItemSpacing:
        return 4;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
    case PM_HeaderMargin:
        return 8;
    case PM_FocusFrameHMargin: // of items; one more is added: 8, as in the header
        return 7;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 16;
    case PM_MenuBarHMargin:
        return 4;
    case PM_SplitterWidth:
        return 5;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_TitleBarHeight:
        return fonts::scaled(28);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_ComboBox_Popup: // a list below, not a menu above
    case SH_EtchDisabledText:
    case SH_ItemView_ShowDecorationSelected:
    case SH_UnderlineShortcut:
        return hint == SH_ItemView_ShowDecorationSelected || hint == SH_UnderlineShortcut;
    case SH_Table_GridLineColor:
        if (option)
            return int(Theme::of(option->palette).sep.rgb());
        break;
    case SH_ScrollBar_Transient:
    case SH_Widget_Animate: // no fades, no slides
    case SH_Widget_Animation_Duration:
        return 0;
    default:
        break;
    }
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    const int line = option ? option->fontMetrics.height() : 0;
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return sizeOfButton(*button);
        break;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option))
            return sizeOfToolButton(*button);
        break;
    case CT_LineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            return {size.width() + 12, line + 16};
        break;
    case CT_ComboBox: {
        const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        const int icon = combo && !combo->currentIcon.isNull() ? 4 : 0; // the gap is 8, Qt counted 4
        // Qt counts the ink of the text, which is less than its advance.
        return {size.width() + 12 + 8 + fonts::scaled(16) + 12 + icon + fonts::scaled(4), line + 16};
    }
    case CT_SpinBox:
        return {size.width() + 12 + 8 + fonts::scaled(16), line + 16};
    case CT_TabBarTab:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            return sizeOfTab(*tab);
        break;
    case CT_HeaderSection: {
        const QSize asked = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {asked.width() + fonts::scaled(8), line + 11};
    }
    case CT_MenuItem: {
        const QSize asked = QProxyStyle::sizeFromContents(type, option, size, widget);
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return asked;
        return {asked.width() + 8, qMax(asked.height(), line + 10)};
    }
    case CT_MenuBarItem:
        return {size.width() + 16, line + 10};
    case CT_ItemViewItem: {
        const QSize asked = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {asked.width(), qMax(asked.height(), line + 14)};
    }
    case CT_CheckBox:
    case CT_RadioButton: {
        const QSize asked = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {asked.width() + 4, qMax(asked.height(), line + 6)};
    }
    case CT_ProgressBar:
        return {qMax(size.width(), fonts::scaled(112)), qMax(line, fonts::scaled(6))};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents:
        // Qt adds 2 of its own; text then stands 12 from the edge of a framed field.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            return option->rect.adjusted(8, 2, -8, -2);
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QIcon Style::standardIcon(StandardPixmap standard, const QStyleOption *option, const QWidget *widget) const
{
    switch (standard) {
    case SP_LineEditClearButton:
        return icon(u"close"_s);
    case SP_ToolBarHorizontalExtensionButton: // what does not fit
        return icon(u"more"_s);
    default:
        return QProxyStyle::standardIcon(standard, option, widget);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    const Theme &theme = Theme::of(option->palette);
    const QRectF rect(option->rect);
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            drawField(*option, painter);
        else if (!widget || widget->autoFillBackground())
            painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
        return;
    case PE_FrameLineEdit:
        return; // part of the panel
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            painting::buttonFace(painter, rect, option->palette,
                                 {.primary = button->styleObject && button->styleObject->property("primary").toBool(),
                                  .enabled = bool(option->state & State_Enabled),
                                  .hovered = bool(option->state & State_MouseOver),
                                  .pressed = bool(option->state & State_Sunken),
                                  .checked = bool(option->state & State_On),
                                  .focused = bool(option->state & State_HasFocus),
                                  .flat = bool(button->features & QStyleOptionButton::Flat)});
            return;
        }
        break;
    case PE_FrameFocusRect:
        // Delegates frame the whole row, buttons have a ring of their own.
        if (!qobject_cast<const QAbstractItemView *>(widget))
            painting::box(painter, rect, 4, {}, theme.accent, 2);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
    case PE_IndicatorRadioButton:
        drawTick(element, *option, painter);
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
        painting::box(painter, rect, 0, {}, theme.sep);
        return;
    case PE_PanelMenu:
        painting::box(painter, rect, 0, theme.base, theme.border);
        return;
    case PE_FrameMenu:
        painting::box(painter, rect, 0, {}, theme.border);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowRight: // Fusion's do not grow with the text
        paintIcon(painter, option->rect, element == PE_IndicatorArrowDown ? u"chevron-down"_s : u"chevron-right"_s,
                  fonts::scaled(12), option->state & State_Enabled ? theme.text : theme.disabled);
        return;
    case PE_PanelTipLabel:
        painting::box(painter, rect, 0, theme.raised, theme.border);
        return;
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem:
    case PE_FrameTabWidget:
    case PE_PanelMenuBar:
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), theme.sep);
        return;
    case PE_PanelItemViewRow:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
            item && item->features & QStyleOptionViewItem::Alternate)
            painter->fillRect(option->rect, theme.chrome);
        return;
    case PE_PanelItemViewItem:
        if (option->state & State_Selected)
            painter->fillRect(option->rect, option->state & State_Active ? theme.sel : theme.selin);
        else if (option->state & State_MouseOver && option->state & State_Enabled)
            painter->fillRect(option->rect, theme.rowhover);
        else if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option))
            painter->fillRect(option->rect, item->backgroundBrush);
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace solver
