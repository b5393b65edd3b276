// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/scale.h"
#include "widgets/scorechart.h"

#include <QRect>

namespace solver {

struct ScoreChart::Frame {
    QRect title, plot, foot, names, summary; ///< foot: numbers of attempts; names: at the lines' right ends
    Scale scale;
    int attempts; ///< the axis goes from 0.5 to this and a half

    double x(double attempt) const { return plot.x() + plot.width() * (attempt - 0.5) / attempts; }
    double y(double score) const { return plot.bottom() - plot.height() * scale.part(score); }
};

} // namespace solver
