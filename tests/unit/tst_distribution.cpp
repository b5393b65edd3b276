// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/distribution.h"
#include "submission/recordofline.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Distribution : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString write(const QByteArray &text)
    {
        QFile file(m_folder.filePath(u"file.csv"_s));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(text);
        return file.fileName();
    }
    Result<Distribution> of(const QByteArray &text, const QByteArray &column, bool comma = false, const CsvOptions &options = {})
    {
        return distributionOf(write(text), options, column, comma, {});
    }

private Q_SLOTS:
    void countsLikeANaiveLook();
    void aSampleStandsForManyRows();
    void cellsThatAreNoNumbers();
    void numbersAsClasses();
    void manyTextsHaveOthers();
    void decimalCommas();
    void extremes();
    void missingColumn();
    void stops();
    void edgesAndShares();
    void linesOfRecords();
    void linesOfRecordsAgreeWithCounting();
    void linesBehindACut();
    void manyRowsAreQuick();
};

void tst_Distribution::countsLikeANaiveLook()
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        QByteArray text("id,v,w\n");
        std::vector<double> numbers;
        qint64 missing = 0, texts = 0;
        const int rows = 1 + int(random() % 300);
        for (int i = 0; i < rows; ++i) {
            QByteArray cell;
            switch (random() % 8) {
            case 0: cell = QByteArray(random() % 2 ? "" : "NaN"); ++missing; break;
            case 1: cell = "word" + QByteArray::number(random() % 5); ++texts; break;
            default: {
                const double value = double(int(random() % 200001) - 100000) / 128;
                numbers.push_back(value);
                cell = QByteArray::number(value, 'g', 17);
            }
            }
            text += QByteArray::number(i) + ',' + (random() % 3 ? cell : '"' + cell + '"') + ",\"a\nb\"\n";
        }
        const Result<Distribution> found = of(text, "v");
        QVERIFY(found);
        QCOMPARE(found->rows, rows);
        QCOMPARE(found->numbers, qint64(numbers.size()));
        QCOMPARE(found->missing, missing);
        QCOMPARE(found->texts, texts);
        if (numbers.empty())
            continue;
        std::ranges::sort(numbers);
        QCOMPARE(found->minimum, numbers.front());
        QCOMPARE(found->maximum, numbers.back());
        const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0); // exact: all are multiples of 1/128
        QCOMPARE(found->mean, sum / double(numbers.size()));
        const size_t half = numbers.size() / 2;
        QCOMPARE(found->median, numbers.size() % 2 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2);
        QVERIFY(!found->sampled);

        const std::vector<double> edges = commonEdges(*found, nullptr, 20);
        const std::vector<double> shares = sharesOf(*found, edges);
        QCOMPARE(shares.size(), edges.size() - 1);
        for (size_t bin = 0; bin < shares.size(); ++bin) {
            const auto in = std::ranges::count_if(numbers, [&](double v) {
                return v >= edges[bin] && (v < edges[bin + 1] || (bin + 1 == shares.size() && v <= edges[bin + 1]));
            });
            QCOMPARE(shares[bin], double(in) / double(numbers.size()));
        }
    }
}

void tst_Distribution::aSampleStandsForManyRows()
{
    QByteArray text("v\n");
    constexpr int rows = 300'000;
    for (int i = 0; i < rows; ++i)
        text += QByteArray::number((qint64(i) * 7919) % rows) + '\n'; // each number once
    const Result<Distribution> found = of(text, "v", false, {.skipBlankLines = false});
    QVERIFY(found);
    QVERIFY(found->sampled);
    QCOMPARE(found->sample.size(), Distribution::sampleSize);
    QCOMPARE(found->numbers, rows);
    QCOMPARE(found->minimum, 0);
    QCOMPARE(found->maximum, rows - 1);
    QCOMPARE(found->mean, (rows - 1) / 2.0);
    QVERIFY(std::abs(found->median - rows / 2.0) < rows * 0.01);
    QVERIFY(found->categories.isEmpty());
    QVERIFY(!found->isClasses());
    for (const double share : sharesOf(*found, commonEdges(*found, nullptr, 20)))
        QVERIFY(std::abs(share - 0.05) < 0.005);
    const Result<Distribution> again = of(text, "v", false, {.skipBlankLines = false});
    QCOMPARE(again->sample, found->sample); // the picture does not change from look to look
}

void tst_Distribution::cellsThatAreNoNumbers()
{
    const Result<Distribution> found = of("id,v\n1,inf\n2,-inf\n3,1e999\n4,\n5\n6,NA\n7,cat\n8,2,9\n", "v");
    QVERIFY(found);
    QCOMPARE(found->rows, 8);
    QCOMPARE(found->infinite, 3);
    QCOMPARE(found->missing, 3);
    QCOMPARE(found->texts, 1);
    QCOMPARE(found->numbers, 1);
    QCOMPARE(found->median, 2);
    QVERIFY(found->isClasses());
    const Result<Distribution> none = of("id,v\n", "v");
    QVERIFY(none);
    QCOMPARE(none->rows, 0);
    QVERIFY(!none->isClasses());
    QVERIFY(commonEdges(*none, nullptr, 20).empty());
    QVERIFY(sharesOf(*none, commonEdges(*none, nullptr, 20)).empty());
}

void tst_Distribution::numbersAsClasses()
{
    const Result<Distribution> found = of("id,v\n1,0\n2,1\n3,1.0\n4,1e0\n5,-0\n6,\n", "v");
    QVERIFY(found);
    QVERIFY(found->isClasses());
    QVERIFY(found->allCategories);
    QCOMPARE(found->categories, (QList<Distribution::Category>{{"1", 3}, {"0", 2}}));
    QCOMPARE(sharesOf(*found, QList<QByteArray>{"0", "1", "2"}), (std::vector<double>{0.4, 0.6, 0}));
}

void tst_Distribution::manyTextsHaveOthers()
{
    QByteArray text("v,x\n");
    for (int i = 0; i < 3000; ++i)
        text += 't' + QByteArray::number(i) + ",1\nmost,1\n";
    const Result<Distribution> found = of(text, "v");
    QVERIFY(found);
    QVERIFY(found->isClasses());
    QVERIFY(!found->allCategories);
    QCOMPARE(found->categories.size(), Distribution::categoriesKept);
    QCOMPARE(found->categories.first(), (Distribution::Category{"most", 3000}));
    QCOMPARE(found->other, 3000 - 49);
    const Result<Distribution> one = of("v,x\n" + QByteArray(1000, 'a') + ",1\n", "v");
    QVERIFY(one);
    QCOMPARE(one->categories.first().value.size(), 200);
}

void tst_Distribution::decimalCommas()
{
    const Result<Distribution> found = of("id;v\n1;1,5\n2;1.234,5\n3;2.000\n4;x\n", "v", true, {.delimiter = ';'});
    QVERIFY(found);
    QCOMPARE(found->numbers, 3);
    QCOMPARE(found->maximum, 2000);
    QCOMPARE(found->median, 1234.5);
    QCOMPARE(found->texts, 1);
}

void tst_Distribution::extremes()
{
    const Result<Distribution> wide = of("id,v\n1,-1.7e308\n2,1.7e308\n", "v");
    QVERIFY(wide);
    for (const double edge : commonEdges(*wide, nullptr, 20))
        QVERIFY(std::isfinite(edge));
    const Result<Distribution> huge = of("id,v\n1,1.7e308\n2,1.7e308\n", "v");
    QVERIFY(huge);
    QVERIFY(huge->mean >= huge->minimum && huge->mean <= huge->maximum);
    const Result<Distribution> same = of("id,v\n1,3\n2,3\n", "v");
    QVERIFY(same);
    QCOMPARE(sharesOf(*same, commonEdges(*same, nullptr, 20)), std::vector<double>{1});
}

void tst_Distribution::missingColumn()
{
    QCOMPARE(of("id,v\n1,2\n", "w").error().code, u"column_missing"_s);
    QCOMPARE(of("", "w").error().code, u"column_missing"_s);
    QCOMPARE(distributionOf(m_folder.filePath(u"none"_s), {}, "v", false, {}).error().kind, Error::Kind::NotFound);
    QVERIFY(of("id, v \n1,2\n", "v")); // blanks around a name are a finding of their own
}

void tst_Distribution::stops()
{
    std::stop_source source;
    source.request_stop();
    const Result<Distribution> found = distributionOf(write("id,v\n1,2\n"), {}, "v", false, source.get_token());
    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::Cancelled);
}

void tst_Distribution::edgesAndShares()
{
    const Result<Distribution> one = of("id,v\n1,0\n2,10\n", "v");
    const Result<Distribution> other = of("id,v\n1,5\n2,20\n", "v");
    QVERIFY(one && other);
    QCOMPARE(commonEdges(*one, &*other, 4), (std::vector<double>{0, 5, 10, 15, 20}));
    QCOMPARE(sharesOf(*other, commonEdges(*one, &*other, 4)), (std::vector<double>{0, 0.5, 0, 0.5}));
}

void tst_Distribution::linesOfRecords()
{
    //               1      2        3     4      5    6     7
    const QByteArray text("id,v\n1,\"a\nb\nc\"\n\n2,\"d\"\r\n3,x\n");
    const Result<QList<qint64>> found = recordsOfLines(write(text), {}, {1, 2, 3, 4, 5, 6, 7, 8}, {});
    QVERIFY(found);
    QCOMPARE(*found, (QList<qint64>{0, 1, 1, 1, 1, 2, 3, 3}));
    QCOMPARE(*recordOfLine(write(text), {}, 6, {}), 2);
    QCOMPARE(*recordOfLine(write("\n\nid,v\n"), {}, 1, {}), -1);
    QCOMPARE(*recordOfLine(write(""), {}, 1, {}), -1);
    QVERIFY(!recordOfLine(m_folder.filePath(u"none"_s), {}, 1, {}));
}

void tst_Distribution::linesOfRecordsAgreeWithCounting()
{
    std::mt19937 random(3);
    QByteArray text("id,v\n");
    QList<qint64> lines, expected;
    qint64 line = 2;
    for (qint64 record = 1; record < 5000; ++record) {
        const int breaks = random() % 4 == 0 ? int(random() % 3) : 0;
        text += QByteArray::number(record) + ",\"" + QByteArray("x\n").repeated(breaks) + "\"\"\"" +
                QByteArray(random() % 2 ? "\n" : "\r\n");
        for (int i = 0; i <= breaks; ++i) {
            lines << line++;
            expected << record;
        }
    }
    const Result<QList<qint64>> found = recordsOfLines(write(text), {.blockBytes = 333}, lines, {});
    QVERIFY(found);
    QCOMPARE(*found, expected);
}

void tst_Distribution::linesBehindACut()
{
    const Result<QList<qint64>> found =
        recordsOfLines(write("id,v\n1,a\n2," + QByteArray(5000, 'x') + "\n3,c\n"), {.blockBytes = 512, .recordBytes = 1000}, {2, 4}, {});
    QVERIFY(found);
    QCOMPARE(*found, (QList<qint64>{1, -1}));
}

/// Ten million rows; only by hand, the file has 160 MB.
void tst_Distribution::manyRowsAreQuick()
{
    if (!qEnvironmentVariableIsSet("LONG"))
        QSKIP("only with LONG=1");
    QFile file(m_folder.filePath(u"file.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("id,v\n");
    QByteArray block;
    for (int i = 0; i < 10'000'000; ++i) {
        block += QByteArray::number(i) + ',' + QByteArray::number(double(i % 99991) * 0.37) + '\n';
        if (block.size() > 1 << 20) {
            file.write(block);
            block.clear();
        }
    }
    file.write(block);
    file.close();
    QElapsedTimer took;
    took.start();
    const Result<Distribution> found = distributionOf(file.fileName(), {}, "v", false, {});
    QVERIFY(found);
    qInfo("10,000,000 rows in %lld ms", static_cast<long long>(took.elapsed()));
    QVERIFY(took.elapsed() < 10'000);
}

QTEST_GUILESS_MAIN(tst_Distribution)
#include "tst_distribution.moc"
