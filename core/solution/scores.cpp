// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/scores.h"

#include <QByteArray>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

double meanOf(const std::vector<double> &values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return values.empty() ? 0 : sum / double(values.size());
}

double deviationOf(const std::vector<double> &values)
{
    if (values.size() < 2)
        return 0;
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / double(values.size() - 1));
}

/// One number a view, and its replicates: a program's scores, or the differences of two programs'.
struct Series {
    std::vector<double> values;
    std::vector<std::vector<std::optional<double>>> replicates;
};

double standardErrorOf(const Series &series)
{
    size_t count = 0;
    for (const auto &replicates : series.replicates)
        count = std::max(count, replicates.size());
    std::vector<double> means;
    for (size_t i = 0; i < count; ++i) {
        std::vector<double> row;
        for (const auto &replicates : series.replicates) {
            if (i < replicates.size() && replicates[i])
                row.push_back(*replicates[i]);
        }
        if (!row.empty())
            means.push_back(meanOf(row));
    }
    const double within = deviationOf(means);
    const double between =
        series.values.size() >= 3 ? deviationOf(series.values) / std::sqrt(double(series.values.size())) : 0;
    return std::max(within, between);
}

} // namespace

MeanScore meanScore(const std::vector<ViewResult> &results)
{
    Series series;
    for (const ViewResult &result : results) {
        if (!result.value)
            continue;
        series.values.push_back(*result.value);
        series.replicates.push_back(result.replicates);
    }
    if (series.values.empty())
        return {};
    return {.mean = meanOf(series.values), .standardError = standardErrorOf(series), .defined = int(series.values.size())};
}

Comparison compare(const std::vector<ViewResult> &a, const std::vector<ViewResult> &b, bool higherIsBetter)
{
    const double sign = higherIsBetter ? 1 : -1;
    Series differences;
    for (const ViewResult &one : a) {
        const auto other = std::ranges::find(b, one.view, &ViewResult::view);
        if (other == b.end() || !one.value || !other->value)
            continue;
        differences.values.push_back(sign * (*one.value - *other->value));
        std::vector<std::optional<double>> replicates;
        for (size_t i = 0; i < std::min(one.replicates.size(), other->replicates.size()); ++i) {
            const bool both = one.replicates[i] && other->replicates[i];
            replicates.push_back(both ? std::optional(sign * (*one.replicates[i] - *other->replicates[i])) : std::nullopt);
        }
        differences.replicates.push_back(std::move(replicates));
    }
    if (differences.values.empty())
        return {};
    return {.difference = meanOf(differences.values),
            .standardError = standardErrorOf(differences),
            .views = int(differences.values.size())};
}

bool isImprovement(const Comparison &comparison, double scoreOfB)
{
    return comparison.views > 0 &&
           comparison.difference > std::max(0.5 * comparison.standardError, 1e-4 * std::abs(scoreOfB));
}

bool isScreenedOut(const Comparison &comparison)
{
    return comparison.views > 0 && comparison.difference < -comparison.standardError;
}

double allowanceForChoosing(double errorOfDifference, int programs)
{
    // The expected maximum of n equal normal errors is below σ · √(2 ln n).
    return programs < 2 ? 0 : errorOfDifference * std::sqrt(2 * std::log(double(programs)));
}

std::optional<double> selfReportedScore(const QByteArray &log)
{
    static const QRegularExpression line(u"^score:\\s*([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\\s*$"_s,
                                         QRegularExpression::MultilineOption);
    std::optional<double> last;
    auto matches = line.globalMatch(QString::fromLatin1(log));
    while (matches.hasNext())
        last = matches.next().captured(1).toDouble(); // QString::toDouble knows the C locale only
    return last;
}

} // namespace solver
