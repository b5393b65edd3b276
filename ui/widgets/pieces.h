// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QRect>
#include <QString>

class QPainter;

namespace solver {

/// A stretch of a line that is painted in its own font and colour.
struct Piece {
    QString text;
    QFont font;
    QColor colour;
};

/// Width of the pieces side by side; empty ones take no room.
int widthOf(const QList<Piece> &pieces, int gap);
/// Draws them from the left (from the right in right-to-left layouts), in the middle of the height; what does not fit
/// is shortened at its end.
void drawPieces(QPainter *painter, const QRect &rect, const QList<Piece> &pieces, int gap,
                Qt::LayoutDirection direction);

} // namespace solver
