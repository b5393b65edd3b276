// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/permits.h"
#include "base/process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Command shell(const QString &script, std::chrono::milliseconds limit = 20s)
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    return {.program = u"/bin/sh"_s, .arguments = {u"-c"_s, script}, .environment = environment, .timeLimit = limit};
}

qint64 peakMemoryKb()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).simplified().split(' ').front().toLongLong();
    }
    return -1;
}

} // namespace

class tst_Process : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsBothChannelsAndTheExitCode()
    {
        const Result<process::Output> output = process::collect(shell(u"echo out; echo err >&2; exit 7"_s), {});
        QVERIFY(output);
        QCOMPARE(output->out, QByteArray("out\n"));
        QCOMPARE(output->err, QByteArray("err\n"));
        QCOMPARE(output->ended.how, Ended::How::ByItself);
        QCOMPARE(output->ended.exitCode, 7);
    }

    void floodsDoNotFillTheMemory_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("stdout") << u"head -c 400000000 /dev/zero"_s;
        QTest::newRow("stderr") << u"head -c 200000000 /dev/zero >&2"_s;
    }
    void floodsDoNotFillTheMemory()
    {
        QFETCH(QString, script);
        const qint64 before = peakMemoryKb();
        const Result<process::Output> output = process::collect(shell(script, 50s), {}, 1024);
        QVERIFY(output);
        QCOMPARE(output->ended.how, Ended::How::ByItself);
        QVERIFY2(peakMemoryKb() - before < 64 * 1024, qPrintable(QString::number(peakMemoryKb() - before)));
    }

    void endsAtItsTimeLimit()
    {
        QElapsedTimer clock;
        clock.start();
        const Result<process::Output> output = process::collect(shell(u"sleep 30"_s, 200ms), {});
        QVERIFY(output);
        QCOMPARE(output->ended.how, Ended::How::TimedOut);
        QVERIFY(clock.elapsed() < 3000);
    }

    void endsSoonAfterAStop()
    {
        std::stop_source stop;
        QElapsedTimer clock;
        std::jthread asker([&] {
            std::this_thread::sleep_for(200ms);
            clock.start();
            stop.request_stop();
        });
        const Result<process::Output> output = process::collect(shell(u"trap '' TERM INT; sleep 30"_s), stop.get_token());
        QVERIFY(output);
        QCOMPARE(output->ended.how, Ended::How::Stopped);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }

    void saysWhenItDidNotStart()
    {
        const Result<process::Output> output = process::collect({.program = u"/no/such/program"_s}, {});
        QVERIFY(!output);
        QCOMPARE(output.error().kind, Error::Kind::Process);
        QCOMPARE(output.error().code, u"did_not_start"_s);
    }

    void tellsACrash()
    {
        const Result<process::Output> output = process::collect(shell(u"kill -SEGV $$"_s), {});
        QVERIFY(output);
        QCOMPARE(output->ended.how, Ended::How::Crashed);
    }

    void mergedKeepsTheOrder()
    {
        Command command = shell(u"echo one; echo two >&2; echo three"_s);
        command.merged = true;
        QCOMPARE(process::collect(command, {})->out, QByteArray("one\ntwo\nthree\n"));
    }

    void seesNothingOfOurEnvironment()
    {
        qputenv("KCS_CANARY", "secret-canary");
        QVERIFY(!process::collect(shell(u"env"_s), {})->out.contains("canary"));
    }

    void permitsGoToTheMostUrgentFirst()
    {
        Permits permits({{PermitKind::Containers, 1}});
        Result<Permit> held = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
        QVERIFY(held);
        std::mutex mutex;
        QStringList order;
        std::atomic<int> waiting = 0;
        const auto ask = [&](PermitOrder urgency, const QString &name) {
            ++waiting;
            const Result<Permit> permit = permits.acquire(PermitKind::Containers, urgency, {});
            const std::lock_guard lock(mutex);
            order << (permit ? name : u"refused"_s);
        };
        std::jthread search([&] { ask(PermitOrder::Search, u"search"_s); });
        QTRY_COMPARE(waiting.load(), 1);
        std::this_thread::sleep_for(20ms);
        std::jthread constant([&] { ask(PermitOrder::Constant, u"constant"_s); });
        QTRY_COMPARE(waiting.load(), 2);
        std::this_thread::sleep_for(20ms);
        held->giveBack();
        search.join();
        constant.join();
        QCOMPARE(order, (QStringList{u"constant"_s, u"search"_s}));
        QCOMPARE(permits.inUse(PermitKind::Containers), 0);
    }

    void aStopEndsTheWaitForAPermit()
    {
        Permits permits({{PermitKind::Disk, 1}});
        const Result<Permit> held = permits.acquire(PermitKind::Disk, PermitOrder::Search, {});
        std::stop_source stop;
        std::jthread asker([&] { stop.request_stop(); });
        const Result<Permit> refused = permits.acquire(PermitKind::Disk, PermitOrder::Constant, stop.get_token());
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(tst_Process)
#include "tst_process.moc"
