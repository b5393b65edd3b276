// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/recordsource.h"

#include "submission/recordsearch.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QTimer>
#include <QtConcurrentRun>

#include <algorithm>

namespace solver {

namespace {

constexpr int pagesKept = 256;
constexpr int repaintEvery = 100; // milliseconds, while a big file is indexed

} // namespace

/// Shared with the threads: lives as long as one of them works on the file.
struct RecordSource::Shared {
    Shared(QString file, const RecordRules &rules) : path(std::move(file)), index(rules) {}
    const QString path;
    RecordIndex index;
    std::stop_source stop;
};

struct RecordSource::Search : QObject {
    std::stop_source stop;
    QFutureWatcher<std::vector<qint64>> watcher;
};

RecordSource::RecordSource(QObject *parent) : QObject(parent), m_pages(pagesKept) {}

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
    m_totalBytes = 0;
    m_indexing = m_indexed = false;
    m_fault.clear();
    m_path = path;
    m_rules = rules;
    m_limit = limit;
    m_keep = keep;
    if (path.isEmpty())
        return;
    m_shared = std::make_shared<Shared>(path, rules);
    index();
}

qint64 RecordSource::records() const
{
    return m_shared ? m_shared->index.records() : 0;
}

qint64 RecordSource::indexedBytes() const
{
    return m_shared ? m_shared->index.bytes() : 0;
}

qint64 RecordSource::pageOffset(qint64 record) const
{
    return m_shared ? m_shared->index.pageOffset(record) : -1;
}

void RecordSource::refresh()
{
    if (m_shared && !m_indexing && m_fault.isEmpty())
        index();
}

void RecordSource::index()
{
    m_indexing = true;
    struct Outcome {
        qint64 size = 0;
        Result<> extended;
    };
    const std::shared_ptr<Shared> shared = m_shared;
    // A big file is shown while its index grows.
    auto *progress = new QTimer(this);
    progress->start(repaintEvery);
    connect(progress, &QTimer::timeout, this, &RecordSource::grew);
    const qint64 before = records();
    QtConcurrent::run([shared] {
        const qint64 size = QFileInfo(shared->path).size();
        return Outcome{.size = size, .extended = shared->index.extend(shared->path, shared->stop.get_token())};
    }).then(this, [this, shared, progress, before](const Outcome &outcome) {
        delete progress;
        if (shared != m_shared)
            return;
        m_indexing = false;
        if (!outcome.extended) {
            fail(outcome.extended.error().message);
            return;
        }
        const bool first = !m_indexed;
        m_indexed = true;
        m_totalBytes = std::max(outcome.size, shared->index.bytes());
        if (!first && records() == before && m_totalBytes == outcome.size)
            return;
        // The last page may have been read while its last record was still being written.
        if (before > 0)
            m_pages.remove((before - 1) / RecordIndex::stride);
        Q_EMIT grew();
    });
}

void RecordSource::fail(const QString &sentence)
{
    m_fault = sentence;
    Q_EMIT failed(sentence);
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
    QtConcurrent::run([shared, offset, limit = m_limit, keep = m_keep] {
        return readRecords(shared->path, shared->index.rules(), offset, RecordIndex::stride, limit, keep, shared->stop.get_token());
    }).then(this, [this, shared, page](const Result<QList<RecordText>> &records) {
        if (shared != m_shared)
            return;
        m_asked.remove(page);
        if (!records) {
            fail(records.error().message);
            return;
        }
        m_pages.insert(page, new QList<RecordText>(*records));
        Q_EMIT loaded();
    });
}

void RecordSource::stopSearch()
{
    if (!m_search)
        return;
    m_search->stop.request_stop();
    m_search.reset(); // with its watcher: nothing of it arrives any more
}

void RecordSource::search(const QByteArray &text, bool exact)
{
    stopSearch();
    m_hits.clear();
    if (text.isEmpty() || !m_shared) {
        Q_EMIT found();
        return;
    }
    m_search = std::make_unique<Search>();
    connect(&m_search->watcher, &QFutureWatcherBase::resultReadyAt, this, [this](int at) {
        const std::vector<qint64> more = m_search->watcher.resultAt(at);
        m_hits.insert(m_hits.end(), more.begin(), more.end());
        Q_EMIT found();
    });
    connect(&m_search->watcher, &QFutureWatcherBase::finished, this, [this] {
        m_search.release()->deleteLater(); // it is just emitting
        Q_EMIT found();
    });
    m_search->watcher.setFuture(QtConcurrent::run(
        [shared = m_shared, stop = m_search->stop.get_token(), text, exact](QPromise<std::vector<qint64>> &promise) {
            (void)searchRecords(shared->path, shared->index.rules(), {.text = text, .exact = exact},
                                [&promise](std::vector<qint64> hits) { promise.addResult(std::move(hits)); }, stop);
        }));
}

} // namespace solver
