// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/columnchecks.h"

#include "submission/cellvalue.h"
#include "submission/csvreader.h"

#include <algorithm>
#include <cmath>

namespace solver {

namespace {

constexpr double clipTolerance = 1e-6; // rounding of another tool, not another meaning
constexpr double wholeTolerance = 1e-9;
constexpr double sumScaleTolerance = 0.05;
constexpr qsizetype mostSpellings = 10'000; // keeps memory bounded whatever a label column holds

bool isProbability(PredictionKind kind)
{
    return kind == PredictionKind::Probability || kind == PredictionKind::ClassProbability ||
           kind == PredictionKind::LabelProbability;
}

} // namespace

ColumnChecks::ColumnChecks(const SubmissionFormat &format, const std::vector<qsizetype> &places) : m_format(format)
{
    qsizetype classColumns = 0;
    m_columns.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const PredictionColumn &about = format.predictions.at(static_cast<qsizetype>(i));
        Column column{.about = &about, .place = places[i]};
        column.number = isProbability(about.kind) || about.kind == PredictionKind::Real ||
                        about.kind == PredictionKind::NonNegative;
        if (isProbability(about.kind)) {
            column.low = 0;
            column.high = 1;
        } else if (about.kind == PredictionKind::NonNegative)
            column.low = 0;
        column.low = std::max(column.low, about.low.value_or(column.low));
        column.high = std::min(column.high, about.high.value_or(column.high));
        for (const QByteArray &label : about.allowed) {
            column.allowed.insert(label);
            const QByteArray form = canonicalLabel(label);
            const bool shared = column.byForm.contains(form) && column.byForm.value(form) != label;
            column.byForm.insert(form, shared ? QByteArray() : label);
        }
        classColumns += about.kind == PredictionKind::ClassProbability ? 1 : 0;
        m_columns.push_back(std::move(column));
    }
    m_sums = classColumns > 1;
}

void ColumnChecks::look(const CsvReader &file)
{
    m_rowSum = 0;
    m_rowComplete = true;
    m_rowNegative = false;
    for (Column &column : m_columns) {
        if (column.place < 0) {
            m_rowComplete = false;
            continue;
        }
        const QByteArrayView cell = file.cell(column.place);
        if (column.number)
            lookAtNumber(column, cell, file.line());
        else if (column.about->kind == PredictionKind::Label)
            lookAtLabel(column, cell, file.line());
        else if (column.about->kind == PredictionKind::Text && !column.about->mayBeEmpty && cell.isEmpty())
            column.missing.add(file.line(), cell);
    }
    if (m_sums && m_rowComplete && !(std::abs(m_rowSum - 1) <= sumTolerance)) {
        m_badSums.add(file.line(), numberText(m_rowSum));
        m_sumsFarOff = m_sumsFarOff || m_rowNegative || !(std::abs(m_rowSum - 1) <= sumScaleTolerance);
    }
}

void ColumnChecks::lookAtNumber(Column &column, QByteArrayView cell, qint64 line)
{
    const NumberReading number = readNumber(cell);
    if (number.form != NumberReading::Form::Number) {
        m_rowComplete = m_rowComplete && column.about->kind != PredictionKind::ClassProbability;
        if (number.form == NumberReading::Form::Missing)
            column.missing.add(line, cell);
        else if (number.form == NumberReading::Form::Infinite)
            column.infinite.add(line, cell);
        else
            column.text.add(line, cell);
        return;
    }
    const double value = number.value;
    column.least = std::min(column.least, value);
    column.most = std::max(column.most, value);
    if (column.about->kind == PredictionKind::ClassProbability) {
        m_rowSum += value;
        m_rowNegative = m_rowNegative || value < -clipTolerance;
    }
    if (value < column.low || value > column.high) {
        column.outside.add(line, cell);
        column.farthest = std::max({column.farthest, column.low - value, value - column.high});
    }
    if (column.about->whole)
        lookAtWhole(column, cell, value, line);
    else if (!column.allowed.isEmpty() && !column.otherNumbers && !isAllowed(column, cell)) {
        // Labels guessed from the sample: 1.0 is meant as 1 only if all cells are such labels.
        const QByteArray label = column.byForm.value(canonicalLabel(cell));
        column.otherNumbers = label.isEmpty() || column.spelling.size() >= mostSpellings;
        if (!column.otherNumbers) {
            column.variants.add(line, cell);
            column.spelling.insert(cell.toByteArray(), label);
        }
    }
}

void ColumnChecks::lookAtWhole(Column &column, QByteArrayView cell, double value, qint64 line)
{
    const double nearest = std::round(value);
    if (value == nearest && !cell.contains('.'))
        return;
    column.decimals.add(line, cell);
    column.fractions = column.fractions || std::abs(value - nearest) > wholeTolerance;
}

bool ColumnChecks::isAllowed(Column &column, QByteArrayView cell) const
{
    if (column.hasLast && cell == column.lastAllowed)
        return true;
    const QByteArray text = cell.toByteArray();
    if (!column.allowed.contains(text))
        return false;
    column.lastAllowed = text;
    column.hasLast = true;
    return true;
}

void ColumnChecks::lookAtLabel(Column &column, QByteArrayView cell, qint64 line)
{
    if (isAllowed(column, cell) || (cell.isEmpty() && column.about->mayBeEmpty))
        return;
    if (isMissing(cell)) {
        column.missing.add(line, cell);
        return;
    }
    if (column.about->whole) {
        const NumberReading number = readNumber(cell);
        if (number.form == NumberReading::Form::Number &&
            (cell.contains('.') || number.value != std::round(number.value))) {
            const qint64 before = column.decimals.count();
            lookAtWhole(column, cell, number.value, line);
            const QByteArray whole = canonicalId(numberText(std::round(number.value)));
            if (column.decimals.count() > before && !column.allowed.isEmpty() && !column.allowed.contains(whole))
                column.fractions = true; // without its decimals it is still no label
            return;
        }
    }
    if (column.allowed.isEmpty())
        return;
    const QByteArray label = column.byForm.value(canonicalLabel(cell));
    if (label.isEmpty() || column.spelling.size() >= mostSpellings) {
        column.unknown.add(line, cell);
        return;
    }
    column.variants.add(line, cell);
    column.spelling.insert(cell.toByteArray(), label);
}

ColumnChecks::Repairable ColumnChecks::domainRepair(const Column &column) const
{
    static const QStringList rankings{QStringLiteral("auc"), QStringLiteral("gini"),
                                      QStringLiteral("average_precision")};
    if (m_format.guessed || column.infinite.any() || column.text.any() || column.missing.any())
        return Repairable::No;
    if (column.farthest <= clipTolerance)
        return Repairable::Clip;
    if (column.about->kind == PredictionKind::Probability && m_columns.size() == 1 &&
        rankings.contains(m_format.metric) && column.least / 2 < column.most / 2)
        return Repairable::Rescale; // only the order counts, and it stays
    if (column.about->kind == PredictionKind::NonNegative && column.low == 0 && column.most <= column.high)
        return Repairable::Raise;
    return Repairable::No;
}

bool ColumnChecks::rowsCanBeScaled() const
{
    if (m_format.guessed || m_sumsFarOff)
        return false;
    return std::all_of(m_columns.begin(), m_columns.end(), [this](const Column &column) {
        return column.about->kind != PredictionKind::ClassProbability || !column.outside.any() ||
               domainRepair(column) == Repairable::Clip;
    });
}

CellRepairs ColumnChecks::repairs() const
{
    CellRepairs repairs;
    for (const Column &column : m_columns) {
        CellRepair repair;
        if (column.outside.any()) {
            switch (domainRepair(column)) {
            case Repairable::No:
                break;
            case Repairable::Clip:
                repairs.scaleRows = repairs.scaleRows || (m_sums && rowsCanBeScaled());
                [[fallthrough]];
            case Repairable::Raise:
                repair.clip = CellRepair::Range{column.low, column.high};
                break;
            case Repairable::Rescale:
                repair.rescale = CellRepair::Range{column.least, column.most};
                break;
            }
        }
        repair.dropDecimals = column.decimals.any() && !column.fractions;
        if (!column.otherNumbers)
            repair.spelling = column.spelling;
        repairs.columns.push_back(std::move(repair));
    }
    repairs.scaleRows = repairs.scaleRows || (m_badSums.any() && rowsCanBeScaled());
    return repairs;
}

} // namespace solver
