// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/distribution.h"

#include "submission/cellvalue.h"
#include "submission/submissiontext.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace solver {

namespace {

constexpr qsizetype distinctKept = 1000; // while reading; the commonest of them are told
constexpr qsizetype categoryBytes = 200;

/// Sum whose error does not grow with the number of values (Neumaier).
class Sum
{
public:
    void add(double value)
    {
        const double sum = m_sum + value;
        m_lost += std::abs(m_sum) >= std::abs(value) ? (m_sum - sum) + value : (value - sum) + m_sum;
        m_sum = sum;
    }
    double value() const { return m_sum + m_lost; }

private:
    double m_sum = 0, m_lost = 0;
};

class Counter
{
public:
    void add(QByteArrayView cell, bool decimalComma)
    {
        ++m_result.rows;
        const NumberReading reading = decimalComma ? readNumber(withPoint(cell)) : readNumber(cell);
        switch (reading.form) {
        case NumberReading::Form::Number:
            addNumber(reading.value);
            return;
        case NumberReading::Form::Missing:
            ++m_result.missing;
            return;
        case NumberReading::Form::Infinite:
            ++m_result.infinite;
            return;
        case NumberReading::Form::Text:
            ++m_result.texts;
            addCategory(QByteArray(cell.data(), std::min(cell.size(), categoryBytes)));
            return;
        }
    }

    Distribution take()
    {
        if (m_result.numbers > 0) {
            // A sum of numbers near the limits of a double overflows though they do not.
            const double sum = m_sum.value();
            m_result.mean = std::clamp(std::isfinite(sum) ? sum / double(m_result.numbers) : m_roughMean, m_result.minimum,
                                       m_result.maximum);
            std::ranges::sort(m_result.sample);
            m_result.sampled = m_result.numbers > qint64(m_result.sample.size());
            const size_t middle = m_result.sample.size() / 2;
            m_result.median = m_result.sample.size() % 2 == 1
                                  ? m_result.sample[middle]
                                  : std::midpoint(m_result.sample[middle - 1], m_result.sample[middle]);
        }
        takeCategories();
        return std::move(m_result);
    }

private:
    /// 1.234,5 as 1234.5: thousands are told by points before the comma.
    static QByteArray withPoint(QByteArrayView cell)
    {
        QByteArray text = cell.toByteArray();
        text.replace('.', QByteArrayView());
        return text.replace(',', '.');
    }

    void addNumber(double value)
    {
        if (m_result.numbers == 0)
            m_result.minimum = m_result.maximum = value;
        ++m_result.numbers;
        m_sum.add(value);
        m_roughMean += value / double(m_result.numbers) - m_roughMean / double(m_result.numbers);
        m_result.minimum = std::min(m_result.minimum, value);
        m_result.maximum = std::max(m_result.maximum, value);
        // Each number has the same chance to be in the sample, and each run draws the same ones.
        if (m_result.sample.size() < Distribution::sampleSize) {
            m_result.sample.push_back(value);
        } else {
            const auto place = size_t(m_random() % quint64(m_result.numbers));
            if (place < Distribution::sampleSize)
                m_result.sample[place] = value;
        }
        if (m_numbersAreMany)
            return;
        ++m_numberCounts[value == 0 ? 0.0 : value]; // not -0
        m_numbersAreMany = m_numberCounts.size() > distinctKept;
        if (m_numbersAreMany)
            m_numberCounts = {};
    }

    void addCategory(const QByteArray &value)
    {
        const auto known = m_textCounts.find(value);
        if (known != m_textCounts.end())
            ++*known;
        else if (m_textCounts.size() < distinctKept)
            m_textCounts.insert(value, 1);
        else
            m_textsAreMany = true;
    }

    void takeCategories()
    {
        if (m_result.texts == 0 && (m_numbersAreMany || m_numberCounts.size() > Distribution::categoriesKept))
            return;
        QHash<QByteArray, qint64> counts = m_textCounts;
        for (auto each = m_numberCounts.cbegin(); each != m_numberCounts.cend(); ++each)
            counts[numberText(each.key())] += each.value();
        for (auto each = counts.cbegin(); each != counts.cend(); ++each)
            m_result.categories.append({.value = each.key(), .count = each.value()});
        std::ranges::sort(m_result.categories, [](const auto &one, const auto &two) {
            return one.count != two.count ? one.count > two.count : one.value < two.value;
        });
        m_result.allCategories =
            !m_textsAreMany && !m_numbersAreMany && m_result.categories.size() <= Distribution::categoriesKept;
        m_result.categories.resize(std::min(m_result.categories.size(), Distribution::categoriesKept));
        m_result.other = m_result.numbers + m_result.texts;
        for (const Distribution::Category &category : std::as_const(m_result.categories))
            m_result.other -= category.count;
    }

    Distribution m_result;
    Sum m_sum;
    double m_roughMean = 0;
    std::mt19937_64 m_random{1};
    QHash<double, qint64> m_numberCounts;
    QHash<QByteArray, qint64> m_textCounts;
    bool m_numbersAreMany = false;
    bool m_textsAreMany = false;
};

/// Place of a column in the header: by its exact name, else without regard to blanks around it; -1.
qsizetype placeOf(const CsvReader &header, const QByteArray &column)
{
    for (qsizetype place = 0; place < header.cellCount(); ++place) {
        if (header.cell(place) == column)
            return place;
    }
    for (qsizetype place = 0; place < header.cellCount(); ++place) {
        if (header.cell(place).trimmed() == QByteArrayView(column).trimmed())
            return place;
    }
    return -1;
}

} // namespace

bool Distribution::isClasses() const
{
    return !categories.isEmpty() && (texts > 0 || categories.size() <= fewValues);
}

Result<Distribution> distributionOf(const QString &path, const CsvOptions &options, const QByteArray &column,
                                    bool decimalComma, std::stop_token stop)
{
    Result<CsvReader> reader = CsvReader::open(path, options, std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    const bool any = reader->next();
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    const qsizetype place = any ? placeOf(*reader, column) : -1;
    if (place < 0)
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = SubmissionText::tr("The file %1 has no column %2.")
                                                   .arg(path, SubmissionText::shown(column)),
                                    .code = QStringLiteral("column_missing"),
                                    .nextStep = SubmissionText::tr("Choose another column.")});
    Counter counter;
    while (reader->next())
        counter.add(place < reader->cellCount() ? reader->cell(place) : QByteArrayView(), decimalComma);
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    return counter.take();
}

std::vector<double> commonEdges(const Distribution &one, const Distribution *other, int bins)
{
    const bool hasOther = other && other->numbers > 0;
    if ((one.numbers == 0 && !hasOther) || bins < 1)
        return {};
    double low = one.numbers > 0 ? one.minimum : other->minimum;
    double high = one.numbers > 0 ? one.maximum : other->maximum;
    if (hasOther) {
        low = std::min(low, other->minimum);
        high = std::max(high, other->maximum);
    }
    if (low == high) {
        const double room = std::max(0.5, std::abs(low) * 0.01);
        return {low - room, high + room};
    }
    std::vector<double> edges;
    for (int i = 0; i <= bins; ++i) // each edge by itself: neither drifts nor overflows
        edges.push_back(low * (1 - double(i) / bins) + high * (double(i) / bins));
    edges.front() = low;
    edges.back() = high;
    return edges;
}

std::vector<double> sharesOf(const Distribution &distribution, const std::vector<double> &edges)
{
    if (edges.size() < 2 || distribution.sample.empty())
        return {};
    std::vector<double> shares(edges.size() - 1, 0.0);
    for (const double value : distribution.sample) {
        const auto above = std::ranges::upper_bound(edges, value) - edges.begin();
        if (value < edges.front() || value > edges.back())
            continue;
        shares[size_t(std::clamp<qsizetype>(above - 1, 0, qsizetype(shares.size()) - 1))] += 1;
    }
    for (double &share : shares)
        share /= double(distribution.sample.size());
    return shares;
}

std::vector<double> sharesOf(const Distribution &distribution, const QList<QByteArray> &values)
{
    const double all = double(distribution.numbers + distribution.texts);
    std::vector<double> shares;
    for (const QByteArray &value : values) {
        const auto found = std::ranges::find(distribution.categories, value, &Distribution::Category::value);
        shares.push_back(found == distribution.categories.end() || all == 0 ? 0 : double(found->count) / all);
    }
    return shares;
}

} // namespace solver
