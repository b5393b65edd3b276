// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

class QIcon;
class QPainter;
class QPalette;

/// Shapes that style, widgets and delegates have in common. All of them leave the painter as it was.
namespace solver::painting {

constexpr qreal controlRadius = 6;   ///< of controls and cards
constexpr qreal rowButtonRadius = 5; ///< of buttons in a row

/// A rounded rectangle whose edge lies inside \a rect, sharp at \a width whole pixels. Invalid colours are not drawn.
void box(QPainter *painter, const QRectF &rect, qreal corner, const QColor &fill, const QColor &edge = {},
         qreal width = 1);

/// What a button looks like, wherever it is painted.
struct ButtonState {
    bool primary = false;
    bool enabled = true;
    bool hovered = false;
    bool pressed = false;
    bool checked = false;
    bool focused = false;
    bool flat = false; ///< no face until it is pointed at
};
void buttonFace(QPainter *painter, const QRectF &rect, const QPalette &palette, const ButtonState &state,
                qreal corner = controlRadius);
/// Colour of the icon and the text on it.
QColor buttonText(const QPalette &palette, const ButtonState &state);

/// An icon of ours in \a colour, any other as it is.
void iconIn(QPainter *painter, const QRect &rect, const QIcon &icon, int size, const QColor &colour, bool enabled);

/// A bar of parts as wide as their shares, filled up to \a value (0 to 1), with gaps of one device pixel.
/// Part edges lie on device pixels, so that nothing is blurred. No parts: one.
void progressBar(QPainter *painter, const QRectF &rect, double value, const QList<double> &parts, const QColor &bar,
                 const QColor &track);

/// A filled triangle that fills \a rect: the direction of a score or of sorting. Drawn, because a letter would sit
/// elsewhere in each font.
void triangle(QPainter *painter, const QRectF &rect, bool up, const QColor &colour);

/// \a rect with its edges moved to whole device pixels of what is painted on.
QRectF toDevicePixels(const QPainter *painter, const QRectF &rect);

} // namespace solver::painting
