// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/jobdelegate.h"

#include "delegates/roles.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>

#include <cmath>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

bool isRunning(const QModelIndex &index)
{
    return index.data(StatusKeyRole).toString() == u"processing";
}

} // namespace

JobDelegate::JobDelegate(QObject *parent) : RowDelegate(parent)
{
    m_turning.setInterval(250);
    connect(&m_turning, &QTimer::timeout, this, &JobDelegate::turn);
}

void JobDelegate::paintCell(const Cell &cell) const
{
    switch (m_parts.value(cell.index.column(), Text)) {
    case Text:
        return RowDelegate::paintCell(cell);
    case Name:
        return drawText(cell, cell.rect, cell.option.text, withWeight(cell.option.font, QFont::Medium),
                        cell.option.palette.color(QPalette::Text));
    case Status:
        return paintStatus(cell);
    case Activity: {
        QRect rect = cell.rect;
        if (const QRect action = actionRect(cell.option, cell.index); !action.isEmpty())
            rect.setRight(action.left() - 8);
        drawText(cell, rect, cell.option.text, cell.option.font, cell.option.palette.color(QPalette::Text));
        return drawAction(cell, true);
    }
    case Progress:
        return paintProgress(cell);
    case Score:
        return paintScore(cell);
    }
}

QRect JobDelegate::actionRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (m_parts.value(index.column(), Text) != Activity)
        return {};
    const QString action = index.data(ActionTextRole).toString();
    if (action.isEmpty())
        return {};
    const QRect rect = inner(option, index);
    const QSize size = actionSize(action, option.font, true).boundedTo({rect.width(), option.rect.height() - 2});
    const int text = QFontMetrics(option.font).horizontalAdvance(displayText(index.data(), option.locale));
    const int left = qMax(rect.left(), qMin(rect.left() + text + 8, rect.right() + 1 - size.width()));
    return {QPoint(left, rect.y() + (rect.height() - size.height()) / 2), size};
}

void JobDelegate::paintStatus(const Cell &cell) const
{
    const QString key = cell.index.data(StatusKeyRole).toString();
    const QColor colour = statusColour(cell.theme, key);
    const int size = fonts::scaled(16);
    const QRect place(cell.rect.x(), cell.rect.y(), size, cell.rect.height());
    const bool turning = isRunning(cell.index) && m_motion;
    if (turning && !m_turning.isActive())
        m_turning.start();
    if (turning && m_eighths > 0) {
        cell.painter->save();
        cell.painter->setRenderHint(QPainter::SmoothPixmapTransform);
        cell.painter->translate(QRectF(place).center());
        cell.painter->rotate(45 * m_eighths);
        cell.painter->translate(-QRectF(place).center());
        paintIcon(cell.painter, place, statusIcon(key), size, colour);
        cell.painter->restore();
    } else {
        paintIcon(cell.painter, place, statusIcon(key), size, colour);
    }
    drawText(cell, cell.rect.adjusted(size + 8, 0, 0, 0), statusWord(key), withWeight(cell.option.font, QFont::Medium),
             colour);
}

void JobDelegate::paintProgress(const Cell &cell) const
{
    const QVariant given = cell.index.data(ProgressRole);
    if (!given.isValid())
        return;
    const double value = given.toDouble();
    if (value < 0)
        return drawText(cell, cell.rect, cell.index.data(ProgressTextRole).toString(), fonts::small(),
                        cell.theme.text2);
    //: Progress of a job in per cent
    const QString percent = tr("%1 %").arg(std::floor(qMin(1.0, value) * 100 + 1e-9));
    const int room = QFontMetrics(fonts::small()).horizontalAdvance(tr("%1 %").arg(100));
    const int width = qMin(fonts::scaled(112), cell.rect.width() - room - 8), height = fonts::scaled(6);
    const QRect bar(cell.rect.x(), cell.rect.y() + (cell.rect.height() - height + 1) / 2, width, height);
    const bool paused = cell.index.data(StatusKeyRole).toString() == u"paused";
    const bool onSelection = cell.selected && cell.option.state & QStyle::State_Active;
    painting::progressBar(cell.painter, QRectF(bar), value, cell.index.data(ProgressPartsRole).value<QList<double>>(),
                          paused ? cell.theme.text2 : cell.theme.accent,
                          onSelection ? cell.theme.tracksel : cell.theme.track);
    drawText(cell, QRect(bar.right() + 9, cell.rect.y(), room, cell.rect.height()), percent, fonts::small(),
             cell.option.palette.color(QPalette::Text), Qt::AlignRight);
}

/// Numbers end at one line, so that their digits stand in columns; a longer number moves the line for its row only.
void JobDelegate::paintScore(const Cell &cell) const
{
    const QFont font = withWeight(cell.option.font, QFont::Medium);
    const QFontMetrics metrics(font);
    const bool none = cell.option.text.isEmpty();
    const QString number = none ? u"–"_s : cell.option.text;
    const int width = qMax(metrics.horizontalAdvance(u"0.0000"_s), metrics.horizontalAdvance(number));
    QRect rect = cell.rect;
    rect.setWidth(qMin(width, cell.rect.width()));
    drawText(cell, rect, number, none ? cell.option.font : font, none ? cell.theme.text2 : cell.theme.text,
             Qt::AlignRight);
    if (none)
        return;
    int end = rect.right();
    if (const QString error = cell.index.data(ErrorTextRole).toString(); !error.isEmpty()) {
        const int room = qMax(0, qMin(QFontMetrics(fonts::small()).horizontalAdvance(error), cell.rect.right() - end - 6));
        drawText(cell, QRect(end + 7, cell.rect.y(), room, cell.rect.height()), error, fonts::small(), cell.theme.text2);
        end += 6 + room;
    }
    const int side = fonts::scaled(10);
    const QRectF arrow(end + 7, cell.rect.y() + (cell.rect.height() - side + 1) / 2, side, side - 1);
    if (arrow.right() < cell.rect.right())
        painting::triangle(cell.painter, arrow, cell.index.data(DirectionRole).toBool(), cell.theme.text2);
    rect = cell.rect;
    rect.setLeft(int(arrow.right()) + 6);
    drawText(cell, rect, cell.index.data(MetricRole).toString(), fonts::small(), cell.theme.text2);
}

void JobDelegate::turn()
{
    m_eighths = (m_eighths + 1) % 8;
    const int column = m_parts.key(Status, -1);
    bool found = false;
    if (view() && view()->isVisible() && column >= 0 && m_motion) {
        const int bottom = view()->viewport()->height();
        QModelIndex index = view()->indexAt(QPoint(view()->viewport()->width() / 2, 0));
        for (; index.isValid() && view()->visualRect(index).y() < bottom; index = index.siblingAtRow(index.row() + 1)) {
            if (!isRunning(index))
                continue;
            found = true;
            view()->update(index.siblingAtColumn(column));
        }
    }
    if (!found)
        m_turning.stop(); // painting such a row starts it again
}

} // namespace solver
