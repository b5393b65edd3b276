// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobfeed.h"

#include <QTest>

#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_JobFeed : public QObject
{
    Q_OBJECT

    static QStringList ids(const JobFeed::Changes &changes)
    {
        QStringList found;
        for (const Job &job : changes.changed)
            found << job.id;
        return found;
    }

private Q_SLOTS:
    void tellsEachJobOnceInItsLastState()
    {
        JobFeed feed;
        feed.put({.id = u"a"_s});
        feed.put({.id = u"b"_s});
        feed.put({.id = u"a"_s, .message = u"later"_s});
        const JobFeed::Changes all = feed.since(0);
        QCOMPARE(ids(all), (QStringList{u"b"_s, u"a"_s}));
        QCOMPARE(all.changed.last().message, u"later"_s);
        QVERIFY(ids(feed.since(all.revision)).isEmpty());
        feed.put({.id = u"b"_s});
        QCOMPARE(ids(feed.since(all.revision)), QStringList{u"b"_s});
    }

    void tellsWhatWasRemovedAndCameBack()
    {
        JobFeed feed;
        feed.put({.id = u"a"_s});
        const quint64 seen = feed.since(0).revision;
        feed.remove(u"a"_s);
        QCOMPARE(feed.since(seen).removed, QStringList{u"a"_s});
        QVERIFY(feed.since(seen).changed.isEmpty());
        feed.put({.id = u"a"_s}); // its thread is still ending
        QVERIFY(ids(feed.since(seen)).isEmpty());
        feed.restore({.id = u"a"_s});
        QCOMPARE(ids(feed.since(seen)), QStringList{u"a"_s});
        QVERIFY(feed.since(seen).removed.isEmpty());
    }

    void tellsNewPlacesOfWhatIsThere()
    {
        JobFeed feed;
        feed.put({.id = u"a"_s, .title = u"A"_s, .position = 1});
        feed.put({.id = u"gone"_s, .position = 2});
        feed.remove(u"gone"_s);
        const quint64 seen = feed.since(0).revision;
        feed.place({{u"a"_s, 0.5}, {u"gone"_s, 3}, {u"unknown"_s, 4}});
        const JobFeed::Changes changes = feed.since(seen);
        QCOMPARE(ids(changes), QStringList{u"a"_s});
        QCOMPARE(changes.changed.first().position, 0.5);
        QCOMPARE(changes.changed.first().title, u"A"_s);
        QVERIFY(changes.removed.isEmpty());
    }

    void losesNothingBetweenThreads()
    {
        JobFeed feed;
        std::vector<std::thread> writers;
        for (int writer = 0; writer < 4; ++writer)
            writers.emplace_back([&feed, writer] {
                for (int i = 0; i < 500; ++i)
                    feed.put({.id = u"%1-%2"_s.arg(writer).arg(i)});
            });
        QSet<QString> seen;
        quint64 revision = 0;
        while (seen.size() < 2000) {
            const JobFeed::Changes changes = feed.since(revision);
            revision = changes.revision;
            for (const Job &job : changes.changed)
                seen << job.id;
        }
        for (std::thread &writer : writers)
            writer.join();
        QCOMPARE(seen.size(), 2000);
        QCOMPARE(revision, quint64(2000));
    }
};

QTEST_GUILESS_MAIN(tst_JobFeed)
#include "tst_jobfeed.moc"
