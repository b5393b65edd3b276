// SPDX-License-Identifier: GPL-3.0-or-later
#include "corewithoutengine.h"
#include "jobs/needs.h"

#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Goes as the test says.
class TestClock : public Clock
{
public:
    Instant now() const override { return m_now; }
    QDateTime utc() const override { return QDateTime::currentDateTimeUtc(); }
    void forward(std::chrono::seconds by) { m_now += by; }

private:
    Instant m_now{1h};
};

} // namespace

class tst_JobNeeds : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    CoreWithoutEngine m_core{m_folder.path()};
    TestClock m_clock;

    Services services()
    {
        return {.paths = m_core.paths, .clock = m_clock, .assets = m_core.assets, .metrics = m_core.metrics, .folders = m_core.folders,
                .account = m_core.account, .kaggle = m_core.kaggle, .competitions = m_core.competitions, .engine = m_core.engine,
                .image = m_core.image, .solutions = m_core.solutions, .tools = m_core.tools, .permits = m_core.permits, .store = *m_core.store};
    }
    KaggleCredential credential(const QByteArray &secret) const { return {.kind = KaggleCredential::Kind::Token, .secret = secret}; }

private Q_SLOTS:
    void init() { m_core.account.use({}); }

    void errors_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("retryable");
        QTest::addColumn<QString>("stage");
        QTest::addColumn<QString>("need");
        using enum Error::Kind;
        QTest::newRow("rules") << u"rules_not_accepted"_s << int(Auth) << false << u"preflight"_s << u"accept_rules"_s;
        QTest::newRow("rules, while loading") << u"rules_not_accepted"_s << int(Auth) << false << u"acquire"_s << u"accept_rules"_s;
        QTest::newRow("rules, anywhere else") << u"rules_not_accepted"_s << int(Auth) << false << u"finish"_s << QString();
        QTest::newRow("no token") << u"no_token"_s << int(Setup) << false << u"preflight"_s << u"no_token"_s;
        QTest::newRow("wrong token") << u"key_rejected"_s << int(Auth) << false << u"preflight"_s << u"key_rejected"_s;
        QTest::newRow("phone") << u"phone_not_verified"_s << int(Auth) << false << u"preflight"_s << u"phone_not_verified"_s;
        QTest::newRow("entries") << u"entries_closed"_s << int(Auth) << false << u"preflight"_s << u"entries_closed"_s;
        QTest::newRow("disk, from the start") << u"disk_low"_s << int(Storage) << false << u"preflight"_s << u"disk_low"_s;
        QTest::newRow("disk, in the middle") << u"disk_low"_s << int(Storage) << false << u"acquire"_s << QString();
        QTest::newRow("no connection") << u"no_connection"_s << int(Network) << true << u"preflight"_s << u"kaggle_away"_s;
        QTest::newRow("busy") << u"rate_limited"_s << int(RateLimited) << true << u"acquire"_s << u"kaggle_away"_s;
        QTest::newRow("a certificate") << u"tls"_s << int(Network) << false << u"preflight"_s << QString();
        QTest::newRow("a web page") << u"web_page"_s << int(Auth) << false << u"acquire"_s << QString();
        QTest::newRow("not there") << u"not_found"_s << int(NotFound) << false << u"preflight"_s << QString();
        QTest::newRow("engine") << u"engine_missing"_s << int(Setup) << true << u"baseline"_s << u"engine_missing"_s;
    }
    void errors()
    {
        QFETCH(QString, code);
        QFETCH(int, kind);
        QFETCH(bool, retryable);
        QFETCH(QString, stage);
        QFETCH(QString, need);
        QCOMPARE(needFor({.kind = Error::Kind(kind), .code = code, .retryable = retryable}, stage), need);
        QCOMPARE(needsPerson(need), !need.isEmpty() && need != u"kaggle_away" && need != u"engine_missing");
    }

    /// Case kag-entries-closed: not asked more often than each hour; a phone each five minutes.
    void looksAtItsTime_data()
    {
        QTest::addColumn<QString>("need");
        QTest::addColumn<int>("minutes");
        QTest::newRow("entries") << u"entries_closed"_s << 60;
        QTest::newRow("phone") << u"phone_not_verified"_s << 5;
        QTest::newRow("identity") << u"identity_not_verified"_s << 5;
    }
    void looksAtItsTime()
    {
        QFETCH(QString, need);
        QFETCH(int, minutes);
        const Services all = services();
        NeedsWatch watch(all);
        QHash<QString, Waiting> waiting{{u"job"_s, watch.begin(need, u"titanic"_s)}};
        for (int minute = 0; minute < minutes; ++minute) {
            QCOMPARE(watch.ready(waiting, {}), QStringList());
            m_clock.forward(60s);
        }
        QCOMPARE(watch.ready(waiting, {}), QStringList{u"job"_s});
    }

    void anotherAccountIsWorthATry_data()
    {
        QTest::addColumn<QString>("need");
        for (const char *need : {"accept_rules", "no_token", "key_rejected", "phone_not_verified", "entries_closed"})
            QTest::newRow(need) << QString::fromLatin1(need);
    }
    void anotherAccountIsWorthATry()
    {
        QFETCH(QString, need);
        const Services all = services();
        NeedsWatch watch(all);
        QHash<QString, Waiting> waiting{{u"job"_s, watch.begin(need, u"titanic"_s)}};
        QCOMPARE(watch.ready(waiting, {}), QStringList());
        m_core.account.use(credential("KGAT_0123456789abcdef0123456789abcdef"));
        QCOMPARE(watch.ready(waiting, {}), QStringList{u"job"_s});
    }

    void theSameAccountIsNot()
    {
        m_core.account.use(credential("KGAT_0123456789abcdef0123456789abcdef"));
        const Services all = services();
        NeedsWatch watch(all);
        QHash<QString, Waiting> waiting{{u"job"_s, watch.begin(u"key_rejected"_s, u"titanic"_s)}};
        m_core.account.use(credential("KGAT_0123456789abcdef0123456789abcdef"));
        QCOMPARE(watch.ready(waiting, {}), QStringList());
    }

    void tokensAreLookedForAgain()
    {
        int looked = 0;
        m_core.account.lookWith([&] {
            if (++looked == 2)
                m_core.account.use(credential("KGAT_0123456789abcdef0123456789abcdef"));
        });
        const Services all = services();
        NeedsWatch watch(all);
        QHash<QString, Waiting> waiting{{u"job"_s, watch.begin(u"no_token"_s, u"titanic"_s)}};
        QCOMPARE(watch.ready(waiting, {}), QStringList());
        m_clock.forward(10s);
        QCOMPARE(watch.ready(waiting, {}), QStringList());
        QCOMPARE(looked, 1); // each half minute
        m_clock.forward(21s);
        QCOMPARE(watch.ready(waiting, {}), QStringList{u"job"_s});
        m_core.account.lookWith({});
    }
};

QTEST_GUILESS_MAIN(tst_JobNeeds)
#include "tst_jobneeds.moc"
