// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QScrollBar;

namespace solver {

/// All of a difference from top to bottom, and which part of it is to be seen. It moves a scroll bar: press or drag.
class DiffRuler final : public QWidget
{
    Q_OBJECT

public:
    struct Mark {
        int begin = 0, end = 0; ///< lines
        bool removed = false, added = false;
    };

    /// \param bar  of the view beside it, in lines
    explicit DiffRuler(QScrollBar *bar, QWidget *parent = nullptr);

    void setMarks(const QList<Mark> &marks, int lines);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    double scale() const; ///< pixels a line
    void moveTo(double y);

    QScrollBar *m_bar;
    QList<Mark> m_marks;
    int m_lines = 0;
};

} // namespace solver
