// SPDX-License-Identifier: GPL-3.0-or-later
// Formats from contracts, formats guessed from samples, and what the validator says without a contract.
#include "trial.h"

using namespace solver;

namespace {

Result<SubmissionFormat> guess(const QByteArray &sample)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("sample.csv"));
    if (!writeFile(path, sample))
        qFatal("cannot write the sample");
    return SubmissionFormat::fromSample(path);
}

nlohmann::json contract(const char *layout, const char *kind, const nlohmann::json &targets,
                        const nlohmann::json &predictions)
{
    return {{"layout", layout},
            {"prediction_kind", kind},
            {"metric", {{"key", "accuracy"}}},
            {"targets", targets},
            {"sample", {{"id_columns", {"id"}}, {"prediction_columns", predictions}, {"echo_columns", {"date"}}}}};
}

const QString id = QStringLiteral("id");

} // namespace

class tst_SubmissionFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsALabelContract()
    {
        const auto format = SubmissionFormat::fromContract(
            contract("single", "L", {{{"name", "grade"}, {"kind", "L"}, {"classes", {"1", "2", "3"}}}}, {"grade"}));
        QVERIFY(format);
        QCOMPARE(format->idColumns, QStringList{id});
        QCOMPARE(format->echoColumns, QStringList{QStringLiteral("date")});
        QCOMPARE(format->metric, QStringLiteral("accuracy"));
        QVERIFY(!format->guessed);
        const PredictionColumn expected{
            .name = QStringLiteral("grade"), .kind = PredictionKind::Label, .allowed = {"1", "2", "3"}, .whole = true};
        QCOMPARE(format->predictions, QList<PredictionColumn>{expected});
    }

    void readsClassColumns()
    {
        const auto format = SubmissionFormat::fromContract(contract(
            "wide_classes", "PM", {{{"name", "animal"}, {"kind", "L"}, {"classes", {"cat", "dog"}}}}, {"cat", "dog"}));
        QVERIFY(format);
        QCOMPARE(format->predictions.size(), 2);
        for (const PredictionColumn &column : format->predictions) {
            QCOMPARE(column.kind, PredictionKind::ClassProbability);
            QVERIFY(column.allowed.isEmpty());
        }
    }

    void readsSeveralTargets()
    {
        const auto format = SubmissionFormat::fromContract(contract(
            "multi_output", "L",
            {{{"name", "a"}, {"classes", {"x", "y"}}}, {{"name", "b"}, {"classes", {true, false}}}}, {"b", "a"}));
        QVERIFY(format);
        QCOMPARE(format->predictions.at(0).allowed, (QByteArrayList{"true", "false"}));
        QCOMPARE(format->predictions.at(1).allowed, (QByteArrayList{"x", "y"}));
        QVERIFY(!format->predictions.at(1).whole);
    }

    void refusesAContractWithoutColumns_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no object") << QByteArray("[]");
        QTest::newRow("no sample") << QByteArray("{}");
        QTest::newRow("no predictions") << QByteArray(R"({"sample": {"id_columns": ["id"]}})");
        QTest::newRow("wrong types") << QByteArray(R"({"sample": {"prediction_columns": "p"}, "targets": 3})");
    }

    void refusesAContractWithoutColumns()
    {
        QFETCH(QByteArray, text);
        const auto format = SubmissionFormat::fromContract(nlohmann::json::parse(text.toStdString()));
        QVERIFY(!format);
        QCOMPARE(format.error().kind, Error::Kind::BadData);
    }

    void guessesIds_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("first unique") << QByteArray("key1,p\na,0\nb,0\n") << QStringList{QStringLiteral("key1")};
        QTest::newRow("prediction first")
            << QByteArray("p,when\n0,2012\n0,2013\n") << QStringList{QStringLiteral("when")};
        QTest::newRow("a name breaks the tie")
            << QByteArray("count,ItemId\n5,1\n6,2\n") << QStringList{QStringLiteral("ItemId")};
        QTest::newRow("no decimals") << QByteArray("p,n\n0.25,1\n0.5,2\n") << QStringList{QStringLiteral("n")};
        QTest::newRow("several columns") << QByteArray("Store,Day,Sales\n1,1,0\n1,2,0\n2,1,0\n")
                                         << QStringList{QStringLiteral("Store"), QStringLiteral("Day")};
        QTest::newRow("none") << QByteArray("p\n0\n0\n") << QStringList{};
        QTest::newRow("one record") << QByteArray("id,p\n1,0\n") << QStringList{id};
        QTest::newRow("tabs") << QByteArray("id\tp\n1\t0\n2\t0\n") << QStringList{id};
    }

    void guessesIds()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QStringList, ids);
        const auto format = guess(sample);
        QVERIFY(format);
        QVERIFY(format->guessed);
        QCOMPARE(format->idColumns, ids);
    }

    void guessesKinds()
    {
        const auto format =
            guess("id,share,price,label,text,empty\n1,0.5,100,red,one,\n2,0.5,100,blue,two,\n3,0.5,100,red,three,\n");
        QVERIFY(format);
        QList<PredictionKind> kinds;
        for (const PredictionColumn &column : format->predictions)
            kinds.append(column.kind);
        QCOMPARE(kinds, (QList<PredictionKind>{PredictionKind::Probability, PredictionKind::Real, PredictionKind::Label,
                                               PredictionKind::Text, PredictionKind::Text}));
        QCOMPARE(format->predictions.at(2).allowed, (QByteArrayList{"blue", "red"}));
        QVERIFY(format->predictions.at(4).mayBeEmpty);
        const auto classes = guess("id,a,b,c\n0,0.2,0.3,0.5\n1,1,0,0\n");
        for (const PredictionColumn &column : classes->predictions)
            QCOMPARE(column.kind, PredictionKind::ClassProbability);
        QCOMPARE(guess("id,p\n1,False\n2,False\n")->predictions.first().allowed, (QByteArrayList{"False", "True"}));
    }

    void withoutAContract_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<QByteArray>("submission");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QStringList>("codes");
        QTest::addColumn<QByteArray>("repaired");
        const QString valid = QStringLiteral("valid");
        const QString repaired = QStringLiteral("valid_after_repair");
        const QByteArray labels("id,p\n1,red\n2,blue\n3,red\n");
        QTest::newRow("a label in another spelling")
            << labels << QByteArray("id,p\n1,Red\n2,blue\n3,blue \n") << repaired
            << QStringList{QStringLiteral("V16 error 2 lines 2,4")} << QByteArray("id,p\n1,red\n2,blue\n3,blue\n");
        QTest::newRow("a label that the sample does not show")
            << labels << QByteArray("id,p\n1,green\n2,blue\n3,red\n") << valid
            << QStringList{QStringLiteral("V16 warning 1 lines 2")} << QByteArray();
        QTest::newRow("truth values") << QByteArray("id,p\n1,False\n2,False\n") << QByteArray("id,p\n1,TRUE\n2,false\n")
                                      << repaired << QStringList{QStringLiteral("V16 error 2 lines 2,3")}
                                      << QByteArray("id,p\n1,True\n2,False\n");
        const QByteArray zeroOne("id,p\n1,0\n2,1\n3,0\n");
        QTest::newRow("whole labels with .0")
            << zeroOne << QByteArray("id,p\n1,1.0\n2,1.0\n3,0.0\n") << repaired
            << QStringList{QStringLiteral("V16 error 3 lines 2,3,4")} << QByteArray("id,p\n1,1\n2,1\n3,0\n");
        QTest::newRow("other numbers are no labels")
            << zeroOne << QByteArray("id,p\n1,1.0\n2,7.5\n3,0.0\n") << valid << QStringList{} << QByteArray();
        QTest::newRow("no number") << zeroOne << QByteArray("id,p\n1,1\n2,one\n3,0\n") << QStringLiteral("invalid")
                                   << QStringList{QStringLiteral("V13 error 1 lines 3")} << QByteArray();
        QTest::newRow("outside 0 ... 1 is a warning")
            << QByteArray("id,p\n1,0.5\n2,0.5\n") << QByteArray("id,p\n1,1.5\n2,0.2\n") << valid
            << QStringList{QStringLiteral("V14 warning 1 lines 2")} << QByteArray();
        QTest::newRow("sums are a warning")
            << QByteArray("id,a,b\n1,0.5,0.5\n2,0.5,0.5\n") << QByteArray("id,a,b\n1,0.5,0.5\n2,0.5,0.52\n") << valid
            << QStringList{QStringLiteral("V15 warning 1 lines 3")} << QByteArray();
        QTest::newRow("decimals where the sample is whole")
            << QByteArray("id,p\n1,100\n2,100\n") << QByteArray("id,p\n1,99.5\n2,3\n") << valid << QStringList{}
            << QByteArray();
        QTest::newRow("several id columns, shuffled") << QByteArray("Store,Day,Sales\n1,1,0\n1,2,0\n2,1,0\n")
                                                      << QByteArray("Store,Day,Sales\n2,1,5\n1,1,3\n1,2,4\n") << valid
                                                      << QStringList{QStringLiteral("V09 warning 3 lines 2,3,4")}
                                                      << QByteArray("Store,Day,Sales\n1,1,3\n1,2,4\n2,1,5\n");
        QTest::newRow("one column") << QByteArray("p\n0\n0\n") << QByteArray("p\n1\n\n") << QStringLiteral("invalid")
                                    << QStringList{QStringLiteral("V11 error 1 lines 3")} << QByteArray();
        QTest::newRow("a sample with tabs")
            << QByteArray("id\tp\n1\t0.5\n2\t0.5\n") << QByteArray("id,p\n1,0.1\n2,0.2\n") << valid << QStringList{}
            << QByteArray();
        QTest::newRow("the sample itself") << labels << labels << valid << QStringList{} << QByteArray();
    }

    void withoutAContract()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, submission);
        QFETCH(QString, verdict);
        QFETCH(QStringList, codes);
        QFETCH(QByteArray, repaired);
        const Trial::Outcome outcome = Trial{.sample = sample, .submission = submission}.run();
        QVERIFY2(outcome.codes == codes, qPrintable(outcome.report + outcome.error.message));
        QCOMPARE(outcome.verdict, verdict);
        QCOMPARE(outcome.repaired, repaired);
    }

    void writesTheReport()
    {
        const Validation validation{.verdict = Verdict::ValidAfterRepair,
                                    .findings = {{.code = QStringLiteral("V10"),
                                                  .count = 2,
                                                  .lines = {2, 3},
                                                  .message = QStringLiteral("Ids differ."),
                                                  .repair = QStringLiteral("They were put right.")}},
                                    .repaired = QStringLiteral("/abs/r.csv"),
                                    .records = 8};
        const nlohmann::json expected = nlohmann::json::parse(R"({"verdict": "valid_after_repair", "records": 8,
            "findings": [{"code": "V10", "severity": "error", "count": 2, "lines": [2, 3],
                          "message": "Ids differ. They were put right."}], "repaired": "/abs/r.csv"})");
        QVERIFY(toJson(validation) == expected);
        QCOMPARE(toText(validation), QStringLiteral("Valid after repair. Records: 8.\n"
                                                    "V10 error: Ids differ. They were put right.\n"
                                                    "Repaired file: /abs/r.csv\n"));
        Validation invalid = validation;
        invalid.verdict = Verdict::Invalid;
        invalid.repaired.clear();
        QVERIFY(toJson(invalid).at("repaired").is_null());
        QVERIFY(!toText(invalid).contains(QLatin1String("put right")));
    }
};

QTEST_GUILESS_MAIN(tst_SubmissionFormat)
#include "tst_submissionformat.moc"
