// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterchip.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/status.h"
#include "theme/theme.h"
#include "widgets/pieces.h"

#include <QLocale>
#include <QPainter>
#include <QStyle>

namespace solver {

namespace {

constexpr int side = 8;

int gapNow()
{
    return fonts::scaled(6);
}

} // namespace

FilterChip::FilterChip(const QString &text, const QString &statusKey, QWidget *parent)
    : QAbstractButton(parent), m_icon(statusKey.isEmpty() ? QString() : statusIcon(statusKey)), m_statusKey(statusKey)
{
    setText(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    fonts::assign(this, fonts::SmallMedium);
    setCount(0);
}

void FilterChip::setCount(int count)
{
    //: Name of a filter button for screen readers: a status, and how many jobs have it
    setCount(count, tr("%1, %n job(s)", nullptr, count).arg(text()));
}

void FilterChip::setCount(int count, const QString &name)
{
    m_count = count;
    setAccessibleName(name);
    updateGeometry();
    update();
}

void FilterChip::setSign(const QString &iconName, QColor Theme::*colour)
{
    m_icon = iconName;
    m_colour = colour;
    updateGeometry();
    update();
}

void FilterChip::setPlain(bool plain)
{
    m_plain = plain;
    update();
}

QSize FilterChip::sizeHint() const
{
    const int gap = gapNow();
    const int icon = m_icon.isEmpty() ? 0 : fonts::scaled(16) + gap;
    const QList<Piece> pieces{{text(), font(), {}}, {QLocale().toString(m_count), fonts::small(), {}}};
    return {2 * side + icon + widthOf(pieces, gap), fontMetrics().height() + 11};
}

void FilterChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    const int gap = gapNow();
    const bool on = isChecked(), empty = m_count == 0 && !on;
    QColor fill, edge;
    if (on && !m_plain) {
        fill = theme.asoft;
        edge = theme.accent;
    } else if (on) {
        fill = theme.raised;
        edge = theme.border;
    }
    if (isDown())
        fill = theme.press;
    else if (underMouse() && isEnabled() && !(on && !m_plain))
        fill = theme.hover;
    painting::box(&painter, QRectF(rect()), painting::controlRadius, fill, hasFocus() ? theme.accent : edge,
                  hasFocus() ? 2 : 1);

    QRect inside = rect().adjusted(side, 0, -side, 0);
    const bool grey = empty || !isEnabled();
    if (!m_icon.isEmpty()) {
        const int size = fonts::scaled(16);
        const QRect place(inside.x(), inside.y(), size, inside.height());
        paintIcon(&painter, QStyle::visualRect(layoutDirection(), inside, place), m_icon, size,
                  grey ? theme.disabled : m_colour ? theme.*m_colour : statusColour(theme, m_statusKey));
        inside = QStyle::visualRect(layoutDirection(), inside, inside.adjusted(size + gap, 0, 0, 0));
    }
    const QColor text = grey ? theme.disabled : on && !m_plain ? theme.accent : theme.text;
    const QColor number = grey ? theme.disabled : on && !m_plain ? theme.accent : theme.text2;
    drawPieces(&painter, inside, {{this->text(), font(), text}, {QLocale().toString(m_count), fonts::small(), number}},
               gap, layoutDirection());
}

} // namespace solver
