// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statusbutton.h"

#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/theme.h"
#include "widgets/pieces.h"

#include <QPainter>
#include <QStyle>

namespace solver {

namespace {

constexpr int side = 8, iconGap = 6;

} // namespace

StatusButton::StatusButton(QWidget *parent) : QAbstractButton(parent)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    fonts::assign(this, fonts::Small);
}

void StatusButton::setParts(const QString &before, const QString &value, const QString &after)
{
    m_before = before;
    m_value = value;
    m_after = after;
    QStringList words{before, value, after};
    words.removeAll(QString());
    setAccessibleName(words.join(u' '));
    updateGeometry();
    update();
}

void StatusButton::setSeparator(bool separator)
{
    m_separator = separator;
    update();
}

QSize StatusButton::sizeHint() const
{
    const int icon = this->icon().isNull() ? 0 : fonts::scaled(16) + iconGap;
    const QList<Piece> pieces{{m_before, font(), {}}, {m_value, fonts::smallMedium(), {}}, {m_after, font(), {}}};
    return {2 * side + icon + widthOf(pieces, fontMetrics().horizontalAdvance(u' ')), fontMetrics().height() + 13};
}

void StatusButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    const QRectF face = QRectF(rect()).adjusted(1, 2, -2, -2);
    if (isDown() || underMouse())
        painting::box(&painter, face, painting::controlRadius, isDown() ? theme.press : theme.hover);
    if (hasFocus())
        painting::box(&painter, face, painting::controlRadius, {}, theme.accent, 2);
    QRect inside = rect().adjusted(side, 0, -side, 0);
    if (!icon().isNull()) {
        const int size = fonts::scaled(16);
        const QRect place(inside.x(), inside.y(), size, inside.height());
        painting::iconIn(&painter, QStyle::visualRect(layoutDirection(), inside, place), icon(), size, theme.text2,
                         isEnabled());
        inside = QStyle::visualRect(layoutDirection(), inside, inside.adjusted(size + iconGap, 0, 0, 0));
    }
    const QColor strong = isEnabled() ? theme.text : theme.disabled, weak = isEnabled() ? theme.text2 : theme.disabled;
    drawPieces(&painter, inside,
               {{m_before, font(), weak}, {m_value, fonts::smallMedium(), strong}, {m_after, font(), weak}},
               fontMetrics().horizontalAdvance(u' '), layoutDirection());
    if (m_separator) {
        const QRect line(width() - 1, 6, 1, height() - 12);
        painter.fillRect(QStyle::visualRect(layoutDirection(), rect(), line), theme.sep);
    }
}

} // namespace solver
