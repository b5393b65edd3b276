// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scorechart.h"

#include "theme/fonts.h"
#include "theme/scoretext.h"
#include "widgets/scorechartframe.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

ScoreChart::ScoreChart(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    refresh();
}

void ScoreChart::setPoints(const QList<ChartPoint> &points)
{
    m_points = points;
    std::ranges::sort(m_points, {}, &ChartPoint::attempt);
    refresh();
}

void ScoreChart::setBaseline(std::optional<double> baseline)
{
    m_baseline = baseline;
    refresh();
}

void ScoreChart::setMetric(const QString &name, bool higherIsBetter)
{
    m_metric = name;
    m_higher = higherIsBetter;
    refresh();
}

void ScoreChart::setPlanned(int attempts)
{
    m_planned = attempts;
    refresh();
}

void ScoreChart::setCurrentAttempt(int attempt)
{
    m_current = attempt;
    refresh();
}

void ScoreChart::refresh()
{
    setAccessibleName(tr("Sealed score by attempt, %1").arg(m_metric));
    QString text = summary();
    for (const ChartPoint &point : std::as_const(m_points))
        if (point.attempt == m_current)
            text += u' ' + sentenceOf(point);
    setAccessibleDescription(text);
    update();
}

const ChartPoint *ScoreChart::best() const
{
    const auto found = std::ranges::find_if(
        m_points, [](const ChartPoint &point) { return point.kind == ChartPoint::Best && point.score; });
    return found == m_points.cend() ? nullptr : &*found;
}

QString ScoreChart::gain() const
{
    const ChartPoint *point = best();
    return point && m_baseline ? differenceText(*point->score - *m_baseline, scoreDecimals(*point->score)) : QString();
}

QString ScoreChart::summary() const
{
    const ChartPoint *point = best();
    if (!point)
        return m_baseline ? tr("No attempt was better yet. Baseline %1.").arg(scoreText(*m_baseline))
                          : tr("No score yet.");
    QString score = scoreText(*point->score);
    if (point->error > 0)
        score += u" ± "_s + scoreText(point->error, scoreDecimals(*point->score));
    if (!m_baseline)
        return tr("Best %1 in attempt %2.").arg(score).arg(point->attempt);
    //: %3 is a difference with its sign, such as +0.0142
    return tr("Best %1 in attempt %2, %3 against the baseline.").arg(score).arg(point->attempt).arg(gain());
}

QString ScoreChart::sentenceOf(const ChartPoint &point) const
{
    QString state;
    switch (point.kind) {
    case ChartPoint::Failed:
        state = tr("failed");
        break;
    case ChartPoint::Running:
        state = tr("running");
        break;
    case ChartPoint::Screened:
        state = tr("not better in its first view");
        break;
    case ChartPoint::Scored:
    case ChartPoint::Best:
        state = point.score ? scoreText(*point.score) : tr("no score");
        if (point.score && point.error > 0)
            state += u" ± "_s + scoreText(point.error, scoreDecimals(*point.score));
    }
    //: Attempt number, its name, its score or state
    return point.name.isEmpty() ? tr("Attempt %1: %2.").arg(point.attempt).arg(state)
                                : tr("Attempt %1, %2: %3.").arg(point.attempt).arg(point.name, state);
}

QSize ScoreChart::sizeHint() const
{
    return {fonts::scaled(480), fonts::scaled(232)};
}

QSize ScoreChart::minimumSizeHint() const
{
    return {fonts::scaled(280), fonts::scaled(160)};
}

const ChartPoint *ScoreChart::pointAt(const QPoint &position) const
{
    const Frame at = frame();
    if (!at.plot.adjusted(0, -8, 0, at.foot.height()).contains(position))
        return nullptr;
    const auto distance = [&](const ChartPoint &point) { return std::abs(at.x(point.attempt) - position.x()); };
    const auto nearest = std::ranges::min_element(m_points, {}, distance);
    return nearest == m_points.cend() ? nullptr : &*nearest;
}

void ScoreChart::mousePressEvent(QMouseEvent *event)
{
    const ChartPoint *point = event->button() == Qt::LeftButton ? pointAt(event->position().toPoint()) : nullptr;
    if (!point)
        return QWidget::mousePressEvent(event);
    const int attempt = point->attempt;
    setCurrentAttempt(attempt);
    Q_EMIT attemptChosen(attempt);
}

void ScoreChart::keyPressEvent(QKeyEvent *event)
{
    if (m_points.isEmpty())
        return QWidget::keyPressEvent(event);
    const auto here = std::ranges::find(m_points, m_current, &ChartPoint::attempt);
    const qsizetype last = m_points.size() - 1;
    qsizetype index = here == m_points.end() ? -1 : here - m_points.begin();
    switch (event->key()) {
    case Qt::Key_Left:
        index = index < 0 ? last : std::max<qsizetype>(0, index - 1);
        break;
    case Qt::Key_Right:
        index = std::min(last, index + 1);
        break;
    case Qt::Key_Home:
        index = 0;
        break;
    case Qt::Key_End:
        index = last;
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    if (const int attempt = m_points[index].attempt; attempt != m_current) {
        setCurrentAttempt(attempt);
        Q_EMIT attemptChosen(attempt);
    }
}

bool ScoreChart::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const ChartPoint *point = pointAt(help->pos()))
            QToolTip::showText(help->globalPos(), sentenceOf(*point), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace solver
