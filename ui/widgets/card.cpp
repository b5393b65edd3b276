// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"
#include "widgets/actionbutton.h"
#include "widgets/wrappedheight.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct Look {
    QString icon;
    QColor Theme::*fill;
    QColor Theme::*edge;
    QColor Theme::*sign;
};

Look lookOf(Card::Kind kind)
{
    switch (kind) {
    case Card::Info:
        return {u"level-info"_s, &Theme::asoft, &Theme::accent, &Theme::accent};
    case Card::Good:
        return {u"status-completed"_s, &Theme::oksoft, &Theme::completed, &Theme::completed};
    case Card::Warning:
        return {u"status-needs-you"_s, &Theme::warnsoft, &Theme::warning, &Theme::warning};
    case Card::Failure:
        return {u"status-failed"_s, &Theme::errsoft, &Theme::failed, &Theme::failed};
    case Card::Plain:
        break;
    }
    return {QString(), &Theme::base, &Theme::border, &Theme::text2};
}

constexpr int edge = 16, iconGap = 12;

} // namespace

Card::Card(Kind kind, QWidget *parent)
    : QWidget(parent), m_kind(kind), m_title(new QLabel(this)), m_text(new QLabel(this)), m_detail(new QLabel(this)),
      m_fold(new QToolButton(this)), m_outer(new QBoxLayout(QBoxLayout::TopToBottom, this)),
      m_lines(new QBoxLayout(QBoxLayout::TopToBottom)), m_buttons(new QBoxLayout(QBoxLayout::LeftToRight))
{
    fonts::assign(m_title, fonts::CardTitle);
    fonts::assign(m_detail, fonts::Log);
    for (QLabel *label : {m_title, m_text, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setVisible(false);
    }
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_fold->setText(tr("Details"));
    m_fold->setAutoRaise(true);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setVisible(false);
    connect(m_fold, &QToolButton::clicked, this, [this] { fold(m_detail->isVisible()); });

    m_lines->setSpacing(4);
    m_lines->addWidget(m_title);
    m_lines->addWidget(m_text);
    m_outer->addLayout(m_lines);
    m_outer->addLayout(m_buttons);
    m_outer->addWidget(m_detail);
    m_outer->setSpacing(8);
    setActions({});
    arrange();
}

void Card::setKind(Kind kind)
{
    m_kind = kind;
    arrange();
    update();
}

void Card::setIcon(const QString &name, int size)
{
    m_iconName = name;
    m_iconSize = size;
    arrange();
    update();
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Card::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
}

void Card::setDetail(const QString &detail)
{
    if (detail == m_detail->text())
        return; // what is unfolded stays so
    m_detail->setText(detail);
    m_fold->setVisible(!detail.isEmpty());
    fold(true);
}

void Card::setActions(const QList<QAction *> &actions, bool primary)
{
    if (m_buttons->count() > 0 && primary == m_primary && std::ranges::equal(actions, m_actions, {}, {}, &QPointer<QAction>::data))
        return;
    m_primary = primary;
    m_actions = {actions.begin(), actions.end()};
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        if (item->widget() != m_fold)
            delete item->widget();
        delete item;
    }
    for (QAction *action : actions) {
        auto *button = new ActionButton(action, this);
        button->setProperty("primary", primary && action == actions.constFirst());
        m_buttons->addWidget(button);
    }
    m_buttons->addWidget(m_fold);
    if (!m_beside)
        m_buttons->addStretch();
}

void Card::setActionsBeside(bool beside)
{
    m_beside = beside;
    m_outer->setStretchFactor(m_lines, beside ? 1 : 0);
    if (beside && m_lines->count() == 2) { // in the middle, where a neighbour makes the card higher
        m_lines->insertStretch(0);
        m_lines->addStretch();
    }
    m_outer->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void Card::arrange()
{
    const bool hasIcon = !m_iconName.isEmpty() || m_kind != Plain;
    m_outer->setContentsMargins(edge + (hasIcon ? fonts::scaled(m_iconSize) + iconGap : 0), edge - 2, edge, edge - 2);
}

void Card::fold(bool folded)
{
    m_detail->setVisible(!folded);
    m_fold->setIcon(icon(folded ? u"chevron-right"_s : u"chevron-down"_s));
}

void Card::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        arrange(); // the icon grows with the text
    QWidget::changeEvent(event);
}

bool Card::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    keepWrappedHeight(this, event);
    return done;
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    const Look look = lookOf(m_kind);
    painting::box(&painter, QRectF(rect()), painting::controlRadius, theme.*look.fill, theme.*look.edge);
    const QString name = m_iconName.isEmpty() ? look.icon : m_iconName;
    if (name.isEmpty())
        return;
    const int size = fonts::scaled(m_iconSize);
    // Small ones stand beside the title, large ones beside the whole where the buttons are at the right.
    const int middle = m_beside ? height() / 2 : edge - 2 + qMax(m_title->fontMetrics().height(), size) / 2;
    const QRect place(edge, middle - size / 2, size, size);
    paintIcon(&painter, QStyle::visualRect(layoutDirection(), rect(), place), name, size, theme.*look.sign);
}

} // namespace solver
