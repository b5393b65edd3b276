// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/recordindex.h"

#include "base/blocking.h"
#include "submission/csvreader.h"
#include "submission/submissiontext.h"

#include <QFile>

#include <algorithm>

namespace solver {

namespace {

constexpr qsizetype blockBytes = 1 << 20;

tl::unexpected<Error> unreadable(const QFile &file)
{
    return tl::unexpected(Error{.kind = file.exists() ? Error::Kind::Storage : Error::Kind::NotFound,
                                .message = SubmissionText::tr("The file %1 cannot be read.").arg(file.fileName()),
                                .code = QStringLiteral("file_unreadable"),
                                .nextStep = SubmissionText::tr("Look whether it is still there."),
                                .detail = file.errorString()});
}

bool openAt(QFile &file, qint64 offset)
{
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) && file.seek(offset);
}

/// Collects one record's bytes, and forgets what is above the limit while they come.
class Collector
{
public:
    Collector(qsizetype limit, KeepPart keep) : m_limit(limit), m_keep(keep) {}

    void add(const char *at, qsizetype size)
    {
        if (m_keep == KeepPart::Begin) {
            const qsizetype taken = std::min(size, m_limit - m_text.bytes.size());
            m_text.bytes.append(at, taken);
            m_text.dropped += size - taken;
            return;
        }
        const qsizetype kept = m_limit + 2; // the line end may be among them
        if (size > kept) {                  // nothing of what came before, and only the end of this
            m_text.dropped += m_text.bytes.size() + size - kept;
            m_text.bytes = QByteArray(at + size - kept, kept);
            return;
        }
        m_text.bytes.append(at, size);
        if (m_text.bytes.size() > 2 * m_limit) // seldom, so that the moving is cheap
            trim(kept);
    }

    /// \param rules  of the file: a CSV record may be followed by blank lines, which are no records of their own
    RecordText take(const RecordRules &rules)
    {
        QByteArray &bytes = m_text.bytes;
        if (m_keep == KeepPart::End || m_text.dropped == 0) { // else the line end is among what was dropped
            const auto isLineEnd = [&rules](char c) { return c == '\n' || (rules.quotes && c == '\r'); };
            do {
                if (bytes.isEmpty() || !isLineEnd(bytes.back()))
                    break;
                bytes.chop(1);
            } while (rules.quotes);
        }
        if (m_keep == KeepPart::End)
            trim(m_limit);
        return std::exchange(m_text, {});
    }

private:
    void trim(qsizetype size)
    {
        const qsizetype excess = m_text.bytes.size() - size;
        if (excess <= 0)
            return;
        m_text.bytes.remove(0, excess);
        m_text.dropped += excess;
    }

    const qsizetype m_limit;
    const KeepPart m_keep;
    RecordText m_text;
};

} // namespace

RecordScanner::RecordScanner(const RecordRules &rules, qint64 offset) : m_rules(rules), m_offset(offset) {}

Result<> RecordIndex::extend(const QString &path, std::stop_token stop)
{
    mayBlock();
    QFile file(path);
    if (!openAt(file, m_scanner.offset()))
        return unreadable(file);
    if (file.size() < m_scanner.offset())
        return tl::unexpected(CsvReader::changed(path));
    if (m_rules.quotes && m_scanner.offset() == 0 && file.peek(3) == "\xEF\xBB\xBF") {
        m_scanner = RecordScanner(m_rules, 3);
        file.seek(3);
    }
    std::vector<char> block(blockBytes);
    std::vector<qint64> pages;
    for (;;) {
        if (stop.stop_requested())
            return cancelled();
        const qint64 got = file.read(block.data(), blockBytes);
        if (got < 0)
            return unreadable(file);
        if (got == 0)
            return {};
        pages.clear();
        qint64 records = 0;
        {
            const std::lock_guard lock(m_mutex);
            records = m_records;
        }
        m_scanner.scan(block.data(), block.data() + got, [&](qint64 begin) {
            if (records++ % stride == 0)
                pages.push_back(begin);
            return true;
        });
        const std::lock_guard lock(m_mutex);
        m_pages.insert(m_pages.end(), pages.begin(), pages.end());
        m_records = records;
        m_bytes = m_scanner.offset();
    }
}

qint64 RecordIndex::records() const
{
    const std::lock_guard lock(m_mutex);
    return m_records;
}

qint64 RecordIndex::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

qint64 RecordIndex::pageOffset(qint64 record) const
{
    const std::lock_guard lock(m_mutex);
    const qint64 page = record / stride;
    return record >= 0 && page < qint64(m_pages.size()) ? m_pages[size_t(page)] : -1;
}

qint64 RecordIndex::pageAt(qint64 offset) const
{
    const std::lock_guard lock(m_mutex);
    const auto behind = std::ranges::upper_bound(m_pages, offset);
    return std::max<qint64>(0, behind - m_pages.begin() - 1) * stride;
}

Result<> visitRecords(const QString &path, const RecordRules &rules, qint64 offset, qsizetype limit, KeepPart keep,
                      const std::function<bool(RecordText &&)> &visit, std::stop_token stop)
{
    mayBlock();
    QFile file(path);
    if (!openAt(file, offset))
        return unreadable(file);
    RecordScanner scanner(rules, offset);
    Collector collector(limit, keep);
    // Small at first, for ordinary lines; a page of long ones reads on in larger pieces.
    std::vector<char> block(16 * 1024);
    bool inRecord = false, goesOn = true;
    for (;;) {
        if (stop.stop_requested())
            return cancelled();
        const qint64 blockOffset = scanner.offset();
        const qint64 got = file.read(block.data(), qint64(block.size()));
        if (got < 0)
            return unreadable(file);
        if (got == 0)
            break;
        qint64 copied = blockOffset;
        const auto copyTo = [&](qint64 end) {
            if (inRecord)
                collector.add(block.data() + (copied - blockOffset), qsizetype(end - copied));
            copied = end;
        };
        scanner.scan(block.data(), block.data() + got, [&](qint64 begin) {
            copyTo(begin);
            if (inRecord)
                goesOn = visit(collector.take(rules));
            inRecord = true;
            return goesOn;
        });
        if (!goesOn)
            return {};
        copyTo(blockOffset + got);
        block.resize(std::min<size_t>(block.size() * 4, blockBytes));
    }
    if (inRecord)
        visit(collector.take(rules));
    return {};
}

Result<QList<RecordText>> readRecords(const QString &path, const RecordRules &rules, qint64 offset, int count, qsizetype limit,
                                      KeepPart keep, std::stop_token stop)
{
    QList<RecordText> records;
    const auto visit = [&records, count](RecordText &&record) {
        records << std::move(record);
        return records.size() < count;
    };
    return visitRecords(path, rules, offset, limit, keep, visit, std::move(stop)).map([&records] { return std::move(records); });
}

QList<QByteArray> cellsOf(QByteArrayView record, char delimiter)
{
    QList<QByteArray> cells;
    qsizetype at = 0;
    for (;;) {
        QByteArray cell;
        if (at < record.size() && record[at] == '"') {
            for (++at; at < record.size(); ++at) {
                if (record[at] == '"' && (at + 1 == record.size() || record[at + 1] != '"'))
                    break;
                if (record[at] == '"')
                    ++at;
                cell.append(record[at]);
            }
            ++at; // behind the closing quote, or behind the end of a cut record
        }
        const QByteArrayView rest = record.sliced(std::min(at, record.size()));
        const qsizetype end = rest.indexOf(delimiter);
        cell.append(end < 0 ? rest : rest.first(end));
        cells << cell;
        if (end < 0)
            return cells;
        at += end + 1;
    }
}

} // namespace solver
