// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/badges.h"

#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

Attempt scored(int no, Origin origin, double mean, double error)
{
    Attempt attempt{.no = no, .origin = origin};
    attempt.state = Attempt::State::Scored;
    attempt.score = {.mean = mean, .standardError = error, .views = 5};
    return attempt;
}

Run run(int attempt, const QStringList &badges, bool repaired = false)
{
    Run run{.attempt = attempt, .view = u"sealed-1"_s};
    run.value = 1;
    run.badges = badges;
    run.repaired = repaired;
    return run;
}

Contract contractOf(int views)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"contract.json"_s));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no contract");
    file.write(QByteArrayLiteral(R"({"version": 1, "metric": {"key": "auc", "direction": "maximize", "scored": {"key": "auc", "direction": "maximize"}},
        "split": {"k": %1, "cannot": null}})").replace("%1", QByteArray::number(views)));
    file.close();
    return *Contract::read(file.fileName());
}

} // namespace

class tst_Badges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attempts_data()
    {
        QTest::addColumn<QList<Attempt>>("attempts"); // the first is judged
        QTest::addColumn<QList<Run>>("runs");
        QTest::addColumn<bool>("higherIsBetter");
        QTest::addColumn<QStringList>("badges");
        const Attempt constant = scored(0, Origin::Constant, 0.5, 0);
        const Attempt floor = scored(1, Origin::Baseline, 0.8, 0.01);
        QTest::newRow("nothing remarkable") << QList{floor, constant} << QList{run(1, {})} << true << QStringList{};
        QTest::newRow("above the constant is no news") << QList{scored(1, Origin::Baseline, 0.99, 0.001), constant} << QList<Run>{} << true << QStringList{};
        QTest::newRow("far above every other program") << QList{scored(2, Origin::User, 0.9, 0.005), floor, constant} << QList<Run>{} << true << QStringList{u"too good"_s};
        QTest::newRow("not far") << QList{scored(2, Origin::User, 0.85, 0.005), floor} << QList<Run>{} << true << QStringList{};
        QTest::newRow("far below, where less is better") << QList{scored(2, Origin::User, 0.1, 0.01), floor} << QList<Run>{} << false << QStringList{u"too good"_s};
        QTest::newRow("the optimum") << QList{floor} << QList{run(1, {u"optimum"_s})} << true << QStringList{u"too good"_s};
        QTest::newRow("the optimum in one view of two") << QList{floor} << QList{run(1, {u"optimum"_s}), run(1, {})} << true << QStringList{};
        QTest::newRow("another's optimum") << QList{floor} << QList{run(2, {u"optimum"_s})} << true << QStringList{};
        QTest::newRow("swapped, and so worse") << QList{floor} << QList{run(1, {u"worse_than_constant"_s, u"classes_swapped"_s})} << true
                                               << QStringList{u"order swapped"_s, u"worse than constant"_s};
        QTest::newRow("repaired") << QList{floor} << QList{run(1, {}, true)} << true << QStringList{u"repaired"_s};
        Attempt sure = floor;
        sure.ownScore = 0.84;
        QTest::newRow("own validation off") << QList{sure} << QList<Run>{} << true << QStringList{u"own validation off"_s};
        sure.ownScore = 0.82;
        QTest::newRow("own validation near") << QList{sure} << QList<Run>{} << true << QStringList{};
        Attempt own = floor;
        own.ownScore = 0.99;
        own.score.selfReported = true;
        QTest::newRow("self-reported cannot be off") << QList{own} << QList<Run>{} << true << QStringList{};
    }

    void attempts()
    {
        QFETCH(QList<Attempt>, attempts);
        QFETCH(QList<Run>, runs);
        QFETCH(bool, higherIsBetter);
        QFETCH(QStringList, badges);
        QCOMPARE(badgesOf(attempts.first(), attempts, runs, higherIsBetter), badges);
    }

    void jobs()
    {
        Job job;
        job.origin = Origin::Constant;
        QCOMPARE(badgesOf(job, contractOf(5), {}, {}), QStringList{u"constant only"_s});
        job.origin = Origin::Baseline;
        job.proxyMetric = true;
        job.score = {.mean = 0.8, .standardError = 0.01, .views = 1};
        Attempt best = scored(1, Origin::Baseline, 0.8, 0.01);
        best.best = true;
        QCOMPARE(badgesOf(job, contractOf(5), {best}, {run(1, {}, true)}),
                 (QStringList{u"baseline only"_s, u"proxy metric"_s, u"view 1 only"_s, u"repaired"_s}));
        QCOMPARE(badgesOf(job, contractOf(1), {best}, {}), (QStringList{u"baseline only"_s, u"proxy metric"_s}));
        job.origin = Origin::User;
        job.proxyMetric = false;
        job.score.selfReported = true;
        QCOMPARE(badgesOf(job, contractOf(0), {}, {}), QStringList{u"self-reported"_s});
    }
};

QTEST_GUILESS_MAIN(tst_Badges)
#include "tst_badges.moc"
