// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/headercheck.h"

#include "submission/csvdialect.h"
#include "submission/submissiontext.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <functional>

namespace solver {

namespace {

using Names = QList<QByteArray>;

/// Where each name stands; -1 for a name that is there more than once.
QHash<QByteArray, qsizetype> places(const Names &names, const QSet<qsizetype> &without,
                                    const std::function<QByteArray(const QByteArray &)> &form)
{
    QHash<QByteArray, qsizetype> places;
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (without.contains(i))
            continue;
        const QByteArray key = form(names.at(i));
        places.insert(key, places.contains(key) ? -1 : i);
    }
    return places;
}

QString listed(const Names &names)
{
    constexpr qsizetype most = 5;
    QStringList words;
    for (qsizetype i = 0; i < names.size() && i < most; ++i)
        words.append(SubmissionText::shown(names.at(i)));
    if (names.size() > most)
        words.append(QChar(u'\u2026'));
    return words.join(QStringLiteral(", "));
}

/// Gives each column of the sample that has none yet the file's column of the same form of name, where both are alone.
void matchBy(const std::function<QByteArray(const QByteArray &)> &form, const Names &found, const Names &wanted,
             HeaderMatch &match, QSet<qsizetype> &taken)
{
    QSet<qsizetype> matched;
    for (std::size_t i = 0; i < match.place.size(); ++i) {
        if (match.place[i] >= 0)
            matched.insert(static_cast<qsizetype>(i));
    }
    const QHash<QByteArray, qsizetype> inFile = places(found, taken, form);
    const QHash<QByteArray, qsizetype> inSample = places(wanted, matched, form);
    for (auto it = inSample.cbegin(); it != inSample.cend(); ++it) {
        const qsizetype place = it.value() < 0 ? -1 : inFile.value(it.key(), -1);
        if (place >= 0) {
            match.place[static_cast<std::size_t>(it.value())] = place;
            taken.insert(place);
        }
    }
}

bool isIndexName(const QByteArray &name)
{
    return name.trimmed().isEmpty() || name.trimmed() == "Unnamed: 0";
}

void addNameFindings(const Names &renamedFound, const Names &renamedWanted, const Names &missing, const Names &extra,
                     HeaderMatch &match)
{
    Finding finding{.code = QStringLiteral("V03"), .lines = {1}};
    if (!missing.isEmpty() || !extra.isEmpty()) {
        match.complete = false;
        finding.count = missing.size() + extra.size();
        finding.column = QString::fromUtf8(missing.isEmpty() ? extra.first() : missing.first());
        if (extra.isEmpty())
            finding.message =
                SubmissionText::tr("The header on line 1 lacks columns of the sample: %1.").arg(listed(missing));
        else if (missing.isEmpty())
            finding.message = SubmissionText::tr("The header on line 1 has columns that the sample does not have: %1.")
                                  .arg(listed(extra));
        else
            finding.message = SubmissionText::tr("The header on line 1 has %1 where the sample has %2.")
                                  .arg(listed(extra), listed(missing));
        match.findings.append(finding);
    } else if (!renamedFound.isEmpty()) {
        finding.count = renamedFound.size();
        finding.column = QString::fromUtf8(renamedWanted.first());
        finding.message =
            SubmissionText::tr("Column names on line 1 are spelled differently from the sample: %1 for %2.")
                .arg(listed(renamedFound), listed(renamedWanted));
        finding.repair = SubmissionText::tr("The repaired file has the sample's names.");
        match.findings.append(finding);
    }
}

} // namespace

HeaderMatch matchHeader(const QList<QByteArray> &found, const QList<QByteArray> &wanted)
{
    HeaderMatch match;
    match.place.assign(static_cast<std::size_t>(wanted.size()), -1);
    if (found == wanted) { // also the only way for a sample that has a name twice
        for (std::size_t i = 0; i < match.place.size(); ++i)
            match.place[i] = static_cast<qsizetype>(i);
        return match;
    }
    QSet<qsizetype> taken;
    matchBy([](const QByteArray &name) { return name; }, found, wanted, match, taken);
    matchBy(foldedName, found, wanted, match, taken);

    Names missing, extra, renamedFound, renamedWanted;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const qsizetype place = match.place[static_cast<std::size_t>(i)];
        if (place < 0)
            missing.append(wanted.at(i));
        else if (found.at(place) != wanted.at(i)) {
            renamedFound.append(found.at(place));
            renamedWanted.append(wanted.at(i));
        }
    }
    qsizetype extraPlace = -1;
    for (qsizetype i = 0; i < found.size(); ++i) {
        if (!taken.contains(i)) {
            extra.append(found.at(i));
            extraPlace = i;
        }
    }
    if (missing.isEmpty() && extra.size() == 1) {
        if (extra.first().isEmpty() && extraPlace == found.size() - 1 && extraPlace > 0) {
            match.emptyLast = true;
            extra.clear();
        } else if (isIndexName(extra.first())) {
            match.indexColumn = extraPlace;
            extra.clear();
        }
    }
    addNameFindings(renamedFound, renamedWanted, missing, extra, match);

    std::vector<qsizetype> present = match.place;
    std::erase(present, -1);
    if (match.complete && !std::is_sorted(present.begin(), present.end())) {
        match.findings.append({.code = QStringLiteral("V04"),
                               .count = 1,
                               .lines = {1},
                               .message = SubmissionText::tr("The columns on line 1 stand in another order than in the "
                                                             "sample: %1 for %2.")
                                              .arg(listed(found), listed(wanted)),
                               .repair = SubmissionText::tr("The repaired file has the sample's order of columns.")});
    }
    return match;
}

} // namespace solver
