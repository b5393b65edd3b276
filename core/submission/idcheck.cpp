// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/idcheck.h"

#include "submission/idindex.h"
#include "submission/submissiontext.h"

#include <algorithm>
#include <optional>

namespace solver {

namespace {

constexpr qsizetype missingNamed = 5;

/// Calls \a look(reader, position) for each record.
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
    for (quint32 position = 0; position < file.records && reader->next(); ++position) {
        if (reader->cellCount() <= last)
            return tl::unexpected(CsvReader::changed(file.path));
        look(*reader, position);
    }
    return reader->state();
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
        for (const auto &pass : {&Matching::readSample, &Matching::readFile, &Matching::respell, &Matching::tellMissing}) {
            if (const Result<> done = (this->*pass)(); !done)
                return tl::unexpected(done.error());
        }
        m_report.samePredictions = m_report.isComplete() && m_sampleSum == m_fileSum;
        return std::move(m_report);
    }

private:
    Result<> readSample()
    {
        if (!m_sample.echoes.empty())
            m_echoes.reserve(static_cast<std::size_t>(m_sample.records));
        return eachRecord(m_sample, m_stop, [this](const CsvReader &reader, quint32) {
            const quint64 id = textHash(reader, m_sample.ids);
            if (!m_index.add(id) && m_report.sampleTwice == 0)
                m_report.sampleTwice = reader.line();
            if (!m_sample.echoes.empty())
                m_echoes.push_back(textHash(reader, m_sample.echoes));
            m_sampleSum += mixed(id, predictionHash(reader, m_sample.predictions));
        });
    }

    /// Takes a record of the submission to its place in the sample.
    void place(const CsvReader &reader, quint32 record, quint32 position)
    {
        if (m_found[position]) {
            m_report.doubled.add(reader.line(), idText(reader, m_file.ids));
            return;
        }
        m_found[position] = true;
        ++m_matched;
        m_report.places[record] = position;
        if (position != record)
            m_report.misplaced.add(reader.line(), idText(reader, m_file.ids));
        if (!m_echoes.empty() && textHash(reader, m_file.echoes) != m_echoes[position])
            m_report.echoes.add(reader.line(), reader.cell(m_file.echoes.front()));
        m_fileSum += mixed(m_index.hashAt(position), predictionHash(reader, m_file.predictions));
    }

    Result<> readFile()
    {
        m_report.places.assign(static_cast<std::size_t>(m_file.records), IdIndex::none);
        return eachRecord(m_file, m_stop, [this](const CsvReader &reader, quint32 record) {
            const quint32 position = m_index.find(textHash(reader, m_file.ids));
            if (position < m_found.size())
                place(reader, record, position);
            else if (position == IdIndex::none)
                m_report.extra.add(reader.line(), idText(reader, m_file.ids));
        });
    }

    /// Looks for the ids that are left over by their canonical form, among those that are missing. A form that more
    /// than one id of the sample has is not used.
    Result<> respell()
    {
        const qint64 missing = m_sample.records - m_matched;
        if (missing == 0 || !m_report.extra.any() || m_report.sampleTwice != 0)
            return {};
        IdIndex forms(missing);
        std::vector<quint32> positions;
        positions.reserve(static_cast<std::size_t>(missing));
        Result<> read = eachRecord(m_sample, m_stop, [&](const CsvReader &reader, quint32 position) {
            if (!m_found[position]) {
                forms.add(canonicalHash(reader, m_sample.ids));
                positions.push_back(position);
            }
        });
        if (!read)
            return read;
        read = eachRecord(m_sample, m_stop, [&](const CsvReader &reader, quint32 position) {
            if (m_found[position])
                forms.share(canonicalHash(reader, m_sample.ids)); // "7" is there, so "7.0" must not become "007"
        });
        if (!read)
            return read;
        m_report.extra = {};
        std::optional<quint32> first;
        read = eachRecord(m_file, m_stop, [&](const CsvReader &reader, quint32 record) {
            if (m_report.places[record] != IdIndex::none || m_index.find(textHash(reader, m_file.ids)) != IdIndex::none)
                return;
            const quint32 form = forms.find(canonicalHash(reader, m_file.ids));
            if (form >= positions.size()) {
                m_report.extra.add(reader.line(), idText(reader, m_file.ids));
                return;
            }
            if (!m_found[positions[form]]) {
                first = first.value_or(positions[form]);
                m_report.respelled.add(reader.line(), idText(reader, m_file.ids));
            }
            place(reader, record, positions[form]);
        });
        m_firstRespelled = first;
        return read;
    }

    Result<> tellMissing()
    {
        m_report.missing = m_sample.records - m_matched;
        if (m_report.missing == 0 && !m_firstRespelled)
            return {};
        return eachRecord(m_sample, m_stop, [this](const CsvReader &reader, quint32 position) {
            if (!m_found[position] && m_report.firstMissing.size() < missingNamed)
                m_report.firstMissing.append(SubmissionText::shown(idText(reader, m_sample.ids)));
            if (m_firstRespelled == position)
                m_report.respelledAs = SubmissionText::shown(idText(reader, m_sample.ids));
        });
    }

    const KeyedFile &m_sample;
    const KeyedFile &m_file;
    std::stop_token m_stop;
    IdIndex m_index;
    std::vector<bool> m_found; ///< by place in the sample
    std::vector<quint64> m_echoes;
    qint64 m_matched = 0;
    std::optional<quint32> m_firstRespelled;
    quint64 m_sampleSum = 0; ///< over all records, whatever their order
    quint64 m_fileSum = 0;
    IdReport m_report;
};

} // namespace

Result<IdReport> matchIds(const KeyedFile &sample, const KeyedFile &file, std::stop_token stop)
{
    constexpr qint64 most = IdIndex::shared - 1;
    if (sample.records > most || file.records > most)
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
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
        findings.append({.code = QStringLiteral("V07"),
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
            SubmissionText::tr("Cells that should repeat the sample differ from it in %1 of %2 records; the first is on "
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
