// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/cellvalue.h"
#include "submission/csvreader.h"
#include "submission/samplefile.h"
#include "submission/submissionformat.h"
#include "submission/submissiontext.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <vector>

namespace solver {

namespace {

constexpr qint64 recordsLookedAt = 10'000;
constexpr qsizetype mostLabels = 20;

/// What the first records of the sample show of one column.
struct ColumnLook {
    bool numeric = true; ///< all cells that are not missing are numbers
    bool anyNumber = false;
    bool whole = true;
    bool shares = true; ///< all within [0, 1]
    bool anyEmpty = false;
    bool unique = true;
    QSet<QByteArray> seen{}; ///< all values while `unique`, else up to mostLabels + 1

    void look(QByteArrayView cell)
    {
        anyEmpty = anyEmpty || cell.isEmpty();
        if (numeric) {
            const NumberReading number = readNumber(cell);
            if (number.form == NumberReading::Form::Number) {
                anyNumber = true;
                shares = shares && number.value >= 0 && number.value <= 1;
                whole = whole && isWholeText(cell);
            } else if (number.form == NumberReading::Form::Text)
                numeric = false;
        }
        if (!unique && seen.size() > mostLabels)
            return;
        const qsizetype before = seen.size();
        seen.insert(cell.toByteArray());
        if (unique && seen.size() == before) {
            unique = false;
            while (seen.size() > mostLabels + 1)
                seen.erase(seen.begin());
        }
    }
};

bool isIdName(const QString &name)
{
    const QString lower = name.toLower();
    return lower == QLatin1String("id") || lower.endsWith(QLatin1String("_id")) ||
           lower.startsWith(QLatin1String("id_")) || name.endsWith(QLatin1String("Id")) ||
           name.endsWith(QLatin1String("ID")) || lower == QLatin1String("key");
}

/// The unique text or whole-number column, one named like an id first.
int idColumn(const QStringList &names, const std::vector<ColumnLook> &looks)
{
    int found = -1;
    for (int i = 0; i < static_cast<int>(looks.size()); ++i) {
        const ColumnLook &look = looks[static_cast<std::size_t>(i)];
        if (!look.unique || (look.numeric && !look.whole))
            continue;
        if (isIdName(names.at(i)))
            return i;
        if (found < 0)
            found = i;
    }
    return found;
}

PredictionColumn guessedColumn(const QString &name, const ColumnLook &look)
{
    PredictionColumn column{.name = name, .mayBeEmpty = look.anyEmpty};
    const bool few = !look.unique && look.seen.size() <= mostLabels;
    if (look.numeric && !look.anyNumber)
        column.kind = PredictionKind::Text; // nothing is there to guess from
    else if (look.numeric) {
        column.kind = look.shares && !look.whole ? PredictionKind::Probability : PredictionKind::Real;
        if (few && look.whole && look.seen.size() > 1)
            column.allowed = look.seen.values(); // perhaps labels; the file itself will tell
    } else if (few || look.seen.size() == 1) {
        column.kind = PredictionKind::Label;
        column.allowed = look.seen.values();
        // A sample that says False everywhere knows True as well.
        static const QList<std::pair<QByteArray, QByteArray>> pairs{
            {"True", "False"}, {"TRUE", "FALSE"}, {"true", "false"}};
        for (const auto &[yes, no] : pairs) {
            if (column.allowed == QList<QByteArray>{yes} || column.allowed == QList<QByteArray>{no})
                column.allowed = {yes, no};
        }
    } else
        column.kind = PredictionKind::Text;
    std::sort(column.allowed.begin(), column.allowed.end());
    return column;
}

Result<bool> rowsSumToOne(const QString &sample, const CsvOptions &options, const QList<qsizetype> &columns,
                          std::stop_token stop)
{
    Result<CsvReader> reader = CsvReader::open(sample, options, std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    reader->next(); // the header
    for (qint64 records = 0; records < recordsLookedAt && reader->next(); ++records) {
        double sum = 0;
        for (const qsizetype column : columns)
            sum += column < reader->cellCount() ? readNumber(reader->cell(column)).value : 0;
        if (std::abs(sum - 1) > 1e-6)
            return false;
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    return true;
}

} // namespace

Result<SubmissionFormat> SubmissionFormat::fromSample(const QString &sample, std::stop_token stop)
{
    const Result<SampleFile> opened = SampleFile::open(sample, {}, stop);
    if (!opened)
        return tl::unexpected(opened.error());
    const CsvOptions &options = opened->options;
    QStringList names;
    for (const QByteArray &name : opened->header)
        names.append(QString::fromUtf8(name));
    Result<CsvReader> reader = CsvReader::open(sample, options, stop);
    if (!reader)
        return tl::unexpected(reader.error());
    std::vector<ColumnLook> looks(static_cast<std::size_t>(names.size()));
    // Columns 0 ... n - 2 taken together: the shortest row of leading columns that names a record.
    std::vector<QSet<QByteArray>> leading(looks.size() > 1 ? std::min<std::size_t>(looks.size() - 1, 6) : 0);
    std::vector<bool> leadingUnique(leading.size(), true);
    qint64 records = 0;
    reader->next(); // the header
    for (; records < recordsLookedAt && reader->next(); ++records) {
        if (reader->cellCount() < names.size())
            continue; // the validator tells about it
        QByteArray together;
        for (qsizetype i = 0; i < names.size(); ++i) {
            looks[static_cast<std::size_t>(i)].look(reader->cell(i));
            if (const auto at = static_cast<std::size_t>(i); at < leading.size() && leadingUnique[at]) {
                together.append(reader->cell(i).toByteArray()).append('\0');
                const qsizetype before = leading[at].size();
                leading[at].insert(together);
                leadingUnique[at] = leading[at].size() > before;
            } else
                together.append(reader->cell(i).toByteArray()).append('\0');
        }
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    if (records == 0)
        return tl::unexpected(
            SampleFile::broken(SubmissionText::tr("The sample %1 has a header and no records.").arg(sample)));

    SubmissionFormat format;
    format.guessed = true;
    QSet<int> ids;
    if (names.size() > 1) {
        if (const int id = idColumn(names, looks); id >= 0)
            ids.insert(id);
        else if (const auto found = std::find(leadingUnique.begin(), leadingUnique.end(), true);
                 found != leadingUnique.end()) {
            for (int i = 0; i <= static_cast<int>(found - leadingUnique.begin()); ++i)
                ids.insert(i);
        }
    }
    QList<qsizetype> shares;
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
        if (ids.contains(i)) {
            format.idColumns.append(names.at(i));
            continue;
        }
        const ColumnLook &look = looks[static_cast<std::size_t>(i)];
        format.predictions.append(guessedColumn(names.at(i), look));
        if (look.numeric && look.anyNumber && look.shares)
            shares.append(i);
    }
    if (shares.size() > 1 && shares.size() == format.predictions.size()) {
        const Result<bool> classes = rowsSumToOne(sample, options, shares, stop);
        if (!classes)
            return tl::unexpected(classes.error());
        for (PredictionColumn &column : format.predictions) {
            if (*classes)
                column = {.name = column.name, .kind = PredictionKind::ClassProbability};
        }
    }
    return format;
}

} // namespace solver
