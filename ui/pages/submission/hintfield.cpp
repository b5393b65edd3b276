// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/hintfield.h"

#include "theme/fonts.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace solver {

HintField::HintField(const QString &placeholder, const QKeySequence &key, QWidget *parent)
    : QLineEdit(parent), m_hint(key.toString(QKeySequence::NativeText))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setToolTip(tr("%1 (%2)").arg(placeholder, m_hint));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize HintField::sizeHint() const
{
    const int text = fontMetrics().horizontalAdvance(placeholderText()) + QFontMetrics(fonts::caption()).horizontalAdvance(m_hint);
    return {text + fonts::scaled(28) + 2 * fonts::scaled(24), QLineEdit::sizeHint().height()};
}

QSize HintField::minimumSizeHint() const
{
    return {fonts::scaled(72), QLineEdit::minimumSizeHint().height()};
}

void HintField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    if (text().isEmpty()) {
        Q_EMIT left();
        return;
    }
    clear();
    Q_EMIT textEdited({});
}

void HintField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    const QFontMetrics metrics(fonts::caption());
    const int hint = metrics.horizontalAdvance(m_hint);
    const int icons = actions().isEmpty() ? 0 : fonts::scaled(24);
    if (!text().isEmpty() || icons + fontMetrics().horizontalAdvance(placeholderText()) + hint + fonts::scaled(28) > width())
        return;
    QPainter painter(this);
    painter.setFont(fonts::caption());
    painter.setPen(isEnabled() ? Theme::of(palette()).text2 : Theme::of(palette()).disabled);
    painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignVCenter | Qt::AlignRight, m_hint);
}

} // namespace solver
