// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/examination.h"

#include "submission/columnchecks.h"
#include "submission/csvdialect.h"
#include "submission/filefindings.h"
#include "submission/headercheck.h"
#include "submission/idcheck.h"
#include "submission/predictioncensus.h"
#include "submission/submissiontext.h"

#include <QFileInfo>

#include <algorithm>

namespace solver {

namespace {

/// One examination of one file. The steps are in run(); what they share are the members.
class Examiner
{
public:
    Examiner(const QString &path, const SampleFile &sample, const RunFacts &facts, std::stop_token stop)
        : m_path(path), m_sample(sample), m_facts(facts), m_stop(std::move(stop))
    {
    }

    Result<Examination> run()
    {
        const Result<FileNature> nature = natureOf(m_path);
        if (!nature)
            return tl::unexpected(nature.error());
        m_result.bytes = QFileInfo(m_path).size();
        if (const QList<Finding> findings = natureFindings(*nature); !findings.isEmpty()) {
            m_result.findings = findings;
            return std::move(m_result);
        }
        for (const auto &step : {&Examiner::readHeader, &Examiner::readRecords, &Examiner::checkIds,
                                 &Examiner::checkCounts, &Examiner::checkShares}) {
            if (const Result<> done = (this->*step)(); !done)
                return tl::unexpected(done.error());
            if (m_finished)
                break;
        }
        checkSize();
        std::stable_sort(m_result.findings.begin(), m_result.findings.end(),
                         [](const Finding &a, const Finding &b) { return a.code < b.code; });
        return std::move(m_result);
    }

private:
    Result<> readHeader()
    {
        m_options.columns = std::max<qsizetype>(2 * m_sample.header.size(), m_options.columns);
        const Result<char> delimiter = delimiterOf(m_path, m_sample.header, m_options.columns, m_stop);
        if (!delimiter)
            return tl::unexpected(delimiter.error());
        m_options.delimiter = *delimiter;
        m_options.skipBlankLines = m_sample.header.size() > 1;
        const Result<QList<QByteArray>> header = headerOf(m_path, *delimiter, m_options.columns, m_stop);
        if (!header)
            return tl::unexpected(header.error());
        m_cells = header->size();
        if (m_cells > 0)
            m_header = matchHeader(*header, m_sample.header);
        else
            m_header.place.assign(static_cast<std::size_t>(m_sample.header.size()), -1);
        m_result.findings += m_header.findings;
        m_ids = inFile(m_sample.ids);
        m_echoes = inFile(m_sample.echoes);
        m_result.plan.options = m_options;
        m_result.plan.predictions = inFile(m_sample.predictions);
        return {};
    }

    /// The places in the file for places in the sample.
    Places inFile(const Places &places) const
    {
        Places found;
        for (const qsizetype place : places)
            found.push_back(m_header.place[static_cast<std::size_t>(place)]);
        return found;
    }

    static bool allThere(const Places &places)
    {
        return std::none_of(places.begin(), places.end(), [](qsizetype place) { return place < 0; });
    }

    /// Reads the file beside the sample, as long as their ids are the same; then the rest of both.
    Result<> readRecords()
    {
        Result<CsvReader> file = CsvReader::open(m_path, m_options, m_stop);
        if (!file)
            return tl::unexpected(file.error());
        Result<CsvReader> sample = CsvReader::open(m_sample.path, m_sample.options, m_stop);
        if (!sample)
            return tl::unexpected(sample.error());
        sample->next(); // the headers
        if (!file->next() && file->state() && !file->wasCut()) {
            m_result.findings.append({.code = QStringLiteral("V01"),
                                      .count = 1,
                                      .message = SubmissionText::tr("The file has blank lines and nothing else.")});
            m_finished = true;
            return {};
        }
        m_together = allThere(m_ids) && allThere(m_echoes);
        ColumnChecks checks(m_sample.format, m_result.plan.predictions);
        const bool takeCensus = judgesShares();
        while (file->next()) {
            ++m_result.records;
            if (!hasRightCells(*file))
                continue;
            checks.look(*file);
            if (takeCensus)
                m_census.add(predictionHash(*file, m_result.plan.predictions));
            if (m_header.indexColumn >= 0 && m_isIndex)
                m_isIndex = file->cell(m_header.indexColumn) == QByteArray::number(m_result.records - 1);
            if (m_together)
                lookBeside(*file, *sample);
        }
        if (!file->state())
            return file->state();
        if (const Result<> counted = readRestOf(*sample); !counted)
            return counted;
        m_structureBroken = m_structureBroken || file->wasCut();
        m_result.findings += dialectFindings(*file, m_options.delimiter, *sample, m_options);
        addCellFindings();
        m_result.findings += checks.findings(m_result.records);
        m_result.plan.cells = checks.repairs();
        return {};
    }

    /// Whether a record has as many cells as the header. One empty cell more at the end is noted, and let pass.
    bool hasRightCells(const CsvReader &file)
    {
        const qsizetype cells = file.cellCount();
        if (m_header.emptyLast) {
            if (cells == m_cells && file.cell(cells - 1).isEmpty()) {
                m_emptyLast.add(file.line());
                return true;
            }
        } else if (cells == m_cells)
            return true;
        else if (cells == m_cells + 1 && file.cell(cells - 1).isEmpty()) {
            m_emptyLast.add(file.line());
            return true;
        }
        if (!m_wrongCells.any())
            m_firstWrongCells = cells;
        m_wrongCells.add(file.line());
        return false;
    }

    void lookBeside(const CsvReader &file, CsvReader &sample)
    {
        if (!sample.next()) {
            m_together = false; // the file has more records
            return;
        }
        ++m_sampleRecords;
        if (sample.cellCount() != m_sample.header.size()) {
            m_brokenSampleLine = sample.line();
            m_together = false;
            return;
        }
        if (!sameText(file, m_ids, sample, m_sample.ids)) {
            m_together = false;
            return;
        }
        for (std::size_t i = 0; i < m_echoes.size(); ++i) {
            if (file.cell(m_echoes[i]) != sample.cell(m_sample.echoes[i])) {
                m_echoOffences.add(file.line(), file.cell(m_echoes[i]));
                break;
            }
        }
        if (m_samePredictions && allThere(m_result.plan.predictions))
            m_samePredictions =
                predictionHash(file, m_result.plan.predictions) == predictionHash(sample, m_sample.predictions);
    }

    /// Counts the records of the sample that are left. A sample that is no table is nothing to judge by.
    Result<> readRestOf(CsvReader &sample)
    {
        while (m_brokenSampleLine == 0 && sample.next()) {
            ++m_sampleRecords;
            m_together = false;
            if (sample.cellCount() != m_sample.header.size())
                m_brokenSampleLine = sample.line();
        }
        if (!sample.state())
            return sample.state();
        if (sample.wasCut())
            m_brokenSampleLine = sample.problems().isEmpty() ? sample.line() : sample.problems().last().line;
        if (m_brokenSampleLine > 0)
            return tl::unexpected(SampleFile::broken(
                SubmissionText::tr("The sample %1 is not a table: line %2 cannot be read as a record of %3 cells.")
                    .arg(m_sample.path)
                    .arg(m_brokenSampleLine)
                    .arg(m_sample.header.size())));
        if (m_sampleRecords == 0)
            return tl::unexpected(SampleFile::broken(
                SubmissionText::tr("The sample %1 has a header and no records.").arg(m_sample.path)));
        return {};
    }

    /// V02 for unequal cells, V05 for a saved row index.
    void addCellFindings()
    {
        const bool everyRecord = m_emptyLast.any() && m_emptyLast.count() == m_result.records;
        if (everyRecord) {
            m_result.findings.append(
                {.code = QStringLiteral("V02"),
                 .count = m_emptyLast.count(),
                 .lines = m_emptyLast.lines(),
                 .message = SubmissionText::tr("Every record ends with a delimiter too many: line %1 has %2 cells, "
                                               "and %3 are expected.")
                                .arg(m_emptyLast.firstLine())
                                .arg(m_cells + (m_header.emptyLast ? 0 : 1))
                                .arg(m_cells - (m_header.emptyLast ? 1 : 0)),
                 .repair = SubmissionText::tr("The repaired file leaves the empty last cell out.")});
        } else if (m_emptyLast.any() || m_wrongCells.any() || m_header.emptyLast) {
            const bool emptyFirst =
                !m_wrongCells.any() || (m_emptyLast.any() && m_emptyLast.firstLine() < m_wrongCells.firstLine());
            Offences all = m_wrongCells;
            if (!m_header.emptyLast)
                all.merge(m_emptyLast);
            m_structureBroken = true;
            const qsizetype has = emptyFirst && !m_header.emptyLast ? m_cells + 1 : m_firstWrongCells;
            m_result.findings.append(
                {.code = QStringLiteral("V02"),
                 .count = std::max<qint64>(1, all.count()),
                 .lines = all.lines(),
                 .message = all.any() && has != m_cells
                                ? SubmissionText::tr("Records with another number of cells than the header: %1 of %2; "
                                                     "line %3 has %4 cells, and %5 are expected.")
                                      .arg(all.count())
                                      .arg(m_result.records)
                                      .arg(all.firstLine())
                                      .arg(has)
                                      .arg(m_cells)
                                : SubmissionText::tr("The last column has no name on line 1, and not all of its cells "
                                                     "are empty.")});
        }
        if (m_header.indexColumn < 0)
            return;
        Finding index{.code = QStringLiteral("V05"), .count = 1, .lines = {1}};
        if (m_isIndex && !m_structureBroken) {
            index.message =
                SubmissionText::tr("Column %1 of the file is a saved row index, 0 to %2; the sample does not "
                                   "have it.")
                    .arg(m_header.indexColumn + 1)
                    .arg(m_result.records - 1);
            index.repair = SubmissionText::tr("The repaired file leaves it out.");
        } else
            index.message =
                SubmissionText::tr("Column %1 of the file has no name of its own and the sample does not have "
                                   "it; it is no plain row index either.")
                    .arg(m_header.indexColumn + 1);
        m_result.findings.append(index);
    }

    Result<> checkIds()
    {
        if (m_structureBroken || !allThere(m_ids) || !allThere(m_echoes)) {
            m_samePredictions = false;
            return {};
        }
        if (m_together || m_sample.ids.empty()) {
            addEchoFinding();
            return {};
        }
        m_samePredictions = false;
        const auto names = [this](const Places &places) {
            QStringList texts;
            for (const qsizetype place : places)
                texts.append(QString::fromUtf8(m_sample.header.at(place)));
            return texts.join(QStringLiteral(", "));
        };
        Places predictions = m_result.plan.predictions;
        const bool predictionsThere = allThere(predictions);
        if (!predictionsThere)
            predictions.clear();
        Result<IdReport> report = matchIds({.path = m_sample.path,
                                            .options = m_sample.options,
                                            .ids = m_sample.ids,
                                            .echoes = m_sample.echoes,
                                            .predictions = m_sample.predictions,
                                            .records = m_sampleRecords},
                                           {.path = m_path,
                                            .options = m_options,
                                            .ids = m_ids,
                                            .echoes = m_echoes,
                                            .predictions = predictions,
                                            .records = m_result.records},
                                           m_stop);
        if (!report)
            return tl::unexpected(report.error());
        m_result.findings += idFindings(*report, m_result.records, names(m_sample.ids), names(m_sample.echoes),
                                        m_sample.format.guessed ? Severity::Warning : Severity::Error);
        m_samePredictions = predictionsThere && report->samePredictions;
        if (report->isComplete() && report->misplaced.any())
            m_result.plan.order = std::move(report->places);
        return {};
    }

    /// V19 where the records of both files stood beside each other.
    void addEchoFinding()
    {
        if (!m_echoOffences.any())
            return;
        Finding finding{.code = QStringLiteral("V19"),
                        .severity = m_sample.format.guessed ? Severity::Warning : Severity::Error,
                        .count = m_echoOffences.count(),
                        .lines = m_echoOffences.lines(),
                        .column = m_sample.format.echoColumns.join(QStringLiteral(", "))};
        finding.message =
            SubmissionText::tr("Cells that should repeat the sample differ from it in %1 of %2 records; the "
                               "first is on line %3 and reads %4.")
                .arg(finding.count)
                .arg(m_result.records)
                .arg(m_echoOffences.firstLine())
                .arg(SubmissionText::shown(m_echoOffences.firstCell()));
        if (!m_sample.ids.empty()) // by position alone nothing is copied
            finding.repair = SubmissionText::tr("The repaired file has the sample's cells.");
        m_result.findings.append(finding);
    }

    Result<> checkCounts()
    {
        if (m_structureBroken || m_result.records == m_sampleRecords)
            return {};
        m_samePredictions = false;
        m_result.findings.append(
            {.code = QStringLiteral("V06"),
             .count = std::abs(m_result.records - m_sampleRecords),
             .message = m_result.records == 0 ? SubmissionText::tr("The file has a header and no records; the sample "
                                                                   "has %1.")
                                                    .arg(m_sampleRecords)
                                              : SubmissionText::tr("The number of records is %1; the sample has %2.")
                                                    .arg(m_result.records)
                                                    .arg(m_sampleRecords)});
        return {};
    }

    bool judgesShares() const
    {
        return m_facts.origin != Origin::Unknown && m_facts.origin != Origin::Constant &&
               allThere(m_result.plan.predictions);
    }

    /// V20 and V21.
    Result<> checkShares()
    {
        if (!judgesShares() || m_structureBroken)
            return {};
        if (m_samePredictions && m_result.records > 0)
            m_result.findings.append({.code = QStringLiteral("V20"),
                                      .count = m_result.records,
                                      .message = SubmissionText::tr("All predictions are those of the sample; nothing "
                                                                    "was predicted.")});
        const Result<qint64> equal = m_census.commonest(m_path, m_options, m_result.plan.predictions, m_stop);
        if (!equal)
            return tl::unexpected(equal.error());
        const auto records = static_cast<double>(m_result.records);
        if (m_result.records < 2 || static_cast<double>(*equal) < PredictionCensus::suspiciousShare * records)
            return {};
        const bool otherwise = m_facts.equalWhenSealed && !*m_facts.equalWhenSealed;
        m_result.findings.append(
            {.code = QStringLiteral("V21"),
             .severity = otherwise ? Severity::Error : Severity::Warning,
             .count = *equal,
             .message = otherwise ? SubmissionText::tr("The same prediction stands in %1 of %2 records, though the "
                                                       "program's predictions in the sealed views differ.")
                                        .arg(*equal)
                                        .arg(m_result.records)
                                  : SubmissionText::tr("The same prediction stands in %1 of %2 records.")
                                        .arg(*equal)
                                        .arg(m_result.records)});
        return {};
    }

    /// V25, and a word of V18 on kinds whose grammar is not looked at: a clean result must not say more than it knows.
    void checkSize()
    {
        for (const PredictionColumn &column : m_sample.format.predictions) {
            if (column.kind != PredictionKind::Opaque)
                continue;
            m_result.findings.append({.code = QStringLiteral("V18"),
                                      .severity = Severity::Warning,
                                      .count = 1,
                                      .column = column.name,
                                      .message = SubmissionText::tr("Column %1 holds masks, boxes or lists; their form "
                                                                    "was not checked.")
                                                     .arg(SubmissionText::shown(column.name.toUtf8()))});
            break;
        }
        if (m_facts.platformLimitBytes && m_result.bytes > *m_facts.platformLimitBytes)
            m_result.findings.append({.code = QStringLiteral("V25"),
                                      .severity = Severity::Warning,
                                      .count = 1,
                                      .message = SubmissionText::tr("The file has %1; the platform takes %2.")
                                                     .arg(SubmissionText::bytes(m_result.bytes),
                                                          SubmissionText::bytes(*m_facts.platformLimitBytes))});
    }

    QString m_path;
    const SampleFile &m_sample;
    const RunFacts &m_facts;
    std::stop_token m_stop;
    Examination m_result;
    bool m_finished = false;

    CsvOptions m_options;
    HeaderMatch m_header;
    qsizetype m_cells = 0; ///< of the header
    Places m_ids;
    Places m_echoes;

    qint64 m_sampleRecords = 0;
    qint64 m_brokenSampleLine = 0;
    bool m_together = false; ///< so far every record stands beside the sample's of the same ids
    bool m_samePredictions = true;
    bool m_structureBroken = false; ///< ids cannot be trusted: some record could not be read
    bool m_isIndex = true;
    Offences m_emptyLast;
    Offences m_wrongCells;
    qsizetype m_firstWrongCells = 0;
    Offences m_echoOffences;
    PredictionCensus m_census;
};

} // namespace

bool Examination::hasErrors() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.severity == Severity::Error; });
}

bool Examination::canBeRepaired() const
{
    bool something = false;
    for (const Finding &finding : findings) {
        something = something || !finding.repair.isEmpty();
        if (finding.severity == Severity::Error && finding.repair.isEmpty())
            return false;
    }
    return something;
}

Result<Examination> examine(const QString &file, const SampleFile &sample, const RunFacts &facts, std::stop_token stop)
{
    return Examiner(file, sample, facts, std::move(stop)).run();
}

} // namespace solver
