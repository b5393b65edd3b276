// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pieces.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

namespace solver {

int widthOf(const QList<Piece> &pieces, int gap)
{
    int width = 0;
    for (const Piece &piece : pieces)
        if (!piece.text.isEmpty())
            width += (width > 0 ? gap : 0) + QFontMetrics(piece.font).horizontalAdvance(piece.text);
    return width;
}

void drawPieces(QPainter *painter, const QRect &rect, const QList<Piece> &pieces, int gap,
                Qt::LayoutDirection direction)
{
    painter->save();
    int x = rect.x();
    for (const Piece &piece : pieces) {
        if (piece.text.isEmpty())
            continue;
        const QFontMetrics metrics(piece.font);
        const int width = qMin(metrics.horizontalAdvance(piece.text), rect.right() + 1 - x);
        if (width <= 0)
            break;
        painter->setFont(piece.font);
        painter->setPen(piece.colour);
        const QRect place = QStyle::visualRect(direction, rect, QRect(x, rect.y(), width + 1, rect.height()));
        painter->drawText(
            place, int(QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter)) | Qt::TextSingleLine,
            metrics.elidedText(piece.text, Qt::ElideRight, width + 1));
        x += width + gap;
    }
    painter->restore();
}

} // namespace solver
