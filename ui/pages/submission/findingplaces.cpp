// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/findingplaces.h"

#include "pages/submission/csvshape.h"
#include "pages/submission/trainingtarget.h"
#include "submission/cellvalue.h"
#include "submission/recordofline.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct PlacesText {
    Q_DECLARE_TR_FUNCTIONS(solver::PlacesText)
};

using Cells = QList<QByteArray>;

QList<int> placesIn(const QStringList &names, const QStringList &wanted)
{
    QList<int> places;
    for (const QString &name : wanted) {
        auto place = names.indexOf(name);
        for (qsizetype at = 0; place < 0 && at < names.size(); ++at) {
            if (names[at].trimmed().compare(name.trimmed(), Qt::CaseInsensitive) == 0) // as the repair takes it
                place = at;
        }
        if (place >= 0)
            places << int(place);
    }
    return places;
}

/// By which a record is known in both files.
QByteArray keyOf(const CsvReader &reader, const QList<int> &ids)
{
    QByteArray key;
    for (const int id : ids)
        key += canonicalId(id < reader.cellCount() ? reader.cell(id) : QByteArrayView()) + '\0';
    return key;
}

struct Record {
    QByteArray key;
    Cells cells;
};

/// Some records of a file by their numbers.
Result<std::map<qint64, Record>> recordsAt(const CsvShape &shape, const QList<qint64> &wanted, const QList<int> &ids, std::stop_token stop)
{
    std::map<qint64, Record> found;
    Result<CsvReader> reader = CsvReader::open(shape.path, shape.options(), std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    for (auto next = wanted.cbegin(); next != wanted.cend() && reader->next();) {
        const qint64 number = reader->records() - 1;
        while (next != wanted.cend() && *next < number) // also those that are nowhere, -1
            ++next;
        if (next == wanted.cend() || *next != number)
            continue;
        Record record{.key = keyOf(*reader, ids), .cells = {}};
        for (qsizetype cell = 0; cell < reader->cellCount(); ++cell)
            record.cells << reader->cell(cell).toByteArray();
        found.emplace(number, std::move(record));
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    return found;
}

struct Twin {
    qint64 row;
    Cells cells;
};

/// Where the records stand in the file shown, and its number of rows.
Result<QHash<QByteArray, Twin>> twinsOf(const CsvShape &shape, const QList<int> &ids, const std::map<qint64, Record> &records, qint64 &rows,
                                        std::stop_token stop)
{
    QHash<QByteArray, qint64> wanted;
    for (const auto &[number, record] : records)
        wanted.insert(ids.isEmpty() ? QByteArray::number(number) : record.key, number);
    QHash<QByteArray, Twin> found;
    Result<CsvReader> reader = CsvReader::open(shape.path, shape.options(), std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    while (reader->next()) {
        const qint64 row = reader->records() - 2;
        const QByteArray key = ids.isEmpty() ? QByteArray::number(row + 1) : keyOf(*reader, ids);
        if (row < 0 || !wanted.contains(key))
            continue;
        Twin twin{.row = row, .cells = {}};
        for (qsizetype cell = 0; cell < reader->cellCount(); ++cell)
            twin.cells << reader->cell(cell).toByteArray();
        found.insert(key, std::move(twin));
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    rows = std::max<qint64>(0, reader->records() - 1);
    return found;
}

QList<qint64> allLines(const QList<ShownFinding> &findings)
{
    QList<qint64> lines;
    for (const ShownFinding &each : findings)
        lines << each.finding.lines;
    std::ranges::sort(lines);
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    return lines;
}

} // namespace

int columnOf(const Finding &finding, const QStringList &names, const QStringList &idColumns)
{
    if (const auto own = names.indexOf(finding.column); own >= 0 && !finding.column.isEmpty())
        return int(own);
    static const QRegularExpression quoted(u"\"([^\"]+)\""_s);
    for (auto match = quoted.globalMatch(finding.message); match.hasNext();) {
        if (const auto named = names.indexOf(match.next().captured(1)); named >= 0)
            return int(named);
    }
    static const QStringList aboutIds{u"V07"_s, u"V08"_s, u"V09"_s, u"V10"_s};
    const QList<int> ids = placesIn(names, idColumns);
    return aboutIds.contains(finding.code) && !ids.isEmpty() ? ids.first() : -1;
}

Result<FindingPlaces> findingPlaces(const QString &shown, const QString &original, const QStringList &idColumns,
                                    const QList<ShownFinding> &findings, std::stop_token stop)
{
    FindingPlaces result;
    const Result<CsvShape> shape = csvShapeOf(shown, stop);
    const Result<CsvShape> judged = original.isEmpty() ? shape : csvShapeOf(original, stop);
    if (!shape || !judged)
        return tl::unexpected(shape ? judged.error() : shape.error());
    const QList<qint64> lines = allLines(findings);
    const Result<QList<qint64>> numbers = recordsOfLines(judged->path, judged->options(), lines, stop);
    if (!numbers)
        return tl::unexpected(numbers.error());
    const QList<int> idsThere = original.isEmpty() ? QList<int>() : placesIn(judged->names, idColumns);
    QList<int> idsHere = placesIn(shape->names, idColumns);
    const bool byIds = !idsThere.isEmpty() && idsThere.size() == idsHere.size();
    if (!byIds)
        idsHere.clear();
    const Result<std::map<qint64, Record>> records = recordsAt(*judged, *numbers, byIds ? idsThere : QList<int>(), stop);
    if (!records)
        return tl::unexpected(records.error());
    const Result<QHash<QByteArray, Twin>> twins = twinsOf(*shape, idsHere, *records, result.rows, stop);
    if (!twins)
        return tl::unexpected(twins.error());

    for (const ShownFinding &each : findings) {
        QList<FindingPlace> places;
        const int column = columnOf(each.finding, shape->names, idColumns);
        const int columnThere = column < 0 ? -1 : placesIn(judged->names, {shape->names.value(column)}).value(0, -1);
        for (const qint64 line : each.finding.lines) {
            const qint64 number = numbers->value(lines.indexOf(line), -1);
            const auto record = records->find(number);
            if (record == records->end())
                continue;
            const auto twin = twins->constFind(byIds ? record->second.key : QByteArray::number(number));
            if (twin == twins->cend())
                continue;
            FindingPlace place{.row = twin->row, .column = column};
            if (columnThere >= 0 && record->second.cells.value(columnThere) != twin->cells.value(column))
                place.was = QString::fromUtf8(record->second.cells.value(columnThere));
            if (!places.contains(place))
                places << place;
        }
        result.places << places;
    }
    return result;
}

Result<FindingPlaces> submissionPlaces(const QString &shown, const QString &original, const QString &contractFolder,
                                       const QString &dataFolder, const QList<ShownFinding> &findings, std::stop_token stop)
{
    QStringList ids = trainingTargets(contractFolder, dataFolder).idColumns;
    if (ids.isEmpty()) {
        const Result<CsvShape> shape = csvShapeOf(shown, stop);
        if (!shape)
            return tl::unexpected(shape.error());
        ids = shape->names.first(std::min<qsizetype>(1, shape->names.size()));
    }
    return findingPlaces(shown, original, ids, findings, std::move(stop));
}

QList<CellMark> FindingPlaces::marks(const QList<ShownFinding> &findings) const
{
    QList<CellMark> marks;
    for (qsizetype at = 0; at < std::min(findings.size(), places.size()); ++at) {
        const Finding &finding = findings[at].finding;
        const QString title = FindingModel::title(finding.code);
        const bool everywhere = rows > 0 && finding.count >= rows && !places[at].isEmpty() && places[at].first().column >= 0;
        if (everywhere)
            marks << CellMark{.row = -1, .column = places[at].first().column, .text = u"%1 %2"_s.arg(finding.code, title)};
        for (const FindingPlace &place : places[at]) {
            const QString was = place.was ? PlacesText::tr("was %1").arg(place.was->isEmpty() ? PlacesText::tr("empty") : *place.was) : QString();
            CellMark mark{.row = place.row, .column = place.column, .text = u"%1 %2"_s.arg(finding.code, title), .code = finding.code};
            if (!was.isEmpty())
                mark.text += u": "_s + was;
            mark.note = !was.isEmpty() ? was : title;
            if (!everywhere || !was.isEmpty())
                marks << mark;
        }
    }
    return marks;
}

} // namespace solver
