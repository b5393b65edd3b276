// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/findbar.h"

#include "theme/fonts.h"
#include "theme/icons.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace solver {

using namespace Qt::StringLiterals;

FindBar::FindBar(QWidget *parent) : QWidget(parent), m_field(new QLineEdit), m_count(new QLabel)
{
    m_field->setPlaceholderText(tr("Find in program"));
    m_field->setAccessibleName(tr("Find in program"));
    m_field->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(m_count, fonts::Small);
    const auto button = [this](const QString &name, const QString &text, const QKeySequence &key) {
        auto *made = new QToolButton;
        made->setIcon(icon(name));
        made->setAccessibleName(text);
        made->setToolTip(key.isEmpty() ? text : tr("%1 (%2)").arg(text, key.toString(QKeySequence::NativeText)));
        made->setAutoRaise(true);
        return made;
    };
    QToolButton *previous = button(u"arrow-up"_s, tr("Previous hit"), QKeySequence(Qt::SHIFT | Qt::Key_F3));
    QToolButton *next = button(u"arrow-down"_s, tr("Next hit"), QKeySequence(Qt::Key_F3));
    QToolButton *close = button(u"close"_s, tr("Close the find bar"), QKeySequence(Qt::Key_Escape));
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::textChanged);
    connect(previous, &QToolButton::clicked, this, [this] { Q_EMIT nextRequested(false); });
    connect(next, &QToolButton::clicked, this, [this] { Q_EMIT nextRequested(true); });
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });

    auto *box = new QHBoxLayout(this);
    box->setContentsMargins(12, 6, 12, 6);
    box->setSpacing(8);
    box->addWidget(m_field);
    box->addWidget(m_count);
    box->addWidget(previous);
    box->addWidget(next);
    box->addStretch(1);
    box->addWidget(close);
    fitWidths();
    hide();
}

void FindBar::fitWidths()
{
    m_field->setMinimumWidth(fonts::scaled(160));
    m_field->setMaximumWidth(fonts::scaled(320));
    m_count->setMinimumWidth(m_count->fontMetrics().horizontalAdvance(u"00000 / 00000"_s));
}

QString FindBar::text() const
{
    return m_field->text();
}

void FindBar::begin()
{
    show();
    m_field->selectAll();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void FindBar::setCount(int hit, int hits)
{
    const bool none = !text().isEmpty() && hits == 0;
    //: Find bar: which hit of how many
    m_count->setText(text().isEmpty() ? QString() : none ? tr("no hits") : tr("%1 of %2").arg(hit + 1).arg(hits));
    m_field->setProperty("invalid", none);
    m_field->update();
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        hide();
        Q_EMIT closed();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT nextRequested(!(event->modifiers() & Qt::ShiftModifier));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void FindBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitWidths();
}

} // namespace solver
