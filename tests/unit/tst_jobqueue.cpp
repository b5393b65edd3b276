// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobqueue.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

/// Jobs of one letter each, at the places 1, 2, 3 …
JobQueue queueOf(const QString &letters)
{
    JobQueue queue;
    for (qsizetype at = 0; at < letters.size(); ++at)
        queue.insert(letters[at], double(at + 1));
    return queue;
}

QStringList idsOf(const QString &letters)
{
    QStringList ids;
    for (const QChar letter : letters)
        ids << letter;
    return ids;
}

QString lettersOf(const JobQueue &queue)
{
    return queue.ids().join(QString());
}

/// What Move means, in the plainest way.
QString moved(QString letters, const QString &movers, Move where)
{
    const auto moves = [&movers](QChar letter) { return movers.contains(letter); };
    const auto stays = [&movers](QChar letter) { return !movers.contains(letter); };
    if (where == Move::Top)
        std::stable_partition(letters.begin(), letters.end(), moves);
    if (where == Move::Bottom)
        std::stable_partition(letters.begin(), letters.end(), stays);
    for (qsizetype at = 1; where == Move::Up && at < letters.size(); ++at) {
        if (moves(letters[at]) && stays(letters[at - 1]))
            std::swap(letters[at], letters[at - 1]);
    }
    for (qsizetype at = letters.size() - 2; where == Move::Down && at >= 0; --at) {
        if (moves(letters[at]) && stays(letters[at + 1]))
            std::swap(letters[at], letters[at + 1]);
    }
    return letters;
}

} // namespace

class tst_JobQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesByPlaceThenByComing()
    {
        JobQueue queue;
        queue.insert(u"b"_s, 2);
        queue.insert(u"c"_s, 2);
        queue.insert(u"a"_s, 1);
        queue.insert(u"d"_s, 3);
        queue.remove(u"d"_s);
        QVERIFY(!queue.contains(u"d"_s));
        QCOMPARE(queue.takeFirst(), u"a"_s);
        QCOMPARE(lettersOf(queue), u"bc"_s);
        QCOMPARE(queue.size(), 2);
    }

    void moves_data()
    {
        QTest::addColumn<QString>("movers");
        QTest::addColumn<int>("where");
        QTest::addColumn<QString>("order");
        QTest::addColumn<int>("written");
        QTest::newRow("one up") << u"c"_s << int(Move::Up) << u"acbde"_s << 1;
        QTest::newRow("one down") << u"c"_s << int(Move::Down) << u"abdce"_s << 1;
        QTest::newRow("one to the top") << u"d"_s << int(Move::Top) << u"dabce"_s << 1;
        QTest::newRow("one to the bottom") << u"a"_s << int(Move::Bottom) << u"bcdea"_s << 1;
        QTest::newRow("neighbours go together") << u"cd"_s << int(Move::Up) << u"acdbe"_s << 2;
        QTest::newRow("far ones go each") << u"be"_s << int(Move::Up) << u"baced"_s << 2;
        QTest::newRow("they keep their order") << u"db"_s << int(Move::Top) << u"bdace"_s << 2;
        QTest::newRow("the first does not leave") << u"a"_s << int(Move::Up) << u"abcde"_s << 0;
        QTest::newRow("the last does not leave") << u"e"_s << int(Move::Down) << u"abcde"_s << 0;
        QTest::newRow("all of them") << u"abcde"_s << int(Move::Bottom) << u"abcde"_s << 0;
        QTest::newRow("who does not wait") << u"xyz"_s << int(Move::Top) << u"abcde"_s << 0;
        QTest::newRow("one that waits among others") << u"xcy"_s << int(Move::Top) << u"cabde"_s << 1;
    }

    void moves()
    {
        QFETCH(QString, movers);
        QFETCH(int, where);
        JobQueue queue = queueOf(u"abcde"_s);
        const Places after = queue.moved(idsOf(movers), Move(where));
        QCOMPARE(lettersOf(queue), u"abcde"_s); // a plan only
        QTEST(int(after.size()), "written");
        const Places before = queue.places(after.keys());
        queue.place(after);
        QTEST(lettersOf(queue), "order");
        queue.place(before);
        QCOMPARE(lettersOf(queue), u"abcde"_s);
    }

    void movesBefore_data()
    {
        QTest::addColumn<QString>("movers");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("order");
        QTest::newRow("forward") << u"e"_s << u"b"_s << u"aebcd"_s;
        QTest::newRow("backward") << u"a"_s << u"d"_s << u"bcade"_s;
        QTest::newRow("several from both sides") << u"ae"_s << u"c"_s << u"baecd"_s;
        QTest::newRow("before one of themselves") << u"bd"_s << u"b"_s << u"abdce"_s;
        QTest::newRow("behind the last") << u"b"_s << QString() << u"acdeb"_s;
    }

    void movesBefore()
    {
        QFETCH(QString, movers);
        QFETCH(QString, before);
        JobQueue queue = queueOf(u"abcde"_s);
        queue.place(queue.movedBefore(idsOf(movers), before));
        QTEST(lettersOf(queue), "order");
    }

    void goesOnWhenNoNumberIsLeft()
    {
        JobQueue queue = queueOf(u"abcde"_s);
        QString order = u"abcde"_s;
        int largest = 0;
        for (int i = 0; i < 300; ++i) { // always into the same gap, which halves each time
            const QString mover = i % 2 ? u"d"_s : u"e"_s;
            const Places places = queue.movedBefore({mover}, order[1]);
            largest = std::max(largest, int(places.size()));
            queue.place(places);
            order.remove(mover);
            order.insert(1, mover);
            QCOMPARE(lettersOf(queue), order);
        }
        QVERIFY(largest > 1); // it was numbered anew at least once
    }

    void randomMovesAreRight()
    {
        std::mt19937 random(11);
        const QString letters = u"abcdefgh"_s;
        JobQueue queue = queueOf(letters);
        QString order = letters;
        for (int i = 0; i < 2000; ++i) {
            QString movers;
            for (const QChar letter : letters) {
                if (random() % 3 == 0)
                    movers += letter;
            }
            const auto where = Move(random() % 4);
            const Places places = queue.moved(idsOf(movers), where);
            queue.place(places);
            order = moved(order, movers, where);
            QCOMPARE(lettersOf(queue), order);
        }
    }
};

QTEST_GUILESS_MAIN(tst_JobQueue)
#include "tst_jobqueue.moc"
