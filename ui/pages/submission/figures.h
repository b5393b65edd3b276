// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/distribution.h"
#include "widgets/histogram.h"

#include <QStringList>

namespace solver {

/// What the figures beside a submission are made from.
struct FigureFiles {
    QString submission{};
    QString previous{};       ///< file of the previous best; empty: there is none
    QString contractFolder{}; ///< empty: not known, then the first column is taken for the id
    QString dataFolder{};
    bool operator==(const FigureFiles &) const = default;
};

/// Predictions of one column against the training target and the previous best, ready to be shown.
struct Figures {
    QString column{};            ///< what is shown
    QStringList idColumns{};
    QStringList columns{};       ///< that may be chosen: the prediction columns
    qint64 rows = 0;             ///< of the submission
    qint64 bytes = 0;            ///< of the submission
    HistogramData histogram{};
    QStringList heads{};         ///< of the table of figures: Predictions, Training, Previous best
    QStringList names{};         ///< of its rows: mean, median …
    QList<QStringList> cells{};  ///< its rows
    QString note{};              ///< why there is no training curve; empty: there is one
};

/// Blocking: reads the files once.
/// \param column  one of the prediction columns; empty or any other: the first
Result<Figures> figuresOf(const FigureFiles &files, const QString &column, std::stop_token stop);

} // namespace solver
