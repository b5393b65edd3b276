// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/recordsearch.h"

#include "base/blocking.h"
#include "submission/submissiontext.h"

#include <QFileInfo>

#include <algorithm>
#include <chrono>

namespace solver {

namespace {

constexpr qint64 firstBlockBytes = 256 << 10, blockBytes = 4 << 20; // the first hits come soon
constexpr qsizetype longestMatched = 1 << 20;
constexpr std::chrono::milliseconds reportEvery{100};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

QByteArray folded(QByteArray text, bool exact)
{
    if (!exact)
        std::ranges::transform(text, text.begin(), lower);
    return text;
}

/// Begins of the records that touch the bytes in hand, and the number of the first of them.
class Begins
{
public:
    Begins(const RecordRules &rules, const RecordSearch &search) : m_scanner(rules, search.offset), m_first(search.record) {}

    void add(const QByteArray &block)
    {
        m_scanner.scan(block.data(), block.data() + block.size(), [this](qint64 begin) {
            m_begins.push_back(begin);
            return true;
        });
    }
    /// \return one less than the first record before it, as in a byte-order mark
    qint64 recordAt(qint64 offset) const
    {
        return m_first + std::distance(m_begins.begin(), std::ranges::upper_bound(m_begins, offset)) - 1;
    }
    void forgetBefore(qint64 offset)
    {
        const auto gone = std::distance(m_begins.begin(), std::ranges::upper_bound(m_begins, offset)) - 1;
        if (gone <= 0)
            return;
        m_begins.erase(m_begins.begin(), m_begins.begin() + gone);
        m_first += gone;
    }

private:
    RecordScanner m_scanner;
    std::vector<qint64> m_begins;
    qint64 m_first;
};

/// Hits on their way to whoever searches.
class Hits
{
public:
    Hits(const RecordSearch &search, const std::function<void(std::vector<qint64>)> &report) : m_most(search.most), m_report(report) {}

    void add(qint64 record)
    {
        m_hits.push_back(record);
        ++m_total;
    }
    bool isFull() const { return m_total >= m_most; }
    void reportNowAndThen()
    {
        const auto now = std::chrono::steady_clock::now();
        if (m_hits.empty() || now - m_reported < reportEvery)
            return;
        m_report(std::exchange(m_hits, {}));
        m_reported = now;
    }
    void reportRest() { m_report(std::exchange(m_hits, {})); }

private:
    const size_t m_most;
    const std::function<void(std::vector<qint64>)> &m_report;
    std::vector<qint64> m_hits;
    size_t m_total = 0;
    std::chrono::steady_clock::time_point m_reported{}; ///< long ago: the first hits are told at once
};

/// Record by record, since an expression sees one at a time.
Result<qint64> searchByExpression(const QString &path, const RecordRules &rules, const RecordSearch &search, Hits &hits, std::stop_token stop)
{
    RecordMatcher matcher(search);
    qint64 record = search.record;
    const qint64 size = QFileInfo(path).size();
    const auto visit = [&](const RecordText &text) {
        if (matcher.matches(text.bytes))
            hits.add(record);
        if (++record % RecordIndex::stride == 0)
            hits.reportNowAndThen();
        return !hits.isFull() && !stop.stop_requested();
    };
    const Result<> visited = visitRecords(path, rules, search.offset, longestMatched, rules.quotes ? KeepPart::Begin : KeepPart::End, visit, stop);
    if (!visited || stop.stop_requested())
        return tl::unexpected(visited ? cancelled().value() : visited.error());
    hits.reportRest();
    return size;
}

} // namespace

QString faultOfExpression(const QString &text)
{
    const QRegularExpression expression(text);
    return expression.isValid() ? QString()
                                : SubmissionText::tr("This is no regular expression: %1 (at character %2).")
                                      .arg(expression.errorString()).arg(expression.patternErrorOffset() + 1);
}

RecordMatcher::RecordMatcher(const RecordSearch &search) : m_needle(folded(search.text, search.exact)), m_exact(search.exact)
{
    if (!search.expression)
        return;
    m_expression.emplace(QString::fromUtf8(search.text), search.exact ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption);
    m_expression->optimize();
}

bool RecordMatcher::matches(QByteArrayView record)
{
    if (m_expression)
        return m_expression->isValid() && m_expression->match(QString::fromUtf8(record)).hasMatch();
    if (m_exact)
        return record.indexOf(m_needle) >= 0;
    m_folded.resize(record.size());
    std::ranges::transform(record, m_folded.begin(), lower);
    return m_folded.indexOf(m_needle) >= 0;
}

Result<qint64> searchRecords(const QString &path, const RecordRules &rules, const RecordSearch &search,
                             const std::function<void(std::vector<qint64>)> &report, std::stop_token stop)
{
    mayBlock();
    Hits hits(search, report);
    if (search.expression)
        return searchByExpression(path, rules, search, hits, std::move(stop));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !file.seek(search.offset))
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = SubmissionText::tr("The file %1 cannot be read.").arg(path),
                                    .code = QStringLiteral("file_unreadable"),
                                    .nextStep = SubmissionText::tr("Look whether it is still there."),
                                    .detail = file.errorString()});
    const QByteArray needle = folded(search.text, search.exact);
    Begins begins(rules, search);
    QByteArray window; // the block, and before it the end of the last one: a hit may stand across the border
    qint64 windowOffset = search.offset, next = firstBlockBytes;
    qint64 last = search.record - 1;
    while (!needle.isEmpty() && !hits.isFull()) {
        if (stop.stop_requested())
            return cancelled();
        const QByteArray block = file.read(next);
        next = std::min(2 * next, blockBytes);
        if (block.isEmpty())
            break;
        begins.add(block);
        window += folded(block, search.exact);
        for (qsizetype at = window.indexOf(needle); at >= 0 && !hits.isFull(); at = window.indexOf(needle, at + 1)) {
            const qint64 record = begins.recordAt(windowOffset + at);
            if (record <= last)
                continue;
            last = record;
            hits.add(record);
        }
        const qsizetype kept = std::min(needle.size() - 1, window.size());
        windowOffset += window.size() - kept;
        window = window.last(kept);
        begins.forgetBefore(windowOffset);
        hits.reportNowAndThen();
    }
    hits.reportRest();
    return file.pos();
}

} // namespace solver
