// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wrappedheight.h"

#include <QEvent>
#include <QLayout>
#include <QWidget>

namespace solver {

void keepWrappedHeight(QWidget *widget, const QEvent *event)
{
    QLayout *layout = widget->layout();
    if (!layout || (event->type() != QEvent::Resize && event->type() != QEvent::LayoutRequest))
        return;
    const int height = layout->hasHeightForWidth() ? layout->totalMinimumHeightForWidth(widget->width()) : layout->totalMinimumSize().height();
    if (height != widget->minimumHeight())
        widget->setMinimumHeight(height);
}

} // namespace solver
