// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

/// Scores and their comparison (specification of solution generation 5.2). Pure.
namespace solver {

/// What `kcs score` found in one view.
struct ViewResult {
    QString view{};
    std::optional<double> value{};                   ///< none: undefined there
    std::vector<std::optional<double>> replicates{}; ///< the metric on resamples, the same ones for all programs
};

struct MeanScore {
    std::optional<double> mean{}; ///< over the views in which it is defined
    double standardError = 0;
    int defined = 0;            ///< views
};

/// Mean over views. The standard error is the larger of the spread of the replicates' means and, with three views or
/// more, the spread between views: in simulations the larger one covers the truth, the second alone does not.
MeanScore meanScore(const std::vector<ViewResult> &results);

struct Comparison {
    double difference = 0; ///< positive: a is better
    double standardError = 0;
    int views = 0;         ///< common ones; 0: cannot be compared
};

Comparison compare(const std::vector<ViewResult> &a, const std::vector<ViewResult> &b, bool higherIsBetter);

/// Better beyond noise: d > max(0.5 · SE(d), 1e-4 · |score of b|).
bool isImprovement(const Comparison &comparison, double scoreOfB);
/// Clearly worse: d < −1 · SE(d). Such a program is not run in further views.
bool isScreenedOut(const Comparison &comparison);

/// By how much the best of \a programs that were scored on the same rows may look better than it is: chance chose with us.
/// \param errorOfDifference  standard error of the difference between the best and the runner-up
double allowanceForChoosing(double errorOfDifference, int programs);

/// A number of a program's own (`score: 0.81` as the last such line of its log), if it printed one.
std::optional<double> selfReportedScore(const QByteArray &log);

} // namespace solver
