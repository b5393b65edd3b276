// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/filefindings.h"

#include "submission/submissiontext.h"

namespace solver {

namespace {

QString sentence(CsvProblem::Kind kind)
{
    switch (kind) {
    case CsvProblem::Kind::Nul:
        return SubmissionText::tr("There is a zero byte on line %1 at column %2.");
    case CsvProblem::Kind::InvalidUtf8:
        return SubmissionText::tr("There are bytes that are not UTF-8 on line %1 at column %2.");
    case CsvProblem::Kind::TextAfterQuote:
        return SubmissionText::tr("There is text behind a closing quote on line %1 at column %2.");
    case CsvProblem::Kind::UnclosedQuote:
        return SubmissionText::tr("A quote that opens on line %1 at column %2 is not closed within %3, or never.");
    case CsvProblem::Kind::RecordTooLong:
        return SubmissionText::tr("The record that begins on line %1 is longer than %3; nothing behind it was read.");
    case CsvProblem::Kind::TooManyColumns:
        return SubmissionText::tr("Line %1 has more than %4 cells; nothing behind it was read.");
    case CsvProblem::Kind::TooManyBytes:
        return SubmissionText::tr("The file is longer than %5; nothing from line %1 on was read.");
    }
    Q_UNREACHABLE();
    return {};
}

/// One finding for each kind of problem, at its first place.
void addProblems(const CsvReader &file, const CsvOptions &limits, QList<Finding> &findings)
{
    QList<CsvProblem::Kind> kinds;
    for (const CsvProblem &problem : file.problems()) {
        if (const qsizetype known = kinds.indexOf(problem.kind); known >= 0) {
            Finding &finding = findings[findings.size() - kinds.size() + known];
            ++finding.count;
            if (finding.lines.last() != problem.line)
                finding.lines.append(problem.line);
            continue;
        }
        kinds.append(problem.kind);
        QString message = sentence(problem.kind);
        message.replace(QLatin1String("%1"), QString::number(problem.line));
        message.replace(QLatin1String("%2"), QString::number(problem.column));
        message.replace(QLatin1String("%3"), SubmissionText::bytes(limits.recordBytes));
        message.replace(QLatin1String("%4"), QString::number(limits.columns));
        message.replace(QLatin1String("%5"), SubmissionText::bytes(limits.bytes));
        findings.append({.code = QStringLiteral("V02"), .count = 1, .lines = {problem.line}, .message = message});
    }
}

} // namespace

QList<Finding> natureFindings(FileNature nature)
{
    QString what;
    switch (nature) {
    case FileNature::Text:
        return {};
    case FileNature::Empty:
        return {{.code = QStringLiteral("V01"), .count = 1, .message = SubmissionText::tr("The file is empty.")}};
    case FileNature::Utf16:
        return {{.code = QStringLiteral("V02"),
                 .count = 1,
                 .lines = {1},
                 .message = SubmissionText::tr("The file is UTF-16 text; a submission must be UTF-8.")}};
    case FileNature::Zip:
        what = SubmissionText::tr("a zip archive");
        break;
    case FileNature::Gzip:
        what = SubmissionText::tr("a gzip file");
        break;
    case FileNature::Parquet:
        what = SubmissionText::tr("a Parquet file");
        break;
    case FileNature::Hdf5:
        what = SubmissionText::tr("an HDF5 file");
        break;
    case FileNature::Sqlite:
        what = SubmissionText::tr("a SQLite database");
        break;
    case FileNature::Pickle:
        what = SubmissionText::tr("a Python pickle");
        break;
    }
    return {{.code = QStringLiteral("V01"),
             .count = 1,
             //: %1 is "a zip archive" or the like
             .message = SubmissionText::tr("The file is %1, not CSV text, whatever its name says.").arg(what)}};
}

QList<Finding> dialectFindings(const CsvReader &file, char delimiter, const CsvReader &sample, const CsvOptions &limits)
{
    QList<Finding> findings;
    const auto add = [&findings](qint64 count, const QString &message, const QString &repair) {
        findings.append(
            {.code = QStringLiteral("V02"), .count = count, .lines = {1}, .message = message, .repair = repair});
    };
    if (file.hasByteOrderMark() && !sample.hasByteOrderMark())
        add(1,
            SubmissionText::tr("The file begins with a byte-order mark, which many readers take for a part of the "
                               "first column's name."),
            SubmissionText::tr("The repaired file has none."));
    if (file.crlfEnds() > 0 && sample.crlfEnds() == 0)
        add(file.crlfEnds(), SubmissionText::tr("Lines end with CR LF (Windows), not with LF as in the sample."),
            SubmissionText::tr("The repaired file has LF."));
    if (file.crEnds() > 0 && sample.crEnds() == 0)
        add(file.crEnds(), SubmissionText::tr("Lines end with CR (old Macintosh), not with LF as in the sample."),
            SubmissionText::tr("The repaired file has LF."));
    if (delimiter != ',') {
        const QString name = delimiter == ';'    ? SubmissionText::tr("semicolons")
                             : delimiter == '\t' ? SubmissionText::tr("tabs")
                                                 : SubmissionText::tr("vertical bars");
        //: %1 is "semicolons" or the like
        add(1, SubmissionText::tr("Cells are separated by %1, not by commas.").arg(name),
            SubmissionText::tr("The repaired file has commas."));
    }
    if (file.blankLines() > 0 && sample.blankLines() == 0) {
        findings.append(
            {.code = QStringLiteral("V02"),
             .severity = Severity::Warning,
             .count = file.blankLines(),
             .message = SubmissionText::tr("Blank lines, which do not count as records: %1.").arg(file.blankLines())});
    }
    addProblems(file, limits, findings);
    return findings;
}

} // namespace solver
