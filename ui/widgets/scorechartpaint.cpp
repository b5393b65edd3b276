// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/scoretext.h"
#include "theme/theme.h"
#include "widgets/scorechartframe.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

ScoreChart::Frame ScoreChart::frame() const
{
    const QFontMetrics caption(fonts::caption()), small(fonts::small());
    Frame frame{};
    double low = 1e300, high = -1e300;
    const auto take = [&](double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    };
    if (m_baseline)
        take(*m_baseline);
    frame.attempts = std::max(1, m_planned);
    for (const ChartPoint &point : m_points) {
        frame.attempts = std::max(frame.attempts, point.attempt);
        if (point.score) {
            take(*point.score - point.error);
            take(*point.score + point.error);
        }
    }
    const QRect inside = rect().adjusted(16, 4, -8, -8);
    frame.title = QRect(inside.x(), inside.y(), inside.width(), small.height() + 4);
    const int lines = small.horizontalAdvance(summary()) > inside.width() ? 2 : 1;
    frame.summary =
        QRect(inside.x(), inside.bottom() + 1 - lines * small.height(), inside.width(), lines * small.height());
    const int footHeight = caption.height() + 4;
    const int top = frame.title.bottom() + 6 + caption.height() / 2, bottom = frame.summary.y() - 6 - footHeight;
    frame.scale = Scale::over(low, high, std::clamp((bottom - top) / (caption.height() * 2), 2, 6));
    int labels = 0;
    for (const double mark : frame.scale.marks())
        labels = std::max(labels, caption.horizontalAdvance(QString::number(mark, 'f', frame.scale.decimals)));
    const int names = std::max({caption.horizontalAdvance(tr("baseline")), caption.horizontalAdvance(tr("attempt")),
                                QFontMetrics(fonts::caption()).horizontalAdvance(u"0.00000"_s)});
    frame.plot = QRect(QPoint(inside.x() + labels + 8, top), QPoint(inside.right() - names - 6, bottom));
    frame.foot = QRect(frame.plot.x(), frame.plot.bottom() + 5, frame.plot.width(), footHeight);
    frame.names = QRect(frame.plot.right() + 7, frame.plot.y(), names, frame.plot.height());
    return frame;
}

void ScoreChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Frame at = frame();
    const Theme &theme = Theme::of(palette());
    painter.setFont(fonts::smallMedium());
    painter.setPen(theme.text2);
    const QString title = tr("Sealed score by attempt, %1").arg(m_metric);
    const QFontMetrics metrics(painter.font());
    painter.drawText(at.title, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(title, Qt::ElideRight, at.title.width()));
    const int side = fonts::scaled(9), after = at.title.x() + metrics.horizontalAdvance(title) + 6;
    if (after + side < at.title.right())
        painting::triangle(&painter, QRectF(after, at.title.center().y() - side / 2 + 1, side, side - 1), m_higher,
                           theme.text2);
    if (at.plot.width() > 20 && at.plot.height() > 20) {
        paintAxes(painter, at);
        paintLines(painter, at);
        for (const ChartPoint &point : m_points)
            paintPoint(painter, at, point);
        paintNames(painter, at);
    }
    paintSummary(painter, at.summary);
}

void ScoreChart::paintAxes(QPainter &painter, const Frame &at) const
{
    const Theme &theme = Theme::of(palette());
    painter.setFont(fonts::caption());
    const QFontMetrics caption(painter.font());
    for (const double mark : at.scale.marks()) {
        const int y = qRound(at.y(mark));
        painter.fillRect(QRect(at.plot.x(), y, at.plot.width(), 1), theme.sep);
        painter.setPen(theme.text2);
        painter.drawText(QRect(0, y - caption.height() / 2, at.plot.x() - 8, caption.height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(mark, 'f', at.scale.decimals).replace(u'-', u'−'));
    }
    painter.fillRect(QRect(at.plot.x(), at.plot.bottom(), at.plot.width(), 1), theme.border);
    const double width = double(at.plot.width()) / at.attempts;
    const int room = caption.horizontalAdvance(QString::number(at.attempts)) + 8;
    const int each = std::max(1, int(room / width) + 1); // fifty numbers do not fit: every fifth does
    for (int attempt = 1; attempt <= at.attempts; ++attempt) {
        const bool current = attempt == m_current;
        if (!current && (each > 1 && attempt % each != 0))
            continue;
        const QRect place(qRound(at.x(attempt)) - room / 2, at.foot.y(), room, caption.height() + 2);
        if (current && hasFocus())
            painting::box(&painter, QRectF(place), 4, theme.base, theme.accent, 2);
        painter.setFont(fonts::caption());
        QFont font = painter.font();
        font.setWeight(current ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(current ? theme.text : theme.text2);
        painter.drawText(place, Qt::AlignCenter, QString::number(attempt));
    }
    painter.setFont(fonts::caption());
    painter.setPen(theme.text2);
    painter.drawText(QRect(at.names.x(), at.foot.y(), at.names.width(), caption.height() + 2),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("attempt"));
}

void ScoreChart::paintLines(QPainter &painter, const Frame &at) const
{
    const Theme &theme = Theme::of(palette());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_baseline) {
        QPen pen(theme.text2, 1);
        pen.setDashPattern({5, 4});
        painter.setPen(pen);
        const int y = qRound(at.y(*m_baseline));
        painter.drawLine(at.plot.x(), y, at.plot.right(), y);
    }
    // Best so far: from the baseline up, half an attempt before the point that was better.
    std::optional<double> best = m_baseline;
    QPolygonF line;
    double x = at.plot.x(), end = at.plot.x();
    if (best)
        line << QPointF(x, at.y(*best));
    for (const ChartPoint &point : m_points) {
        if (point.kind != ChartPoint::Running)
            end = at.x(point.attempt + 0.5);
        else
            end = at.x(point.attempt);
        if (!point.score || (point.kind != ChartPoint::Scored && point.kind != ChartPoint::Best))
            continue;
        if (best && (m_higher ? *point.score <= *best : *point.score >= *best))
            continue;
        x = at.x(point.attempt - (point.attempt == 1 ? 0.25 : 0.5));
        if (best)
            line << QPointF(x, at.y(*best));
        best = point.score;
        line << QPointF(x, at.y(*best));
    }
    for (const ChartPoint &point : m_points)
        if (point.kind == ChartPoint::Running) {
            QPen pen(theme.accent, 1);
            pen.setDashPattern({2, 3});
            painter.setPen(pen);
            const int upright = qRound(at.x(point.attempt));
            painter.drawLine(upright, at.plot.y(), upright, at.plot.bottom());
        }
    if (best && !line.isEmpty()) {
        line << QPointF(std::max(end, x), at.y(*best));
        for (QPointF &corner : line)
            corner = QPointF(qRound(corner.x()), qRound(corner.y()));
        painter.setPen(QPen(theme.accent, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.drawPolyline(line);
        QPen pen(theme.accent, 1);
        pen.setDashPattern({2, 3});
        painter.setPen(pen);
        painter.drawLine(line.last(), QPointF(at.plot.right(), line.last().y()));
    }
    painter.restore();
}

void ScoreChart::paintPoint(QPainter &painter, const Frame &at, const ChartPoint &point) const
{
    const Theme &theme = Theme::of(palette());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double x = qRound(at.x(point.attempt)), half = fonts::scaled(4);
    const bool counts = point.kind == ChartPoint::Scored || point.kind == ChartPoint::Best;
    if (point.kind == ChartPoint::Failed) {
        const QPointF middle(x, at.plot.bottom() - 9);
        painter.setPen(QPen(theme.failed, 1.75, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(middle + QPointF(-half, -half), middle + QPointF(half, half));
        painter.drawLine(middle + QPointF(-half, half), middle + QPointF(half, -half));
    } else if (point.score && point.kind != ChartPoint::Running) {
        const double y = at.y(*point.score);
        const QColor colour = counts ? theme.accent : theme.text2;
        if (point.error > 0) {
            painter.setRenderHint(QPainter::Antialiasing, false);
            painter.setPen(QPen(theme.text2, 1));
            const int high = qRound(at.y(*point.score + point.error)), low = qRound(at.y(*point.score - point.error));
            painter.drawLine(QPointF(x, high), QPointF(x, low));
            for (const int end : {high, low})
                painter.drawLine(QPointF(x - half, end), QPointF(x + half, end));
            painter.setRenderHint(QPainter::Antialiasing);
        }
        painter.setPen(QPen(colour, 2));
        painter.setBrush(point.kind == ChartPoint::Best ? colour : theme.base);
        if (counts)
            painter.drawEllipse(QPointF(x, y), half, half);
        else // another shape, not only another colour
            painter.drawPolygon(
                QPolygonF({QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)}));
        if (point.attempt == m_current) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 1.5));
            painter.drawEllipse(QPointF(x, y), half + 4, half + 4);
        }
    } else if (point.kind == ChartPoint::Screened) {
        painter.setPen(QPen(theme.text2, 1.75, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(x - half, at.plot.bottom() - 9), QPointF(x + half, at.plot.bottom() - 9));
    }
    painter.restore();
}

/// The two lines are named at their right ends; where both names would meet they move apart.
void ScoreChart::paintNames(QPainter &painter, const Frame &at) const
{
    const Theme &theme = Theme::of(palette());
    const int line = QFontMetrics(fonts::caption()).height(), block = 2 * line;
    const auto place = [&](double score) {
        return std::clamp(qRound(at.y(score)) - line, at.plot.y() - line / 2, at.plot.bottom() - block + line / 2);
    };
    const ChartPoint *top = best();
    int bestY = top ? place(*top->score) : 0, baseY = m_baseline ? place(*m_baseline) : 0;
    if (top && m_baseline && std::abs(bestY - baseY) < block) {
        const bool above = at.y(*top->score) <= at.y(*m_baseline);
        const int middle = std::clamp((bestY + baseY) / 2, at.plot.y() + line / 2, at.plot.bottom() - block - line / 2);
        bestY = above ? middle - line : middle + line;
        baseY = above ? middle + line : middle - line;
    }
    const auto write = [&](int y, const QString &name, double score, const QColor &colour, QFont::Weight weight) {
        QFont font = fonts::caption();
        font.setWeight(weight);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRect(at.names.x(), y, at.names.width() + 8, line), Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.drawText(QRect(at.names.x(), y + line, at.names.width() + 8, line), Qt::AlignLeft | Qt::AlignVCenter,
                         scoreText(score));
    };
    if (top)
        write(bestY, tr("best"), *top->score, theme.accent, QFont::DemiBold);
    if (m_baseline)
        write(baseY, tr("baseline"), *m_baseline, theme.text2, QFont::Normal);
}

/// The gain has the colour of what went well; its sign says the same.
void ScoreChart::paintSummary(QPainter &painter, const QRect &rect) const
{
    const Theme &theme = Theme::of(palette());
    const QFont font = fonts::small();
    const QString text = summary();
    QTextLayout layout(text, font, painter.device());
    const QString difference = gain();
    const qsizetype found = difference.isEmpty() ? -1 : text.lastIndexOf(difference);
    if (found >= 0 && difference.startsWith(u'+') == m_higher) {
        QTextLayout::FormatRange range;
        range.start = int(found);
        range.length = int(difference.size());
        range.format.setForeground(theme.completed);
        range.format.setFontWeight(QFont::Medium);
        layout.setFormats({range});
    }
    layout.beginLayout();
    const int height = QFontMetrics(font).height();
    for (int y = 0; y + height <= rect.height(); y += height) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(rect.width() + 1);
        line.setPosition(QPointF(0, y));
    }
    layout.endLayout();
    painter.setPen(theme.text2);
    layout.draw(&painter, rect.topLeft());
}

} // namespace solver
