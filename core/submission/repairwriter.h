// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "submission/cellrepair.h"
#include "submission/csvreader.h"
#include "submission/recordhash.h"
#include "submission/samplefile.h"

#include <stop_token>
#include <vector>

namespace solver {

/// How a repaired file is made out of a submission and its sample.
struct RepairPlan {
    CsvOptions options{};         ///< how the submission is read
    Places predictions{};         ///< prediction columns of the format in the submission, none missing
    std::vector<quint32> order{}; ///< for each record of the submission its place in the sample; empty: as it stands
    CellRepairs cells{};
};

/// Writes UTF-8, commas, LF, with the sample's header and order of columns and records. Ids and echo cells are the
/// sample's text (they are equal, or the repair makes them so), predictions the submission's, byte for byte where no
/// repair concerns them. The target appears whole or not at all.
///
/// Memory is bounded: records in another order are gathered in rounds over the submission, 64 MiB of cells at a time.
///
/// \param records  of the sample, which are as many as the submission's
/// \return Kind::Cancelled, Kind::Storage
Result<> writeRepaired(const QString &file, const SampleFile &sample, qint64 records, const RepairPlan &plan,
                       const QString &target, std::stop_token stop);

} // namespace solver
