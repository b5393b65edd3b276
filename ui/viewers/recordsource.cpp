// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/recordsource.h"

#include "submission/csvreader.h"
#include "widgets/background.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QTimer>

#include <algorithm>

namespace solver {

namespace {

constexpr int cacheKiB = 64 * 1024;
constexpr int repaintEvery = 100;   // milliseconds, while a big file is indexed
constexpr qint64 endBytes = 256;    // by which a file is known again

/// Pages are read in threads of their own: indexing and statistics of other files must not keep them waiting.
QThreadPool &readers()
{
    static QThreadPool pool;
    static const bool once = (pool.setMaxThreadCount(2), true);
    Q_UNUSED(once)
    return pool;
}

} // namespace

/// Shared with the threads: lives as long as one of them works on the file.
struct RecordSource::Shared {
    Shared(QString file, const RecordRules &rules) : path(std::move(file)), index(rules) {}
    const QString path;
    RecordIndex index;
    std::stop_source stop;
};

struct RecordSource::Search : QObject {
    struct Part {
        std::vector<qint64> hits{};
        qint64 to = -1; ///< bytes, with the last part
    };
    std::stop_source stop;
    QFutureWatcher<Part> watcher;
    bool isFirst = true; ///< of the file; later ones look at what was added
    qint64 from = 0;     ///< hits from this record on are found anew
};

RecordSource::RecordSource(QObject *parent) : QObject(parent), m_pages(cacheKiB) {}

RecordSource::~RecordSource()
{
    open({}, {}, 0, KeepPart::Begin);
}

void RecordSource::open(const QString &path, const RecordRules &rules, qsizetype limit, KeepPart keep)
{
    stopSearch();
    if (m_shared)
        m_shared->stop.request_stop();
    m_shared.reset();
    m_pages.clear();
    m_asked.clear();
    m_hits.clear();
    m_look = {};
    m_firstRecords = m_totalBytes = 0;
    m_indexing = m_indexed = m_mayComeBack = false;
    m_fault.clear();
    m_faultHelp.clear();
    m_path = path;
    m_rules = rules;
    m_limit = limit;
    m_keep = keep;
    if (path.isEmpty())
        return;
    m_shared = std::make_shared<Shared>(path, rules);
    readFirstPage();
    index();
}

qint64 RecordSource::records() const
{
    if (!m_shared)
        return 0;
    const qint64 known = m_shared->index.records();
    return m_indexed ? known : std::max(known, m_firstRecords);
}

qint64 RecordSource::indexedBytes() const
{
    return m_shared ? m_shared->index.bytes() : 0;
}

qint64 RecordSource::pageOffset(qint64 record) const
{
    return m_shared ? m_shared->index.pageOffset(record) : -1;
}

RecordSource::Look RecordSource::lookAt(const QString &path, qint64 bytes)
{
    const QFileInfo info(path);
    Look look{.bytes = bytes, .size = info.size(), .modified = info.lastModified().toMSecsSinceEpoch()};
    QFile file(path);
    if (bytes > 0 && file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        const qint64 count = std::min(endBytes, bytes);
        look.ends = file.read(count);
        file.seek(bytes - count);
        look.ends += file.read(count);
    }
    return look;
}

/// A longer file is the same one that grew when it still has the bytes that were known. One of the same length that was
/// written to is another: labels are exchanged without a trace at its ends.
bool RecordSource::isAnother(const Look &known, const Look &now)
{
    if (known.bytes == 0 || now.size < known.bytes || now.modified == known.modified)
        return false;
    return now.size == known.bytes || now.ends != known.ends;
}

void RecordSource::refresh()
{
    if (!m_shared || m_indexing)
        return;
    if (m_fault.isEmpty()) {
        index();
        return;
    }
    if (!m_mayComeBack)
        return;
    m_indexing = true;
    const std::shared_ptr<Shared> shared = m_shared;
    inBackground(
        &readers(), this, [shared] { return QFile(shared->path).open(QIODevice::ReadOnly); },
        [this, shared](bool isThere) {
            if (shared != m_shared)
                return;
            m_indexing = false;
            if (isThere)
                Q_EMIT replaced();
        });
}

void RecordSource::index()
{
    m_indexing = true;
    struct Outcome {
        bool isAnother = false;
        Look look;
        Result<> extended;
    };
    const std::shared_ptr<Shared> shared = m_shared;
    // A big file is shown while its index grows.
    auto *progress = new QTimer(this);
    progress->start(repaintEvery);
    connect(progress, &QTimer::timeout, this, [this, shared] {
        if (shared == m_shared)
            Q_EMIT grew();
    });
    const qint64 before = m_indexed ? records() : 0;
    m_totalBytes = std::max(m_totalBytes, indexedBytes());
    const auto work = [shared, known = m_look] {
        Outcome outcome;
        outcome.look = lookAt(shared->path, known.bytes);
        outcome.isAnother = isAnother(known, outcome.look);
        outcome.extended = shared->index.extend(shared->path, shared->stop.get_token());
        const qint64 bytes = shared->index.bytes();
        if (outcome.extended && (bytes != known.bytes || outcome.look.modified != known.modified))
            outcome.look = lookAt(shared->path, bytes);
        return outcome;
    };
    inBackground(this, work, [this, shared, progress, before](const Outcome &outcome) {
        delete progress;
        if (shared != m_shared)
            return;
        m_indexing = false;
        if (outcome.extended)
            indexed(outcome.look, before);
        else
            fail(outcome.extended.error());
        if (outcome.isAnother)
            Q_EMIT replaced();
    });
}

void RecordSource::indexed(const Look &look, qint64 before)
{
    const bool first = !m_indexed;
    const qint64 sizeBefore = m_totalBytes;
    m_indexed = true;
    m_look = look;
    m_totalBytes = std::max(look.size, indexedBytes());
    if (!first && records() == before && m_totalBytes == sizeBefore)
        return;
    ++m_generation;
    // Pages may have been read while their last record was still being written.
    const qint64 last = records() - 1;
    for (const qint64 page : m_pages.keys()) {
        const bool isShort = m_pages.object(page)->size() < std::min<qint64>(RecordIndex::stride, last + 1 - page * RecordIndex::stride);
        if (isShort || (before > 0 && page >= (before - 1) / RecordIndex::stride))
            m_pages.remove(page);
    }
    searchWhatWasAdded();
    Q_EMIT grew();
}

void RecordSource::fail(const Error &error)
{
    m_fault = error.message;
    m_faultHelp = error.nextStep;
    m_mayComeBack = error.kind == Error::Kind::NotFound || error == CsvReader::changed(m_path);
    Q_EMIT failed(m_fault);
}

void RecordSource::readFirstPage()
{
    const std::shared_ptr<Shared> shared = m_shared;
    const auto work = [shared, limit = m_limit, part = m_keep] {
        const RecordRules &rules = shared->index.rules();
        QFile file(shared->path);
        const bool marked = rules.quotes && file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) && file.peek(3) == "\xEF\xBB\xBF";
        return readRecords(shared->path, rules, marked ? 3 : 0, RecordIndex::stride, limit, part, shared->stop.get_token());
    };
    inBackground(&readers(), this, work, [this, shared](const Result<QList<RecordText>> &records) {
        // What is wrong with the file, the indexing tells.
        if (shared != m_shared || !records || records->isEmpty() || m_indexed)
            return;
        m_firstRecords = records->size();
        keep(0, *records);
        Q_EMIT loaded();
    });
}

void RecordSource::keep(qint64 page, const QList<RecordText> &records)
{
    qsizetype bytes = 0;
    for (const RecordText &record : records)
        bytes += record.bytes.size();
    m_pages.insert(page, new QList<RecordText>(records), int(std::clamp<qsizetype>(bytes / 1024, 1, cacheKiB)));
}

std::optional<RecordText> RecordSource::record(qint64 number)
{
    if (!m_shared || number < 0)
        return {};
    const qint64 page = number / RecordIndex::stride;
    if (const QList<RecordText> *known = m_pages.object(page)) {
        const qint64 place = number % RecordIndex::stride;
        if (place < known->size())
            return known->at(place);
        return {}; // not written yet, or no longer there: the next look at the file tells, and drops the page
    }
    load(page);
    return {};
}

void RecordSource::load(qint64 page)
{
    const qint64 offset = m_shared->index.pageOffset(page * RecordIndex::stride);
    if (offset < 0 || m_asked.contains(page))
        return;
    m_asked.insert(page);
    const std::shared_ptr<Shared> shared = m_shared;
    const auto work = [shared, offset, limit = m_limit, part = m_keep] {
        return readRecords(shared->path, shared->index.rules(), offset, RecordIndex::stride, limit, part, shared->stop.get_token());
    };
    inBackground(&readers(), this, work, [this, shared, page, generation = m_generation](const Result<QList<RecordText>> &records) {
        if (shared != m_shared)
            return;
        m_asked.remove(page);
        if (generation != m_generation) { // read before the file grew: its last record may be a half
            Q_EMIT loaded();
            return;
        }
        if (!records) {
            fail(records.error());
            return;
        }
        keep(page, *records);
        Q_EMIT loaded();
    });
}

bool RecordSource::isSearching() const
{
    return m_search && m_search->isFirst;
}

void RecordSource::stopSearch()
{
    m_wanted = {};
    if (!m_search)
        return;
    m_search->stop.request_stop();
    m_search.reset(); // with its watcher: nothing of it arrives any more
}

void RecordSource::search(const RecordSearch &wanted)
{
    stopSearch();
    m_hits.clear();
    if (wanted.text.isEmpty() || !m_shared) {
        Q_EMIT found();
        return;
    }
    m_wanted = wanted;
    startSearch(wanted, true);
}

void RecordSource::startSearch(const RecordSearch &search, bool isFirst)
{
    m_search = std::make_unique<Search>();
    m_search->isFirst = isFirst;
    m_search->from = search.record;
    connect(&m_search->watcher, &QFutureWatcherBase::resultReadyAt, this, [this](int at) {
        const Search::Part part = m_search->watcher.resultAt(at);
        if (at == 0)
            m_hits.erase(std::ranges::lower_bound(m_hits, m_search->from), m_hits.end());
        m_hits.insert(m_hits.end(), part.hits.begin(), part.hits.end());
        m_searchedTo = part.to;
        if (!part.hits.empty())
            Q_EMIT found();
    });
    connect(&m_search->watcher, &QFutureWatcherBase::finished, this, [this] {
        m_search.release()->deleteLater(); // it is just emitting
        Q_EMIT found();
        searchWhatWasAdded();
    });
    m_search->watcher.setFuture(QtConcurrent::run(
        [shared = m_shared, stop = m_search->stop.get_token(), search](QPromise<Search::Part> &promise) {
            const Result<qint64> to = searchRecords(shared->path, shared->index.rules(), search,
                                                    [&promise](std::vector<qint64> hits) { promise.addResult(Search::Part{std::move(hits)}); }, stop);
            promise.addResult(Search::Part{.to = to.value_or(-1)});
        }));
}

/// The last page that was searched may have ended in half a record: it is looked at again.
void RecordSource::searchWhatWasAdded()
{
    if (m_search || m_wanted.text.isEmpty() || m_searchedTo < 0 || indexedBytes() <= m_searchedTo || m_hits.size() >= m_wanted.most)
        return;
    RecordSearch rest = m_wanted;
    rest.record = m_shared->index.pageAt(m_searchedTo);
    rest.offset = m_shared->index.pageOffset(rest.record);
    if (rest.offset < 0) // nothing is indexed yet
        return;
    rest.most -= size_t(std::ranges::lower_bound(m_hits, rest.record) - m_hits.begin());
    startSearch(rest, false);
}

} // namespace solver
