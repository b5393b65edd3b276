// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/recordofline.h"

namespace solver {

Result<QList<qint64>> recordsOfLines(const QString &path, const CsvOptions &options, const QList<qint64> &lines,
                                     std::stop_token stop)
{
    QList<qint64> records;
    if (lines.isEmpty())
        return records;
    Result<CsvReader> reader = CsvReader::open(path, options, std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    // Those on lines before the record that was just read belong to the one before it.
    qint64 before = -1;
    while (records.size() < lines.size() && reader->next()) {
        while (records.size() < lines.size() && lines[records.size()] < reader->line())
            records << before;
        before = reader->records() - 1;
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    // What is left stands on the last record, or where nothing could be read any more.
    while (records.size() < lines.size())
        records << (reader->wasCut() && lines[records.size()] > reader->line() ? -1 : before);
    return records;
}

Result<qint64> recordOfLine(const QString &path, const CsvOptions &options, qint64 line, std::stop_token stop)
{
    return recordsOfLines(path, options, {line}, std::move(stop)).map([](const QList<qint64> &records) {
        return records.first();
    });
}

} // namespace solver
