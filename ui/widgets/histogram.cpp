// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogram.h"

#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/theme.h"
#include "widgets/scale.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int rightEdge = 12;

/// "100 k", "2.5 M": axis labels must be short.
QString shortNumber(double value, double step)
{
    const double size = std::max(std::abs(value), step);
    const auto [divisor, unit] = size >= 1e9   ? std::pair(1e9, u" G"_s)
                                 : size >= 1e6 ? std::pair(1e6, u" M"_s)
                                 : size >= 1e4 ? std::pair(1e3, u" k"_s)
                                               : std::pair(1.0, QString());
    const int decimals = std::max(0, int(-std::floor(std::log10(step / divisor) + 1e-9)));
    return QString::number(value / divisor, 'f', std::min(decimals, 6)).replace(u'-', u'−') + unit;
}

} // namespace

Histogram::Histogram(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void Histogram::setData(const QString &column, const HistogramData &shown)
{
    m_column = column;
    m_data = shown;
    double highest = 0;
    for (const std::vector<double> *shares : {&shown.predictions, &shown.training})
        for (const double share : *shares)
            highest = std::max(highest, share);
    const Scale scale = Scale::over(0, std::max(highest, 0.01), 4);
    m_top = scale.last;
    m_step = scale.step;
    setAccessibleName(tr("%1: predictions and training target, share of rows").arg(column));
    const auto most = std::ranges::max_element(m_data.predictions);
    setAccessibleDescription(most == m_data.predictions.end()
                                 ? QString()
                                 : tr("Most predictions: %1").arg(sentenceOf(most - m_data.predictions.begin())));
    update();
}

qsizetype Histogram::bins() const
{
    return qsizetype(m_data.predictions.size());
}

QString Histogram::sentenceOf(qsizetype bin) const
{
    const auto at = size_t(bin);
    const QString what = m_data.categories.isEmpty() && m_data.edges.size() > at + 1
                             ? tr("%1 to %2").arg(m_data.edges[at]).arg(m_data.edges[at + 1])
                             : m_data.categories.value(bin);
    const QString predicted = QString::number(m_data.predictions[at] * 100, 'f', 1);
    if (at >= m_data.training.size())
        return tr("%1: predictions %2 %").arg(what, predicted);
    return tr("%1: predictions %2 %, training %3 %")
        .arg(what, predicted, QString::number(m_data.training[at] * 100, 'f', 1));
}

QSize Histogram::sizeHint() const
{
    return {fonts::scaled(400), fonts::scaled(224)};
}

QSize Histogram::minimumSizeHint() const
{
    return {fonts::scaled(180), fonts::scaled(140)};
}

/// The legend stands beside the title, below it where the room is narrow, one entry below the other where it is narrower.
int Histogram::headerLines() const
{
    const QFontMetrics small(fonts::small());
    int legend = small.horizontalAdvance(tr("predictions")) + fonts::scaled(11) + 6;
    if (!m_data.training.empty())
        legend += 16 + small.horizontalAdvance(tr("training target")) + fonts::scaled(11) + 6;
    const int room = width() - rightEdge;
    if (QFontMetrics(fonts::body()).horizontalAdvance(title()) + 16 + legend <= room)
        return 1;
    return legend <= room ? 2 : 3;
}

QString Histogram::title() const
{
    return tr("%1, share of rows").arg(m_column);
}

QRect Histogram::plot() const
{
    const QFontMetrics caption(fonts::caption());
    const int header = headerLines() * QFontMetrics(fonts::body()).height() + 8;
    const int left = caption.horizontalAdvance(tr("%1 %").arg(qRound(m_top * 100))) + 10;
    return rect().adjusted(left, header + caption.height() / 2, -rightEdge, -caption.height() - 8);
}

void Histogram::paintHeader(QPainter &painter) const
{
    const Theme &theme = Theme::of(palette());
    const QFontMetrics metrics(fonts::body()), small(fonts::small());
    const int height = metrics.height(), mark = fonts::scaled(11), lines = headerLines();
    painter.setFont(fonts::body());
    painter.setPen(theme.text);
    painter.drawText(QRect(0, 0, width() - rightEdge, height), Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(title(), Qt::ElideRight, width() - rightEdge));
    painter.setFont(fonts::small());
    int x = width() - rightEdge;
    int top = (lines - 1) * height;
    const auto entry = [&](const QString &text, bool line) {
        const int wide = small.horizontalAdvance(text);
        painter.setPen(theme.text);
        painter.drawText(QRect(x - wide, top, wide + 1, height), Qt::AlignVCenter | Qt::TextSingleLine, text);
        x -= wide + 6 + mark;
        if (line)
            painter.fillRect(QRect(x, top + height / 2, mark, 2), theme.warning);
        else
            painting::box(&painter, QRectF(x, top + (height - mark) / 2 + 1, mark, mark), 0, theme.tracksel,
                          theme.accent);
        x -= 16;
        if (lines == 3) { // the other one goes above
            top -= height;
            x = width() - rightEdge;
        }
    };
    if (!m_data.training.empty())
        entry(tr("training target"), true);
    entry(tr("predictions"), false);
}

void Histogram::paintAxes(QPainter &painter, const QRect &plot) const
{
    const Theme &theme = Theme::of(palette());
    painter.setFont(fonts::caption());
    const QFontMetrics caption(painter.font());
    for (int i = 0; i * m_step <= m_top + 1e-9; ++i) {
        const int y = plot.bottom() - qRound(plot.height() * i * m_step / m_top);
        painter.fillRect(QRect(plot.x(), y, plot.width(), 1), i == 0 ? theme.border : theme.sep);
        painter.setPen(theme.text2);
        const double percent = i * m_step * 100;
        painter.drawText(QRect(0, y - caption.height() / 2, plot.x() - 8, caption.height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         tr("%1 %").arg(QString::number(percent, 'f', m_step < 0.01 ? 1 : 0)));
    }
    const int below = plot.bottom() + 5;
    painter.setPen(theme.text2);
    if (!m_data.categories.isEmpty()) {
        const double each = double(plot.width()) / double(std::max<qsizetype>(1, bins()));
        for (qsizetype i = 0; i < bins(); ++i) {
            const QRect place(plot.x() + qRound(double(i) * each), below, int(each), caption.height());
            painter.drawText(place, Qt::AlignCenter,
                             caption.elidedText(m_data.categories.value(i), Qt::ElideRight, place.width() - 4));
        }
        return;
    }
    if (m_data.edges.size() < 2)
        return;
    const Scale scale =
        Scale::over(m_data.edges.front(), m_data.edges.back(), std::max(2, plot.width() / fonts::scaled(64)), false);
    for (const double mark : scale.marks()) {
        const QString text = shortNumber(mark, scale.step);
        const int wide = caption.horizontalAdvance(text) + 2;
        const int x = std::min(plot.x() + qRound(plot.width() * scale.part(mark)) - wide / 2, width() - wide);
        painter.drawText(QRect(x, below, wide, caption.height()), Qt::AlignCenter, text);
    }
}

void Histogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    paintHeader(painter);
    const QRect at = plot();
    if (bins() == 0 || at.width() < 20 || at.height() < 20)
        return;
    paintAxes(painter, at);

    const auto x = [&](qsizetype bin) { return at.x() + qRound(double(at.width()) * double(bin) / double(bins())); };
    const auto y = [&](double share) { return at.bottom() - qRound(at.height() * share / m_top); };
    const int gap = m_data.categories.isEmpty() ? 1 : qMax(2, at.width() / int(bins()) / 6);
    for (qsizetype i = 0; i < bins(); ++i) {
        const int top = y(m_data.predictions[size_t(i)]);
        if (top >= at.bottom())
            continue;
        const QRectF bar(QPointF(x(i) + gap, top), QPointF(x(i + 1) - (gap > 1 ? gap : 0), at.bottom() + 1));
        painting::box(&painter, bar, 0, theme.tracksel, bar.width() > 3 ? theme.accent : QColor());
    }
    // Categories have no order, so their training shares are not joined.
    painter.setPen(QPen(theme.warning, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    QPolygon line;
    const auto known = std::min(bins(), qsizetype(m_data.training.size()));
    for (qsizetype i = 0; i < known; ++i) {
        const int level = y(m_data.training[size_t(i)]);
        line << QPoint(x(i) + (gap > 1 ? gap / 2 : 0), level) << QPoint(x(i + 1) - (gap > 1 ? gap / 2 : 0), level);
        if (gap > 1) {
            painter.drawPolyline(line);
            line.clear();
        }
    }
    if (!line.isEmpty())
        painter.drawPolyline(line);
}

bool Histogram::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QRect at = plot();
        if (bins() > 0 && at.contains(help->pos())) {
            const qsizetype bin = (help->pos().x() - at.x()) * bins() / std::max(1, at.width());
            QToolTip::showText(help->globalPos(), sentenceOf(std::min(bin, bins() - 1)), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace solver
