// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/findingdelegate.h"

#include "delegates/roles.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int padding = 12, gap = 3, edge = 12, iconGap = 8;

int textLeft()
{
    return fonts::scaled(16) + iconGap;
}

int sentenceHeight(const QString &sentence, int width)
{
    return QFontMetrics(fonts::small())
        .boundingRect(QRect(0, 0, qMax(1, width), 1 << 20), Qt::TextWordWrap | Qt::AlignLeft, sentence)
        .height();
}

} // namespace

FindingDelegate::FindingDelegate(QObject *parent) : RowDelegate(parent)
{
    setSeparators(true);
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = view() ? view()->viewport()->width() : option.rect.width();
    const int small = QFontMetrics(fonts::small()).height();
    const int height = 2 * padding + QFontMetrics(option.font).height() + 2 * gap + small +
                       sentenceHeight(index.data(SentenceRole).toString(), width - 2 * edge - textLeft());
    return {fonts::scaled(160), height};
}

void FindingDelegate::paintCell(const Cell &cell) const
{
    const QFont title = withWeight(cell.option.font, QFont::Medium), small = fonts::small();
    const int high = QFontMetrics(title).height(), low = QFontMetrics(small).height(), size = fonts::scaled(16);
    const QRect rect = cell.option.rect.adjusted(edge, padding, -edge, -padding);
    const QString severity = cell.index.data(SeverityRole).toString();
    const bool info = severity == u"info", error = severity == u"error";
    // What was repaired is a warning, whatever it was before: the caller says which by the role.
    paintIcon(cell.painter, QRect(rect.x(), rect.y(), size, high),
              info    ? u"level-info"_s
              : error ? u"level-error"_s
                      : u"level-warning"_s,
              size,
              info    ? cell.theme.text2
              : error ? cell.theme.failed
                      : cell.theme.warning);
    const QRect text = rect.adjusted(textLeft(), 0, 0, 0);

    const QString count = cell.index.data(CountTextRole).toString();
    const int countWidth = QFontMetrics(small).horizontalAdvance(count);
    drawText(cell, QRect(text.x(), text.y(), text.width() - countWidth - 8, high), cell.option.text, title,
             cell.theme.text);
    drawText(cell, QRect(text.right() + 1 - countWidth, text.y(), countWidth, high), count, small, cell.theme.text2);

    const QString sentence = cell.index.data(SentenceRole).toString();
    const QRect middle(text.x(), text.y() + high + gap, text.width(), sentenceHeight(sentence, text.width()));
    cell.painter->setFont(small);
    cell.painter->setPen(cell.theme.text2);
    cell.painter->drawText(middle, Qt::TextWordWrap | Qt::AlignLeft, sentence);

    const QFont codeFont = fonts::smallMedium();
    const QString code = cell.index.data(CodeRole).toString();
    QRect last(text.x(), middle.bottom() + 1 + gap, text.width(), low);
    drawText(cell, last, code, codeFont, cell.theme.text);
    if (!code.isEmpty())
        last.setLeft(last.left() + QFontMetrics(codeFont).horizontalAdvance(code) + 8);
    drawText(cell, last, cell.index.data(SeverityTextRole).toString(), small, cell.theme.text2);
}

} // namespace solver
