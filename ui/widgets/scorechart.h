// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include <optional>

namespace solver {

/// One attempt in the chart.
struct ChartPoint {
    enum Kind { Scored, Best, Failed, Running, Screened }; ///< Best: of now, one at most
    int attempt = 0;
    std::optional<double> score{};
    double error = 0; ///< standard error; 0: none
    Kind kind = Scored;
    QString name{};

    bool operator==(const ChartPoint &) const = default;
};

/// Score by attempt: rings with whiskers, the best so far as a step line, the baseline dashed. The arrow keys go from
/// attempt to attempt. What it shows stands below as a sentence, which screen readers get too.
class ScoreChart final : public QWidget
{
    Q_OBJECT

public:
    explicit ScoreChart(QWidget *parent = nullptr);

    void setPoints(const QList<ChartPoint> &points);
    void setBaseline(std::optional<double> baseline);
    void setMetric(const QString &name, bool higherIsBetter);
    /// How many attempts there may be: the axis goes that far.
    void setPlanned(int attempts);
    int currentAttempt() const { return m_current; }
    /// Without a signal. 0: none.
    void setCurrentAttempt(int attempt);
    QString summary() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void attemptChosen(int attempt);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Frame; ///< where things are

    void refresh();
    const ChartPoint *best() const;
    const ChartPoint *pointAt(const QPoint &position) const;
    QString sentenceOf(const ChartPoint &point) const;
    QString gain() const;
    Frame frame() const;
    void paintAxes(QPainter &painter, const Frame &frame) const;
    void paintLines(QPainter &painter, const Frame &frame) const;
    void paintPoint(QPainter &painter, const Frame &frame, const ChartPoint &point) const;
    void paintNames(QPainter &painter, const Frame &frame) const;
    void paintSummary(QPainter &painter, const QRect &rect) const;

    QList<ChartPoint> m_points; ///< by attempt
    std::optional<double> m_baseline;
    QString m_metric;
    bool m_higher = true;
    int m_planned = 0, m_current = 0;
};

} // namespace solver
