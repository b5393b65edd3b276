// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/painting.h"

#include "theme/icons.h"
#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QtMath>

#include <numeric>

namespace solver::painting {

namespace {

/// Keeps a painter's state for the length of a block.
class Saved
{
public:
    explicit Saved(QPainter *painter) : m_painter(painter) { painter->save(); }
    ~Saved() { m_painter->restore(); }
    Saved(const Saved &) = delete;
    Saved &operator=(const Saved &) = delete;

private:
    QPainter *m_painter;
};

} // namespace

void box(QPainter *painter, const QRectF &rect, qreal corner, const QColor &fill, const QColor &edge, qreal width)
{
    const Saved saved(painter);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->setPen(edge.isValid() ? QPen(edge, width) : QPen(Qt::NoPen));
    const qreal inset = edge.isValid() ? width / 2 : 0;
    const qreal inner = qMax(0.0, corner - inset);
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), inner, inner);
}

void buttonFace(QPainter *painter, const QRectF &rect, const QPalette &palette, const ButtonState &state, qreal corner)
{
    const Theme &theme = Theme::of(palette);
    if (state.primary && state.enabled) {
        const QColor fill = state.hovered || state.pressed ? theme.fillhover : theme.fill;
        if (state.focused) { // a ring with a gap: the fill alone is the accent already
            box(painter, rect, corner + 1, palette.color(QPalette::Base), theme.accent, 2);
            box(painter, rect.adjusted(3, 3, -3, -3), corner - 2, fill);
        } else {
            box(painter, rect, corner, fill);
        }
        return;
    }
    QColor fill = state.flat ? QColor() : theme.raised;
    QColor edge = state.flat ? QColor() : theme.border;
    if (!state.enabled) {
        fill = QColor(); // never {}: that is Qt::color0
        edge = state.flat ? QColor() : theme.sep;
    } else if (state.checked) {
        fill = theme.asoft;
        edge = theme.accent;
    } else if (state.pressed) {
        fill = theme.press;
    } else if (state.hovered) {
        fill = theme.hover;
    }
    box(painter, rect, corner, fill, state.focused ? theme.accent : edge, state.focused ? 2 : 1);
}

QColor buttonText(const QPalette &palette, const ButtonState &state)
{
    const Theme &theme = Theme::of(palette);
    if (!state.enabled)
        return theme.disabled;
    return state.primary ? theme.onfill : state.checked ? theme.accent : theme.text;
}

void iconIn(QPainter *painter, const QRect &rect, const QIcon &icon, int size, const QColor &colour, bool enabled)
{
    if (const QString name = icon.name(); !name.isEmpty())
        paintIcon(painter, rect, name, size, colour);
    else
        icon.paint(painter, rect, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
}

void progressBar(QPainter *painter, const QRectF &rect, double value, const QList<double> &parts, const QColor &bar,
                 const QColor &track)
{
    const Saved saved(painter);
    const QRectF whole = toDevicePixels(painter, rect);
    const qreal pixel = 1 / painter->device()->devicePixelRatio();
    QPainterPath outline;
    outline.addRoundedRect(whole, whole.height() / 2, whole.height() / 2);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipPath(outline);

    const QList<double> shares = parts.isEmpty() ? QList<double>{1} : parts;
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    const qreal end = whole.left() + whole.width() * qBound(0.0, value, 1.0);
    const auto snapped = [&](qreal x) { return qRound(x / pixel) * pixel; };
    double before = 0;
    qreal left = whole.left();
    for (qsizetype i = 0; i < shares.size() && sum > 0; ++i) {
        before += shares[i];
        const bool last = i + 1 == shares.size();
        const qreal right = last ? whole.right() : snapped(whole.left() + whole.width() * before / sum);
        const qreal until = last ? right : right - pixel; // the gap
        if (until > left) {
            const qreal filled = qBound(left, snapped(end), until);
            painter->fillRect(QRectF(QPointF(left, whole.top()), QPointF(filled, whole.bottom())), bar);
            painter->fillRect(QRectF(QPointF(filled, whole.top()), QPointF(until, whole.bottom())), track);
        }
        left = qMax(left, right);
    }
}

void triangle(QPainter *painter, const QRectF &rect, bool up, const QColor &colour)
{
    const Saved saved(painter);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    const qreal tip = up ? rect.top() : rect.bottom(), foot = up ? rect.bottom() : rect.top();
    painter->drawPolygon(
        QPolygonF({QPointF(rect.left(), foot), QPointF(rect.right(), foot), QPointF(rect.center().x(), tip)}));
}

QRectF toDevicePixels(const QPainter *painter, const QRectF &rect)
{
    const qreal ratio = painter->device()->devicePixelRatio();
    const auto snapped = [ratio](qreal value) { return qRound(value * ratio) / ratio; };
    return {QPointF(snapped(rect.left()), snapped(rect.top())), QPointF(snapped(rect.right()), snapped(rect.bottom()))};
}

} // namespace solver::painting
