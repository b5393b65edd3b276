// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

namespace solver {

/// Shares of rows, 0 to 1, by bins of a number or by categories.
struct HistogramData {
    std::vector<double> edges; ///< one more than bins; empty for categories
    std::vector<double> predictions;
    std::vector<double> training; ///< of the same bins; empty: not known
    QStringList categories;       ///< empty for numbers
};

/// Predictions as bars against the training target as a step line.
class Histogram final : public QWidget
{
    Q_OBJECT

public:
    explicit Histogram(QWidget *parent = nullptr);

    /// \param column  what is shown, such as SalePrice
    void setData(const QString &column, const HistogramData &shown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    qsizetype bins() const;
    QRect plot() const;
    QString sentenceOf(qsizetype bin) const;
    QString title() const;
    int headerLines() const;
    void paintHeader(QPainter &painter) const;
    void paintAxes(QPainter &painter, const QRect &plot) const;

    QString m_column;
    HistogramData m_data;
    double m_top = 1; ///< share at the upper end of the axis
    double m_step = 0.25;
};

} // namespace solver
