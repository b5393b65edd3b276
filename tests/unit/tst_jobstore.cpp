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
