// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/csvreader.h"
#include "submission/offences.h"
#include "submission/recordhash.h"

#include <QStringList>

#include <stop_token>
#include <vector>

namespace solver {

/// One of the two files whose records are brought together.
struct KeyedFile {
    QString path{};
    CsvOptions options{};
    Places ids{}; ///< not empty
    Places echoes{};
    Places predictions{};
    qint64 records = 0; ///< without the header
};

/// How the records of a submission stand to those of the sample, by their ids: never by their position.
struct IdReport {
    Offences extra{};              ///< V07: ids that the sample does not have
    Offences doubled{};            ///< V08: ids that came before
    Offences respelled{};          ///< V10: ids of the sample in another spelling, one-to-one
    Offences misplaced{};          ///< V09: records of which the sample has another one at this place
    Offences echoes{};             ///< V19: echo cells that differ from the sample's
    qint64 missing = 0;            ///< V07: ids that the submission does not have
    QStringList firstMissing{};    ///< a few of them
    QString respelledAs{};         ///< the sample's spelling of the first respelled one
    qint64 sampleTwice = 0;        ///< line of the sample on which an id stands for the second time; 0: nowhere
    bool samePredictions = false;  ///< V20: every record predicts what the sample has for its id
    std::vector<quint32> places{}; ///< for each record of the submission its place in the sample; IdIndex::none

    bool isComplete() const { return sampleTwice == 0 && missing == 0 && !extra.any() && !doubled.any(); }
};

/// Reads each file once when all ids are found, up to four times when not; memory about 20 bytes a record, whatever the
/// ids are.
/// \return Kind::Cancelled, Kind::Storage, Kind::BadData above four billion records
Result<IdReport> matchIds(const KeyedFile &sample, const KeyedFile &file, std::stop_token stop);

/// V07 to V10 and V19 of a report, by code. V06 is about counts alone.
/// \param echoNames        names of the echo columns
/// \param echoSeverity     of V19
QList<Finding> idFindings(const IdReport &report, qint64 records, const QString &idName, const QString &echoNames,
                          Severity echoSeverity);

} // namespace solver
