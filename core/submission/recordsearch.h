// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/recordindex.h"

#include <QRegularExpression>

#include <functional>
#include <optional>

namespace solver {

struct RecordSearch {
    QByteArray text{};       ///< UTF-8
    bool exact = false;      ///< else letters of either case are equal; in a plain text those of ASCII
    bool expression = false; ///< the text is a regular expression, which sees one record at a time
    size_t most = 100'000;   ///< hits, then the search ends
    qint64 offset = 0;       ///< where to begin: at the begin of a record
    qint64 record = 0;       ///< number of that record
};

/// Why \a text is no regular expression, and where; empty when it is one.
QString faultOfExpression(const QString &text);

/// Whether records hold what is searched. For one thread at a time.
class RecordMatcher
{
public:
    explicit RecordMatcher(const RecordSearch &search);

    bool matches(QByteArrayView record);

private:
    QByteArray m_needle;
    QByteArray m_folded; ///< the record in lower case; kept, so that its room is used again
    bool m_exact;
    std::optional<QRegularExpression> m_expression;
};

/// Numbers of the records that hold the text, ascending, each once: to \a report about every tenth of a second while the rest
/// of the file is read, and a last time at the end. A plain text is looked for in all bytes, and may go across records; an
/// expression in the first MiB of a record, in logs in the last. Blocking; stops within a block of 4 MiB.
/// \return the place in the file up to which it was searched
Result<qint64> searchRecords(const QString &path, const RecordRules &rules, const RecordSearch &search,
                             const std::function<void(std::vector<qint64>)> &report, std::stop_token stop);

} // namespace solver
