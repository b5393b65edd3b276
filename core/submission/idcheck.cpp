// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/idcheck.h"

#include "submission/idindex.h"
#include "submission/submissiontext.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace solver {

namespace {

constexpr qint64 missingNamed = 5;

/// What is kept of some records in a row until their ids are looked up.
struct Batch {
    static constexpr std::size_t capacity = 256;
    std::size_t size = 0;
    std::array<quint64, capacity> id{};
    std::array<quint64, capacity> echo{};
    std::array<quint64, capacity> prediction{};
    std::array<qint64, capacity> line{};
    std::array<quint32, capacity> record{}; ///< from 0

    std::span<const quint64> ids() const { return {id.data(), size}; }
};

/// Calls \a look(reader, record) for each record until it answers false.
template <typename Look> Result<> eachRecord(const KeyedFile &file, const std::stop_token &stop, Look look)
{
    Result<CsvReader> reader = CsvReader::open(file.path, file.options, stop);
    if (!reader)
        return tl::unexpected(reader.error());
    qsizetype last = -1;
    for (const Places *places : {&file.ids, &file.echoes, &file.predictions}) {
        for (const qsizetype place : *places)
            last = std::max(last, place);
    }
    reader->next(); // the header
    for (quint32 record = 0; record < file.records && reader->next(); ++record) {
        if (reader->cellCount() <= last)
            return tl::unexpected(CsvReader::changed(file.path));
        if (!look(*reader, record))
            return {};
    }
    return reader->state();
}

/// Calls \a work(batch) for all records for which \a idOf(reader, record) gives a hash, some at a time.
template <typename IdOf, typename Work>
Result<> eachBatch(const KeyedFile &file, const std::stop_token &stop, IdOf idOf, Work work)
{
    Batch batch;
    const Result<> read = eachRecord(file, stop, [&](const CsvReader &reader, quint32 record) {
        const std::optional<quint64> id = idOf(reader, record);
        if (!id)
            return true;
        const std::size_t at = batch.size++;
        batch.id[at] = *id;
        batch.line[at] = reader.line();
        batch.record[at] = record;
        if (!file.echoes.empty())
            batch.echo[at] = textHash(reader, file.echoes);
        batch.prediction[at] = predictionHash(reader, file.predictions);
        if (batch.size == Batch::capacity) {
            work(batch);
            batch.size = 0;
        }
        return true;
    });
    if (read && batch.size > 0)
        work(batch);
    return read;
}

QByteArray idText(const CsvReader &reader, const Places &ids)
{
    QByteArray text;
    for (const qsizetype place : ids)
        text.append(text.isEmpty() ? "" : ",").append(reader.cell(place).toByteArray());
    return text;
}

/// The passes over the two files, and what they hand on.
class Matching
{
public:
    Matching(const KeyedFile &sample, const KeyedFile &file, std::stop_token stop)
        : m_sample(sample), m_file(file), m_stop(std::move(stop)), m_index(sample.records),
          m_found(static_cast<std::size_t>(sample.records), false)
    {
    }

    Result<IdReport> run()
    {
        for (const auto &pass : {&Matching::readSample, &Matching::readFile, &Matching::respell,
                                 &Matching::nameInSample, &Matching::nameInFile}) {
            if (const Result<> done = (this->*pass)(); !done)
                return tl::unexpected(done.error());
        }
        m_report.samePredictions = m_report.isComplete() && m_sampleSum == m_fileSum;
        return std::move(m_report);
    }

private:
    /// Offenders among the records that were taken to their place in one pass.
    struct Placed {
        Offences doubled{}, misplaced{}, echoes{};
    };

    Result<> readSample()
    {
        if (!m_sample.echoes.empty())
            m_echoes.reserve(static_cast<std::size_t>(m_sample.records));
        const auto idOf = [this](const CsvReader &reader, quint32) {
            return std::optional(textHash(reader, m_sample.ids));
        };
        return eachBatch(m_sample, m_stop, idOf, [this](const Batch &batch) {
            const qsizetype twice = m_index.add(batch.ids());
            if (twice >= 0 && m_report.sampleTwice == 0)
                m_report.sampleTwice = batch.line[static_cast<std::size_t>(twice)];
            for (std::size_t i = 0; i < batch.size; ++i) {
                if (!m_sample.echoes.empty())
                    m_echoes.push_back(batch.echo[i]);
                m_sampleSum += mixed(batch.id[i], batch.prediction[i]);
            }
        });
    }

    /// Takes a record of the submission to its place in the sample.
    void place(const Batch &batch, std::size_t i, quint32 position, quint64 sampleId, Placed &placed)
    {
        if (m_found[position]) {
            placed.doubled.add(batch.line[i]);
            return;
        }
        m_found[position] = true;
        ++m_matched;
        m_report.places[batch.record[i]] = position;
        if (position != batch.record[i])
            placed.misplaced.add(batch.line[i]);
        if (!m_echoes.empty() && batch.echo[i] != m_echoes[position])
            placed.echoes.add(batch.line[i]);
        m_fileSum += mixed(sampleId, batch.prediction[i]);
    }

    Result<> readFile()
    {
        m_report.places.assign(static_cast<std::size_t>(m_file.records), IdIndex::none);
        const auto idOf = [this](const CsvReader &reader, quint32) {
            return std::optional(textHash(reader, m_file.ids));
        };
        return eachBatch(m_file, m_stop, idOf, [this](const Batch &batch) {
            std::array<quint32, Batch::capacity> positions{};
            m_index.find(batch.ids(), positions);
            for (std::size_t i = 0; i < batch.size; ++i) {
                if (positions[i] < m_found.size())
                    place(batch, i, positions[i], batch.id[i], m_placed);
                else if (positions[i] == IdIndex::none) {
                    m_report.extra.add(batch.line[i]);
                    m_unmatched.push_back(batch.record[i]);
                }
            }
        });
    }

    /// Looks for the ids that are left over by their canonical form, among those that are missing. A form that more
    /// than one id of the sample has is not used.
    Result<> respell()
    {
        const qint64 missing = m_sample.records - m_matched;
        if (missing == 0 || m_unmatched.empty() || m_report.sampleTwice != 0)
            return {};
        IdIndex forms(missing);
        std::vector<quint32> positions;
        positions.reserve(static_cast<std::size_t>(missing));
        const auto formOf = [this](bool found) {
            return [this, found](const CsvReader &reader, quint32 position) {
                return m_found[position] == found ? std::optional(canonicalHash(reader, m_sample.ids)) : std::nullopt;
            };
        };
        Result<> read = eachBatch(m_sample, m_stop, formOf(false), [&](const Batch &batch) {
            forms.add(batch.ids());
            positions.insert(positions.end(), batch.record.begin(),
                             batch.record.begin() + static_cast<std::ptrdiff_t>(batch.size));
        });
        if (!read)
            return read;
        // "7" is there, so "7.0" must not become "007".
        read = eachBatch(m_sample, m_stop, formOf(true), [&forms](const Batch &batch) { forms.share(batch.ids()); });
        if (!read)
            return read;
        m_report.extra = {};
        auto unmatched = m_unmatched.cbegin();
        const auto idOf = [&](const CsvReader &reader, quint32 record) -> std::optional<quint64> {
            if (unmatched == m_unmatched.cend() || *unmatched != record)
                return std::nullopt;
            ++unmatched;
            return canonicalHash(reader, m_file.ids);
        };
        return eachBatch(m_file, m_stop, idOf, [&](const Batch &batch) {
            std::array<quint32, Batch::capacity> found{};
            forms.find(batch.ids(), found);
            for (std::size_t i = 0; i < batch.size; ++i) {
                if (found[i] >= positions.size()) {
                    m_report.extra.add(batch.line[i]);
                    continue;
                }
                const quint32 position = positions[found[i]];
                if (!m_found[position]) {
                    if (!m_firstRespelled)
                        m_firstRespelled = position;
                    m_report.respelled.add(batch.line[i]);
                }
                place(batch, i, position, m_index.hashAt(position), m_placedLater);
            }
        });
    }

    /// The texts of missing ids, and of the first one that the file spells otherwise.
    Result<> nameInSample()
    {
        m_report.missing = m_sample.records - m_matched;
        if (m_report.missing == 0 && !m_firstRespelled)
            return {};
        return eachRecord(m_sample, m_stop, [this](const CsvReader &reader, quint32 position) {
            if (!m_found[position] && m_report.firstMissing.size() < missingNamed)
                m_report.firstMissing.append(SubmissionText::shown(idText(reader, m_sample.ids)));
            if (m_firstRespelled == position)
                m_report.respelledAs = SubmissionText::shown(idText(reader, m_sample.ids));
            return m_report.firstMissing.size() < std::min(m_report.missing, missingNamed) ||
                   (m_firstRespelled && m_report.respelledAs.isEmpty());
        });
    }

    /// Puts the offenders of both passes over the submission together, and reads the texts of the first ones, which no
    /// batch keeps.
    Result<> nameInFile()
    {
        for (const Placed *placed : {&m_placed, &m_placedLater}) {
            m_report.doubled.merge(placed->doubled);
            m_report.misplaced.merge(placed->misplaced);
            m_report.echoes.merge(placed->echoes);
        }
        const std::array<Offences *, 3> offences{&m_report.extra, &m_report.doubled, &m_report.respelled};
        qint64 last = 0;
        for (const Offences *each : offences)
            last = std::max(last, each->firstLine());
        if (last == 0)
            return {};
        return eachRecord(m_file, m_stop, [&](const CsvReader &reader, quint32) {
            for (Offences *const each : offences) {
                if (each->firstLine() == reader.line())
                    each->setFirstCell(idText(reader, m_file.ids));
            }
            return reader.line() < last;
        });
    }

    const KeyedFile &m_sample;
    const KeyedFile &m_file;
    std::stop_token m_stop;
    IdIndex m_index;
    std::vector<bool> m_found; ///< by place in the sample
    std::vector<quint64> m_echoes;
    std::vector<quint32> m_unmatched; ///< records of the submission whose id is none of the sample's, as text
    qint64 m_matched = 0;
    std::optional<quint32> m_firstRespelled;
    quint64 m_sampleSum = 0; ///< over all records, whatever their order
    quint64 m_fileSum = 0;
    Placed m_placed;      ///< by ids as they are
    Placed m_placedLater; ///< by canonical ids
    IdReport m_report;
};

} // namespace

Result<IdReport> matchIds(const KeyedFile &sample, const KeyedFile &file, std::stop_token stop)
{
    constexpr qint64 most = IdIndex::shared - 1;
    if (sample.records > most || file.records > most)
        return tl::unexpected(
            Error{.kind = Error::Kind::BadData,
                  .message = SubmissionText::tr("Files above four billion records are not supported."),
                  .code = QStringLiteral("too_many_records")});
    return Matching(sample, file, std::move(stop)).run();
}

QList<Finding> idFindings(const IdReport &report, qint64 records, const QString &idName, const QString &echoNames,
                          Severity echoSeverity)
{
    QList<Finding> findings;
    const auto add = [&](const char *code, const Offences &offences, const QString &column, const QString &message) {
        findings.append({.code = QString::fromLatin1(code),
                         .count = offences.count(),
                         .lines = offences.lines(),
                         .column = column,
                         .message = message});
    };
    if (report.sampleTwice != 0) {
        findings.append(
            {.code = QStringLiteral("V07"),
             .count = 1,
             .column = idName,
             .message = SubmissionText::tr("The sample has an id twice, on its line %1, so that only its own "
                                           "order of ids can be taken; this file has another.")
                            .arg(report.sampleTwice)});
        return findings;
    }
    if (report.missing > 0) {
        findings.append({.code = QStringLiteral("V07"),
                         .count = report.missing,
                         .column = idName,
                         .message = SubmissionText::tr("Ids of the sample that the file lacks: %1, the first are %2.")
                                        .arg(report.missing)
                                        .arg(report.firstMissing.join(QStringLiteral(", ")))});
    }
    if (report.extra.any())
        add("V07", report.extra, idName,
            SubmissionText::tr("Ids that the sample does not have: %1, the first on line %2: %3.")
                .arg(report.extra.count())
                .arg(report.extra.firstLine())
                .arg(SubmissionText::shown(report.extra.firstCell())));
    if (report.doubled.any())
        add("V08", report.doubled, idName,
            SubmissionText::tr("Records whose id came before: %1, the first on line %2: %3.")
                .arg(report.doubled.count())
                .arg(report.doubled.firstLine())
                .arg(SubmissionText::shown(report.doubled.firstCell())));
    if (report.misplaced.any() && report.isComplete()) {
        add("V09", report.misplaced, idName,
            SubmissionText::tr("The ids stand in another order than in the sample, from line %1 on.")
                .arg(report.misplaced.firstLine()));
        findings.last().severity = Severity::Warning;
        findings.last().repair = SubmissionText::tr("The repaired file has the sample's order.");
    }
    if (report.respelled.any()) {
        add("V10", report.respelled, idName,
            SubmissionText::tr("Ids are spelled differently from the sample in %1 of %2 records; the first is on line "
                               "%3: %4 for %5.")
                .arg(report.respelled.count())
                .arg(records)
                .arg(report.respelled.firstLine())
                .arg(SubmissionText::shown(report.respelled.firstCell()), report.respelledAs));
        if (report.isComplete())
            findings.last().repair = SubmissionText::tr("The repaired file has the sample's spelling.");
    }
    if (report.echoes.any()) {
        add("V19", report.echoes, echoNames,
            SubmissionText::tr(
                "Cells that should repeat the sample differ from it in %1 of %2 records; the first is on "
                "line %3.")
                .arg(report.echoes.count())
                .arg(records)
                .arg(report.echoes.firstLine()));
        findings.last().severity = echoSeverity;
        if (report.isComplete())
            findings.last().repair = SubmissionText::tr("The repaired file has the sample's cells.");
    }
    return findings;
}

} // namespace solver
