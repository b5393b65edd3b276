// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/csvreader.h"
#include "submission/recordindex.h"
#include "submission/recordsearch.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_RecordIndex : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString write(const QByteArray &text, QIODevice::OpenMode mode = QIODevice::WriteOnly)
    {
        QFile file(m_folder.filePath(u"file"_s));
        if (!file.open(mode))
            qFatal("cannot write");
        file.write(text);
        return file.fileName();
    }

    static QList<qint64> begins(const QByteArray &text, const RecordRules &rules, qsizetype block)
    {
        RecordScanner scanner(rules);
        QList<qint64> found;
        for (qsizetype at = 0; at < text.size(); at += block) {
            const qsizetype size = std::min(block, text.size() - at);
            scanner.scan(text.data() + at, text.data() + at + size, [&](qint64 begin) {
                found << begin;
                return true;
            });
        }
        return found;
    }

private Q_SLOTS:
    void agreesWithTheReader()
    {
        std::mt19937 random(4);
        const QByteArray letters("a1,;\"\"\n\r\n x");
        int compared = 0;
        for (int round = 0; round < 3000; ++round) {
            QByteArray text;
            for (int i = int(random() % 60); i > 0; --i)
                text.append(letters.at(qsizetype(random() % unsigned(letters.size()))));
            const bool skip = random() % 2 == 0;
            const char delimiter = random() % 4 == 0 ? ';' : ',';
            Result<CsvReader> reader = CsvReader::open(write(text), {.delimiter = delimiter, .skipBlankLines = skip});
            QVERIFY(reader);
            QList<qint64> expected;
            while (reader->next())
                expected << reader->offset();
            for (const qsizetype block : {1, 2, 5, 1000}) {
                QList<qint64> found = begins(text, RecordRules::csv(delimiter, skip), block);
                if (reader->wasCut() && found.size() > expected.size())
                    found.resize(expected.size()); // the unclosed rest is a record to look at
                QVERIFY2(found == expected, text.toPercentEncoding().constData());
            }
            compared += int(expected.size());
        }
        QVERIFY(compared > 5000);
    }

    void logLinesEndAtLineFeedsOnly()
    {
        QCOMPARE(begins("a\r10 %\r20 %\n\n\"b\nc", RecordRules::log(), 3), (QList<qint64>{0, 12, 13, 16}));
    }

    void indexesWhileTheFileGrows()
    {
        QByteArray text;
        for (int i = 0; i < 1000; ++i)
            text += QByteArray::number(i) + "\n";
        const QString path = write(text);
        RecordIndex index(RecordRules::log());
        QVERIFY(index.extend(path, {}));
        QCOMPARE(index.records(), 1000);
        QCOMPARE(index.bytes(), text.size());
        QCOMPARE(index.pageOffset(63), 0);
        QCOMPARE(index.pageOffset(64), text.indexOf("\n64\n") + 1);
        QCOMPARE(index.pageOffset(999), text.indexOf("\n960\n") + 1);
        QCOMPARE(index.pageOffset(1024), -1);
        QVERIFY(index.pageOffset(-1) == -1);
        write("half", QIODevice::Append);
        QVERIFY(index.extend(path, {}));
        QCOMPARE(index.records(), 1001);
        write(" a line\nmore", QIODevice::Append);
        QVERIFY(index.extend(path, {}));
        QCOMPARE(index.records(), 1002);
    }

    void aFileThatShrankIsSaid()
    {
        const QString path = write("a\nb\nc\n");
        RecordIndex index(RecordRules::log());
        QVERIFY(index.extend(path, {}));
        write("a\n");
        const Result<> again = index.extend(path, {});
        QVERIFY(!again);
        QCOMPARE(again.error().code, u"file_changed"_s);
        QFile::remove(path);
        QVERIFY(!index.extend(path, {}));
    }

    void marksBeginWithoutTheByteOrderMark()
    {
        const QString path = write("\xEF\xBB\xBFid,p\n1,2\n");
        RecordIndex index(RecordRules::csv(',', true));
        QVERIFY(index.extend(path, {}));
        QCOMPARE(index.pageOffset(0), 3);
        QCOMPARE(index.records(), 2);
    }

    void readsRecords()
    {
        const QString path = write("id,p\r\n1,\"a\nb\"\r\n\r\n2,x\n");
        const auto records = readRecords(path, RecordRules::csv(',', true), 0, 10, 100, KeepPart::Begin, {});
        QVERIFY(records);
        QByteArrayList texts;
        for (const RecordText &record : *records)
            texts << record.bytes;
        QCOMPARE(texts, (QByteArrayList{"id,p", "1,\"a\nb\"", "2,x"}));
        const auto second = readRecords(path, RecordRules::csv(',', true), 6, 1, 100, KeepPart::Begin, {});
        QCOMPARE(second->size(), 1);
        QCOMPARE(second->first().bytes, QByteArray("1,\"a\nb\""));
    }

    void keepsAPartOfALongRecord()
    {
        const QByteArray line = "begin" + QByteArray(3'000'000, 'x') + "end";
        const QString path = write("a\n" + line + "\nb\n");
        const auto heads = readRecords(path, RecordRules::log(), 0, 3, 1000, KeepPart::Begin, {});
        QCOMPARE(heads->size(), 3);
        QCOMPARE(heads->at(1).bytes.size(), 1000);
        QVERIFY(heads->at(1).bytes.startsWith("begin"));
        QCOMPARE(heads->at(1).dropped, line.size() + 1 - 1000);
        QCOMPARE(heads->at(2).bytes, QByteArray("b"));
        const auto tails = readRecords(path, RecordRules::log(), 0, 3, 1000, KeepPart::End, {});
        QCOMPARE(tails->at(1).bytes.size(), 1000);
        QVERIFY(tails->at(1).bytes.endsWith("end"));
        QCOMPARE(tails->at(2).bytes, QByteArray("b"));
    }

    void cutsCells_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QByteArrayList>("cells");
        QTest::newRow("plain") << QByteArray("1,a b,") << QByteArrayList{"1", "a b", ""};
        QTest::newRow("empty") << QByteArray("") << QByteArrayList{""};
        QTest::newRow("quoted") << QByteArray("\"a,\"\"b\n\",c") << QByteArrayList{"a,\"b\n", "c"};
        QTest::newRow("quote inside") << QByteArray("a\"b\",c") << QByteArrayList{"a\"b\"", "c"};
        QTest::newRow("text behind") << QByteArray("\"a\"b,c") << QByteArrayList{"ab", "c"};
        QTest::newRow("cut") << QByteArray("1,\"abc") << QByteArrayList{"1", "abc"};
        QTest::newRow("cut after a quote") << QByteArray("1,\"abc\"") << QByteArrayList{"1", "abc"};
        QTest::newRow("only a quote") << QByteArray("\"") << QByteArrayList{""};
    }

    void cutsCells()
    {
        QFETCH(QByteArray, record);
        QFETCH(QByteArrayList, cells);
        QCOMPARE(cellsOf(record, ','), cells);
    }

    void findsRecordsAcrossBlocks()
    {
        QByteArray text;
        QList<qint64> expected;
        for (int i = 0; i < 400'000; ++i) { // about 5.5 MB: two blocks
            text += "line " + QByteArray::number(i) + (i % 50'000 == 49'999 ? " NeeDle needle\n" : " straw\n");
            if (i % 50'000 == 49'999)
                expected << i;
        }
        const QString path = write(text);
        const auto found = [&](const RecordSearch &search) {
            QList<qint64> hits;
            const Result<qint64> ended = searchRecords(path, RecordRules::log(), search, [&](const std::vector<qint64> &more) {
                hits.append(QList<qint64>(more.begin(), more.end()));
            }, {});
            return ended ? hits : QList<qint64>{-1};
        };
        QCOMPARE(found({.text = "NEEDLE"}), expected);
        QCOMPARE(found({.text = "NeeDle", .exact = true, .most = 3}), expected.first(3));
        QCOMPARE(found({.text = "straw\nline 700", .exact = true, .most = 1}), QList<qint64>{699}); // across a line end
        QCOMPARE(found({}), QList<qint64>{});
        QCOMPARE(found({.text = "^line \\d+ needle n.{5}$", .expression = true}), expected);
        QCOMPARE(found({.text = "Dle needle", .exact = true, .expression = true, .most = 2}), expected.first(2));
        QCOMPARE(found({.text = "(", .expression = true}), QList<qint64>{});
        // From a record on.
        RecordIndex index(RecordRules::log());
        QVERIFY(index.extend(path, {}));
        const qint64 page = index.pageAt(text.indexOf("line 300000 "));
        QCOMPARE(page, 299'968);
        for (const bool expression : {false, true})
            QCOMPARE(found({.text = "needle", .expression = expression, .offset = index.pageOffset(page), .record = page}), expected.last(3));
        QCOMPARE(index.pageAt(0), 0);
        QCOMPARE(index.pageAt(text.size()), 399'936);
        // Hits that stand just across the border of two blocks.
        for (const int shift : {-3, 0}) {
            write(QByteArray((4 << 20) + shift, 'x') + "\nneedle\nrest");
            QCOMPARE(found({.text = "needle"}), QList<qint64>{1});
        }
    }

    void tellsWhereAnExpressionIsWrong()
    {
        QCOMPARE(faultOfExpression(u"fold [0-9]+"_s), QString());
        QVERIFY(faultOfExpression(u"fold (1"_s).contains(u"character 8"_s));
    }

    void searchesOnWhereItEnded()
    {
        const QString path = write("needle\nstraw");
        for (const bool expression : {false, true}) {
            const auto to = searchRecords(path, RecordRules::log(), {.text = "straw", .expression = expression}, [](const std::vector<qint64> &) {}, {});
            QCOMPARE(to.value(), 12);
        }
    }

    void emptyAndBinaryFiles()
    {
        RecordIndex empty(RecordRules::csv(',', true));
        QVERIFY(empty.extend(write({}), {}));
        QCOMPARE(empty.records(), 0);
        RecordIndex binary(RecordRules::log());
        QVERIFY(binary.extend(write(QByteArray("\0\xFF\n\0", 4)), {}));
        QCOMPARE(binary.records(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_RecordIndex)
#include "tst_recordindex.moc"
