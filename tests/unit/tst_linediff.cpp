// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/linediff.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

/// What is wrong with a difference; empty: the left text with its edits is the right text.
QString fault(const QStringList &left, const QStringList &right, const LineDiff &diff, bool ignoreSpace = false)
{
    const auto key = [&](QString line) {
        return ignoreSpace ? line.removeIf([](QChar letter) { return letter.isSpace(); }) : line;
    };
    int leftLine = 0, rightLine = 0, removed = 0, added = 0;
    for (const DiffRow &row : diff.rows) {
        if (row.left >= 0 && row.left != leftLine++)
            return u"left line %1 is out of order"_s.arg(row.left);
        if (row.right >= 0 && row.right != rightLine++)
            return u"right line %1 is out of order"_s.arg(row.right);
        if (row.left < 0 && row.right < 0)
            return u"an empty row"_s;
        if (!row.changed && (row.left < 0 || row.right < 0 || key(left[row.left]) != key(right[row.right])))
            return u"lines %1 and %2 are not the same"_s.arg(row.left).arg(row.right);
        removed += row.changed && row.left >= 0;
        added += row.changed && row.right >= 0;
        for (const TextSpan &word : row.leftWords) {
            if (word.begin < 0 || word.length <= 0 || word.begin + word.length > left[row.left].size())
                return u"a mark is outside of left line %1"_s.arg(row.left);
        }
        for (const TextSpan &word : row.rightWords) {
            if (word.begin < 0 || word.length <= 0 || word.begin + word.length > right[row.right].size())
                return u"a mark is outside of right line %1"_s.arg(row.right);
        }
    }
    if (leftLine != left.size() || rightLine != right.size())
        return u"lines are missing"_s;
    if (removed != diff.removed || added != diff.added)
        return u"the counts are wrong"_s;
    int end = -1;
    for (const LineDiff::Change &change : diff.changes) {
        if (change.begin <= end || change.end <= change.begin)
            return u"changes touch each other"_s;
        for (int row = end < 0 ? 0 : end; row < change.end; ++row) {
            if (diff.rows[row].changed != (row >= change.begin))
                return u"row %1 is in the wrong place"_s.arg(row);
        }
        end = change.end;
    }
    for (qsizetype row = qMax(0, end); row < diff.rows.size(); ++row) {
        if (diff.rows[row].changed)
            return u"row %1 is in no change"_s.arg(row);
    }
    return {};
}

QStringList someLines(std::mt19937 &random, int count, unsigned kinds)
{
    QStringList lines;
    for (int line = 0; line < count; ++line)
        lines << u"%1value_%2 = %3"_s.arg(QString(qsizetype(random() % 3), u' ')).arg(random() % kinds).arg(random() % 2);
    return lines;
}

QString wordsAt(const QString &line, const QList<TextSpan> &spans)
{
    QStringList words;
    for (const TextSpan &span : spans)
        words << line.mid(span.begin, span.length);
    return words.join(u'|');
}

} // namespace

class tst_LineDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomTextsBecomeEachOther()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 400; ++round) {
            const auto kinds = unsigned(1 + random() % 30);
            const QStringList left = someLines(random, int(random() % 60), kinds);
            QStringList right = round % 2 ? someLines(random, int(random() % 60), kinds) : left;
            for (int edit = int(random() % 8); edit > 0; --edit) {
                const qsizetype at = right.isEmpty() ? 0 : qsizetype(random() % std::size_t(right.size()));
                if (random() % 2 || right.isEmpty())
                    right.insert(at, someLines(random, 1, kinds).first());
                else
                    right.removeAt(at);
            }
            for (const bool ignore : {false, true})
                QCOMPARE(fault(left, right, diffLines(left, right, {.ignoreWhiteSpace = ignore}), ignore), QString());
        }
    }

    void theDifferenceIsShort()
    {
        const QStringList left = u"a b c a b b a"_s.split(u' '), right = u"c b a b a c"_s.split(u' ');
        const LineDiff diff = diffLines(left, right);
        QCOMPARE(fault(left, right, diff), QString());
        QCOMPARE(diff.removed + diff.added, 5); // the example of Myers' paper
    }

    void emptyTexts()
    {
        QVERIFY(diffLines({}, {}).rows.isEmpty());
        QCOMPARE(diffLines({}, {u"a"_s, u"b"_s}).added, 2);
        QCOMPARE(diffLines({u"a"_s}, {}).removed, 1);
        QCOMPARE(diffLines({u"a"_s}, {u"a"_s}).changes.size(), 0);
    }

    void wordsAreMarkedInLinesThatAreAlike()
    {
        const QStringList left{u"    out[\"Spend\"] = out[SPEND].sum(axis=1)"_s};
        const QStringList right{u"    out[\"Spend\"] = np.log1p(out[SPEND].sum(axis=1))"_s,
                                u"    out[\"Luxury\"] = np.log1p(out[LUXURY].sum(axis=1))"_s};
        const LineDiff diff = diffLines(left, right);
        QCOMPARE(diff.rows.size(), 2);
        QCOMPARE(diff.rows[0].left, 0);
        QCOMPARE(diff.rows[0].right, 0);
        QVERIFY(diff.rows[0].leftWords.isEmpty());
        QCOMPARE(wordsAt(right[0], diff.rows[0].rightWords), u"np.log1p(|)"_s);
        QCOMPARE(diff.rows[1].left, -1);
        QVERIFY(diff.rows[1].rightWords.isEmpty());
    }

    void linesPairWithWhatTheyLookLike()
    {
        const QStringList left{u"first = read(path)"_s, u"model = fit(first, rounds=100)"_s};
        const QStringList right{u"import json"_s, u"model = fit(first, rounds=250)"_s};
        const LineDiff diff = diffLines(left, right);
        QCOMPARE(diff.rows.size(), 2);
        QCOMPARE(wordsAt(right[1], diff.rows[1].rightWords), u"250"_s);
        QVERIFY(diff.rows[0].rightWords.isEmpty());
    }

    void addedFunctionsBeginWithTheirFirstLine()
    {
        const QStringList left{u"def a():"_s, u"    return 1"_s, u""_s, u""_s, u"def c():"_s, u"    return 1"_s};
        const QStringList right = left.first(4) + QStringList{u"def b():"_s, u"    return 1"_s, u""_s, u""_s} + left.sliced(4);
        const LineDiff diff = diffLines(left, right);
        QCOMPARE(diff.changes.size(), 1);
        QCOMPARE(right[diff.rows[diff.changes[0].begin].right], u"def b():"_s);
    }

    void whiteSpaceCanBeIgnored()
    {
        const QStringList left{u"if a:"_s, u"  b = 1"_s, u"c"_s}, right{u"if  a:"_s, u"\tb=1 "_s, u"d"_s};
        QCOMPARE(diffLines(left, right).added, 3);
        const LineDiff diff = diffLines(left, right, {.ignoreWhiteSpace = true});
        QCOMPARE(diff.added, 1);
        QCOMPARE(fault(left, right, diff, true), QString());
    }

    void linesOfATextWithAnyLineEnds()
    {
        QCOMPARE(linesOf(u"a\r\nb\n\nc"_s), (QStringList{u"a"_s, u"b"_s, QString(), u"c"_s}));
        QCOMPARE(linesOf(u"a\n"_s), QStringList{u"a"_s});
        QCOMPARE(linesOf(QString()), QStringList{});
        QCOMPARE(linesOf(u"\n"_s), QStringList{QString()});
    }

    void twoThousandLinesAreFast_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("few changes") << 0;
        QTest::newRow("wholly different") << 1;
        QTest::newRow("shuffled") << 2;
        QTest::newRow("few different lines") << 3;
    }

    void twoThousandLinesAreFast()
    {
        QFETCH(int, kind);
        std::mt19937 random(5);
        QStringList left, right;
        for (int line = 0; line < 2000; ++line)
            left << u"    column_%1 = frame['%2'].fillna(%1).astype('float')"_s.arg(line).arg(random() % 1000);
        right = left;
        if (kind == 0) {
            for (int line = 0; line < 2000; line += 100)
                right[line] += u" # changed"_s;
        } else if (kind == 1) {
            for (int line = 0; line < 2000; ++line)
                right[line] = u"result.append(step_%1(values[%2:], key=\"%1\"))"_s.arg(line).arg(random() % 1000);
        } else if (kind == 2) {
            std::shuffle(right.begin(), right.end(), random);
        } else {
            for (int line = 0; line < 2000; ++line) {
                left[line] = QString::number(random() % 5);
                right[line] = QString::number(random() % 5);
            }
        }
        QElapsedTimer timer;
        timer.start();
        const LineDiff diff = diffLines(left, right);
        const qint64 took = timer.elapsed();
        QCOMPARE(fault(left, right, diff), QString());
        qInfo("%lld ms, +%d -%d lines", took, diff.added, diff.removed);
        QVERIFY2(took < 1000, "far too slow, even on a busy machine"); // 100 ms is the aim, on an idle one
    }
};

QTEST_GUILESS_MAIN(tst_LineDiff)
#include "tst_linediff.moc"
