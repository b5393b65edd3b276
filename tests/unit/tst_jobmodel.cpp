// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/roles.h"
#include "models/jobfilter.h"
#include "models/jobmodel.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include <random>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

Job job(const QString &id, JobStatus status = JobStatus::Pending, std::optional<double> score = {})
{
    Job made{.id = id, .url = id, .slug = id, .title = u"Title of "_s + id, .status = status};
    made.score.mean = score;
    made.metric = u"auc"_s;
    made.created = QDateTime::currentDateTimeUtc();
    return made;
}

QStringList names(const QAbstractItemModel &model)
{
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row)
        found << model.index(row, JobModel::Id).data().toString();
    return found;
}

} // namespace

class tst_JobModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheFeedByRuns()
    {
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (const QString &id : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s})
            feed.put(job(id, JobStatus::Completed));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.pull();
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(names(model), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s}));

        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        for (const QString &id : {u"e"_s, u"b"_s, u"a"_s})
            feed.put(job(id, JobStatus::Processing));
        model.pull();
        QCOMPARE(changed.size(), 2); // a and b in one run, e
        QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 0);
        QCOMPARE(changed.at(0).at(1).toModelIndex().row(), 1);
        model.pull();
        QCOMPARE(changed.size(), 2);

        feed.remove(u"b"_s);
        model.pull();
        QCOMPARE(names(model), (QStringList{u"a"_s, u"c"_s, u"d"_s, u"e"_s}));
        QCOMPARE(model.rowOf(u"e"_s), 3);
        QCOMPARE(model.rowOf(u"b"_s), -1);
        feed.restore(job(u"b"_s));
        model.pull();
        QCOMPARE(model.rowOf(u"b"_s), 4);
        QVERIFY(reset.isEmpty());
    }

    void randomChangesKeepTheRowsRight()
    {
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        JobFilter filter;
        filter.setSourceModel(&model);
        filter.sort(JobModel::Status);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::mt19937 random(7);
        QSet<QString> there;
        for (int step = 0; step < 600; ++step) {
            const QString id = QString::number(random() % 40);
            if (random() % 3 == 0) {
                feed.remove(id);
                there.remove(id);
            } else {
                feed.restore(job(id, JobStatus(random() % 5), random() % 2 ? std::optional(double(random() % 100)) : std::nullopt));
                there << id;
            }
            if (random() % 4 == 0)
                model.pull();
        }
        model.pull();
        const QStringList shown = names(model);
        QCOMPARE(QSet<QString>(shown.begin(), shown.end()), there);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.rowOf(model.job(row).id), row);
        QCOMPARE(filter.rowCount(), model.rowCount());
        for (int row = 1; row < filter.rowCount(); ++row) {
            const auto status = [&filter](int at) { return filter.index(at, JobModel::Status).data(SortRole).toInt(); };
            QVERIFY(status(row - 1) <= status(row));
        }
    }

    void statusKeys_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("needs");
        QTest::addColumn<bool>("warned");
        QTest::addColumn<QString>("key");
        QTest::newRow("pending") << int(JobStatus::Pending) << QString() << false << u"pending"_s;
        QTest::newRow("waits for a person") << int(JobStatus::Pending) << u"engine_missing"_s << false << u"needs-you"_s;
        QTest::newRow("paused for a person") << int(JobStatus::Paused) << u"disk_low"_s << false << u"needs-you"_s;
        QTest::newRow("paused") << int(JobStatus::Paused) << QString() << false << u"paused"_s;
        QTest::newRow("completed") << int(JobStatus::Completed) << QString() << false << u"completed"_s;
        QTest::newRow("with warnings") << int(JobStatus::Completed) << QString() << true << u"completed-warnings"_s;
        QTest::newRow("failed with warnings") << int(JobStatus::Failed) << QString() << true << u"failed"_s;
    }

    void statusKeys()
    {
        QFETCH(int, status);
        QFETCH(QString, needs);
        QFETCH(bool, warned);
        QFETCH(QString, key);
        Job one = job(u"a"_s, JobStatus(status));
        one.needs = needs;
        if (warned)
            one.warnings = QStringList{u"Something."_s};
        QCOMPARE(JobModel::statusKey(one), key);
    }

    void sortsByRawValuesWithEmptyOnesLast()
    {
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        feed.put(job(u"nine"_s, JobStatus::Completed, 9));
        feed.put(job(u"none"_s, JobStatus::Pending));
        feed.put(job(u"ten"_s, JobStatus::Completed, 10));
        feed.put(job(u"minus"_s, JobStatus::Completed, -1));
        feed.put(job(u"empty"_s, JobStatus::Failed));
        model.pull();
        JobFilter filter;
        filter.setSourceModel(&model);
        filter.sort(JobModel::Score, Qt::AscendingOrder);
        QCOMPARE(names(filter), (QStringList{u"minus"_s, u"nine"_s, u"ten"_s, u"none"_s, u"empty"_s}));
        filter.sort(JobModel::Score, Qt::DescendingOrder);
        QCOMPARE(names(filter).first(3), (QStringList{u"ten"_s, u"nine"_s, u"minus"_s}));
        QCOMPARE(names(filter).size(), 5);
    }

    void filtersByWordsOfVisibleColumnsAndByStatus()
    {
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        feed.put(job(u"titanic"_s, JobStatus::Failed));
        feed.put(job(u"house-prices"_s, JobStatus::Completed, 1));
        model.pull();
        JobFilter filter;
        filter.setSourceModel(&model);
        filter.setWords(u" PRICES title "_s);
        QCOMPARE(names(filter), QStringList{u"house-prices"_s});
        filter.setColumnVisible(JobModel::Competition, false);
        QCOMPARE(names(filter), QStringList{}); // the title is not to be seen any more
        filter.setColumnVisible(JobModel::Competition, true);
        filter.setWords({});
        filter.setStatuses({u"failed"_s});
        QCOMPARE(names(filter), QStringList{u"titanic"_s});
        QVERIFY(filter.isFiltering());
        feed.put(job(u"titanic"_s, JobStatus::Completed));
        model.pull();
        QCOMPARE(filter.rowCount(), 0);
    }

    void showsThePlaceInTheQueue()
    {
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        JobFilter filter;
        filter.setSourceModel(&model);
        filter.sort(JobModel::Status);
        const auto put = [&feed](const QString &id, double position, JobStatus status = JobStatus::Pending, const QString &needs = {}) {
            Job one = job(id, status);
            one.position = position;
            one.needs = needs;
            one.message = u"What it does."_s;
            feed.put(one);
        };
        put(u"third"_s, 7);
        put(u"runs"_s, 1, JobStatus::Processing);
        put(u"first"_s, 2);
        put(u"stopped"_s, 3, JobStatus::Pending, u"engine_missing"_s);
        put(u"second"_s, 4.5);
        model.pull();
        QCOMPARE(names(filter), (QStringList{u"stopped"_s, u"runs"_s, u"first"_s, u"second"_s, u"third"_s}));
        const auto text = [&model](const QString &id, int column) { return model.index(model.rowOf(id), column).data().toString(); };
        QCOMPARE(text(u"third"_s, JobModel::Activity), u"Place 3 in the queue"_s);
        QCOMPARE(text(u"third"_s, JobModel::Queue), u"3"_s);
        QCOMPARE(text(u"stopped"_s, JobModel::Activity), u"Start the container engine"_s);
        QCOMPARE(text(u"runs"_s, JobModel::Queue), QString());

        feed.place({{u"third"_s, 1.5}}); // to the top: everyone else stands further behind
        model.pull();
        QCOMPARE(text(u"third"_s, JobModel::Queue), u"1"_s);
        QCOMPARE(text(u"second"_s, JobModel::Queue), u"3"_s);
        QCOMPARE(names(filter), (QStringList{u"stopped"_s, u"runs"_s, u"third"_s, u"first"_s, u"second"_s}));
        filter.sort(JobModel::Status, Qt::DescendingOrder);
        QCOMPARE(names(filter).first(3), (QStringList{u"third"_s, u"first"_s, u"second"_s}));
        filter.sort(JobModel::Queue);
        QCOMPARE(names(filter).first(3), (QStringList{u"third"_s, u"first"_s, u"second"_s}));

        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        put(u"third"_s, 1.5, JobStatus::Processing);
        feed.remove(u"first"_s);
        model.pull();
        QCOMPARE(text(u"second"_s, JobModel::Queue), u"1"_s);
        QCOMPARE(text(u"third"_s, JobModel::Activity), u"What it does."_s);
        QVERIFY(!changed.isEmpty());
        changed.clear();
        put(u"runs"_s, 1, JobStatus::Completed);
        model.pull();
        QCOMPARE(changed.size(), 1); // the queue did not change
    }

    void onlyJobsWithAFileCanBeDraggedOut()
    {
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        Job done = job(u"done"_s, JobStatus::Completed, 1);
        done.path = u"/jobs/1/submission.csv"_s;
        feed.put(done);
        feed.put(job(u"waits"_s)); // is dragged to another place in the queue only
        feed.put(job(u"runs"_s, JobStatus::Processing));
        model.pull();
        QVERIFY(model.index(0, 0).flags().testFlag(Qt::ItemIsDragEnabled));
        QVERIFY(model.index(1, 0).flags().testFlag(Qt::ItemIsDragEnabled));
        QVERIFY(!model.index(2, 0).flags().testFlag(Qt::ItemIsDragEnabled));
        const std::unique_ptr<QMimeData> data(model.mimeData({model.index(0, 0), model.index(0, 3), model.index(1, 0)}));
        QVERIFY(data);
        QCOMPARE(data->urls(), QList<QUrl>{QUrl::fromLocalFile(u"/jobs/1/done-submission.csv"_s)});
        QCOMPARE(data->text(), u"/jobs/1/done-submission.csv"_s);
        QCOMPARE(data->formats(), (QStringList{u"text/uri-list"_s, u"text/plain"_s}));
        QVERIFY(!model.mimeData({model.index(1, 0)}));
        QCOMPARE(model.supportedDragActions(), Qt::CopyAction);
    }

    void newsIsWhatHappensWhileItLooks()
    {
        JobFeed feed;
        Job old = job(u"old"_s, JobStatus::Completed, 1);
        old.created = old.finished = QDateTime::currentDateTimeUtc().addDays(-1);
        Job waited = job(u"waited"_s);
        waited.created = old.created;
        waited.needs = u"engine_missing"_s;
        JobModel model;
        model.watch(feed);
        QStringList news;
        connect(&model, &JobModel::newsArrived, this, [&news](const Job &told) { news << told.id + u' ' + JobModel::statusKey(told); });
        feed.put(old);
        feed.put(waited);
        feed.put(job(u"runs"_s, JobStatus::Processing));
        model.pull();
        QCOMPARE(news, QStringList{}); // history, and a beginning

        Job quick = job(u"quick"_s, JobStatus::Failed); // was never seen while it ran
        quick.finished = QDateTime::currentDateTimeUtc();
        feed.put(quick);
        Job needs = job(u"runs"_s);
        needs.needs = u"engine_missing"_s;
        feed.put(needs);
        model.pull();
        feed.put(needs);
        model.pull();
        QCOMPARE(news, (QStringList{u"quick failed"_s, u"runs needs-you"_s}));

        Job done = job(u"runs"_s, JobStatus::Completed, 1);
        done.finished = QDateTime::currentDateTimeUtc();
        feed.put(done);
        model.pull();
        done.title = u"Another title"_s;
        feed.put(done);
        model.pull();
        feed.remove(done.id); // a removal and its undo
        model.pull();
        feed.restore(done);
        feed.put(job(u"by a person"_s, JobStatus::Cancelled));
        model.pull();
        QCOMPARE(news.mid(2), QStringList{u"runs completed"_s});

        old.finished = QDateTime::currentDateTimeUtc().addMSecs(1); // was done again
        feed.put(old);
        model.pull();
        QCOMPARE(news.last(), u"old completed"_s);
    }

    void numbersKeepTheirPointInEveryLanguage()
    {
        QLocale::setDefault(QLocale(u"de_DE"_s));
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        feed.put(job(u"a"_s, JobStatus::Completed, 0.8127));
        model.pull();
        QCOMPARE(model.index(0, JobModel::Score).data().toString(), u"0.8127"_s);
        QLocale::setDefault(QLocale::c());
    }
};

QTEST_GUILESS_MAIN(tst_JobModel)
#include "tst_jobmodel.moc"
