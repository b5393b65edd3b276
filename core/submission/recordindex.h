// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <cstring>
#include <functional>
#include <mutex>
#include <stop_token>
#include <vector>

namespace solver {

/// Where a record ends in a file that is shown by records.
struct RecordRules {
    char delimiter = ',';        ///< a quote opens a cell only behind it, or at a record's begin
    bool quotes = true;          ///< RFC 4180: line breaks inside quotes end nothing; CR ends a record like LF
    bool skipBlankLines = true;  ///< as CsvReader does with more than one column
    bool operator==(const RecordRules &) const = default;

    static RecordRules csv(char delimiter, bool skipBlankLines) { return {delimiter, true, skipBlankLines}; }
    /// Every LF ends a line; a CR is left to whoever shows it, as progress bars use it to begin the line again.
    static RecordRules log() { return {.quotes = false, .skipBlankLines = false}; }
};

/// Finds the begins of records in bytes that come block by block. Pure.
class RecordScanner
{
public:
    explicit RecordScanner(const RecordRules &rules, qint64 offset = 0);

    /// Calls \a began(offset) for each record that begins in the block; a record is known to begin when its first byte is
    /// there. \a began returns false to stop; then no further block may be given.
    template <typename Began>
    bool scan(const char *at, const char *end, Began began);

    qint64 offset() const { return m_offset; } ///< of the next byte

private:
    enum class Where : quint8 { RecordBegin, AfterCr, CellBegin, Plain, Quoted, QuoteInQuoted };

    RecordRules m_rules;
    qint64 m_offset;
    qint64 m_begin = -1; ///< of the record that goes on
    Where m_where = Where::RecordBegin;
};

/// The begin of each 64th record of a file, found while somebody already reads in it: a table over 10⁷ rows needs about a
/// megabyte. One thread extends it, others may ask meanwhile.
class RecordIndex
{
public:
    static constexpr int stride = 64;

    explicit RecordIndex(const RecordRules &rules) : m_rules(rules), m_scanner(rules) {}

    /// Reads on from where the last call ended up to the end of the file as it is now. Blocking.
    /// \return Kind::BadData with code `file_shrank` when the file is shorter than what was indexed
    Result<> extend(const QString &path, std::stop_token stop);

    qint64 records() const; ///< that have begun so far
    qint64 bytes() const;   ///< read so far
    /// Begin of the page of \a stride records that holds \a record; -1 when it is not known yet.
    qint64 pageOffset(qint64 record) const;
    /// First record of the page that holds the byte at \a offset, or of the last page that is known.
    qint64 pageAt(qint64 offset) const;
    const RecordRules &rules() const { return m_rules; }

private:
    const RecordRules m_rules;
    RecordScanner m_scanner; ///< of the extending thread alone
    mutable std::mutex m_mutex;
    std::vector<qint64> m_pages; ///< guarded: begin of records 0, 64, 128 …
    qint64 m_records = 0;        ///< guarded
    qint64 m_bytes = 0;          ///< guarded
};

/// One record as it is shown.
struct RecordText {
    QByteArray bytes{};     ///< without the line end; at most the limit
    qint64 dropped = 0;     ///< bytes that are not there
};

/// The cells of a CSV record, their quotes taken off. What stands behind a closing quote stays part of the text.
QList<QByteArray> cellsOf(QByteArrayView record, char delimiter);

/// Which part of an overlong record is kept: a table shows the begin, a progress line its end.
enum class KeepPart { Begin, End };

/// The records from \a offset on, which must be a record's begin, until \a visit returns false or the file ends. A record of
/// 100 MB costs time but no memory. Blocking.
/// \param limit  bytes of a record that are kept
Result<> visitRecords(const QString &path, const RecordRules &rules, qint64 offset, qsizetype limit, KeepPart keep,
                      const std::function<bool(RecordText &&)> &visit, std::stop_token stop);
/// Up to \a count of them.
Result<QList<RecordText>> readRecords(const QString &path, const RecordRules &rules, qint64 offset, int count, qsizetype limit,
                                      KeepPart keep, std::stop_token stop);

template <typename Began>
bool RecordScanner::scan(const char *at, const char *const end, Began began)
{
    const char *const first = at;
    const qint64 base = m_offset;
    const auto here = [&] { return base + (at - first); };
    const auto stopped = [&] {
        m_offset = here();
        return false;
    };
    while (at != end) {
        switch (m_where) {
        case Where::AfterCr:
            m_where = Where::RecordBegin;
            if (*at == '\n') {
                ++at;
                break;
            }
            [[fallthrough]];
        case Where::RecordBegin: {
            const bool blank = *at == '\n' || (m_rules.quotes && *at == '\r');
            if (!(blank && m_rules.skipBlankLines)) {
                m_begin = here();
                if (!began(m_begin))
                    return stopped();
            }
            if (!blank) {
                m_where = m_rules.quotes ? Where::CellBegin : Where::Plain;
                break;
            }
            m_where = *at == '\r' ? Where::AfterCr : Where::RecordBegin;
            ++at;
            break;
        }
        case Where::CellBegin:
            if (*at == '"') {
                m_where = Where::Quoted;
                ++at;
                break;
            }
            m_where = Where::Plain;
            [[fallthrough]];
        case Where::Plain:
            if (m_rules.quotes) {
                while (at != end && *at != '\n' && *at != '\r' && *at != m_rules.delimiter)
                    ++at;
            } else {
                const void *const found = std::memchr(at, '\n', size_t(end - at));
                at = found ? static_cast<const char *>(found) : end;
            }
            if (at == end)
                break;
            m_where = *at == '\n' ? Where::RecordBegin : *at == '\r' ? Where::AfterCr : Where::CellBegin;
            ++at;
            break;
        case Where::Quoted:
            while (at != end && *at != '"')
                ++at;
            if (at != end) {
                m_where = Where::QuoteInQuoted;
                ++at;
            }
            break;
        case Where::QuoteInQuoted: // doubled: text; else the cell is closed, and what follows is plain
            m_where = *at == '"' ? Where::Quoted : Where::Plain;
            if (m_where == Where::Quoted)
                ++at;
            break;
        }
    }
    m_offset = here();
    return true;
}

} // namespace solver
