// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/recordindex.h"

#include <functional>

namespace solver {

struct RecordSearch {
    QByteArray text{};
    bool exact = false;      ///< else ASCII letters of either case are equal
    size_t most = 100'000;   ///< hits, then the search ends
};

/// Numbers of the records that hold the text, ascending, each once: to \a report about every tenth of a second while the whole
/// file is read, and a last time at the end. Blocking; stops within a block of 4 MiB.
Result<> searchRecords(const QString &path, const RecordRules &rules, const RecordSearch &search,
                       const std::function<void(std::vector<qint64>)> &report, std::stop_token stop);

} // namespace solver
