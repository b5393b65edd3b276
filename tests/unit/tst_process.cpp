// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <stop_token>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Command command(const QStringList &arguments, std::chrono::milliseconds limit = 60s)
{
    return {.program = QStringLiteral(PROCESS_TEST_APP), .arguments = arguments, .timeLimit = limit};
}

/// Most memory that this process ever had, in MiB.
qint64 peakMemoryMb()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toLongLong() / 1024;
    }
    return 0;
}

/// Whether a process still does something: one that is dead and waits for its parent does not.
bool isAlive(const QByteArray &pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(QString::fromLatin1(pid)));
    if (!stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = stat.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) != "Z";
}

} // namespace

class tst_Process : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheExitCode_data();
    void tellsTheExitCode();
    void keepsTheChannelsApart();
    void mergesTheChannelsInOrder();
    void survivesAFlood_data();
    void survivesAFlood();
    void collectsOnlyTheFirstBytes();
    void endsAtTheTimeLimit_data();
    void endsAtTheTimeLimit();
    void endsSoonAfterAStop();
    void letsAProgramTidyUp_data();
    void letsAProgramTidyUp();
    void runsNothingAfterAStop();
    void saysWhatDidNotStart_data();
    void saysWhatDidNotStart();
    void tellsACrashFromAnExit();
    void givesOnlyTheEnvironmentThatWasAsked();
    void takesArgumentsAsTheyAre();
    void worksInTheFolderThatWasAsked();
    void closesTheInput();
    void doesNotWaitForChildrenThatWereLeft();
    void killsChildrenAsWell();
    void callsTurnWhileItRuns();
};

void tst_Process::tellsTheExitCode_data()
{
    QTest::addColumn<int>("code");
    QTest::newRow("well") << 0;
    QTest::newRow("failed") << 1;
    QTest::newRow("killed, by the shell's count") << 137;
}

void tst_Process::tellsTheExitCode()
{
    QFETCH(int, code);
    const auto output = process::collect(command({u"exit"_s, QString::number(code)}), {});
    QVERIFY(output);
    QCOMPARE(output->ended.how, Ended::How::ByItself);
    QCOMPARE(output->ended.exitCode, code);
    QCOMPARE(output->ended.well(), code == 0);
}

void tst_Process::keepsTheChannelsApart()
{
    const auto output = process::collect(command({u"speak"_s}), {});
    QVERIFY(output);
    QCOMPARE(output->out, "one\nthree");
    QCOMPARE(output->err, "two\n");
}

void tst_Process::mergesTheChannelsInOrder()
{
    Command merged = command({u"speak"_s});
    merged.merged = true;
    const auto output = process::collect(merged, {});
    QVERIFY(output);
    QCOMPARE(output->out, "one\ntwo\nthree");
    QCOMPARE(output->err, "");
}

void tst_Process::survivesAFlood_data()
{
    QTest::addColumn<QString>("behaviour");
    QTest::addColumn<bool>("merged");
    QTest::addColumn<qint64>("outMb");
    QTest::addColumn<qint64>("errMb");
    QTest::newRow("stdout") << u"flood-out"_s << false << qint64(300) << qint64(0);
    QTest::newRow("stderr") << u"flood-err"_s << false << qint64(0) << qint64(300);
    QTest::newRow("both") << u"flood-both"_s << false << qint64(300) << qint64(300);
    QTest::newRow("both, merged") << u"flood-both"_s << true << qint64(600) << qint64(0);
}

void tst_Process::survivesAFlood()
{
    QFETCH(QString, behaviour);
    QFETCH(bool, merged);
    QFETCH(qint64, outMb);
    QFETCH(qint64, errMb);
    const qint64 before = peakMemoryMb();
    qint64 out = 0;
    qint64 err = 0;
    Command flood = command({behaviour, u"300"_s});
    flood.merged = merged;
    const auto ended = process::run(
        flood, [&out](QByteArrayView piece) { out += piece.size(); },
        [&err](QByteArrayView piece) { err += piece.size(); }, {});
    QVERIFY(ended);
    QVERIFY(ended->well());
    QCOMPARE(out, outMb << 20);
    QCOMPARE(err, errMb << 20);
    QVERIFY2(peakMemoryMb() - before < 64, qPrintable(u"%1 MiB more"_s.arg(peakMemoryMb() - before)));
}

void tst_Process::collectsOnlyTheFirstBytes()
{
    const auto output = process::collect(command({u"flood-both"_s, u"2"_s}), {}, 1000);
    QVERIFY(output);
    QVERIFY(output->ended.well());
    QCOMPARE(output->out, QByteArray(1000, 'x'));
    QCOMPARE(output->err.size(), 64 * 1024);
}

void tst_Process::endsAtTheTimeLimit_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("sleeps") << QStringList{u"sleep"_s};
    QTest::newRow("ignores polite signals") << QStringList{u"stubborn"_s};
    QTest::newRow("talks without end") << QStringList{u"flood-out"_s, u"1000000"_s};
    QTest::newRow("complains without end") << QStringList{u"flood-err"_s, u"1000000"_s};
}

void tst_Process::endsAtTheTimeLimit()
{
    QFETCH(QStringList, arguments);
    QElapsedTimer took;
    took.start();
    const auto ended = process::run(command(arguments, 300ms), {}, {}, {});
    QVERIFY(ended);
    QCOMPARE(ended->how, Ended::How::TimedOut);
    QVERIFY(!ended->well());
    QVERIFY(took.elapsed() >= 300);
    QVERIFY2(took.elapsed() < 3000, qPrintable(QString::number(took.elapsed())));
}

void tst_Process::endsSoonAfterAStop()
{
    std::stop_source source;
    QElapsedTimer sinceStop;
    const auto ended = process::run(
        command({u"stubborn"_s}),
        [&](QByteArrayView) {
            sinceStop.start();
            source.request_stop();
        },
        {}, source.get_token());
    QVERIFY(ended);
    QCOMPARE(ended->how, Ended::How::Stopped);
    // 0.3 s is promised; the rest is for machines that do something else at the same time.
    QVERIFY2(sinceStop.elapsed() < 1000, qPrintable(QString::number(sinceStop.elapsed())));
}

void tst_Process::letsAProgramTidyUp_data()
{
    QTest::addColumn<QString>("behaviour");
    QTest::addColumn<std::chrono::milliseconds>("grace");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("asked, and does") << u"tidy"_s << std::chrono::milliseconds(20s) << QByteArray("ready\ntidied\n");
    QTest::newRow("asked, and does not listen") << u"stubborn"_s << std::chrono::milliseconds(500ms) << QByteArray("ready\n");
    QTest::newRow("not asked") << u"tidy"_s << std::chrono::milliseconds(0) << QByteArray("ready\n");
}

void tst_Process::letsAProgramTidyUp()
{
    QFETCH(QString, behaviour);
    QFETCH(std::chrono::milliseconds, grace);
    QFETCH(QByteArray, said);
    std::stop_source source;
    QByteArray out;
    QElapsedTimer sinceStop;
    Command patient = command({behaviour});
    patient.grace = grace;
    const auto ended = process::run(
        patient,
        [&](QByteArrayView piece) {
            out.append(piece);
            if (!source.stop_requested())
                sinceStop.start();
            source.request_stop();
        },
        {}, source.get_token());
    QVERIFY(ended);
    QCOMPARE(ended->how, Ended::How::Stopped);
    QCOMPARE(out, said);
    QVERIFY2(sinceStop.elapsed() < 5000, qPrintable(QString::number(sinceStop.elapsed())));
}

void tst_Process::runsNothingAfterAStop()
{
    std::stop_source source;
    source.request_stop();
    const auto output = process::collect(command({u"exit"_s}), source.get_token());
    QVERIFY(!output);
    QCOMPARE(output.error().kind, Error::Kind::Cancelled);
}

void tst_Process::saysWhatDidNotStart_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("absent") << u"/nowhere/at-all"_s;
    QTest::newRow("not executable") << u"/etc/passwd"_s;
    QTest::newRow("a folder") << u"/tmp"_s;
}

void tst_Process::saysWhatDidNotStart()
{
    QFETCH(QString, program);
    const auto output = process::collect({.program = program}, {});
    QVERIFY(!output);
    QCOMPARE(output.error().kind, Error::Kind::Process);
    QCOMPARE(output.error().code, u"did_not_start"_s);
    QVERIFY(output.error().message.contains(program));
}

void tst_Process::tellsACrashFromAnExit()
{
    const auto output = process::collect(command({u"crash"_s}), {});
    QVERIFY(output);
    QCOMPARE(output->ended.how, Ended::How::Crashed);
    QCOMPARE(output->out, "before");
}

void tst_Process::givesOnlyTheEnvironmentThatWasAsked()
{
    qputenv("SOLVER_SECRET", "must not be inherited");
    Command asked = command({u"environment"_s});
    asked.environment.insert(u"ONLY"_s, u"this"_s);
    const auto output = process::collect(asked, {});
    QVERIFY(output);
    // Qt hands the path of libraries on where it is set.
    QByteArrayList lines = output->out.split('\n');
    lines.removeIf([](const QByteArray &line) { return line.isEmpty() || line.startsWith("LD_LIBRARY_PATH="); });
    QCOMPARE(lines, QByteArrayList{"ONLY=this"});
}

void tst_Process::takesArgumentsAsTheyAre()
{
    const auto output = process::collect(command({u"arguments"_s, u"a b"_s, u"$(id)"_s, u"\"'"_s, QString()}), {});
    QVERIFY(output);
    QCOMPARE(output->out, "a b\n$(id)\n\"'\n\n");
}

void tst_Process::worksInTheFolderThatWasAsked()
{
    QCOMPARE(process::collect(command({u"folder"_s}), {}).value().out, "/");
    Command elsewhere = command({u"folder"_s});
    elsewhere.folder = u"/usr"_s;
    QCOMPARE(process::collect(elsewhere, {}).value().out, "/usr");
}

void tst_Process::closesTheInput()
{
    QCOMPARE(process::collect(command({u"input"_s}), {}).value().out, "closed");
}

void tst_Process::doesNotWaitForChildrenThatWereLeft()
{
    QElapsedTimer took;
    took.start();
    const auto output = process::collect(command({u"leave-child"_s}), {});
    QVERIFY(output);
    QVERIFY(output->ended.well());
    QVERIFY2(took.elapsed() < 5000, qPrintable(QString::number(took.elapsed())));
}

void tst_Process::killsChildrenAsWell()
{
    QByteArray child;
    const auto ended = process::run(command({u"keep-child"_s}, 500ms),
                                    [&child](QByteArrayView piece) { child.append(piece); }, {}, {});
    QVERIFY(ended);
    QCOMPARE(ended->how, Ended::How::TimedOut);
    QVERIFY(child.trimmed().toInt() > 1);
    QTRY_VERIFY(!isAlive(child.trimmed()));
}

void tst_Process::callsTurnWhileItRuns()
{
    int turns = 0;
    const auto ended = process::run(command({u"sleep"_s}, 1s), {}, {}, {}, [&turns] { ++turns; });
    QVERIFY(ended);
    QVERIFY2(turns >= 5, qPrintable(QString::number(turns)));
}

QTEST_GUILESS_MAIN(tst_Process)
#include "tst_process.moc"
