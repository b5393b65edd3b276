// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/repairwriter.h"

#include "base/files.h"
#include "submission/cellvalue.h"
#include "submission/submissiontext.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace solver {

namespace {

constexpr qsizetype roundBytes = 64 * 1024 * 1024;
constexpr qsizetype outputBytes = 1024 * 1024;

/// A cell as it stands in a file, made fit to stand between commas.
void appendCell(QByteArray &out, QByteArrayView raw, char delimiter)
{
    if (delimiter == ',' || raw.startsWith('"'))
        out.append(raw.data(), raw.size());
    else
        out.append(quotedCell(raw));
}

/// The text of one cell after its repair; empty when it stays as it is.
QByteArray repairedText(const CellRepair &repair, QByteArrayView cell)
{
    if (const auto label = repair.spelling.constFind(QByteArray::fromRawData(cell.data(), cell.size()));
        label != repair.spelling.cend())
        return quotedCell(*label);
    const NumberReading number = readNumber(cell);
    if (number.form != NumberReading::Form::Number)
        return {};
    double value = number.value;
    bool changed = false;
    if (repair.rescale) {
        // Halves first: the difference of two doubles may be above the largest one.
        const double span = repair.rescale->high / 2 - repair.rescale->low / 2;
        value = std::clamp((value / 2 - repair.rescale->low / 2) / span, 0.0, 1.0);
        changed = true;
    }
    if (repair.clip && (value < repair.clip->low || value > repair.clip->high)) {
        value = std::clamp(value, repair.clip->low, repair.clip->high);
        changed = true;
    }
    if (repair.dropDecimals && (cell.contains('.') || value != std::round(value)))
        return canonicalId(numberText(std::round(value)));
    if (repair.digits > 0) {
        const QByteArray shorter = numberText(value, repair.digits);
        if (changed || shorter.size() < cell.size())
            return shorter;
    }
    return changed ? numberText(value) : QByteArray();
}

class Writer
{
public:
    Writer(const QString &file, const SampleFile &sample, const RepairPlan &plan, const QString &target,
           std::stop_token stop)
        : m_path(file), m_sample(sample), m_plan(plan), m_out(target), m_stop(std::move(stop)),
          m_predictionAt(static_cast<std::size_t>(sample.header.size()), -1)
    {
        for (std::size_t i = 0; i < sample.predictions.size(); ++i)
            m_predictionAt[static_cast<std::size_t>(sample.predictions[i])] = static_cast<qsizetype>(i);
        m_cells.resize(sample.predictions.size());
        m_numbers.resize(sample.predictions.size());
    }

    Result<> run(qint64 records)
    {
        Result<CsvReader> sample = CsvReader::open(m_sample.path, m_sample.options, m_stop);
        if (!sample)
            return tl::unexpected(sample.error());
        if (!m_out.open(QIODevice::WriteOnly))
            return failed();
        if (sample->next()) {
            for (qsizetype i = 0; i < sample->cellCount(); ++i) {
                if (i > 0)
                    m_text.append(',');
                appendCell(m_text, sample->raw(i), m_sample.options.delimiter);
            }
            m_text.append('\n');
        }
        const Result<> written = m_plan.order.empty() ? asItStands(*sample) : inRounds(*sample, records);
        if (!written)
            return written;
        if (m_out.write(m_text) != m_text.size() || !commit(m_out))
            return failed();
        return {};
    }

private:
    Result<> failed() const
    {
        return tl::unexpected(
            Error{.kind = Error::Kind::Storage,
                  .message = SubmissionText::tr("The repaired file %1 could not be written.").arg(m_out.fileName()),
                  .code = QStringLiteral("storage"),
                  .nextStep = SubmissionText::tr("Check the free space and who may write there."),
                  .detail = m_out.errorString()});
    }

    Result<> changed() const { return tl::unexpected(CsvReader::changed(m_path)); }

    /// Puts the repaired prediction cells of the submission's current record into m_cells.
    bool render(const CsvReader &file)
    {
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            const qsizetype place = m_plan.predictions[i];
            if (place >= file.cellCount())
                return false;
            QByteArray &cell = m_cells[i];
            cell.resize(0); // keeps its memory
            const CellRepair &repair = m_plan.cells.columns[i];
            if (repair.any()) {
                const QByteArray text = repairedText(repair, file.cell(place));
                cell.append(text);
            }
            if (cell.isEmpty())
                appendCell(cell, file.raw(place), m_plan.options.delimiter);
        }
        if (m_plan.cells.scaleRows)
            scaleRow();
        return true;
    }

    void scaleRow()
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            m_numbers[i] = readNumber(m_cells[i]).value;
            if (isClass(i))
                sum += m_numbers[i];
        }
        if (std::abs(sum - 1) <= sumTolerance || !(sum > 0))
            return;
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            if (isClass(i))
                m_cells[i] = numberText(m_numbers[i] / sum);
        }
    }

    bool isClass(std::size_t prediction) const
    {
        return m_sample.format.predictions.at(static_cast<qsizetype>(prediction)).kind ==
               PredictionKind::ClassProbability;
    }

    /// Writes the record for the sample's current one; \a prediction(i) gives the cells.
    template <typename Prediction> Result<> emitRecord(const CsvReader &sample, Prediction prediction)
    {
        for (std::size_t i = 0; i < m_predictionAt.size(); ++i) {
            if (i > 0)
                m_text.append(',');
            if (m_predictionAt[i] >= 0)
                m_text.append(prediction(static_cast<std::size_t>(m_predictionAt[i])));
            else
                appendCell(m_text, sample.raw(static_cast<qsizetype>(i)), m_sample.options.delimiter);
        }
        m_text.append('\n');
        if (m_text.size() >= outputBytes) {
            if (m_out.write(m_text) != m_text.size())
                return failed();
            m_text.resize(0);
        }
        return {};
    }

    Result<> asItStands(CsvReader &sample)
    {
        Result<CsvReader> file = CsvReader::open(m_path, m_plan.options, m_stop);
        if (!file)
            return tl::unexpected(file.error());
        file->next(); // the header
        while (file->next()) {
            if (!sample.next() || sample.cellCount() != m_sample.header.size() || !render(*file))
                return sample.state() ? changed() : sample.state();
            const auto prediction = [this](std::size_t i) -> const QByteArray & { return m_cells[i]; };
            if (const Result<> written = emitRecord(sample, prediction); !written)
                return written;
        }
        return file->state();
    }

    /// Gathers the cells of as many records of the sample as fit into a round, whatever their place in the submission.
    Result<> inRounds(CsvReader &sample, qint64 records)
    {
        // The first round's size is a guess by the file's mean record; a round that grows too long is only slower.
        const qint64 bytes = QFileInfo(m_path).size();
        const qint64 perRecord = bytes / std::max<qint64>(1, records) + 16;
        const qint64 perRound = std::clamp<qint64>(roundBytes / perRecord, 1, std::max<qint64>(1, records));
        for (qint64 first = 0; first < records; first += perRound) {
            const qint64 end = std::min(records, first + perRound);
            if (const Result<> gathered = gather(first, end); !gathered)
                return gathered;
            for (qint64 position = first; position < end; ++position) {
                const qsizetype begin = m_begins[static_cast<std::size_t>(position - first)];
                if (begin < 0 || !sample.next() || sample.cellCount() != m_sample.header.size())
                    return sample.state() ? changed() : sample.state();
                if (const Result<> written = emitGathered(sample, begin); !written)
                    return written;
            }
        }
        return {};
    }

    Result<> emitGathered(const CsvReader &sample, qsizetype begin)
    {
        m_views.clear();
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            quint32 size = 0;
            std::memcpy(&size, m_arena.constData() + begin, sizeof size);
            begin += static_cast<qsizetype>(sizeof size);
            m_views.emplace_back(m_arena.constData() + begin, static_cast<qsizetype>(size));
            begin += static_cast<qsizetype>(size);
        }
        return emitRecord(sample, [this](std::size_t i) { return m_views[i]; });
    }

    Result<> gather(qint64 first, qint64 end)
    {
        m_arena.resize(0);
        m_begins.assign(static_cast<std::size_t>(end - first), -1);
        Result<CsvReader> file = CsvReader::open(m_path, m_plan.options, m_stop);
        if (!file)
            return tl::unexpected(file.error());
        file->next(); // the header
        for (std::size_t record = 0; file->next(); ++record) {
            if (record >= m_plan.order.size())
                return changed();
            const qint64 position = m_plan.order[record];
            if (position < first || position >= end)
                continue;
            if (!render(*file))
                return changed();
            m_begins[static_cast<std::size_t>(position - first)] = m_arena.size();
            for (const QByteArray &cell : m_cells) {
                const auto size = static_cast<quint32>(cell.size());
                m_arena.append(reinterpret_cast<const char *>(&size), sizeof size);
                m_arena.append(cell);
            }
        }
        return file->state();
    }

    QString m_path;
    const SampleFile &m_sample;
    const RepairPlan &m_plan;
    QSaveFile m_out;
    std::stop_token m_stop;
    std::vector<qsizetype> m_predictionAt; ///< for each column of the sample its prediction, -1: the sample's own cell
    std::vector<QByteArray> m_cells;       ///< of the current record, by prediction
    std::vector<double> m_numbers;
    std::vector<QByteArrayView> m_views;
    QByteArray m_text;               ///< not written yet
    QByteArray m_arena;              ///< gathered cells, each behind its length
    std::vector<qsizetype> m_begins; ///< for each position of the round its record in m_arena
};

} // namespace

Result<> writeRepaired(const QString &file, const SampleFile &sample, qint64 records, const RepairPlan &plan,
                       const QString &target, std::stop_token stop)
{
    return Writer(file, sample, plan, target, std::move(stop)).run(records);
}

} // namespace solver
