// SPDX-License-Identifier: GPL-3.0-or-later
#include "corewithoutengine.h"

#include <QDeadlineTimer>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The job as faces see it; nothing while it is out of sight.
std::optional<Job> shown(const CoreWithoutEngine &core, const QString &id)
{
    for (const Job &job : core.jobs->feed().since(0).changed) {
        if (job.id == id)
            return job;
    }
    return {};
}

/// What bars a deed: its code, or "done".
template <typename T> QString told(const Result<T> &done)
{
    return done ? u"done"_s : done.error().code;
}

QString write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

} // namespace

class tst_JobDeeds : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<CoreWithoutEngine> m_core;

    /// The same folder after a new start. What ran or waited before is taken up again.
    void startAgain(int parallelJobs = 0, const QString &client = u"/no/engine"_s)
    {
        m_core.reset();
        m_core = std::make_unique<CoreWithoutEngine>(m_folder->path(), parallelJobs, client);
        QVERIFY(m_core->jobs->resumeAll());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_core = std::make_unique<CoreWithoutEngine>(m_folder->path());
    }

    void cleanup() { m_core.reset(); }

    void retryDoesAFailedJobAnewAtTheEnd()
    {
        Job failed = m_core->put(u"failed"_s, JobStatus::Failed);
        failed.error = {.message = u"It broke."_s, .code = u"broken"_s};
        failed.warnings = QStringList{u"Old."_s};
        failed.jobSeconds = 5;
        QVERIFY(m_core->store->finishStage(failed, u"acquire"_s, {{"root", "/x"}}, 1));
        QVERIFY(m_core->store->save(failed.id, Attempt{.no = 1}));
        m_core->add(u"other"_s);
        QVERIFY(m_core->jobs->retry(failed.id));

        const Result<Job> job = m_core->store->job(failed.id);
        QCOMPARE(job->status, JobStatus::Pending);
        QCOMPARE(job->error.code, QString());
        QVERIFY(job->warnings.isEmpty());
        QCOMPARE(job->jobSeconds, 0.0);
        QVERIFY(m_core->store->stageResult(failed.id, u"acquire"_s)->is_null());
        QVERIFY(m_core->store->attempts(failed.id)->isEmpty());
        QCOMPARE(m_core->order(), u"other failed"_s);
        QVERIFY(shown(*m_core, failed.id)->isQueued());
    }

    void retryGoesOnWithACancelledJobAtItsPlace()
    {
        const QString first = m_core->add(u"first"_s);
        m_core->add(u"second"_s);
        QVERIFY(m_core->store->finishStage(*m_core->store->job(first), u"acquire"_s, {{"root", "/x"}}, 1));
        QVERIFY(m_core->jobs->cancel(first));
        QCOMPARE(m_core->order(), u"second"_s);
        QVERIFY(m_core->jobs->retry(first));
        QVERIFY(!m_core->store->stageResult(first, u"acquire"_s)->is_null());
        QCOMPARE(m_core->order(), u"first second"_s);
        QCOMPARE(told(m_core->jobs->move({first}, Move::Down)), u"done"_s); // it is in the queue of now, too
        QCOMPARE(m_core->order(), u"second first"_s);
    }

    void retryWaitsForACancelledJobThatIsStillEnding()
    {
        // An engine that does not answer: the job runs until somebody stops it.
        const QString client = write(m_folder->filePath(u"engine"_s), "#!/bin/sh\nexec sleep 60\n");
        QVERIFY(QFile::setPermissions(client, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        startAgain(1, client);
        const QString id = m_core->add(u"demo"_s);
        QTRY_COMPARE_WITH_TIMEOUT(shown(*m_core, id)->stage, u"prepare"_s, 10'000);
        QCOMPARE(told(m_core->jobs->retry(id)), u"not_now"_s);
        QVERIFY(m_core->jobs->cancel(id));
        QCOMPARE(told(m_core->jobs->retry(id)), u"done"_s);
        QCOMPARE(m_core->store->job(id)->isOver(), false);
    }

    void whatIsWorkedOnHasNoOtherDeeds()
    {
        const QString waits = m_core->add(u"waits"_s);
        const QString program = write(m_folder->filePath(u"my.py"_s), "print(1)\n");
        QCOMPARE(told(m_core->jobs->retry(waits)), u"not_now"_s);
        QCOMPARE(told(m_core->jobs->useAttempt(waits, 0)), u"not_now"_s);
        QCOMPARE(told(m_core->jobs->addProgram(waits, program)), u"not_now"_s);
        QCOMPARE(told(m_core->jobs->retry(u"nobody"_s)), u"unknown_job"_s);
        QCOMPARE(told(m_core->jobs->remove({u"nobody"_s})), u"unknown_job"_s);
        QCOMPARE(m_core->store->job(waits)->status, JobStatus::Pending);
    }

    void aJobThatWaitsForTheEngineIsWorkedOn()
    {
        startAgain(1);
        const QString id = m_core->add(u"demo"_s);
        QTRY_COMPARE_WITH_TIMEOUT(shown(*m_core, id)->needs, u"engine_missing"_s, 10'000);
        QCOMPARE(told(m_core->jobs->retry(id)), u"not_now"_s);
        QCOMPARE(told(m_core->jobs->move({id}, Move::Top)), u"not_now"_s);
        QVERIFY(m_core->jobs->remove({id}));
        QVERIFY(!shown(*m_core, id));
    }

    void removalHidesAndRestoreShows()
    {
        const QString waits = m_core->add(u"waits"_s);
        const Job done = m_core->put(u"done"_s, JobStatus::Completed);
        QVERIFY(m_core->jobs->loadHistory());
        const Result<QStringList> cancelled = m_core->jobs->remove({waits, done.id});
        QVERIFY(cancelled);
        QCOMPARE(*cancelled, QStringList{waits}); // the other one was over
        QVERIFY(!shown(*m_core, waits) && !shown(*m_core, done.id));
        QCOMPARE(m_core->jobs->active(), 0);
        QVERIFY(m_core->store->jobs()->isEmpty());

        QVERIFY(m_core->jobs->restore({waits, done.id}));
        QCOMPARE(shown(*m_core, waits)->status, JobStatus::Cancelled);
        QCOMPARE(shown(*m_core, done.id)->status, JobStatus::Completed);
        QCOMPARE(m_core->store->jobs()->size(), 2);
    }

    void aNewStartKnowsTheLastRemovals()
    {
        for (const QString &id : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
            m_core->put(id, JobStatus::Completed);
        QVERIFY(m_core->jobs->remove({u"d"_s}));
        QVERIFY(m_core->jobs->remove({u"a"_s, u"c"_s}));
        startAgain();
        QCOMPARE(*m_core->store->lastRemoved(), (QStringList{u"a"_s, u"c"_s}));
        QVERIFY(m_core->jobs->restore({u"a"_s, u"c"_s}));
        QCOMPARE(*m_core->store->lastRemoved(), QStringList{u"d"_s});
        QVERIFY(m_core->jobs->restore({u"d"_s}));
        QVERIFY(m_core->store->lastRemoved()->isEmpty());
    }

    void usesAnAttemptWithAValidFileOnly()
    {
        const Job done = m_core->put(u"done"_s, JobStatus::Completed);
        QVERIFY(m_core->store->finishStage(done, u"baseline"_s, {{"x", 1}}, 1));
        QVERIFY(m_core->store->finishStage(done, u"finish"_s, {{"x", 1}}, 1));
        QVERIFY(m_core->store->save(done.id, Attempt{.no = 1, .realValid = true, .best = true}));
        QVERIFY(m_core->store->save(done.id, Attempt{.no = 2, .realValid = true}));
        QVERIFY(m_core->store->save(done.id, Attempt{.no = 3}));
        QCOMPARE(told(m_core->jobs->useAttempt(done.id, 3)), u"not_now"_s);
        QCOMPARE(told(m_core->jobs->useAttempt(done.id, 9)), u"not_now"_s);
        QVERIFY(m_core->store->attempts(done.id)->at(0).best);

        QCOMPARE(told(m_core->jobs->useAttempt(done.id, 2)), u"done"_s);
        QList<int> best;
        const Result<QList<Attempt>> attempts = m_core->store->attempts(done.id);
        for (const Attempt &attempt : *attempts) {
            if (attempt.best)
                best << attempt.no;
        }
        QCOMPARE(best, QList<int>{2});
        QVERIFY(m_core->store->stageResult(done.id, u"finish"_s)->is_null());
        QVERIFY(!m_core->store->stageResult(done.id, u"baseline"_s)->is_null());
        QCOMPARE(m_core->order(), u"done"_s);
    }

    void addsACopyOfAProgram()
    {
        const Job done = m_core->put(u"done"_s, JobStatus::Completed);
        QVERIFY(m_core->store->finishStage(done, u"baseline"_s, {{"x", 1}}, 1));
        QVERIFY(!m_core->jobs->addProgram(done.id, m_folder->filePath(u"missing.py"_s)));
        QCOMPARE(m_core->store->job(done.id)->status, JobStatus::Completed);

        const QString program = write(m_folder->filePath(u"my.py"_s), "print(1)\n");
        QCOMPARE(told(m_core->jobs->addProgram(done.id, program)), u"done"_s);
        QVERIFY(QFile::remove(program));
        const Result<Job> job = m_core->store->job(done.id);
        QCOMPARE(job->status, JobStatus::Pending);
        QCOMPARE(job->options.programs.size(), 1);
        QVERIFY(QFile::exists(job->options.programs.first()));
        QVERIFY(m_core->store->stageResult(done.id, u"baseline"_s)->is_null());
    }

    void moveReordersWhatWaitsAndTellsIt()
    {
        const QString a = m_core->add(u"a"_s), b = m_core->add(u"b"_s), c = m_core->add(u"c"_s);
        const quint64 seen = m_core->jobs->feed().since(0).revision;
        const Result<JobManager::Moved> moved = m_core->jobs->move({c}, Move::Top);
        QVERIFY(moved);
        QCOMPARE(moved->jobs, QStringList{c});
        QCOMPARE(m_core->order(), u"c a b"_s);
        const JobFeed::Changes changes = m_core->jobs->feed().since(seen);
        QCOMPARE(changes.changed.size(), 1); // one row, and no other
        QCOMPARE(changes.changed.first().id, c);
        QVERIFY(changes.changed.first().position < shown(*m_core, a)->position);

        QCOMPARE(*m_core->jobs->place(moved->before), 1);
        QCOMPARE(m_core->order(), u"a b c"_s);
        QCOMPARE(*m_core->jobs->place(moved->after), 1);
        QCOMPARE(m_core->order(), u"c a b"_s);
        QVERIFY(m_core->jobs->moveBefore({c}, b));
        QCOMPARE(m_core->order(), u"a c b"_s);
        QVERIFY(m_core->jobs->move({a}, Move::Up)->after.isEmpty()); // it is first
    }

    void onlyWhatWaitsIsMoved()
    {
        const Job done = m_core->put(u"done"_s, JobStatus::Completed);
        const QString a = m_core->add(u"a"_s), b = m_core->add(u"b"_s);
        const Result<JobManager::Moved> refused = m_core->jobs->move({done.id}, Move::Top);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"not_now"_s);
        QVERIFY(refused.error().message.endsWith(u'.'));
        QCOMPARE(m_core->store->job(done.id)->position, done.position);
        const Result<JobManager::Moved> some = m_core->jobs->move({done.id, b}, Move::Top);
        QVERIFY(some);
        QCOMPARE(some->jobs, QStringList{b});
        QCOMPARE(m_core->order(), u"b a"_s);
        QVERIFY(m_core->jobs->cancel(b));
        QCOMPARE(*m_core->jobs->place(some->before), 0); // it waits no more
    }

    void jobsBeginInTheOrderOfTheQueueAlsoAfterANewStart()
    {
        const QString a = m_core->add(u"a"_s), b = m_core->add(u"b"_s), c = m_core->add(u"c"_s);
        QVERIFY(m_core->jobs->move({a}, Move::Bottom));
        startAgain(1); // each waits at once, without a thread: there is no Kaggle account
        QStringList ended;
        quint64 seen = 0;
        const QDeadlineTimer patience(10s);
        while (ended.size() < 3 && !patience.hasExpired()) {
            for (const JobEvent &event : m_core->jobs->waitForEvents(seen, 200ms)) {
                seen = event.no;
                if (event.event == u"needs"_s && event.data["need"] == "no_token")
                    ended << event.job;
            }
        }
        QCOMPARE(ended, (QStringList{b, c, a}));
    }
};

QTEST_GUILESS_MAIN(tst_JobDeeds)
#include "tst_jobdeeds.moc"
