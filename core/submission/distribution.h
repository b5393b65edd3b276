// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/csvreader.h"

#include <vector>

namespace solver {

/// What stands in one column of a CSV file.
struct Distribution {
    static constexpr qsizetype categoriesKept = 50;
    static constexpr qsizetype fewValues = 20;  ///< numbers with at most as many values count as classes
    static constexpr size_t sampleSize = 100'000;

    struct Category {
        QByteArray value{}; ///< numbers in their shortest form: 1.0 and 1 are one class; texts cut to 200 bytes
        qint64 count = 0;
        bool operator==(const Category &) const = default;
    };

    qint64 rows = 0;     ///< without the header
    qint64 numbers = 0;  ///< cells that are finite numbers
    qint64 missing = 0;  ///< empty, NaN and the like
    qint64 infinite = 0;
    qint64 texts = 0;

    // Of the numbers; all 0 when there are none.
    double mean = 0;
    double minimum = 0;
    double maximum = 0;
    double median = 0;
    bool sampled = false;        ///< median and shares are those of a sample
    std::vector<double> sample{}; ///< of the numbers, rising; all of them up to sampleSize

    /// The commonest values, falling by count, then by value. Empty for numbers with more than categoriesKept values.
    QList<Category> categories{};
    qint64 other = 0;         ///< rows with values that are not among the categories
    bool allCategories = false; ///< no value is missing from them

    /// Whether it is to be shown as shares of classes: texts, or few numbers.
    bool isClasses() const;
};

/// Reads a column in one pass and in bounded memory. Blocking; stops within a block.
/// \param decimalComma  numbers are written 1,5
/// \return Kind::NotFound, Kind::BadData (code `column_missing` when the header lacks it), Kind::Storage, Kind::Cancelled
Result<Distribution> distributionOf(const QString &path, const CsvOptions &options, const QByteArray &column,
                                    bool decimalComma, std::stop_token stop);

/// Edges of \a bins equal bins over the numbers of both; one more than bins, or none without numbers. Equal numbers give one
/// bin around them.
std::vector<double> commonEdges(const Distribution &one, const Distribution *other, int bins);

/// Share of the numbers in each bin, 0 to 1; the last bin holds its upper edge too.
std::vector<double> sharesOf(const Distribution &distribution, const std::vector<double> &edges);

/// Share of all non-missing rows that have each of the values.
std::vector<double> sharesOf(const Distribution &distribution, const QList<QByteArray> &values);

} // namespace solver
