// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/csvreader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace solver;
using Rows = QList<QByteArrayList>;

namespace {

/// A CSV parser as plain as can be: one byte after the other, the whole text in memory.
struct NaiveTable {
    Rows rows{};
    QList<qint64> lines{};
    qint64 blank = 0;
    bool unclosed = false;
};

NaiveTable naive(const QByteArray &text, char delimiter)
{
    NaiveTable table;
    qint64 line = 1;
    qsizetype i = 0;
    while (i < text.size()) {
        QByteArrayList row{QByteArray()};
        const qint64 first = line;
        bool inside = false;
        bool atStart = true;
        const qsizetype begin = i;
        bool ended = false;
        while (i < text.size() && !ended) {
            const char letter = text.at(i);
            const bool lineEnd = letter == '\n' || letter == '\r';
            const bool pair = letter == '\r' && i + 1 < text.size() && text.at(i + 1) == '\n';
            if (lineEnd)
                ++line;
            if (inside) {
                if (letter == '"' && i + 1 < text.size() && text.at(i + 1) == '"') {
                    row.last().append('"');
                    ++i;
                } else if (letter == '"')
                    inside = false;
                else {
                    row.last().append(letter);
                    if (pair) {
                        row.last().append('\n');
                        ++i;
                    }
                }
            } else if (lineEnd) {
                i += pair ? 1 : 0;
                ended = true;
                if (row == QByteArrayList{QByteArray()} && i == begin + (pair ? 1 : 0)) {
                    ++table.blank;
                    row.clear();
                }
            } else if (letter == delimiter) {
                row.append(QByteArray());
                atStart = true;
                ++i;
                continue;
            } else if (letter == '"' && atStart)
                inside = true;
            else
                row.last().append(letter);
            atStart = false;
            ++i;
        }
        if (inside) {
            table.unclosed = true;
            return table;
        }
        if (!row.isEmpty()) {
            table.rows.append(row);
            table.lines.append(first);
        }
    }
    return table;
}

} // namespace

class tst_CsvReader : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QByteArray &text) const
    {
        const QString path = m_folder.filePath(QStringLiteral("table.csv"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    Result<CsvReader> read(const QByteArray &text, const CsvOptions &options = {}) const
    {
        return CsvReader::open(write(text), options);
    }

    static Rows rowsOf(CsvReader &reader)
    {
        Rows rows;
        while (reader.next()) {
            QByteArrayList row;
            for (qsizetype i = 0; i < reader.cellCount(); ++i)
                row.append(reader.cell(i).toByteArray());
            rows.append(row);
        }
        return rows;
    }

private Q_SLOTS:
    void readsCells_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Rows>("rows");
        QTest::newRow("plain") << QByteArray("a,b\n1,2\n") << Rows{{"a", "b"}, {"1", "2"}};
        QTest::newRow("no last line end") << QByteArray("a,b\n1,2") << Rows{{"a", "b"}, {"1", "2"}};
        QTest::newRow("no last line end, empty cell") << QByteArray("a,b\n1,") << Rows{{"a", "b"}, {"1", ""}};
        QTest::newRow("CR LF") << QByteArray("a,b\r\n1,2\r\n") << Rows{{"a", "b"}, {"1", "2"}};
        QTest::newRow("CR") << QByteArray("a,b\r1,2\r") << Rows{{"a", "b"}, {"1", "2"}};
        QTest::newRow("mixed") << QByteArray("a\r\nb\rc\nd") << Rows{{"a"}, {"b"}, {"c"}, {"d"}};
        QTest::newRow("mark") << QByteArray("\xEF\xBB\xBF"
                                            "a,b\n")
                              << Rows{{"a", "b"}};
        QTest::newRow("quotes") << QByteArray("\"a,1\",\"b\"\"c\"\n\"\",x\"y\n") << Rows{{"a,1", "b\"c"}, {"", "x\"y"}};
        QTest::newRow("break in quotes") << QByteArray("\"a\nb\r\nc\",d\n") << Rows{{"a\nb\r\nc", "d"}};
        QTest::newRow("NA is text") << QByteArray("NA,null,\n") << Rows{{"NA", "null", ""}};
        QTest::newRow("blank lines") << QByteArray("\n\na\n\r\nb\n\n") << Rows{{"a"}, {"b"}};
        QTest::newRow("empty") << QByteArray("") << Rows{};
        QTest::newRow("quote at the end") << QByteArray("a,\"b\"") << Rows{{"a", "b"}};
        QTest::newRow("text after quote") << QByteArray("\"a\"b,c\n") << Rows{{"ab", "c"}};
        QTest::newRow("UTF-8") << QByteArray("\xC3\xA4,\xE2\x82\xAC,\xF0\x9F\x98\x80\n")
                               << Rows{{"\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}};
    }

    void readsCells()
    {
        QFETCH(QByteArray, text);
        QFETCH(Rows, rows);
        for (const qsizetype block : {1, 2, 3, 5, 64, 4096}) {
            Result<CsvReader> reader = read(text, {.blockBytes = block});
            QVERIFY(reader);
            QCOMPARE(rowsOf(*reader), rows);
            QVERIFY(reader->state());
            QVERIFY(!reader->wasCut());
        }
    }

    void keepsBlankLinesOfOneColumn()
    {
        Result<CsvReader> reader = read("p\n1\n\n2\n", {.skipBlankLines = false});
        QCOMPARE(rowsOf(*reader), (Rows{{"p"}, {"1"}, {""}, {"2"}}));
    }

    void givesRawBytes()
    {
        Result<CsvReader> reader = read("\"a\"\"\", b ;\"c\"\n");
        QVERIFY(reader->next());
        QCOMPARE(reader->raw(0).toByteArray(), QByteArray("\"a\"\"\""));
        QCOMPARE(reader->cell(0).toByteArray(), QByteArray("a\""));
        QCOMPARE(reader->raw(1).toByteArray(), QByteArray(" b ;\"c\""));
    }

    void countsLinesAsAnEditor()
    {
        Result<CsvReader> reader = read("h\n\"a\nb\nc\"\nd\r\n\ne");
        QList<qint64> lines;
        QList<qint64> offsets;
        while (reader->next()) {
            lines.append(reader->line());
            offsets.append(reader->offset());
        }
        QCOMPARE(lines, (QList<qint64>{1, 2, 5, 7}));
        QCOMPARE(offsets, (QList<qint64>{0, 2, 10, 14}));
        QCOMPARE(reader->records(), 4);
        QCOMPARE(reader->blankLines(), 1);
        QCOMPARE(reader->lfEnds(), 3);
        QCOMPARE(reader->crlfEnds(), 1);
    }

    void agreesWithANaiveParser()
    {
        std::mt19937 random(20261125);
        const QByteArray letters("a1,;\"\"\n\r\t x");
        for (int round = 0; round < 1500; ++round) {
            QByteArray text;
            const int length = static_cast<int>(random() % 60);
            for (int i = 0; i < length; ++i)
                text.append(letters.at(static_cast<qsizetype>(random() % static_cast<unsigned>(letters.size()))));
            const char delimiter = random() % 4 == 0 ? ';' : ',';
            const NaiveTable expected = naive(text, delimiter);
            const QString path = write(text);
            for (const qsizetype block : {1, 2, 3, 7, 16, 61, 4096}) {
                Result<CsvReader> reader = CsvReader::open(path, {.delimiter = delimiter, .blockBytes = block});
                QVERIFY(reader);
                Rows rows;
                QList<qint64> lines;
                while (reader->next()) {
                    QByteArrayList row;
                    for (qsizetype i = 0; i < reader->cellCount(); ++i)
                        row.append(reader->cell(i).toByteArray());
                    rows.append(row);
                    lines.append(reader->line());
                }
                const QByteArray about = text.toPercentEncoding() + " block " + QByteArray::number(block);
                QVERIFY2(rows == expected.rows, about.constData());
                QVERIFY2(lines == expected.lines, about.constData());
                QVERIFY2(reader->blankLines() == expected.blank, about.constData());
                QVERIFY2(reader->wasCut() == expected.unclosed, about.constData());
            }
        }
    }

    void reportsProblems_data()
    {
        using Kind = CsvProblem::Kind;
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("line");
        QTest::addColumn<qint64>("column");
        QTest::addColumn<bool>("cut");
        const auto row = [](const char *name, const QByteArray &text, Kind kind, qint64 line, qint64 column, bool cut) {
            QTest::newRow(name) << text << static_cast<int>(kind) << line << column << cut;
        };
        row("zero byte", QByteArray("a,b\n1,x\0y\n", 10), Kind::Nul, 2, 4, false);
        row("Latin-1", "a,b\n1,\xE4\n", Kind::InvalidUtf8, 2, 3, false);
        row("columns in characters", "a\n\xC3\xA4\xC3\xA4\xFF\n", Kind::InvalidUtf8, 2, 3, false);
        row("in a quoted cell", "a\n\"x\ny\xFFz\"\n", Kind::InvalidUtf8, 3, 2, false);
        row("overlong", "a\n\xC0\x80\n", Kind::InvalidUtf8, 2, 1, false);
        row("surrogate", "a\nb\n\xED\xA0\x80\n", Kind::InvalidUtf8, 3, 1, false);
        row("above the last character", "a\n\xF4\x90\x80\x80\n", Kind::InvalidUtf8, 2, 1, false);
        row("cut character at the end", "a\nx\xE2\x82", Kind::InvalidUtf8, 2, 2, false);
        row("text after quote", "a,b\n\"x\"y,1\n", Kind::TextAfterQuote, 2, 4, false);
        row("unclosed quote", "a,b\n1,\"x\n2,y\n3,z\n", Kind::UnclosedQuote, 2, 3, true);
        row("unclosed quote at the end", "a\n\"", Kind::UnclosedQuote, 2, 1, true);
        row("long record", "a\n" + QByteArray(3000, 'x') + "\nb\n", Kind::RecordTooLong, 2, 1, true);
        row("long quoted record", "a\n\"" + QByteArray(3000, 'x') + "\nb\n", Kind::UnclosedQuote, 2, 1, true);
        row("many cells", "a\n" + QByteArray(40, ',') + "\n", Kind::TooManyColumns, 2, 21, true);
        row("many bytes", "a\n" + QByteArray("b\n").repeated(2000), Kind::TooManyBytes, 2001, 1, true);
    }

    void reportsProblems()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(qint64, line);
        QFETCH(qint64, column);
        QFETCH(bool, cut);
        for (const qsizetype block : {1, 3, 16, 1000, 100'000}) {
            Result<CsvReader> reader =
                read(text, {.blockBytes = block, .recordBytes = 2000, .columns = 20, .bytes = 4000});
            while (reader->next()) {
            }
            QVERIFY(reader->state());
            QVERIFY(!reader->problems().isEmpty());
            const CsvProblem first = reader->problems().first();
            QCOMPARE(static_cast<int>(first.kind), kind);
            QCOMPARE(first.line, line);
            QCOMPARE(first.column, column);
            QCOMPARE(reader->wasCut(), cut);
        }
    }

    void keepsTheFirstTwentyProblems()
    {
        QByteArray text("a\n");
        for (int i = 0; i < 100; ++i)
            text += "\xFF\n";
        Result<CsvReader> reader = read(text);
        while (reader->next()) {
        }
        QCOMPARE(reader->problems().size(), 20);
        QCOMPARE(reader->problems().last().line, 21);
        QCOMPARE(reader->problemCount(), 100);
    }

    void takesARecordOfExactlyTheLimit()
    {
        for (const char *end : {"", "\n", "\r\n", "\r"}) {
            for (const qsizetype block : {1, 7, 100, 1000}) {
                Result<CsvReader> reader = read(QByteArray(100, 'x') + end, {.blockBytes = block, .recordBytes = 100});
                QVERIFY(reader->next());
                QCOMPARE(reader->cell(0).size(), 100);
                QVERIFY(!reader->next());
                QVERIFY(!reader->wasCut());
                Result<CsvReader> longer = read(QByteArray(101, 'x') + end, {.blockBytes = block, .recordBytes = 100});
                QVERIFY(!longer->next());
                QVERIFY(longer->wasCut());
            }
        }
    }

    void stops()
    {
        std::stop_source source;
        const QString path = write(QByteArray("1,2\n").repeated(10'000));
        Result<CsvReader> reader = CsvReader::open(path, {.blockBytes = 64}, source.get_token());
        QVERIFY(reader->next());
        source.request_stop();
        while (reader->next()) {
        }
        QVERIFY(!reader->state());
        QCOMPARE(reader->state().error().kind, Error::Kind::Cancelled);
    }

    void refusesWhatIsNoFile()
    {
        const Result<CsvReader> missing = CsvReader::open(m_folder.filePath(QStringLiteral("none.csv")), {});
        QCOMPARE(missing.error().kind, Error::Kind::NotFound);
        QVERIFY(!missing.error().nextStep.isEmpty());
        const Result<CsvReader> folder = CsvReader::open(m_folder.path(), {});
        QCOMPARE(folder.error().kind, Error::Kind::BadData);
    }

    void movesWithItsRecord()
    {
        Result<CsvReader> reader = read("a,\"b\"\"\"\nc,d\n");
        QVERIFY(reader->next());
        CsvReader moved = std::move(*reader);
        QCOMPARE(moved.cell(1).toByteArray(), QByteArray("b\""));
        QVERIFY(moved.next());
        QCOMPARE(moved.cell(1).toByteArray(), QByteArray("d"));
    }
};

QTEST_GUILESS_MAIN(tst_CsvReader)
#include "tst_csvreader.moc"
