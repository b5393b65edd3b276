// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/attemptdelegate.h"

#include "delegates/roles.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QPainter>

namespace solver {

using namespace Qt::StringLiterals;

AttemptDelegate::AttemptDelegate(QObject *parent) : RowDelegate(parent)
{
    setSeparators(true);
}

int AttemptDelegate::rowHeight(const QFont &font) const
{
    return QFontMetrics(font).height() + QFontMetrics(fonts::small()).height() + 7;
}

void AttemptDelegate::paintCell(const Cell &cell) const
{
    switch (m_parts.value(cell.index.column(), Text)) {
    case Text:
        return RowDelegate::paintCell(cell);
    case Number:
        return drawText(cell, cell.rect, cell.option.text, cell.option.font, cell.theme.text2);
    case Outcome: {
        const QString key = cell.index.data(StatusKeyRole).toString();
        const QColor colour = statusColour(cell.theme, key);
        const int size = fonts::scaled(16);
        paintIcon(cell.painter, QRect(cell.rect.x(), cell.rect.y(), size, cell.rect.height()), statusIcon(key), size,
                  colour);
        const bool best = cell.index.data(BestRole).toBool();
        return drawText(cell, cell.rect.adjusted(size + 6, 0, 0, 0), cell.option.text,
                        best ? withWeight(cell.option.font, QFont::DemiBold) : cell.option.font, colour);
    }
    case Approach:
        return paintApproach(cell);
    case Score:
        return paintScore(cell);
    }
}

void AttemptDelegate::paintApproach(const Cell &cell) const
{
    const QFont first = withWeight(cell.option.font, QFont::Medium), second = fonts::small();
    const int high = QFontMetrics(first).height(), low = QFontMetrics(second).height();
    const int top = cell.rect.y() + (cell.rect.height() - 1 - high - low) / 2;
    drawText(cell, QRect(cell.rect.x(), top, cell.rect.width(), high), cell.option.text, first,
             cell.option.palette.color(QPalette::Text));
    drawText(cell, QRect(cell.rect.x(), top + high, cell.rect.width(), low), cell.index.data(SecondLineRole).toString(),
             second, cell.theme.text2);
}

void AttemptDelegate::paintScore(const Cell &cell) const
{
    if (cell.option.text.isEmpty())
        return drawText(cell, cell.rect, u"–"_s, cell.option.font, cell.theme.text2, Qt::AlignRight);
    const QString error = cell.index.data(ErrorTextRole).toString();
    const QFont small = fonts::small();
    QRect rect = cell.rect;
    if (!error.isEmpty()) {
        drawText(cell, rect, error, small, cell.theme.text2, Qt::AlignRight);
        rect.setRight(rect.right() - QFontMetrics(small).horizontalAdvance(error) - 6);
    }
    drawText(cell, rect, cell.option.text, withWeight(cell.option.font, QFont::Medium), cell.theme.text,
             Qt::AlignRight);
}

} // namespace solver
