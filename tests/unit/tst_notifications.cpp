// SPDX-License-Identifier: GPL-3.0-or-later
// Which messages the desktop gets, and how: the policy by tables, the notifier against a service of our own on a bus of our own.
#include "notifications/desktopnotifier.h"
#include "notifications/notificationpolicy.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace solver;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Event = NotificationPolicy::Event;
using Notice = NotificationPolicy::Notice;
using Mode = NotificationPolicy::Mode;

namespace {

/// What a desktop would show, kept for looking at.
class FakeService final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown {
        QString program, title, text;
        QStringList actions;
        QVariantMap hints;
    };
    QList<Shown> shown;
    QStringList capabilities{u"actions"_s, u"body"_s, u"body-markup"_s};

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &program, uint, const QString &, const QString &title, const QString &text, const QStringList &actions,
                const QVariantMap &hints, int)
    {
        shown << Shown{program, title, text, actions, hints};
        return uint(shown.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);
};

Event news(Event::Kind kind, const QString &job)
{
    return {.kind = kind, .job = job, .title = u"Title of "_s + job, .sentence = u"A sentence."_s};
}

Event completed(int job)
{
    return news(Event::Kind::Completed, QString::number(job));
}

} // namespace

class tst_Notifications : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void modes_data();
    void modes();
    void oneJobIsToldByItself_data();
    void oneJobIsToldByItself();
    void theEndOfABatchIsToldOnce();
    void fiftyInAMinuteAreThreeMessages_data();
    void fiftyInAMinuteAreThreeMessages();
    void neverMoreThanThreeInAMinute();
    void whatIsHeldBackIsToldLater();
    void aBatchMayEndWithoutNews();
    void eachJobCountsOnce();
    void whoLooksIsNotToldLater();

    void theServiceShowsIt();
    void markupIsEscapedWhereItIsRead();
    void aClickOpensTheJob();
    void strangersCannotOpen();
    void withoutAServiceNothingHappens();
    void aSlowServiceHoldsUpNothing();
    void theBusOfTheLoginIsFound();

private:
    QDBusConnection connection(const QString &name) const { return QDBusConnection::connectToBus(m_address, name); }
    bool offer(FakeService &service);

    QTemporaryDir m_folder;
    QProcess m_bus;
    QString m_address;
    const NotificationPolicy::Instant m_start = std::chrono::steady_clock::now();
};

void tst_Notifications::initTestCase()
{
    if (QStandardPaths::findExecutable(u"dbus-daemon"_s).isEmpty())
        return; // the policy needs none
    m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--nopidfile"_s, u"--print-address=1"_s, u"--address=unix:tmpdir="_s + m_folder.path()});
    QVERIFY(m_bus.waitForStarted());
    while (!m_bus.canReadLine())
        QVERIFY(m_bus.waitForReadyRead());
    m_address = QString::fromUtf8(m_bus.readLine()).trimmed();
}

void tst_Notifications::cleanupTestCase()
{
    m_bus.terminate();
    m_bus.waitForFinished();
}

bool tst_Notifications::offer(FakeService &service)
{
    QDBusConnection desktop = connection(u"desktop"_s);
    return desktop.registerObject(u"/org/freedesktop/Notifications"_s, &service, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals) &&
           desktop.registerService(u"org.freedesktop.Notifications"_s);
}

void tst_Notifications::modes_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<bool>("inFront");
    QTest::addColumn<int>("count");
    QTest::newRow("off, away") << u"off"_s << false << 0;
    QTest::newRow("off, in front") << u"off"_s << true << 0;
    QTest::newRow("away, away") << u"away"_s << false << 1;
    QTest::newRow("away, in front") << u"away"_s << true << 0;
    QTest::newRow("always, away") << u"always"_s << false << 1;
    QTest::newRow("always, in front") << u"always"_s << true << 1;
    QTest::newRow("unknown word, in front") << u"?"_s << true << 0;
}

void tst_Notifications::modes()
{
    QFETCH(QString, word);
    QFETCH(bool, inFront);
    QFETCH(int, count);
    NotificationPolicy policy;
    policy.setMode(NotificationPolicy::modeOf(word));
    QVERIFY(!policy.isWaiting());
    policy.add(completed(1));
    QVERIFY(policy.isWaiting());
    QCOMPARE(policy.due(m_start, inFront, 0).size(), count);
    QVERIFY(!policy.isWaiting());
}

void tst_Notifications::oneJobIsToldByItself_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("title");
    QTest::newRow("completed") << int(Event::Kind::Completed) << u"Title of a is completed"_s;
    QTest::newRow("failed") << int(Event::Kind::Failed) << u"Title of a failed"_s;
    QTest::newRow("needs you") << int(Event::Kind::NeedsYou) << u"Title of a needs you"_s;
}

void tst_Notifications::oneJobIsToldByItself()
{
    QFETCH(int, kind);
    QFETCH(QString, title);
    NotificationPolicy policy;
    policy.add(news(Event::Kind(kind), u"a"_s));
    QCOMPARE(policy.due(m_start, false, 0), (QList<Notice>{{title, u"A sentence."_s, u"a"_s}}));
}

void tst_Notifications::theEndOfABatchIsToldOnce()
{
    NotificationPolicy policy;
    policy.add(completed(1));
    QCOMPARE(policy.due(m_start, false, 2).size(), 1);
    policy.add(news(Event::Kind::Failed, u"2"_s));
    QCOMPARE(policy.due(m_start + 5min, false, 1).size(), 1);
    QVERIFY(policy.isWaiting()); // for the end
    QCOMPARE(policy.due(m_start + 6min, false, 1).size(), 0);
    policy.add(completed(3));
    // The last job is not told by itself besides.
    QCOMPARE(policy.due(m_start + 10min, false, 0), (QList<Notice>{{u"All jobs are over"_s, u"2 job(s) completed. 1 job(s) failed."_s, u"2"_s}}));
    QVERIFY(!policy.isWaiting());
    // What comes then is another batch.
    policy.add(completed(4));
    QCOMPARE(policy.due(m_start + 11min, false, 0).value(0).title, u"Title of 4 is completed"_s);
}

void tst_Notifications::fiftyInAMinuteAreThreeMessages_data()
{
    QTest::addColumn<int>("apart"); // ms
    QTest::newRow("at once") << 0;
    QTest::newRow("in ten seconds") << 200;
    QTest::newRow("in a minute") << 1180;
}

void tst_Notifications::fiftyInAMinuteAreThreeMessages()
{
    QFETCH(int, apart);
    NotificationPolicy policy;
    QList<Notice> notices;
    const int steps = 50 * apart / 500 + 2; // the window asks twice a second
    int ended = 0;
    for (int step = 0; step < steps; ++step) {
        for (; ended < 50 && ended * apart <= step * 500; ++ended)
            policy.add(completed(ended));
        notices << policy.due(m_start + step * 500ms, false, 50 - ended);
    }
    QCOMPARE(ended, 50);
    QVERIFY2(!notices.isEmpty() && notices.size() <= 3, qPrintable(QString::number(notices.size())));
    QCOMPARE(notices.last(), (Notice{u"All jobs are over"_s, u"50 job(s) completed."_s, {}}));
    QVERIFY(!policy.isWaiting());
}

void tst_Notifications::neverMoreThanThreeInAMinute()
{
    std::mt19937 random(11);
    NotificationPolicy policy;
    policy.setMode(Mode::Always);
    QList<std::chrono::milliseconds> shown;
    for (auto now = 0ms; now < 60min; now += 500ms) {
        // Floods and pauses, batches that end and begin.
        const int most = now / 5min % 2 == 0 ? 3 : 40;
        if (random() % 10 == 0) {
            for (int i = int(random() % unsigned(most)); i > 0; --i)
                policy.add(news(Event::Kind(random() % 3), QString::number(random() % 200)));
        }
        const auto notices = policy.due(m_start + now, random() % 2 == 0, random() % 4 == 0 ? 0 : 5);
        for (qsizetype i = 0; i < notices.size(); ++i)
            shown << now;
    }
    QVERIFY(shown.size() > 60);
    for (qsizetype i = 3; i < shown.size(); ++i)
        QVERIFY2(shown[i] - shown[i - 3] >= 1min, qPrintable(QString::number(shown[i].count())));
}

void tst_Notifications::whatIsHeldBackIsToldLater()
{
    NotificationPolicy policy;
    for (int job = 0; job < 10; ++job)
        policy.add(completed(job));
    QCOMPARE(policy.due(m_start, false, 5).size(), 2);
    QCOMPARE(policy.due(m_start + 59s, false, 5).size(), 0);
    QCOMPARE(policy.due(m_start + 60s, false, 5), (QList<Notice>{{u"More jobs are over"_s, u"8 job(s) completed."_s, {}}}));
    QCOMPARE(policy.due(m_start + 3min, false, 5).size(), 0);
}

void tst_Notifications::aBatchMayEndWithoutNews()
{
    NotificationPolicy policy;
    policy.add(completed(1));
    policy.add(completed(2));
    QCOMPARE(policy.due(m_start, false, 1).size(), 2);
    // The last job was cancelled by a person.
    QCOMPARE(policy.due(m_start + 5s, false, 0).value(0).title, u"All jobs are over"_s);
    QVERIFY(!policy.isWaiting());
}

void tst_Notifications::eachJobCountsOnce()
{
    NotificationPolicy policy;
    policy.add(news(Event::Kind::NeedsYou, u"1"_s));
    policy.add(news(Event::Kind::NeedsYou, u"2"_s));
    policy.due(m_start, false, 2);
    policy.add(completed(1));
    QCOMPARE(policy.due(m_start + 5min, false, 0), (QList<Notice>{{u"Nothing runs any more"_s, u"1 job(s) completed. 1 job(s) need you."_s, u"2"_s}}));
}

void tst_Notifications::whoLooksIsNotToldLater()
{
    NotificationPolicy policy;
    for (int job = 0; job < 10; ++job)
        policy.add(completed(job));
    policy.due(m_start, false, 5);
    QCOMPARE(policy.due(m_start + 1s, true, 5).size(), 0);
    QCOMPARE(policy.due(m_start + 2min, false, 5).size(), 0);
}

void tst_Notifications::theServiceShowsIt()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    FakeService service;
    QVERIFY(offer(service));
    DesktopNotifier notifier(connection(u"program"_s));
    notifier.show(u"Titanic is completed"_s, u"Completed: baseline."_s, u"a"_s);
    QTRY_COMPARE(service.shown.size(), 1);
    const FakeService::Shown &shown = service.shown.first();
    QCOMPARE(shown.program, u"Kaggle Competition Solver"_s);
    QCOMPARE(shown.title, u"Titanic is completed"_s);
    QCOMPARE(shown.text, u"Completed: baseline."_s);
    QCOMPARE(shown.actions, (QStringList{u"default"_s, u"Open"_s}));
    QCOMPARE(shown.hints.value(u"suppress-sound"_s), QVariant(true));
}

void tst_Notifications::markupIsEscapedWhereItIsRead()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    FakeService service;
    QVERIFY(offer(service));
    DesktopNotifier notifier(connection(u"program"_s));
    const QString hostile = u"<img src='x'> & <b>"_s;
    notifier.show(u"a"_s, hostile, {});
    QTRY_COMPARE(service.shown.size(), 1);
    QCOMPARE(service.shown.last().text, u"&lt;img src='x'&gt; &amp; &lt;b&gt;"_s);
    service.capabilities.clear();
    notifier.show(u"a"_s, hostile, {});
    QTRY_COMPARE(service.shown.size(), 2);
    QCOMPARE(service.shown.last().text, hostile);
    QCOMPARE(service.shown.last().actions, QStringList());
}

void tst_Notifications::aClickOpensTheJob()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    FakeService service;
    QVERIFY(offer(service));
    DesktopNotifier notifier(connection(u"program"_s));
    QSignalSpy opened(&notifier, &DesktopNotifier::opened);
    notifier.show(u"a"_s, {}, u"first"_s);
    QTRY_COMPARE(service.shown.size(), 1);
    notifier.show(u"b"_s, {}, u"second"_s);
    QTRY_COMPARE(service.shown.size(), 2);
    Q_EMIT service.ActionInvoked(7, u"default"_s); // another program's
    Q_EMIT service.ActionInvoked(2, u"something"_s);
    Q_EMIT service.ActionInvoked(2, u"default"_s);
    QTRY_COMPARE(opened, (QList<QVariantList>{{u"second"_s}}));
    Q_EMIT service.NotificationClosed(1, 2);
    Q_EMIT service.ActionInvoked(1, u"default"_s); // it is gone
    Q_EMIT service.ActionInvoked(2, u"default"_s);
    QTRY_COMPARE(opened, (QList<QVariantList>{{u"second"_s}, {u"second"_s}}));
}

void tst_Notifications::strangersCannotOpen()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    FakeService service;
    QVERIFY(offer(service));
    DesktopNotifier notifier(connection(u"program"_s));
    QSignalSpy opened(&notifier, &DesktopNotifier::opened);
    notifier.show(u"a"_s, {}, u"first"_s);
    QTRY_COMPARE(service.shown.size(), 1);
    QDBusMessage forged = QDBusMessage::createSignal(u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
    forged.setArguments({1U, u"default"_s});
    QVERIFY(connection(u"stranger"_s).send(forged));
    QTest::qWait(200);
    QCOMPARE(opened.size(), 0);
    Q_EMIT service.ActionInvoked(1, u"default"_s);
    QTRY_COMPARE(opened.size(), 1);
}

void tst_Notifications::withoutAServiceNothingHappens()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    connection(u"desktop"_s).unregisterService(u"org.freedesktop.Notifications"_s);
    static QStringList said;
    said.clear();
    const auto before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) { said << text; });
    {
        DesktopNotifier notifier(connection(u"program"_s));
        notifier.show(u"a"_s, u"b"_s, u"c"_s);
        DesktopNotifier withoutBus(QDBusConnection(u"there is none"_s));
        withoutBus.show(u"a"_s, u"b"_s, u"c"_s);
        QTest::qWait(300);
    }
    qInstallMessageHandler(before);
    QCOMPARE(said, QStringList());
}

void tst_Notifications::aSlowServiceHoldsUpNothing()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    // The fake lives in this thread: until control is back here it cannot answer.
    FakeService service;
    QVERIFY(offer(service));
    DesktopNotifier notifier(connection(u"program"_s));
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 20; ++i)
        notifier.show(u"a"_s, {}, {});
    QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(service.shown.size(), 0);
    QTRY_COMPARE(service.shown.size(), 20);
}

void tst_Notifications::theBusOfTheLoginIsFound()
{
    if (m_address.isEmpty())
        QSKIP("needs dbus-daemon");
    FakeService service;
    QVERIFY(offer(service));
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
    {
        DesktopNotifier without;
        without.show(u"nobody hears it"_s, {}, {});
        QTest::qWait(200);
    }
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
    DesktopNotifier notifier;
    notifier.show(u"first"_s, {}, {});
    notifier.show(u"second"_s, {}, {});
    QTRY_COMPARE(service.shown.size(), 2);
    QCOMPARE(service.shown.first().title, u"first"_s);
}

QTEST_GUILESS_MAIN(tst_Notifications)
#include "tst_notifications.moc"
