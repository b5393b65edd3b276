// SPDX-License-Identifier: GPL-3.0-or-later
// What the validator makes of facts of the run and the platform (V20, V21, V25), and of many records.
#include "trial.h"

#include <QElapsedTimer>

#include <algorithm>
#include <random>

using namespace solver;

namespace {

const QString p = QStringLiteral("p");

/// "id,p" and a record for each pair of texts.
QByteArray table(const QByteArrayList &cells, const QByteArray &header = "id,p")
{
    QByteArray text = header + '\n';
    for (const QByteArray &cell : cells)
        text += cell + '\n';
    return text;
}

const QByteArray sampleOfThree = table({"1,0.5", "2,0.5", "3,0.5"});

} // namespace

class tst_RunFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facts_data()
    {
        QTest::addColumn<QByteArray>("submission");
        QTest::addColumn<RunFacts>("facts");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QStringList>("codes");
        const QByteArray same = table({"1,.50", "2,0.5", "3,5e-1"});
        const QByteArray shuffled = table({"3,0.5", "1,0.5", "2,0.5"});
        const QByteArray equal = table({"1,0.7", "2,0.7", "3,0.70"});
        const QByteArray different = table({"1,0.1", "2,0.7", "3,0.7"});
        const QString v20 = QStringLiteral("V20 error 3");
        const QString v21 = QStringLiteral("V21 warning 3");
        const QString valid = QStringLiteral("valid");
        const QString invalid = QStringLiteral("invalid");
        QTest::newRow("V20") << same << RunFacts{.origin = Origin::Candidate} << invalid << QStringList{v20, v21};
        QTest::newRow("V20 in another order") << shuffled << RunFacts{.origin = Origin::Baseline} << invalid
                                              << QStringList{QStringLiteral("V09 warning 3 lines 2,3,4"), v20, v21};
        QTest::newRow("constants are exempt") << same << RunFacts{.origin = Origin::Constant} << valid << QStringList{};
        QTest::newRow("nothing is known") << same << RunFacts{} << valid << QStringList{};
        QTest::newRow("V21") << equal << RunFacts{.origin = Origin::User} << valid << QStringList{v21};
        QTest::newRow("V21 also in the sealed views")
            << equal << RunFacts{.origin = Origin::Candidate, .equalWhenSealed = true} << valid << QStringList{v21};
        QTest::newRow("V21 not in the sealed views")
            << equal << RunFacts{.origin = Origin::Candidate, .equalWhenSealed = false} << invalid
            << QStringList{QStringLiteral("V21 error 3")};
        QTest::newRow("V21 not reached") << different << RunFacts{.origin = Origin::Candidate} << valid
                                         << QStringList{};
        QTest::newRow("V25") << different << RunFacts{.platformLimitBytes = 10} << valid
                             << QStringList{QStringLiteral("V25 warning 1")};
        QTest::newRow("V25 not reached") << different << RunFacts{.platformLimitBytes = 1000} << valid << QStringList{};
    }

    void facts()
    {
        QFETCH(QByteArray, submission);
        QFETCH(RunFacts, facts);
        QFETCH(QString, verdict);
        QFETCH(QStringList, codes);
        for (const bool repair : {true, false}) {
            const Trial::Outcome outcome = Trial{.sample = sampleOfThree,
                                                 .submission = submission,
                                                 .format = formatOf(QStringLiteral("P"), {p}),
                                                 .facts = facts}
                                               .run(repair);
            QVERIFY2(outcome.codes == codes, qPrintable(outcome.report));
            QCOMPARE(outcome.verdict, verdict);
        }
    }

    void theShareOfEqualPredictionsIsExact()
    {
        for (const int others : {10, 11}) { // of 1000: 99.0 % and 98.9 % are equal
            for (const bool first : {true, false}) {
                QByteArrayList ids, cells;
                for (int i = 0; i < 1000; ++i) {
                    ids.append(QByteArray::number(i) + ",0.5");
                    const bool other = first ? i < others : i >= 1000 - others;
                    cells.append(QByteArray::number(i) + "," +
                                 (other ? QByteArray::number(i / 2000.0) : QByteArray("0.7")));
                }
                const Trial::Outcome outcome = Trial{.sample = table(ids),
                                                     .submission = table(cells),
                                                     .format = formatOf(QStringLiteral("P"), {p}),
                                                     .facts = {.origin = Origin::Candidate}}
                                                   .run();
                QCOMPARE(outcome.codes, others == 10 ? QStringList{QStringLiteral("V21 warning 990")} : QStringList{});
            }
        }
    }

    void fewerDigitsFitThePlatform()
    {
        const QByteArray submission = table({"1,0.12345678901234567", "2,0.2", "3,0.98765432109876543"});
        const Trial trial{.sample = sampleOfThree,
                          .submission = submission,
                          .format = formatOf(QStringLiteral("R"), {p}),
                          .facts = {.platformLimitBytes = 50}};
        const Trial::Outcome outcome = trial.run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid"));
        QCOMPARE(outcome.codes, QStringList{QStringLiteral("V25 warning 1")});
        QCOMPARE(outcome.repaired, table({"1,0.123456789012", "2,0.2", "3,0.987654321099"}));
    }

    void manyRecordsInAnyOrder()
    {
        // The limit is far above what it needs (some seconds); it is passed when a step is quadratic.
#ifdef NDEBUG
        constexpr int records = 1'000'000;
#else
        constexpr int records = 200'000; // for sanitizers on a busy machine
#endif
        std::vector<int> ids(records);
        QByteArray sample("id,p\n");
        for (int i = 0; i < records; ++i) {
            ids[static_cast<std::size_t>(i)] = i;
            sample += "row_" + QByteArray::number(i) + ",0.5\n";
        }
        std::shuffle(ids.begin(), ids.end(), std::mt19937(3));
        QByteArray submission("id,p\n");
        QByteArray expected("id,p\n");
        for (int i = 0; i < records; ++i) {
            submission += "row_" + QByteArray::number(ids[static_cast<std::size_t>(i)]) + ",0." +
                          QByteArray::number(ids[static_cast<std::size_t>(i)]) + '\n';
            expected += "row_" + QByteArray::number(i) + ",0." + QByteArray::number(i) + '\n';
        }
        QElapsedTimer timer;
        timer.start();
        const Trial::Outcome outcome =
            Trial{.sample = sample, .submission = submission, .format = formatOf(QStringLiteral("P"), {p})}.run();
        QVERIFY(outcome.repaired == expected);
        QCOMPARE(outcome.verdict, QStringLiteral("valid"));
        QVERIFY2(timer.elapsed() < 40'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(tst_RunFacts)
#include "tst_runfacts.moc"
