// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial.h"

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

/// Each code has rows that trigger it and rows that do not.
class tst_Validator : public QObject
{
    Q_OBJECT

    static void columns()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<QByteArray>("submission");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QStringList>("codes");
        QTest::addColumn<QByteArray>("repaired");
    }

    /// A row against a sample of three records.
    static void row(const char *name, const QByteArray &submission, const char *verdict, const QStringList &codes,
                    const QByteArray &repaired = {}, const QString &kind = QStringLiteral("P"),
                    const QByteArray &sample = sampleOfThree)
    {
        QTest::newRow(name) << sample << submission << kind << QString::fromLatin1(verdict) << codes << repaired;
    }

    static void compare(const Trial &trial)
    {
        QFETCH(QString, verdict);
        QFETCH(QStringList, codes);
        QFETCH(QByteArray, repaired);
        const Trial::Outcome outcome = trial.run();
        QCOMPARE(outcome.error, Error{});
        QVERIFY2(outcome.codes == codes && outcome.verdict == verdict,
                 qPrintable(outcome.codes.join(QStringLiteral("; ")) + QChar(u'\n') + outcome.report));
        QCOMPARE(outcome.repaired, repaired);
    }

private Q_SLOTS:
    void files_data()
    {
        columns();
        const QByteArray good = table({"1,0.1", "2,0.2", "3,0.3"});
        row("good", good, "valid", {});
        row("no last line end", good.chopped(1), "valid", {});
        row("V01 empty", "", "invalid", {QStringLiteral("V01 error 1")});
        row("V01 blank lines only", "\n\n", "invalid", {QStringLiteral("V01 error 1")});
        row("V01 zip", QByteArray("PK\x03\x04rest", 8), "invalid", {QStringLiteral("V01 error 1")});
        row("V01 parquet", "PAR1....", "invalid", {QStringLiteral("V01 error 1")});
        row("V02 UTF-16", QByteArray("\xFF\xFEi\0d\0", 6), "invalid", {QStringLiteral("V02 error 1 lines 1")});
        row("V02 mark", "\xEF\xBB\xBF" + good, "valid_after_repair", {QStringLiteral("V02 error 1 lines 1")}, good);
        row("V02 CR LF", QByteArray(good).replace("\n", "\r\n"), "valid_after_repair",
            {QStringLiteral("V02 error 4 lines 1")}, good);
        row("V02 CR", QByteArray(good).replace("\n", "\r"), "valid_after_repair",
            {QStringLiteral("V02 error 4 lines 1")}, good);
        row("V02 semicolons", QByteArray(good).replace(",", ";"), "valid_after_repair",
            {QStringLiteral("V02 error 1 lines 1")}, good);
        row("V02 tabs", QByteArray(good).replace(",", "\t"), "valid_after_repair",
            {QStringLiteral("V02 error 1 lines 1")}, good);
        row("V02 cells too many", table({"1,0.1", "2,0.2,7", "3,0.3"}), "invalid",
            {QStringLiteral("V02 error 1 lines 3")});
        row("V02 cells too few", table({"1,0.1", "2", "3,0.3"}), "invalid", {QStringLiteral("V02 error 1 lines 3")});
        row("V02 empty last cell in some records", table({"1,0.1,", "2,0.2", "3,0.3,"}), "invalid",
            {QStringLiteral("V02 error 2 lines 2,4")});
        row("V02 empty last cell in all records", table({"1,0.1,", "2,0.2,", "3,0.3,"}), "valid_after_repair",
            {QStringLiteral("V02 error 3 lines 2,3,4")}, good);
        row("V02 empty last cell, header too", table({"1,0.1,", "2,0.2,", "3,0.3,"}, "id,p,"), "valid_after_repair",
            {QStringLiteral("V02 error 3 lines 2,3,4")}, good);
        row("V02 a column without a name", table({"1,0.1,", "2,0.2,x", "3,0.3,"}, "id,p,"), "invalid",
            {QStringLiteral("V02 error 1 lines 3")});
        row("V02 unclosed quote", table({"1,0.1", "\"2,0.2", "3,0.3"}), "invalid",
            {QStringLiteral("V02 error 1 lines 3")});
        row("V02 zero byte",
            QByteArray(good).replace("0.2", QByteArray("0\0"
                                                       "2",
                                                       3)),
            "invalid", {QStringLiteral("V02 error 1 lines 3"), QStringLiteral("V13 error 1 lines 3")});
        row("V02 Latin-1", table({"1,0.1", "\xE4,0.2", "3,0.3"}), "invalid",
            {QStringLiteral("V02 error 1 lines 3"), QStringLiteral("V07 error 1"),
             QStringLiteral("V07 error 1 lines 3")});
        row("blank lines are a warning", good + "\n\n", "valid", {QStringLiteral("V02 warning 2")});
        row("mark and CR LF as in the sample", "\xEF\xBB\xBFid,p\r\n1,0.1\r\n", "valid", {}, {}, QStringLiteral("P"),
            "\xEF\xBB\xBFid,p\r\n1,0.5\r\n");
        row("quoted cells", table({"\"1\",\"0.1\"", "2,0.2", "3,0.3"}, "\"id\",p"), "valid", {});
    }

    void files()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, submission);
        QFETCH(QString, kind);
        compare({.sample = sample, .submission = submission, .format = formatOf(kind, {p})});
    }

    void columnsAndIds_data()
    {
        columns();
        const QByteArray good = table({"1,0.1", "2,0.2", "3,0.3"});
        row("V03 case and blanks", table({"1,0.1", "2,0.2", "3,0.3"}, "ID, p"), "valid_after_repair",
            {QStringLiteral("V03 error 2 lines 1")}, good);
        row("V03 not unique", table({"1,0.1,0", "2,0.2,0", "3,0.3,0"}, "id,P,p "), "invalid",
            {QStringLiteral("V03 error 3 lines 1")});
        row("V03 another name", table({"1,0.1", "2,0.2", "3,0.3"}, "id,target"), "invalid",
            {QStringLiteral("V03 error 2 lines 1")});
        row("V03 a column more", table({"1,0.1,x", "2,0.2,x", "3,0.3,x"}, "id,p,note"), "invalid",
            {QStringLiteral("V03 error 1 lines 1")});
        row("V03 a column less", table({"1", "2", "3"}, "id"), "invalid", {QStringLiteral("V03 error 1 lines 1")});
        row("V03 no header", "1,0.1\n2,0.2\n3,0.3\n", "invalid",
            {QStringLiteral("V03 error 4 lines 1"), QStringLiteral("V06 error 1")});
        row("V04 order", table({"0.1,1", "0.2,2", "0.3,3"}, "p,id"), "valid_after_repair",
            {QStringLiteral("V04 error 1 lines 1")}, good);
        row("V05 Unnamed: 0", table({"0,1,0.1", "1,2,0.2", "2,3,0.3"}, "Unnamed: 0,id,p"), "valid_after_repair",
            {QStringLiteral("V05 error 1 lines 1")}, good);
        row("V05 counts from one", table({"1,1,0.1", "2,2,0.2", "3,3,0.3"}, ",id,p"), "invalid",
            {QStringLiteral("V05 error 1 lines 1")});
        row("V06 V07 too few", table({"1,0.1", "3,0.3"}), "invalid",
            {QStringLiteral("V06 error 1"), QStringLiteral("V07 error 1")});
        row("V06 header only", table({}), "invalid", {QStringLiteral("V06 error 3"), QStringLiteral("V07 error 3")});
        row("V06 V07 too many", table({"1,0.1", "2,0.2", "3,0.3", "4,0.4"}), "invalid",
            {QStringLiteral("V06 error 1"), QStringLiteral("V07 error 1 lines 5")});
        row("V07 another id", table({"1,0.1", "9,0.2", "3,0.3"}), "invalid",
            {QStringLiteral("V07 error 1"), QStringLiteral("V07 error 1 lines 3")});
        row("V08 twice", table({"1,0.1", "2,0.2", "2,0.2", "3,0.3"}), "invalid",
            {QStringLiteral("V06 error 1"), QStringLiteral("V08 error 1 lines 4")});
        row("V08 for another", table({"1,0.1", "1,0.2", "3,0.3"}), "invalid",
            {QStringLiteral("V07 error 1"), QStringLiteral("V08 error 1 lines 3")});
        row("V09 alone is valid", table({"3,0.30", "1,.1", "2,2e-1"}), "valid",
            {QStringLiteral("V09 warning 3 lines 2,3,4")}, table({"1,.1", "2,2e-1", "3,0.30"}));
        row("V10 blanks and points", table({" 1,0.1", "2.0,0.2", "3e0,0.3"}), "valid_after_repair",
            {QStringLiteral("V10 error 3 lines 2,3,4")}, good);
        row("V10 in another order", table({"3.0,0.3", "1,0.1", "2,0.2"}), "valid_after_repair",
            {QStringLiteral("V09 warning 3 lines 2,3,4"), QStringLiteral("V10 error 1 lines 2")}, good);
        row("V10 not one-to-one", table({"7,0.1", "7.0,0.2"}), "invalid",
            {QStringLiteral("V07 error 1"), QStringLiteral("V07 error 1 lines 3")}, {}, QStringLiteral("P"),
            table({"7,0.5", "007,0.5"}));
        row("V10 two for one", table({"1,0.1", "2.0,0.2", "02,0.3"}), "invalid",
            {QStringLiteral("V07 error 1"), QStringLiteral("V08 error 1 lines 4"),
             QStringLiteral("V10 error 1 lines 3")});
        row("ids are text", table({"007,0.1", "7,0.2", "NA,0.3", "null,0.3"}), "valid", {}, {}, QStringLiteral("P"),
            table({"007,0.5", "7,0.5", "NA,0.5", "null,0.5"}));
        row("twenty digits", table({"12345678901234567891,0.1", "12345678901234567892,0.2"}), "valid", {}, {},
            QStringLiteral("P"), table({"12345678901234567891,0.5", "12345678901234567892,0.5"}));
        row("everything at once", "\xEF\xBB\xBFP;ID\r\n0.3;3\r\n0.1;01\r\n0.2;2\r\n", "valid_after_repair",
            {QStringLiteral("V02 error 1 lines 1"), QStringLiteral("V02 error 4 lines 1"),
             QStringLiteral("V02 error 1 lines 1"), QStringLiteral("V03 error 2 lines 1"),
             QStringLiteral("V04 error 1 lines 1"), QStringLiteral("V09 warning 3 lines 2,3,4"),
             QStringLiteral("V10 error 1 lines 3")},
            good);
        row("a sample with an id twice, same order", table({"1,0.1", "1,0.2"}), "valid", {}, {}, QStringLiteral("P"),
            table({"1,0.5", "1,0.5"}));
        row("a sample with an id twice, another order", table({"2,0.1", "1,0.2", "1,0.2"}), "invalid",
            {QStringLiteral("V07 error 1")}, {}, QStringLiteral("P"), table({"1,0.5", "1,0.5", "2,0.5"}));
    }

    void columnsAndIds() { files(); }

    void cells_data()
    {
        columns();
        const QString r = QStringLiteral("R");
        const QString rPlus = QStringLiteral("R+");
        const QString ml = QStringLiteral("ML");
        row("all forms of numbers", table({"1,8.07E-06", "2,.5", "3,5."}), "valid", {}, {}, r);
        row("more forms", table({"1,+0.5", "2,-0", "3,1e-400"}), "valid", {}, {}, r);
        row("V11 empty", table({"1,", "2,0.2", "3,nan"}), "invalid", {QStringLiteral("V11 error 2 lines 2,4")});
        row("V11 words", table({"1,None", "2,NULL", "3,NaN"}), "invalid", {QStringLiteral("V11 error 3 lines 2,3,4")});
        row("V12 infinite", table({"1,inf", "2,-Infinity", "3,1e999"}), "invalid",
            {QStringLiteral("V12 error 3 lines 2,3,4")}, {}, r);
        row("V13 text", table({"1,yes", "2,0x10", "3,1_000"}), "invalid", {QStringLiteral("V13 error 3 lines 2,3,4")},
            {}, r);
        row("V13 decimal comma", table({"1,\"0,1\"", "2,0.2", "3,\"0,3\""}), "invalid",
            {QStringLiteral("V13 error 2 lines 2,4")});
        row("V13 decimal comma with semicolons", "id;p\n1;0,1\n2;0,2\n3;0,3\n", "invalid",
            {QStringLiteral("V02 error 1 lines 1"), QStringLiteral("V13 error 3 lines 2,3,4")});
        row("V13 other digits", table({"1,\xD9\xA1", "2,0.2", "3,0.3"}), "invalid",
            {QStringLiteral("V13 error 1 lines 2")});
        row("V14 far off", table({"1,1.5", "2,-3", "3,0.3"}), "invalid", {QStringLiteral("V14 error 2 lines 2,3")});
        row("V14 rounding", table({"1,1.0000001", "2,-1e-9", "3,0.30"}), "valid_after_repair",
            {QStringLiteral("V14 error 2 lines 2,3")}, table({"1,1", "2,0", "3,0.30"}));
        row("V14 independent labels", table({"1,1.2", "2,1", "3,0"}), "invalid",
            {QStringLiteral("V14 error 1 lines 2")}, {}, ml);
        row("V14 below zero", table({"1,-0.31", "2,7.250", "3,-2"}), "valid_after_repair",
            {QStringLiteral("V14 error 2 lines 2,4")}, table({"1,0", "2,7.250", "3,0"}), rPlus);
        row("R has no domain", table({"1,-5", "2,1e300", "3,0"}), "valid", {}, {}, r);
    }

    void cells() { files(); }

    void ranksAreRescaled()
    {
        SubmissionFormat format = formatOf(QStringLiteral("P"), {p});
        format.metric = QStringLiteral("auc");
        const Trial::Outcome outcome =
            Trial{.sample = sampleOfThree, .submission = table({"1,-2", "2,0", "3,6"}), .format = format}.run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid_after_repair"));
        QCOMPARE(outcome.codes, QStringList{QStringLiteral("V14 error 2 lines 2,4")});
        QCOMPARE(outcome.repaired, table({"1,0", "2,0.25", "3,1"}));
        format.metric = QStringLiteral("logloss");
        QCOMPARE((Trial{.sample = sampleOfThree, .submission = table({"1,-2", "2,0", "3,6"}), .format = format}
                      .run()
                      .verdict),
                 QStringLiteral("invalid"));
    }

    void classProbabilities_data()
    {
        columns();
        const QByteArray sample = table({"1,0.4,0.6", "2,0.4,0.6"}, "id,a,b");
        const QString pm = QStringLiteral("PM");
        row("sum is 1", table({"1,0.25,0.75", "2,0.3333333,0.6666666"}, "id,a,b"), "valid", {}, {}, pm, sample);
        row("V15 scaled", table({"1,0.3333333,0.6666666", "2,0.52,0.52"}, "id,a,b"), "valid_after_repair",
            {QStringLiteral("V15 error 1 lines 3")}, table({"1,0.3333333,0.6666666", "2,0.5,0.5"}, "id,a,b"), pm,
            sample);
        row("V15 far off", table({"1,0.25,0.75", "2,0.8,0.8"}, "id,a,b"), "invalid",
            {QStringLiteral("V15 error 1 lines 3")}, {}, pm, sample);
        row("V14 V15 negative", table({"1,-0.02,1", "2,0.5,0.5"}, "id,a,b"), "invalid",
            {QStringLiteral("V14 error 1 lines 2"), QStringLiteral("V15 error 1 lines 2")}, {}, pm, sample);
        row("columns in another order", table({"1,0.75,0.25", "2,0.5,0.5"}, "id,b,a"), "valid_after_repair",
            {QStringLiteral("V04 error 1 lines 1")}, table({"1,0.25,0.75", "2,0.5,0.5"}, "id,a,b"), pm, sample);
    }

    void classProbabilities()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, submission);
        compare({.sample = sample,
                 .submission = submission,
                 .format = formatOf(QStringLiteral("PM"), {QStringLiteral("a"), QStringLiteral("b")})});
    }

    void labels_data()
    {
        columns();
        QTest::addColumn<QByteArrayList>("allowed");
        const auto label = [](const char *name, const QByteArrayList &cells, const QByteArrayList &allowed,
                              const char *verdict, const QStringList &codes, const QByteArrayList &repaired = {}) {
            QByteArrayList ids, firsts, after;
            for (qsizetype i = 0; i < cells.size(); ++i) {
                ids.append(QByteArray::number(i + 1) + "," + cells.at(i));
                firsts.append(QByteArray::number(i + 1) + "," + allowed.last());
                if (!repaired.isEmpty())
                    after.append(QByteArray::number(i + 1) + "," + repaired.at(i));
            }
            QTest::newRow(name) << table(firsts) << table(ids) << QStringLiteral("L") << QString::fromLatin1(verdict)
                                << codes << (after.isEmpty() ? QByteArray() : table(after)) << allowed;
        };
        label("allowed", {"cat", "dog"}, {"cat", "dog"}, "valid", {});
        label("V16 case", {"Cat", "dog"}, {"cat", "dog"}, "valid_after_repair", {QStringLiteral("V16 error 1 lines 2")},
              {"cat", "dog"});
        label("V16 blanks and stop", {" cat", "dog."}, {"cat", "dog"}, "valid_after_repair",
              {QStringLiteral("V16 error 2 lines 2,3")}, {"cat", "dog"});
        label("V16 unknown", {"cow", "dog"}, {"cat", "dog"}, "invalid", {QStringLiteral("V16 error 1 lines 2")});
        label("V16 not one-to-one", {"CAT", "dog"}, {"cat", "Cat", "dog"}, "invalid",
              {QStringLiteral("V16 error 1 lines 2")});
        label("V16 label with a comma", {"\"A, b\"", "c"}, {"a, b", "c"}, "valid_after_repair",
              {QStringLiteral("V16 error 1 lines 2")}, {"\"a, b\"", "c"});
        label("V16 probability for a label", {"0.7", "1"}, {"0", "1"}, "invalid",
              {QStringLiteral("V16 error 1 lines 2")});
        label("V16 decimals of a label", {"0.0", "1.0"}, {"0", "1"}, "valid_after_repair",
              {QStringLiteral("V16 error 2 lines 2,3")}, {"0", "1"});
        label("V11 no label", {"", "nan"}, {"cat", "dog"}, "invalid", {QStringLiteral("V11 error 2 lines 2,3")});
        label("NA may be a label", {"NA", "dog"}, {"NA", "dog"}, "valid", {});
    }

    void labels()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, submission);
        QFETCH(QByteArrayList, allowed);
        compare({.sample = sample, .submission = submission, .format = formatOf(QStringLiteral("L"), {p}, allowed)});
    }

    void wholeNumbers_data()
    {
        columns();
        row("whole", table({"1,3", "2,-4", "3,1e3"}), "valid", {});
        row("V17 zeros behind the point", table({"1,3.0", "2,4", "3,5.0000000001"}), "valid_after_repair",
            {QStringLiteral("V17 error 2 lines 2,4")}, table({"1,3", "2,4", "3,5"}));
        row("V17 decimals", table({"1,3.5", "2,4", "3,5"}), "invalid", {QStringLiteral("V17 error 1 lines 2")});
    }

    void wholeNumbers()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, submission);
        SubmissionFormat format = formatOf(QStringLiteral("R"), {p});
        format.predictions.first().whole = true;
        compare({.sample = sample, .submission = submission, .format = format});
        // Ordinal labels say the same.
        format = formatOf(QStringLiteral("L"), {p}, {"3", "-4", "4", "5", "1e3"});
        format.predictions.first().whole = true;
        compare({.sample = sample, .submission = submission, .format = format});
    }

    void echoes_data()
    {
        columns();
        const QByteArray sample = table({"1,0.5,x", "2,0.5,\"y, z\""}, "id,p,t");
        row("unchanged", table({"1,0.1,x", "2,0.2,\"y, z\""}, "id,p,t"), "valid", {}, {}, {}, sample);
        row("V19 changed", table({"1,0.1,x", "2,0.2,y"}, "id,p,t"), "valid_after_repair",
            {QStringLiteral("V19 error 1 lines 3")}, table({"1,0.1,x", "2,0.2,\"y, z\""}, "id,p,t"), {}, sample);
        row("V19 in another order", table({"2,0.2,\"y, z\"", "1,0.1,X"}, "id,p,t"), "valid_after_repair",
            {QStringLiteral("V09 warning 2 lines 2,3"), QStringLiteral("V19 error 1 lines 3")},
            table({"1,0.1,x", "2,0.2,\"y, z\""}, "id,p,t"), {}, sample);
    }

    void echoes()
    {
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, submission);
        SubmissionFormat format = formatOf(QStringLiteral("P"), {p});
        format.echoColumns = {QStringLiteral("t")};
        compare({.sample = sample, .submission = submission, .format = format});
    }

    void nothingIsCopiedByPosition()
    {
        SubmissionFormat format{.echoColumns = {QStringLiteral("t")}, .predictions = {{.name = p}}};
        const Trial::Outcome outcome =
            Trial{.sample = table({"0,a", "0,b"}, "p,t"), .submission = table({"1,a", "2,c"}, "p,t"), .format = format}
                .run();
        QCOMPARE(outcome.verdict, QStringLiteral("invalid"));
        QCOMPARE(outcome.codes, QStringList{QStringLiteral("V19 error 1 lines 3")});
        QVERIFY(outcome.repaired.isEmpty());
    }

    void opaqueKindsAreNotVouchedFor()
    {
        const Trial::Outcome outcome = Trial{.sample = table({"1,1 1", "2,1 1"}),
                                             .submission = table({"1,\"[1, 3]\"", "2,"}),
                                             .format = formatOf(QStringLiteral("M"), {p})}
                                           .run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid"));
        QCOMPARE(outcome.codes, QStringList{QStringLiteral("V18 warning 1")});
    }

    void withoutRepairWhatCouldBeRepairedIsInvalid()
    {
        const Trial trial{.sample = sampleOfThree,
                          .submission = table({"1.0,0.1", "2,0.2", "3,0.3"}),
                          .format = formatOf(QStringLiteral("P"), {p})};
        QCOMPARE(trial.run(false).verdict, QStringLiteral("invalid"));
        QCOMPARE(trial.run(true).verdict, QStringLiteral("valid_after_repair"));
    }

    void onlyTwentyLinesAreKept()
    {
        QByteArrayList ids, cells;
        for (int i = 0; i < 100; ++i) {
            ids.append(QByteArray::number(i) + ",0.5");
            cells.append(QByteArray::number(i) + ",");
        }
        const Trial::Outcome outcome =
            Trial{.sample = table(ids), .submission = table(cells), .format = formatOf(QStringLiteral("P"), {p})}.run();
        const Finding &finding = outcome.validation.findings.first();
        QCOMPARE(finding.count, 100);
        QCOMPARE(finding.lines.size(), 20);
        QCOMPARE(finding.lines.last(), 21);
        QCOMPARE(finding.column, p);
    }

    void brokenSamples_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("header only") << QByteArray("id,p\n");
        QTest::newRow("unequal cells") << QByteArray("id,p\n1,0.5\n2\n");
        QTest::newRow("unclosed quote") << QByteArray("id,p\n1,\"0.5\n");
        QTest::newRow("zip") << QByteArray("PK\x03\x04rest");
        QTest::newRow("without the column") << QByteArray("id,q\n1,0.5\n");
    }

    void brokenSamples()
    {
        QFETCH(QByteArray, sample);
        const Trial::Outcome outcome =
            Trial{.sample = sample, .submission = sampleOfThree, .format = formatOf(QStringLiteral("P"), {p})}.run();
        QCOMPARE(outcome.error.kind, Error::Kind::BadData);
        QCOMPARE(outcome.error.code, QStringLiteral("sample_unusable"));
        QVERIFY(!outcome.error.message.isEmpty() && !outcome.error.nextStep.isEmpty());
    }

    void unreadableFiles()
    {
        const QTemporaryDir folder;
        const QString sample = folder.filePath(QStringLiteral("sample.csv"));
        QVERIFY(writeFile(sample, sampleOfThree));
        const SubmissionFormat format = formatOf(QStringLiteral("P"), {p});
        const QString none = folder.filePath(QStringLiteral("none.csv"));
        QCOMPARE(validate(none, sample, format, {}, {}).error().kind, Error::Kind::NotFound);
        QCOMPARE(validate(sample, none, format, {}, {}).error().kind, Error::Kind::NotFound);
        QCOMPARE(validate(folder.path(), sample, format, {}, {}).error().kind, Error::Kind::BadData);
        QCOMPARE(validate(sample, sample, format, {}, sample).error().kind, Error::Kind::Usage);
        const QString elsewhere = folder.filePath(QStringLiteral("no/such/folder/repaired.csv"));
        const QString respelled = folder.filePath(QStringLiteral("respelled.csv"));
        QVERIFY(writeFile(respelled, table({"1.0,0.1", "2,0.2", "3,0.3"})));
        QCOMPARE(validate(respelled, sample, format, {}, elsewhere).error().kind, Error::Kind::Storage);
    }

    void stops()
    {
        std::stop_source source;
        source.request_stop();
        const Trial trial{
            .sample = sampleOfThree, .submission = sampleOfThree, .format = formatOf(QStringLiteral("P"), {p})};
        QCOMPARE(trial.run(true, source.get_token()).error.kind, Error::Kind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(tst_Validator)
#include "tst_validator.moc"
