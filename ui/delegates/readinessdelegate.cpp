// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/readinessdelegate.h"

#include "delegates/roles.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int padding = 11, edge = 16, gap = 12;

int heightOf(const QString &sentence, int width)
{
    return QFontMetrics(fonts::small())
        .boundingRect(QRect(0, 0, qMax(1, width), 1 << 20), Qt::TextWordWrap | Qt::AlignLeft, sentence)
        .height();
}

} // namespace

ReadinessDelegate::ReadinessDelegate(QObject *parent) : RowDelegate(parent)
{
    setSeparators(true);
}

/// States stand in one column, so the buttons' column has one width: the widest button of the list.
ReadinessDelegate::Columns ReadinessDelegate::columns(int left, int width, const QFont &font,
                                                      const QModelIndex &index) const
{
    int action = 0, state = 0;
    const QFontMetrics words(withWeight(font, QFont::Medium));
    for (int row = 0; row < index.model()->rowCount(index.parent()); ++row) {
        const QModelIndex other = index.siblingAtRow(row);
        if (const QString text = other.data(ActionTextRole).toString(); !text.isEmpty())
            action = qMax(action, actionSize(text, font, false).width() + gap);
        state = qMax(state, words.horizontalAdvance(other.data(StateTextRole).toString()));
    }
    state += fonts::scaled(16) + 8;
    const int text = left + edge + fonts::scaled(20) + gap;
    const int stateLeft = left + width - edge - action - state;
    return {.text = text,
            .textWidth = qMax(fonts::scaled(80), stateLeft - gap - text),
            .state = stateLeft,
            .stateWidth = state};
}

QSize ReadinessDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = view() ? view()->viewport()->width() : option.rect.width();
    const bool bar = index.data(ProgressRole).isValid();
    const QString sentence = bar ? QString() : index.data(SentenceRole).toString();
    const int below = bar ? QFontMetrics(fonts::small()).height()
                          : heightOf(sentence, columns(0, width, option.font, index).textWidth);
    return {fonts::scaled(320), 2 * padding + QFontMetrics(option.font).height() + 2 + below};
}

QRect ReadinessDelegate::actionRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = index.data(ActionTextRole).toString();
    if (text.isEmpty())
        return {};
    const QSize size = actionSize(text, option.font, false);
    const QRect &rect = option.rect;
    return {QPoint(rect.right() + 1 - edge - size.width(), rect.y() + (rect.height() - size.height()) / 2), size};
}

void ReadinessDelegate::paintCell(const Cell &cell) const
{
    const QRect &row = cell.option.rect;
    const Columns at = columns(row.x(), row.width(), cell.option.font, cell.index);
    const QFont title = withWeight(cell.option.font, QFont::Medium), small = fonts::small();
    const int high = QFontMetrics(title).height(), icon = fonts::scaled(20);
    paintIcon(cell.painter, QRect(row.x() + edge, row.y(), icon, row.height()),
              cell.index.data(IconNameRole).toString(), icon, cell.theme.text2);

    const QString sentence = cell.index.data(SentenceRole).toString();
    const QVariant progress = cell.index.data(ProgressRole);
    const int below = progress.isValid() ? QFontMetrics(small).height() : heightOf(sentence, at.textWidth);
    const int top = row.y() + (row.height() - high - 2 - below) / 2;
    drawText(cell, QRect(at.text, top, at.textWidth, high), cell.option.text, title, cell.theme.text);
    QRect under(at.text, top + high + 2, at.textWidth, below);
    if (progress.isValid()) {
        if (progress.toDouble() >= 0) {
            const int width = qMin(fonts::scaled(80), at.textWidth / 3), thick = fonts::scaled(6);
            painting::progressBar(cell.painter, QRectF(under.x(), under.y() + (below - thick + 1) / 2, width, thick),
                                  progress.toDouble(), {}, cell.theme.accent, cell.theme.track);
            under.setLeft(under.left() + width + 8);
        }
        drawText(cell, under, cell.index.data(ProgressTextRole).toString(), small, cell.theme.text2);
    } else {
        cell.painter->setFont(small);
        cell.painter->setPen(cell.theme.text2);
        cell.painter->drawText(under, Qt::TextWordWrap | Qt::AlignLeft, sentence);
    }

    const QString key = cell.index.data(StatusKeyRole).toString();
    const QColor colour = statusColour(cell.theme, key);
    const int size = fonts::scaled(16);
    paintIcon(cell.painter, QRect(at.state, row.y(), size, row.height()), statusIcon(key), size, colour);
    drawText(cell, QRect(at.state + size + 8, row.y(), at.stateWidth - size - 8, row.height()),
             cell.index.data(StateTextRole).toString(), title, colour);
    drawAction(cell, false);
}

} // namespace solver
