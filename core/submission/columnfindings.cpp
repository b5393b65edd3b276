// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of ColumnChecks: one finding a code over all prediction columns.
#include "submission/cellvalue.h"
#include "submission/columnchecks.h"
#include "submission/submissiontext.h"

#include <QStringList>

#include <algorithm>

namespace solver {

namespace {

/// A finding whose count, lines and column are those of the offenders. The sentence is completed by the caller.
Finding finding(const QString &code, const Offences &offences, const QString &column,
                Severity severity = Severity::Error)
{
    return {.code = code, .severity = severity, .count = offences.count(), .lines = offences.lines(), .column = column};
}

/// Offenders of all columns together, and the column of the first.
template <typename Column, typename Pick>
Offences together(const std::vector<Column> &columns, Pick pick, QString &first)
{
    Offences all;
    for (const Column &column : columns) {
        const Offences &own = pick(column);
        if (own.any() && (!all.any() || own.firstLine() < all.firstLine()))
            first = column.about->name;
        all.merge(own);
    }
    return all;
}

QString named(const QString &column)
{
    return SubmissionText::shown(column.toUtf8());
}

} // namespace

QList<Finding> ColumnChecks::findings(qint64 records) const
{
    QList<Finding> findings;
    QString column;
    if (const Offences all = together(
            m_columns, [](const Column &c) -> const Offences & { return c.missing; }, column);
        all.any()) {
        findings.append(finding(QStringLiteral("V11"), all, column));
        findings.last().message =
            SubmissionText::tr("Cells without a prediction: %1, the first on line %2 in column %3, which reads %4.")
                .arg(all.count())
                .arg(all.firstLine())
                .arg(named(column), SubmissionText::shown(all.firstCell()));
    }
    if (const Offences all = together(
            m_columns, [](const Column &c) -> const Offences & { return c.infinite; }, column);
        all.any()) {
        findings.append(finding(QStringLiteral("V12"), all, column));
        findings.last().message =
            SubmissionText::tr("Infinite predictions: %1, the first on line %2 in column %3, which reads %4.")
                .arg(all.count())
                .arg(all.firstLine())
                .arg(named(column), SubmissionText::shown(all.firstCell()));
    }
    if (const Offences all = together(
            m_columns, [](const Column &c) -> const Offences & { return c.text; }, column);
        all.any()) {
        findings.append(finding(QStringLiteral("V13"), all, column));
        const bool comma = hasDecimalComma(all.firstCell());
        const QString sentence =
            comma ? SubmissionText::tr("Cells with a decimal comma where a point is expected: %1, the first on line %2 "
                                       "in column %3, which reads %4.")
                  : SubmissionText::tr("Cells that are no numbers where numbers are expected: %1, the first on line %2 "
                                       "in column %3, which reads %4.");
        findings.last().message =
            sentence.arg(all.count()).arg(all.firstLine()).arg(named(column), SubmissionText::shown(all.firstCell()));
    }
    addDomainFinding(findings, records);
    addSumFinding(findings, records);
    addLabelFindings(findings, records);
    return findings;
}

void ColumnChecks::addDomainFinding(QList<Finding> &findings, qint64 records) const
{
    QString name;
    const Offences all = together(
        m_columns, [](const Column &c) -> const Offences & { return c.outside; }, name);
    if (!all.any())
        return;
    const auto first = std::find_if(m_columns.begin(), m_columns.end(), [&](const Column &column) {
        return column.outside.any() && column.outside.firstLine() == all.firstLine();
    });
    Finding found = finding(QStringLiteral("V14"), all, name, m_format.guessed ? Severity::Warning : Severity::Error);
    const QString low = QString::fromLatin1(numberText(first->low));
    const QString high = QString::fromLatin1(numberText(first->high));
    const QString sentence =
        first->high == std::numeric_limits<double>::infinity()
            ? SubmissionText::tr("Predictions below %1: %2, the first on line %3 in column %4, which reads %5.")
                  .arg(low)
        : first->low == -std::numeric_limits<double>::infinity()
            ? SubmissionText::tr("Predictions above %1: %2, the first on line %3 in column %4, which reads %5.")
                  .arg(high)
            : SubmissionText::tr(
                  "Predictions outside %1 ... %2: %3, the first on line %4 in column %5, which reads %6.")
                  .arg(low, high);
    found.message =
        sentence.arg(all.count()).arg(all.firstLine()).arg(named(name), SubmissionText::shown(all.firstCell()));
    bool every = true;
    bool raised = false;
    bool rescaled = false;
    for (const Column &column : m_columns) {
        const Repairable way = column.outside.any() ? domainRepair(column) : Repairable::Clip;
        every = every && way != Repairable::No;
        raised = raised || way == Repairable::Raise;
        rescaled = rescaled || way == Repairable::Rescale;
    }
    if (every && rescaled)
        found.repair = SubmissionText::tr("In the repaired file all predictions are rescaled to 0 ... 1; their order "
                                          "stays, and the metric looks at nothing else.");
    else if (every && raised)
        found.repair = all.count() == 1 ? SubmissionText::tr("In the repaired file 1 value was raised to 0.")
                                        : SubmissionText::tr("In the repaired file %1 of %2 values were raised to 0.")
                                              .arg(all.count())
                                              .arg(records * static_cast<qint64>(m_columns.size()));
    else if (every)
        found.repair = SubmissionText::tr("The repaired file has the nearest bound there; none was off by more than "
                                          "one millionth.");
    findings.append(found);
}

void ColumnChecks::addSumFinding(QList<Finding> &findings, qint64 records) const
{
    if (!m_badSums.any())
        return;
    Finding found =
        finding(QStringLiteral("V15"), m_badSums, {}, m_format.guessed ? Severity::Warning : Severity::Error);
    found.message = SubmissionText::tr("The class probabilities do not sum to 1 in %1 of %2 records; the first is on "
                                       "line %3 with a sum of %4.")
                        .arg(m_badSums.count())
                        .arg(records)
                        .arg(m_badSums.firstLine())
                        .arg(QString::fromLatin1(m_badSums.firstCell()));
    if (rowsCanBeScaled())
        found.repair = SubmissionText::tr("In the repaired file these records are divided by their sum.");
    findings.append(found);
}

void ColumnChecks::addLabelFindings(QList<Finding> &findings, qint64 records) const
{
    QString column;
    static const Offences none;
    const Offences variants = together(
        m_columns, [](const Column &c) -> const Offences & { return c.otherNumbers ? none : c.variants; }, column);
    if (variants.any()) {
        Finding found = finding(QStringLiteral("V16"), variants, column);
        QByteArray meant;
        for (const Column &each : m_columns) {
            if (each.about->name == column)
                meant = each.spelling.value(variants.firstCell());
        }
        found.message =
            SubmissionText::tr("Labels are spelled differently from the allowed ones in %1 of %2 records; "
                               "the first is on line %3 in column %4: %5 for %6.")
                .arg(variants.count())
                .arg(records)
                .arg(variants.firstLine())
                .arg(named(column), SubmissionText::shown(variants.firstCell()), SubmissionText::shown(meant));
        found.repair = SubmissionText::tr("The repaired file has the allowed spelling.");
        findings.append(found);
    }
    const Offences unknown = together(
        m_columns, [](const Column &c) -> const Offences & { return c.unknown; }, column);
    if (unknown.any()) {
        Finding found =
            finding(QStringLiteral("V16"), unknown, column, m_format.guessed ? Severity::Warning : Severity::Error);
        const QString sentence =
            m_format.guessed ? SubmissionText::tr("Values that the sample does not show: %1, the first on line %2 in "
                                                  "column %3, which reads %4.")
                             : SubmissionText::tr("Labels that are not allowed: %1, the first on line %2 in column %3, "
                                                  "which reads %4.");
        found.message = sentence.arg(unknown.count())
                            .arg(unknown.firstLine())
                            .arg(named(column), SubmissionText::shown(unknown.firstCell()));
        findings.append(found);
    }
    const Offences decimals = together(
        m_columns, [](const Column &c) -> const Offences & { return c.decimals; }, column);
    if (decimals.any()) {
        Finding found = finding(QStringLiteral("V17"), decimals, column);
        found.message = SubmissionText::tr("Whole numbers are expected, but %1 of %2 records have decimals; the first "
                                           "is on line %3 in column %4, which reads %5.")
                            .arg(decimals.count())
                            .arg(records)
                            .arg(decimals.firstLine())
                            .arg(named(column), SubmissionText::shown(decimals.firstCell()));
        if (std::none_of(m_columns.begin(), m_columns.end(), [](const Column &each) { return each.fractions; }))
            found.repair = SubmissionText::tr("The repaired file leaves the decimals out; all were zero.");
        findings.append(found);
    }
}

} // namespace solver
