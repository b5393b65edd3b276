// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobstore.h"

#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

Job sampleJob(const QString &id)
{
    Job job;
    job.id = id;
    job.url = u"demo"_s;
    job.slug = u"demo"_s;
    job.title = u"Pinguine – Ünicode"_s;
    job.options.preset = u"quick"_s;
    job.options.timeLimit = 60;
    job.options.overrides = {{"target", "species"}};
    job.score = {.mean = 0.98, .standardError = 0.01, .views = 5};
    job.warnings = QStringList{u"one"_s, u"two"_s};
    job.created = QDateTime::currentDateTimeUtc();
    return job;
}

} // namespace

class tst_JobStore : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    Paths m_paths;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_paths = Paths::choose(m_folder->path());
        QVERIFY(m_paths.create());
    }

    void keepsJobsAcrossAReopen()
    {
        QString instance;
        {
            const auto store = JobStore::open(m_paths);
            QVERIFY(store);
            instance = (*store)->instance();
            QVERIFY((*store)->insert(sampleJob(u"a"_s)));
            QVERIFY((*store)->finishStage(sampleJob(u"a"_s), u"acquire"_s, {{"root", "/x"}}, 1.5));
        }
        const auto store = JobStore::open(m_paths);
        QVERIFY(store);
        QCOMPARE((*store)->instance(), instance);
        const Result<Job> job = (*store)->job(u"a"_s);
        QVERIFY(job);
        QCOMPARE(job->title, u"Pinguine – Ünicode"_s);
        QCOMPARE(job->options.timeLimit, std::optional(60));
        QCOMPARE(job->options.overrides["target"].get<std::string>(), std::string("species"));
        QCOMPARE(*job->score.mean, 0.98);
        QCOMPARE(job->warnings, (QStringList{u"one"_s, u"two"_s}));
        const Result<nlohmann::json> result = (*store)->stageResult(u"a"_s, u"acquire"_s);
        QVERIFY(result);
        QCOMPARE((*result)["root"].get<std::string>(), std::string("/x"));
        QVERIFY((*store)->stageResult(u"a"_s, u"prepare"_s)->is_null());
        QCOMPARE((*store)->stageEvents(u"a"_s)->size(), 1);
    }

    void unfinishedJobsComeInTheOrderOfAdding()
    {
        const auto store = JobStore::open(m_paths);
        QVERIFY(store);
        for (const QString &id : {u"z"_s, u"b"_s, u"m"_s})
            QVERIFY((*store)->insert(sampleJob(id)));
        Job over = sampleJob(u"b"_s);
        over.status = JobStatus::Completed;
        QVERIFY((*store)->update(over));
        QStringList ids;
        const Result<QList<Job>> unfinished = (*store)->unfinished();
        QVERIFY(unfinished);
        for (const Job &job : *unfinished)
            ids << job.id;
        QCOMPARE(ids, (QStringList{u"z"_s, u"m"_s}));
        QCOMPARE((*store)->jobs(u"completed"_s)->size(), 1);
    }

    void keepsAttemptsAndRuns()
    {
        const auto store = JobStore::open(m_paths);
        QVERIFY(store);
        QVERIFY((*store)->insert(sampleJob(u"a"_s)));
        Attempt attempt;
        attempt.no = 1;
        attempt.origin = Origin::Baseline;
        attempt.name = u"floor"_s;
        attempt.state = Attempt::State::Scored;
        attempt.best = true;
        QVERIFY((*store)->save(u"a"_s, attempt));
        Run run;
        run.attempt = 1;
        run.view = u"sealed-1"_s;
        run.valid = true;
        run.value = 0.5;
        run.replicates = {0.4, std::nullopt, 0.6};
        QVERIFY((*store)->save(u"a"_s, run));
        const Result<QList<Attempt>> attempts = (*store)->attempts(u"a"_s);
        QVERIFY(attempts && attempts->size() == 1);
        QCOMPARE(attempts->front().origin, Origin::Baseline);
        QVERIFY(attempts->front().best);
        const Result<QList<Run>> runs = (*store)->runs(u"a"_s);
        QVERIFY(runs && runs->size() == 1);
        QCOMPARE(runs->front().replicates.size(), size_t(3));
        QVERIFY(!runs->front().replicates[1]);
        QCOMPARE(*runs->front().replicates[2], 0.6);
    }

    void aFailedWriteTakesOnlyItselfBack()
    {
        const auto store = JobStore::open(m_paths);
        QVERIFY(store);
        QVERIFY((*store)->insert(sampleJob(u"a"_s)));
        QVERIFY(!(*store)->insert(sampleJob(u"a"_s))); // the id is taken
        QVERIFY((*store)->insert(sampleJob(u"b"_s)));
        QCOMPARE((*store)->jobs()->size(), 2);
    }

    void fiftyWritersAtOnceLoseNothing()
    {
        const auto store = JobStore::open(m_paths);
        QVERIFY(store);
        std::atomic<int> failed = 0;
        std::vector<std::jthread> threads;
        for (int t = 0; t < 50; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 4; ++i) {
                    if (!(*store)->insert(sampleJob(u"%1-%2"_s.arg(t).arg(i))))
                        ++failed;
                }
            });
        }
        threads.clear();
        QCOMPARE(failed.load(), 0);
        QCOMPARE((*store)->jobs()->size(), 200);
    }

    void theLastPlaceInTheQueueIsGivenOnce()
    {
        const auto store = JobStore::open(m_paths);
        QVERIFY(store);
        const Result<double> a = (*store)->insert(sampleJob(u"a"_s)), b = (*store)->insert(sampleJob(u"b"_s));
        QVERIFY(a && b && *a < *b);
        QVERIFY((*store)->place({{u"b"_s, *a - 1}}));
        QVERIFY((*store)->update(sampleJob(u"b"_s))); // the job's thread knows nothing of the move
        QCOMPARE((*store)->job(u"b"_s)->position, *a - 1);
        QCOMPARE((*store)->unfinished()->front().id, u"b"_s);
        const Result<double> end = (*store)->moveToEnd(u"b"_s);
        QVERIFY(end && *end > *a);
        QCOMPARE((*store)->unfinished()->front().id, u"a"_s);
    }

    /// A file as version 2 wrote it.
    void aDatabaseOfVersion2IsCopiedAndBroughtUpToDate()
    {
        {
            Result<QSqlDatabase> db = openDatabase(m_paths.database(), u"old"_s);
            QVERIFY(db);
            const QString job = u"INSERT INTO jobs VALUES (%1, '%2', 'demo', 'demo', 'Demo', '%3', '', '', '', '{}', '', NULL, 0, 0, 0, '', 1, 0, "
                                "'', '[]', '{}', '2026-01-01T00:00:00.000Z', NULL, 0, %4)"_s;
            for (const QString &sql :
                 {u"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
                  u"CREATE TABLE jobs (no INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, slug TEXT NOT NULL, "
                  "title TEXT NOT NULL, status TEXT NOT NULL, stage TEXT NOT NULL, message TEXT NOT NULL, needs TEXT NOT NULL, "
                  "options TEXT NOT NULL, origin TEXT NOT NULL, score REAL, standard_error REAL NOT NULL, views INTEGER NOT NULL, "
                  "self_reported INTEGER NOT NULL, metric TEXT NOT NULL, higher_is_better INTEGER NOT NULL, proxy_metric INTEGER NOT NULL, "
                  "path TEXT NOT NULL, warnings TEXT NOT NULL, error TEXT NOT NULL, created TEXT NOT NULL, finished TEXT, "
                  "job_seconds REAL NOT NULL, removed INTEGER NOT NULL DEFAULT 0)"_s,
                  u"CREATE TABLE stage_results (job TEXT NOT NULL REFERENCES jobs(id), stage TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (job, stage))"_s,
                  u"CREATE TABLE stage_events (no INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL REFERENCES jobs(id), stage TEXT NOT NULL, "
                  "state TEXT NOT NULL, seconds REAL NOT NULL, at TEXT NOT NULL)"_s,
                  u"CREATE TABLE attempts (job TEXT NOT NULL REFERENCES jobs(id), no INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (job, no))"_s,
                  u"CREATE TABLE runs (job TEXT NOT NULL REFERENCES jobs(id), attempt INTEGER NOT NULL, view TEXT NOT NULL, detail TEXT NOT NULL, "
                  "PRIMARY KEY (job, attempt, view))"_s,
                  u"INSERT INTO meta VALUES ('instance', 'the-same')"_s, job.arg(3).arg(u"z"_s, u"pending"_s).arg(0),
                  job.arg(5).arg(u"b"_s, u"pending"_s).arg(0), job.arg(6).arg(u"gone"_s, u"cancelled"_s).arg(1),
                  job.arg(8).arg(u"went last"_s, u"completed"_s).arg(1), u"PRAGMA user_version = 2"_s})
                QVERIFY2(execute(*db, sql), qPrintable(sql));
        }
        QSqlDatabase::removeDatabase(u"old"_s);
        {
            const auto store = JobStore::open(m_paths);
            QVERIFY(store);
            QCOMPARE((*store)->instance(), u"the-same"_s);
            const Result<QList<Job>> queue = (*store)->unfinished();
            QVERIFY(queue);
            QCOMPARE(queue->size(), 2);
            QCOMPARE(queue->at(0).id, u"z"_s);
            QVERIFY(queue->at(0).position < queue->at(1).position);
            QCOMPARE((*store)->jobs()->size(), 2); // what was removed stays out of sight
            QCOMPARE(*(*store)->lastRemoved(), QStringList{u"went last"_s});
            const Result<double> added = (*store)->insert(sampleJob(u"new"_s));
            QVERIFY(added && *added > queue->at(1).position);
        }
        {
            Result<QSqlDatabase> copy = openDatabase(m_paths.database() + u".before-4"_s, u"copy"_s);
            QVERIFY(copy);
            QSqlQuery version(*copy);
            QVERIFY(version.exec(u"PRAGMA user_version"_s) && version.next());
            QCOMPARE(version.value(0).toInt(), 2);
        }
        QSqlDatabase::removeDatabase(u"copy"_s);
    }

    void aNewerDatabaseIsRefused()
    {
        QVERIFY(JobStore::open(m_paths));
        {
            Result<QSqlDatabase> db = openDatabase(m_paths.database(), u"test"_s);
            QVERIFY(db);
            QVERIFY(execute(*db, u"PRAGMA user_version = 99"_s));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
        const auto store = JobStore::open(m_paths);
        QVERIFY(!store);
        QCOMPARE(store.error().code, u"database_newer"_s);
    }

    void aDamagedDatabaseIsToldPlainly()
    {
        QFile file(m_paths.database());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto store = JobStore::open(m_paths);
        QVERIFY(!store);
        QCOMPARE(store.error().kind, Error::Kind::Storage);
        QVERIFY(QFile::exists(m_paths.database()));
    }
};

QTEST_GUILESS_MAIN(tst_JobStore)
#include "tst_jobstore.moc"
