// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/storewriter.h"

#include "base/blocking.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype reserveBytes = 1 << 20;

/// Space that is given up when the disk is full, so that the history can still tell how the jobs ended.
QString reserveOf(const QString &file)
{
    return file + u"-reserve"_s;
}

void fillReserve(const QString &file)
{
    QFile reserve(reserveOf(file));
    if (reserve.size() == reserveBytes)
        return;
    if (reserve.open(QIODevice::WriteOnly) && reserve.write(QByteArray(reserveBytes, '\0')) == reserveBytes && reserve.flush())
        return;
    reserve.remove(); // no space for it: the next start tries again
}

} // namespace

Error storeError(const QString &detail)
{
    const bool full = detail.contains(u"disk is full"_s, Qt::CaseInsensitive);
    return {.kind = Error::Kind::Storage,
            .message = full ? u"The disk is full, so the job's state cannot be written."_s
                            : u"The job database cannot be read or written."_s,
            .code = full ? u"disk_low"_s : u"database"_s,
            .nextStep = full ? u"Free some space, then start again."_s
                             : u"Check the rights and the free space of the data folder."_s,
            .detail = detail};
}

Result<> execute(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    QSqlQuery query(db);
    if (!query.prepare(sql))
        return tl::unexpected(storeError(query.lastError().text() + u" in "_s + sql));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return tl::unexpected(storeError(query.lastError().text() + u" in "_s + sql));
    return {};
}

Result<QSqlDatabase> openDatabase(const QString &file, const QString &connection)
{
    mayBlock();
    QSqlDatabase db = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
    db.setDatabaseName(file);
    db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=10000"_s);
    if (!db.open())
        return tl::unexpected(storeError(db.lastError().text()));
    for (const QString &pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s, u"PRAGMA foreign_keys=ON"_s}) {
        if (const Result<> set = execute(db, pragma); !set)
            return tl::unexpected(set.error());
    }
    return db;
}

StoreWriter::StoreWriter(QString file)
    : m_file(std::move(file)), m_thread([this](std::stop_token stop) { loop(std::move(stop)); })
{
}

StoreWriter::~StoreWriter() = default;

Result<> StoreWriter::write(Write write)
{
    mayBlock();
    Waiting waiting{.write = std::move(write)};
    std::unique_lock lock(m_mutex);
    m_queue.push_back(&waiting);
    m_changed.notify_all();
    m_changed.wait(lock, [&waiting] { return waiting.done; });
    return waiting.result;
}

void StoreWriter::loop(std::stop_token stop)
{
    const QString connection = u"writer-%1"_s.arg(quintptr(this));
    {
        Result<QSqlDatabase> db = openDatabase(m_file, connection);
        fillReserve(m_file);
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, stop, [this] { return !m_queue.empty(); });
            if (m_queue.empty())
                break; // asked to stop, and nothing waits
            const std::vector<Waiting *> batch = std::exchange(m_queue, {});
            lock.unlock();
            if (db) {
                commitAll(*db, batch);
                std::vector<Waiting *> again;
                std::ranges::copy_if(batch, std::back_inserter(again), [](const Waiting *waiting) {
                    return !waiting->result && waiting->result.error().code == u"disk_low"_s;
                });
                if (!again.empty() && QFile::remove(reserveOf(m_file)))
                    commitAll(*db, again);
            } else {
                for (Waiting *waiting : batch)
                    waiting->result = tl::unexpected(db.error());
            }
            lock.lock();
            for (Waiting *waiting : batch)
                waiting->done = true;
            m_changed.notify_all();
        }
    }
    QSqlDatabase::removeDatabase(connection);
}

void StoreWriter::commitAll(QSqlDatabase &db, const std::vector<Waiting *> &batch)
{
    Result<> begun = execute(db, u"BEGIN IMMEDIATE"_s);
    for (Waiting *waiting : batch) {
        if (!begun) {
            waiting->result = begun;
            continue;
        }
        // A write that fails takes only itself back.
        waiting->result = execute(db, u"SAVEPOINT one"_s)
                              .and_then([&] { return waiting->write(db); })
                              .and_then([&] { return execute(db, u"RELEASE one"_s); });
        if (!waiting->result) {
            (void)execute(db, u"ROLLBACK TO one"_s);
            (void)execute(db, u"RELEASE one"_s);
        }
    }
    if (!begun)
        return;
    if (const Result<> committed = execute(db, u"COMMIT"_s); !committed) {
        (void)execute(db, u"ROLLBACK"_s);
        for (Waiting *waiting : batch)
            waiting->result = committed;
    }
}

} // namespace solver
