// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "competition/datacache.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_DataCache : public QObject
{
    Q_OBJECT

    QTemporaryDir m_place;

    /// A data folder of a megabyte, last used so many hours ago.
    DataFolder folder(const QString &slug, const QString &hash, int hoursAgo)
    {
        const DataFolder made{.root = m_place.filePath(slug + u'/' + hash), .slug = slug};
        if (!QDir().mkpath(made.data()) || !writeFile(made.data() + u"/train.csv"_s, QByteArray(1 << 20, 'x')))
            qFatal("the test's folder cannot be made");
        QFile use(made.root + u"/.use"_s);
        if (use.open(QIODevice::WriteOnly))
            use.setFileTime(QDateTime::currentDateTime().addSecs(-3600 * hoursAgo), QFileDevice::FileModificationTime);
        return made;
    }
    bool isThere(const DataFolder &data) const { return QFileInfo(data.data()).isDir(); }

private Q_SLOTS:
    void cleanup() { QVERIFY(removeFolder(m_place.filePath(u"a"_s)) && removeFolder(m_place.filePath(u"b"_s))); }

    void theLongestUnusedGoesFirst()
    {
        const DataFolder oldest = folder(u"a"_s, u"0000000000000001"_s, 9), old = folder(u"b"_s, u"0000000000000002"_s, 5),
                         fresh = folder(u"a"_s, u"0000000000000003"_s, 0);
        QCOMPARE(evictData(m_place.path(), 100 << 20, {}, {}), 0);
        QVERIFY(isThere(oldest) && isThere(old) && isThere(fresh));
        const qint64 freed = evictData(m_place.path(), 5 << 19, {}, {}); // room for two and a half
        QVERIFY2(freed >= 1 << 20 && freed < 2 << 20, qPrintable(QString::number(freed)));
        QVERIFY(!isThere(oldest) && isThere(old) && isThere(fresh));
        QVERIFY(evictData(m_place.path(), 0, {}, {}) > 0);
        QVERIFY(!isThere(old) && !isThere(fresh));
        QCOMPARE(QDir(m_place.filePath(u"a"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden), QStringList());
    }

    void whatIsInUseStays()
    {
        const DataFolder working = folder(u"a"_s, u"0000000000000001"_s, 9), waiting = folder(u"a"_s, u"0000000000000002"_s, 8),
                         unused = folder(u"a"_s, u"0000000000000003"_s, 0);
        {
            const DataUse use(working);
            (void)evictData(m_place.path(), 0, {waiting.root}, {});
            QVERIFY(isThere(working) && isThere(waiting) && !isThere(unused));
        }
        (void)evictData(m_place.path(), 0, {waiting.root}, {});
        QVERIFY(!isThere(working) && isThere(waiting));
    }

    void useCountsAsNow()
    {
        const DataFolder first = folder(u"a"_s, u"0000000000000001"_s, 9), second = folder(u"a"_s, u"0000000000000002"_s, 5);
        { const DataUse use(first); }
        (void)evictData(m_place.path(), 3 << 19, {}, {});
        QVERIFY(isThere(first) && !isThere(second));
    }

    void otherFoldersAreLeftAlone()
    {
        QVERIFY(QDir().mkpath(m_place.filePath(u"a/kaggle/pages"_s)) && QDir().mkpath(m_place.filePath(u"a/index"_s)));
        QVERIFY(QDir().mkpath(m_place.filePath(u"a/.evicted-0000000000000009/data"_s))); // half removed by an earlier start
        (void)evictData(m_place.path(), 0, {}, {});
        QVERIFY(QFileInfo(m_place.filePath(u"a/kaggle/pages"_s)).isDir() && QFileInfo(m_place.filePath(u"a/index"_s)).isDir());
        QVERIFY(!QFileInfo::exists(m_place.filePath(u"a/.evicted-0000000000000009"_s)));
    }
};

QTEST_GUILESS_MAIN(tst_DataCache)
#include "tst_datacache.moc"
