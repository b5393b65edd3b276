// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/toolrow.h"

#include "theme/fonts.h"
#include "theme/icons.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int edge = 12, gap = 6;

} // namespace

ToolRow::ToolRow(QWidget *parent) : QWidget(parent), m_box(new QHBoxLayout(this)), m_more(new QToolButton(this))
{
    m_box->setContentsMargins(edge, 6, edge, 6);
    m_box->setSpacing(gap);
    m_more->setIcon(icon(u"more"_s));
    m_more->setAccessibleName(tr("More"));
    m_more->setToolTip(tr("More"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setAutoRaise(true);
    m_more->setMenu(new QMenu(m_more));
    m_more->hide();
    m_box->addWidget(m_more);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ToolRow::add(QWidget *widget, int leaves, const QList<QAction *> &actions)
{
    m_box->insertWidget(m_box->count() - 1, widget);
    m_items << Item{widget, leaves, actions};
}

QToolButton *ToolRow::addAction(QAction *action, int leaves)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::StrongFocus);
    add(button, leaves, {action});
    return button;
}

void ToolRow::addSpace(int pixels)
{
    m_box->insertSpacing(m_box->count() - 1, pixels);
    m_spaces += pixels;
}

void ToolRow::addStretch()
{
    m_box->insertStretch(m_box->count() - 1, 1);
}

void ToolRow::setWanted(QWidget *widget, bool wanted)
{
    const auto found = std::ranges::find(m_items, widget, &Item::widget);
    if (found == m_items.end() || found->wanted == wanted)
        return;
    found->wanted = wanted;
    fit();
}

QSize ToolRow::minimumSizeHint() const
{
    return {fonts::scaled(120), QWidget::minimumSizeHint().height()};
}

bool ToolRow::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest)
        fit();
    return done;
}

void ToolRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void ToolRow::fit()
{
    QList<Item *> shown;
    int needed = 2 * edge + m_spaces;
    const auto widthOf = [](const Item *item) {
        return qBound(item->widget->minimumWidth(), item->widget->sizeHint().width(), item->widget->maximumWidth()) + gap;
    };
    for (Item &item : m_items) {
        if (item.wanted) {
            shown << &item;
            needed += widthOf(&item);
        }
    }
    QList<Item *> gone = shown;
    std::ranges::stable_sort(gone, std::ranges::greater(), &Item::leaves);
    const int room = width();
    qsizetype leaving = 0;
    while (leaving < gone.size() && gone[leaving]->leaves > 0 && needed > room) {
        if (leaving == 0)
            needed += m_more->sizeHint().width() + gap;
        needed -= widthOf(gone[leaving++]);
    }
    gone.resize(leaving);

    QList<QAction *> actions;
    for (Item &item : m_items) {
        const bool away = gone.contains(&item);
        item.widget->setVisible(item.wanted && !away);
        if (away)
            actions << item.actions;
    }
    if (actions != m_more->menu()->actions()) { // which may be open
        m_more->menu()->clear();
        m_more->menu()->addActions(actions);
    }
    m_more->setVisible(!actions.isEmpty());
}

} // namespace solver
