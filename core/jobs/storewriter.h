// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QSqlDatabase>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace solver {

/// The one thread that writes to the database. Writes that wait at the same time go into one transaction, so fifty
/// writers cost one sync of the disk; each caller is answered when its own write is on disk.
class StoreWriter
{
public:
    using Write = std::function<Result<>(QSqlDatabase &)>;

    explicit StoreWriter(QString file);
    /// Writes what waits, then ends the thread.
    ~StoreWriter();

    /// Blocks until \a write is committed, or rolled back alone because it failed. Never call it from inside a write.
    Result<> write(Write write);

private:
    struct Waiting {
        Write write;
        Result<> result{};
        bool done = false;
    };

    void loop(std::stop_token stop);
    static void commitAll(QSqlDatabase &db, const std::vector<Waiting *> &batch);

    const QString m_file;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<Waiting *> m_queue;
    std::jthread m_thread;
};

/// One SQL statement with its values; an Error of Kind::Storage with the database's text in its detail.
Result<> execute(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});
/// Opens a connection of this name with the settings that all connections share (WAL, full sync, foreign keys).
Result<QSqlDatabase> openDatabase(const QString &file, const QString &connection);
Error storeError(const QString &detail);

} // namespace solver
