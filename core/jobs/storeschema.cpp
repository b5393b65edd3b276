// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/storeschema.h"

#include "jobs/storewriter.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// Released steps are never edited; a new one is added at the end.
const QList<QStringList> &migrations()
{
    static const QList<QStringList> steps{{
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
        u"CREATE TABLE jobs (no INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, slug TEXT NOT NULL, "
        "title TEXT NOT NULL, status TEXT NOT NULL, stage TEXT NOT NULL, message TEXT NOT NULL, needs TEXT NOT NULL, "
        "options TEXT NOT NULL, origin TEXT NOT NULL, score REAL, standard_error REAL NOT NULL, views INTEGER NOT NULL, "
        "self_reported INTEGER NOT NULL, metric TEXT NOT NULL, higher_is_better INTEGER NOT NULL, proxy_metric INTEGER NOT NULL, "
        "path TEXT NOT NULL, warnings TEXT NOT NULL, error TEXT NOT NULL, created TEXT NOT NULL, finished TEXT, "
        "job_seconds REAL NOT NULL)"_s,
        u"CREATE INDEX jobs_by_status ON jobs (status)"_s,
        u"CREATE TABLE stage_results (job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, stage TEXT NOT NULL, "
        "result TEXT NOT NULL, PRIMARY KEY (job, stage))"_s,
        u"CREATE TABLE stage_events (no INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, "
        "stage TEXT NOT NULL, state TEXT NOT NULL, seconds REAL NOT NULL, at TEXT NOT NULL)"_s,
        u"CREATE INDEX stage_events_by_job ON stage_events (job)"_s,
        u"CREATE TABLE attempts (job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, no INTEGER NOT NULL, detail TEXT NOT NULL, "
        "PRIMARY KEY (job, no))"_s,
        u"CREATE TABLE runs (job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, attempt INTEGER NOT NULL, view TEXT NOT NULL, "
        "detail TEXT NOT NULL, PRIMARY KEY (job, attempt, view))"_s,
    }, {
        u"ALTER TABLE jobs ADD COLUMN removed INTEGER NOT NULL DEFAULT 0"_s,
    }, {
        // The place in the queue; and `removed` counts removals from now on, so that the last one can be told.
        u"ALTER TABLE jobs ADD COLUMN position REAL NOT NULL DEFAULT 0"_s,
        u"UPDATE jobs SET position = no"_s,
        u"UPDATE jobs SET removed = no WHERE removed <> 0"_s,
        u"CREATE INDEX jobs_by_position ON jobs (position)"_s,
    }, {
        u"CREATE TABLE submissions (no INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, "
        "open INTEGER NOT NULL, detail TEXT NOT NULL)"_s,
        u"CREATE INDEX submissions_by_job ON submissions (job)"_s,
        u"CREATE INDEX submissions_by_open ON submissions (open) WHERE open = 1"_s,
    }};
    return steps;
}

Result<int> userVersion(QSqlDatabase &db)
{
    QSqlQuery query(db);
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next())
        return tl::unexpected(storeError(query.lastError().text()));
    return query.value(0).toInt();
}

} // namespace

Result<> migrate(QSqlDatabase &db, const QString &file)
{
    const Result<int> found = userVersion(db);
    if (!found)
        return tl::unexpected(found.error());
    const int newest = int(migrations().size());
    if (*found > newest)
        return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                    .message = u"The job database %1 was written by a newer kaggle-solver."_s.arg(file),
                                    .code = u"database_newer"_s,
                                    .nextStep = u"Install that version, or choose another folder with --data-dir."_s});
    if (*found > 0 && *found < newest) {
        const QString backup = u"%1.before-%2"_s.arg(file).arg(newest);
        QFile::remove(backup);
        if (const Result<> copied = execute(db, u"VACUUM INTO ?"_s, {backup}); !copied)
            return copied;
    }
    for (int version = *found; version < newest; ++version) {
        if (const Result<> begun = execute(db, u"BEGIN IMMEDIATE"_s); !begun)
            return begun;
        Result<> done;
        for (const QString &sql : migrations().at(version))
            done = done.and_then([&] { return execute(db, sql); });
        done = done.and_then([&] { return execute(db, u"PRAGMA user_version = %1"_s.arg(version + 1)); })
                   .and_then([&] { return execute(db, u"COMMIT"_s); });
        if (!done) {
            (void)execute(db, u"ROLLBACK"_s);
            return done;
        }
    }
    return {};
}

} // namespace solver
