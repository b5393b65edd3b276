// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/scores.h"

#include <QTest>

#include <cmath>

using namespace solver;

namespace {

ViewResult view(const char *name, std::optional<double> value, std::vector<std::optional<double>> replicates = {})
{
    return {.view = QString::fromLatin1(name), .value = value, .replicates = std::move(replicates)};
}

} // namespace

class tst_Scores : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meanLeavesOutUndefinedViews()
    {
        const MeanScore score = meanScore({view("sealed-1", std::nullopt), view("sealed-2", 0.8), view("sealed-3", 0.6)});
        QVERIFY(score.mean);
        QCOMPARE(*score.mean, 0.7);
        QCOMPARE(score.defined, 2);
    }

    void nothingDefinedHasNoMean()
    {
        QVERIFY(!meanScore({}).mean);
        QVERIFY(!meanScore({view("sealed-1", std::nullopt)}).mean);
    }

    void standardErrorIsTheLargerOfTheTwo()
    {
        // Between three views: deviation 0.1, / √3. Within: replicate means 0.5, 0.5: 0.
        const MeanScore between = meanScore({view("a", 0.4, {0.5, 0.5}), view("b", 0.5, {0.5, 0.5}), view("c", 0.6, {0.5, 0.5})});
        QVERIFY(std::abs(between.standardError - 0.1 / std::sqrt(3.0)) < 1e-12);
        // Two views: only the replicates' means count: 0.3 and 0.7.
        const MeanScore within = meanScore({view("a", 0.4, {0.2, 0.6}), view("b", 0.6, {0.4, 0.8})});
        QVERIFY(std::abs(within.standardError - std::sqrt(0.08)) < 1e-12);
    }

    void comparisonUsesCommonViewsAndTheDirection()
    {
        const std::vector<ViewResult> a{view("a", 0.9), view("b", 0.7)};
        const std::vector<ViewResult> b{view("a", 0.8), view("c", 0.1)};
        QCOMPARE(compare(a, b, true).views, 1);
        QVERIFY(std::abs(compare(a, b, true).difference - 0.1) < 1e-12);
        QVERIFY(std::abs(compare(a, b, false).difference + 0.1) < 1e-12);
        QCOMPARE(compare(a, {}, true).views, 0);
    }

    void pairedReplicatesShrinkTheErrorOfADifference()
    {
        // Both swing together, so their difference does not swing at all.
        const std::vector<ViewResult> a{view("a", 0.6, {0.5, 0.7, 0.9})};
        const std::vector<ViewResult> b{view("a", 0.5, {0.4, 0.6, 0.8})};
        QVERIFY(compare(a, b, true).standardError < 1e-12);
        QVERIFY(meanScore(a).standardError > 0.1);
    }

    void improvementNeedsMoreThanNoise_data()
    {
        QTest::addColumn<double>("difference");
        QTest::addColumn<double>("error");
        QTest::addColumn<double>("score");
        QTest::addColumn<bool>("improves");
        QTest::newRow("clear") << 0.02 << 0.01 << 0.8 << true;
        QTest::newRow("half an error exactly") << 0.005 << 0.01 << 0.8 << false;
        QTest::newRow("no error, tiny") << 0.00005 << 0.0 << 0.8 << false;
        QTest::newRow("no error, small") << 0.0002 << 0.0 << 0.8 << true;
        QTest::newRow("worse") << -0.1 << 0.01 << 0.8 << false;
    }
    void improvementNeedsMoreThanNoise()
    {
        QFETCH(double, difference);
        QFETCH(double, error);
        QFETCH(double, score);
        QFETCH(bool, improves);
        QCOMPARE(isImprovement({.difference = difference, .standardError = error, .views = 1}, score), improves);
    }

    void nothingInCommonIsNeitherBetterNorWorse()
    {
        QVERIFY(!isImprovement({.difference = 1, .standardError = 0, .views = 0}, 0));
        QVERIFY(!isScreenedOut({.difference = -1, .standardError = 0, .views = 0}));
        QVERIFY(isScreenedOut({.difference = -0.02, .standardError = 0.01, .views = 1}));
        QVERIFY(!isScreenedOut({.difference = -0.005, .standardError = 0.01, .views = 1}));
    }

    void choosingAmongManyIsFlattering()
    {
        QCOMPARE(allowanceForChoosing(0.01, 1), 0.0);
        QVERIFY(qAbs(allowanceForChoosing(0.01, 10) - 0.02146) < 1e-5); // 0.01 · √(2 ln 10)
    }

    void theLastPrintedScoreCounts_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<bool>("found");
        QTest::addColumn<double>("score");
        QTest::newRow("two lines") << QByteArray("score: 0.5\nfold 2\nscore: 0.75\n") << true << 0.75;
        QTest::newRow("exponent") << QByteArray("score: -1.5e-3") << true << -0.0015;
        QTest::newRow("inside a line") << QByteArray("my score: 0.5\n") << false << 0.0;
        QTest::newRow("no number") << QByteArray("score: perfect\n") << false << 0.0;
        QTest::newRow("more behind it") << QByteArray("score: 0.5 (great)\n") << false << 0.0;
    }
    void theLastPrintedScoreCounts()
    {
        QFETCH(QByteArray, log);
        QFETCH(bool, found);
        QFETCH(double, score);
        const std::optional<double> read = selfReportedScore(log);
        QCOMPARE(read.has_value(), found);
        if (found)
            QCOMPARE(*read, score);
    }
};

QTEST_GUILESS_MAIN(tst_Scores)
#include "tst_scores.moc"
