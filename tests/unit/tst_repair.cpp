// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is wrong with a submission: a repaired file is valid, has the sample's ids, and invents nothing.
#include "submission/csvreader.h"
#include "trial.h"

#include <algorithm>
#include <random>

using namespace solver;

namespace {

struct Row {
    QByteArray id{};
    QByteArray a{};
    QByteArray b{};
};

QByteArray pick(std::mt19937 &random, const QByteArrayList &list)
{
    return list.at(static_cast<qsizetype>(random() % static_cast<unsigned>(list.size())));
}

/// Id and predictions of each record of a repaired file.
QList<QByteArrayList> rowsOf(const QByteArray &text)
{
    QList<QByteArrayList> rows;
    for (const QByteArray &line : text.chopped(1).split('\n'))
        rows.append(line.split(','));
    return rows;
}

} // namespace

class tst_Repair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isValidAndInventsNothing()
    {
        std::mt19937 random(11);
        int repairs = 0;
        for (int round = 0; round < 150; ++round) {
            const int count = 1 + static_cast<int>(random() % 12);
            QList<Row> rows;
            QByteArray sample("id,a,b\n");
            for (int i = 0; i < count; ++i) {
                const QByteArray id = QByteArray(random() % 3 == 0 ? "0" : "") + QByteArray::number(i * 7);
                sample += id + ",0.5,0.5\n";
                const QByteArray share = QByteArray::number((i + 1) * 0.05, 'f', 2);
                rows.append({id, share, QByteArray::number(1 - share.toDouble(), 'f', 2)});
            }
            // Up to three troubles, each of a kind that a tool could have made.
            QByteArray header("id,a,b");
            QByteArray delimiter(",");
            QByteArray end("\n");
            bool mark = false;
            for (unsigned troubles = random() % 4; troubles > 0; --troubles) {
                Row &row = rows[static_cast<qsizetype>(random() % static_cast<unsigned>(rows.size()))];
                switch (random() % 12) {
                case 0:
                    std::shuffle(rows.begin(), rows.end(), random);
                    break;
                case 1:
                    row.id = pick(random, {row.id + ".0", " " + row.id, "0" + row.id, "x", ""});
                    break;
                case 2:
                    row.a = pick(random, {"", "nan", "inf", "1,5", "-0.0000001", "2", "0.5", "1e-3", "\"0.1\""});
                    break;
                case 3:
                    row.b = pick(random, {"0.51", "0.9", "\"x\ny\"", "\xFF", "-1"});
                    break;
                case 4:
                    delimiter = pick(random, {";", "\t", "|"});
                    break;
                case 5:
                    end = pick(random, {"\r\n", "\r", "\n\n"});
                    break;
                case 6:
                    mark = true;
                    break;
                case 7:
                    header = pick(random, {"ID,a,b", "id, a,b", "id,b,a", "id,a", "id,a,b,c", "", "id,a,a"});
                    break;
                case 8:
                    rows.append(row);
                    break;
                case 9:
                    rows.removeLast();
                    break;
                case 10:
                    row.b += ",";
                    break;
                default:
                    for (Row &each : rows)
                        each.id += ".0";
                }
                if (rows.isEmpty())
                    break;
            }
            QByteArray submission =
                (mark ? QByteArray("\xEF\xBB\xBF") : QByteArray()) + header.replace(",", delimiter) + end;
            for (const Row &row : rows)
                submission += row.id + delimiter + row.a + delimiter + row.b + end;

            const Trial trial{.sample = sample,
                              .submission = submission,
                              .format = formatOf(QStringLiteral("PM"), {QStringLiteral("a"), QStringLiteral("b")}),
                              .facts = {.origin = Origin::Candidate}};
            const Trial::Outcome outcome = trial.run();
            const QByteArray about = sample + submission + outcome.report.toUtf8();
            QCOMPARE(outcome.error, Error{});
            QVERIFY2((outcome.verdict == QLatin1String("valid_after_repair")) <= !outcome.repaired.isEmpty(),
                     about.constData());
            for (const Finding &finding : outcome.validation.findings) {
                QVERIFY2(finding.count > 0 && !finding.message.isEmpty() && !finding.message.contains(QChar(u'%')),
                         about.constData());
                QVERIFY2(std::is_sorted(finding.lines.begin(), finding.lines.end()), about.constData());
            }
            // The rest of what was said without a repair is the same.
            QVERIFY2(trial.run(false).validation.findings.size() <= outcome.validation.findings.size(),
                     about.constData());
            if (outcome.repaired.isEmpty())
                continue;
            ++repairs;
            const Trial::Outcome again =
                Trial{.sample = sample, .submission = outcome.repaired, .format = trial.format, .facts = trial.facts}
                    .run();
            QVERIFY2(again.verdict == QLatin1String("valid") && again.repaired.isEmpty(), about.constData());
            const QList<QByteArrayList> wanted = rowsOf(sample);
            const QList<QByteArrayList> got = rowsOf(outcome.repaired);
            QVERIFY2(got.size() == wanted.size() && got.first() == wanted.first(), about.constData());
            for (qsizetype i = 1; i < got.size(); ++i) {
                QVERIFY2(got.at(i).first() == wanted.at(i).first(), about.constData());
                // A prediction that no repair concerns stands in the submission as it stands here, in one of the rows.
                const bool scaled =
                    outcome.report.contains(QLatin1String("V15")) || outcome.report.contains(QLatin1String("V14"));
                const bool known = std::any_of(rows.cbegin(), rows.cend(), [&](const Row &row) {
                    const bool sameId = row.id.trimmed().toDouble() == got.at(i).first().toDouble();
                    const QByteArray b = QByteArray(row.b).replace(",", ""); // without the delimiter too many
                    return sameId && (row.a == got.at(i).at(1) || b == got.at(i).at(1)); // columns may be exchanged
                });
                QVERIFY2(known || scaled, about.constData());
            }
        }
        QVERIFY(repairs > 15);
    }

    void keepsTextByteForByte()
    {
        // Quotes that nobody needs, numbers of another form, a text with delimiter and break: all as they were.
        SubmissionFormat format = formatOf(QStringLiteral("S"), {QStringLiteral("t")});
        format.predictions.append({.name = QStringLiteral("n"), .kind = PredictionKind::Real});
        const Trial::Outcome outcome =
            Trial{.sample = "id,t,n\n1,x,0\n2,x,0\n",
                  .submission = "n,t,id\r\n1E+03,\"a, \"\"b\"\"\r\nc\",2\r\n\"0.50\",\"plain\",1\r\n",
                  .format = format}
                .run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid_after_repair"));
        QCOMPARE(outcome.repaired, QByteArray("id,t,n\n1,\"plain\",\"0.50\"\n2,\"a, \"\"b\"\"\r\nc\",1E+03\n"));
    }

    void quotesWhatAnotherDelimiterLeftBare()
    {
        const Trial::Outcome outcome = Trial{.sample = "id,t\n1,x\n2,x\n",
                                             .submission = "id;t\n1;a, b\n2;\"c; d\"\n",
                                             .format = formatOf(QStringLiteral("S"), {QStringLiteral("t")})}
                                           .run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid_after_repair"));
        QCOMPARE(outcome.repaired, QByteArray("id,t\n1,\"a, b\"\n2,\"c; d\"\n"));
    }

    void takesTheSamplesTextForIds()
    {
        const Trial::Outcome outcome = Trial{.sample = "id;p\n\"a;1\";0.5\nb, 2;0.5\n",
                                             .submission = "id,p\n\"b, 2\",0.2\na;1,0.1\n",
                                             .format = formatOf(QStringLiteral("P"), {QStringLiteral("p")})}
                                           .run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid"));
        QCOMPARE(outcome.repaired, QByteArray("id,p\n\"a;1\",0.1\n\"b, 2\",0.2\n"));
    }

    void gathersInRounds()
    {
        // Wide cells make a round shorter than the file: 100 records of 0.9 MB are two rounds of 64 MiB.
        SubmissionFormat format = formatOf(QStringLiteral("S"), {QStringLiteral("t")});
        QByteArray sample("id,t\n");
        QByteArray submission("id,t\n");
        QByteArray expected("id,t\n");
        constexpr int records = 100;
        for (int i = 0; i < records; ++i) {
            const int id = records - 1 - i;
            sample += QByteArray::number(i) + ",x\n";
            submission += QByteArray::number(id) + ',' + QByteArray(900'000, static_cast<char>('a' + id % 26)) + '\n';
            expected += QByteArray::number(i) + ',' + QByteArray(900'000, static_cast<char>('a' + i % 26)) + '\n';
        }
        const Trial::Outcome outcome = Trial{.sample = sample, .submission = submission, .format = format}.run();
        QCOMPARE(outcome.verdict, QStringLiteral("valid"));
        QVERIFY(outcome.repaired.isEmpty() || outcome.repaired == expected);
        QVERIFY(!outcome.repaired.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_Repair)
#include "tst_repair.moc"
