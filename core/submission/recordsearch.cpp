// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/recordsearch.h"

#include "base/blocking.h"
#include "submission/submissiontext.h"

#include <QFile>

#include <algorithm>
#include <chrono>

namespace solver {

namespace {

constexpr qint64 blockBytes = 4 << 20;
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
    explicit Begins(const RecordRules &rules) : m_scanner(rules) {}

    void add(const QByteArray &block)
    {
        m_scanner.scan(block.data(), block.data() + block.size(), [this](qint64 begin) {
            m_begins.push_back(begin);
            return true;
        });
    }
    /// \return -1 before the first record, as in a byte-order mark
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
    qint64 m_first = 0;
};

} // namespace

Result<> searchRecords(const QString &path, const RecordRules &rules, const RecordSearch &search,
                       const std::function<void(std::vector<qint64>)> &report, std::stop_token stop)
{
    mayBlock();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = SubmissionText::tr("The file %1 cannot be read.").arg(path),
                                    .code = QStringLiteral("file_unreadable"),
                                    .nextStep = SubmissionText::tr("Look whether it is still there."),
                                    .detail = file.errorString()});
    const QByteArray needle = folded(search.text, search.exact);
    Begins begins(rules);
    QByteArray window; // the block, and before it the end of the last one: a hit may stand across the border
    qint64 windowOffset = 0;
    std::vector<qint64> hits;
    size_t total = 0;
    qint64 last = -1;
    auto reported = std::chrono::steady_clock::now();
    while (!needle.isEmpty() && total < search.most) {
        if (stop.stop_requested())
            return cancelled();
        const QByteArray block = file.read(blockBytes);
        if (block.isEmpty())
            break;
        begins.add(block);
        window += folded(block, search.exact);
        for (qsizetype at = window.indexOf(needle); at >= 0 && total < search.most; at = window.indexOf(needle, at + 1)) {
            const qint64 record = begins.recordAt(windowOffset + at);
            if (record <= last)
                continue;
            last = record;
            hits.push_back(record);
            ++total;
        }
        const qsizetype kept = std::min(needle.size() - 1, window.size());
        windowOffset += window.size() - kept;
        window = window.last(kept);
        begins.forgetBefore(windowOffset);
        const auto now = std::chrono::steady_clock::now();
        if (!hits.empty() && now - reported >= reportEvery) {
            report(std::exchange(hits, {}));
            reported = now;
        }
    }
    report(std::move(hits));
    return {};
}

} // namespace solver
