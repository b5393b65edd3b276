// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/diffruler.h"

#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace solver {

DiffRuler::DiffRuler(QScrollBar *bar, QWidget *parent) : QWidget(parent), m_bar(bar)
{
    setAccessibleName(tr("Overview of the changes"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    connect(bar, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(bar, &QScrollBar::rangeChanged, this, qOverload<>(&QWidget::update));
}

void DiffRuler::setMarks(const QList<Mark> &marks, int lines)
{
    m_marks = marks;
    m_lines = lines;
    update();
}

QSize DiffRuler::sizeHint() const
{
    return {fonts::scaled(14), fonts::scaled(40)};
}

/// A short text does not stretch over the whole height: its marks stand beside its lines.
double DiffRuler::scale() const
{
    const int lines = qMax(m_lines, m_bar->pageStep());
    return lines > 0 ? double(height()) / lines : 0;
}

void DiffRuler::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, 1, height()), theme.sep);
    const double scale = this->scale();
    const int half = (width() - 5) / 2;
    for (const Mark &mark : m_marks) {
        const int top = int(mark.begin * scale), high = qMax(fonts::scaled(3), int((mark.end - mark.begin) * scale));
        // Place and colour: what went is at the left, what came at the right.
        if (mark.removed)
            painter.fillRect(QRect(3, top, half, high), theme.failed);
        if (mark.added)
            painter.fillRect(QRect(3 + half, top, half, high), theme.completed);
    }
    if (m_bar->maximum() > m_bar->minimum()) {
        const QRectF seen(1, m_bar->value() * scale, width() - 1, qMin<double>(height(), m_bar->pageStep() * scale));
        painting::box(&painter, seen, 3, {}, theme.field);
    }
}

void DiffRuler::moveTo(double y)
{
    if (const double scale = this->scale(); scale > 0)
        m_bar->setValue(int(y / scale) - m_bar->pageStep() / 2);
}

void DiffRuler::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        moveTo(event->position().y());
}

void DiffRuler::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        moveTo(event->position().y());
}

void DiffRuler::wheelEvent(QWheelEvent *event)
{
    QCoreApplication::sendEvent(m_bar, event);
}

} // namespace solver
