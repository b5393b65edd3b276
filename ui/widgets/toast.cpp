// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/toast.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QAction>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int fromEdge = 16;

/// The action is a link in the accent: a filled button would compete with the page's.
class LinkButton final : public QToolButton
{
public:
    using QToolButton::QToolButton;
    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(text()) + 9, fontMetrics().height() + 6};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Theme::of(palette());
        const bool lit = underMouse() || isDown();
        painting::box(&painter, QRectF(rect()), 4, lit ? theme.hover : QColor(), hasFocus() ? theme.accent : QColor(),
                      2);
        painter.setPen(isEnabled() ? theme.accent : theme.disabled);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine | Qt::TextHideMnemonic, text());
    }
};

} // namespace

Toast::Toast(QWidget *parent)
    : QWidget(parent), m_text(new QLabel(this)), m_button(new LinkButton(this)), m_key(new QLabel(this))
{
    auto *close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setIcon(icon(u"close"_s));
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(tr("Close this message"));
    m_key->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(m_key, fonts::Small);
    m_text->setTextFormat(Qt::PlainText);
    auto *box = new QHBoxLayout(this);
    box->setContentsMargins(14, 4, 4, 4);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_text, m_button, m_key, close})
        box->addWidget(widget);
    m_time.setSingleShot(true);
    connect(&m_time, &QTimer::timeout, this, &Toast::endUnlessInUse);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_button, &QToolButton::clicked, this, [this] {
        hide();
        if (m_action)
            m_action->trigger();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::showMessage(const QString &text, QAction *action, std::chrono::milliseconds time)
{
    m_action = action;
    m_text->setText(text);
    m_button->setVisible(action);
    m_button->setText(action ? action->text() : QString());
    m_key->setText(action ? action->shortcut().toString(QKeySequence::NativeText) : QString());
    m_key->setVisible(!m_key->text().isEmpty());
    setAccessibleName(text);
    show();
    raise();
    place();
    m_time.start(time);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Toast::place()
{
    const QSize room = parentWidget()->size();
    resize(sizeHint().boundedTo(room - QSize(2 * fromEdge, fromEdge)));
    const int x = layoutDirection() == Qt::RightToLeft ? fromEdge : room.width() - width() - fromEdge;
    move(x, room.height() - height() - fromEdge);
}

void Toast::endUnlessInUse()
{
    const QWidget *focus = focusWidget();
    if (underMouse() || (focus && focus->hasFocus()))
        m_time.start(std::chrono::seconds(2));
    else
        hide();
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize && !isHidden())
        place();
    return QWidget::eventFilter(watched, event);
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    painting::box(&painter, QRectF(rect()), painting::controlRadius, theme.raised, theme.border);
}

void Toast::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QWidget::keyPressEvent(event);
}

} // namespace solver
