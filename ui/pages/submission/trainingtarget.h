// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/distribution.h"

#include <QStringList>

namespace solver {

/// Where the training data have the values that the prediction columns answer.
struct TrainingTargets {
    struct Target {
        QString prediction{}; ///< column of the submission
        QString column{};     ///< of the training file
        QString file{};       ///< with its folder
        char delimiter = ',';
        bool decimalComma = false;
        QString encoding{};
        QString obstacle{};   ///< why it is not read; a sentence, empty: it can be
    };
    QStringList idColumns{};         ///< of the submission
    QStringList predictionColumns{}; ///< empty: no contract
    QList<Target> targets{};
};

/// From contract.json. Blocking; without a contract everything is empty.
TrainingTargets trainingTargets(const QString &contractFolder, const QString &dataFolder);

/// Kind::BadData with a sentence for people when there is no training curve.
Result<Distribution> trainingDistribution(const TrainingTargets &targets, const QString &prediction, std::stop_token stop);

} // namespace solver
