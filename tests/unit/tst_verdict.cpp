// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "execution/engine.h"
#include "execution/verdict.h"

#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Verdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facts_data()
    {
        QTest::addColumn<EndFacts>("facts");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char *name, EndFacts facts, const char *verdict) {
            facts.memoryLimit = 1 << 30;
            QTest::newRow(name) << facts << QString::fromLatin1(verdict);
        };
        row("ok", {}, "succeeded");
        row("exception", {.exitCode = 1}, "script-failed(1)");
        row("inner timeout", {.exitCode = 124}, "limit-exceeded(time)");
        row("oom", {.exitCode = 137, .oomKilled = true}, "limit-exceeded(memory)");
        row("oom event only", {.exitCode = 137, .oomEvent = true}, "limit-exceeded(memory)");
        row("memory full", {.exitCode = 137, .peakMemory = (1 << 30) - 1000}, "limit-exceeded(memory)");
        row("killed from outside", {.exitCode = 137, .peakMemory = 1000}, "script-failed(killed)");
        row("terminated", {.exitCode = 143}, "script-failed(killed)");
        row("engine restarted", {.exitCode = 137, .engineRestarted = true}, "infra-failed(engine-restart)");
        row("not started", {.exitCode = 127, .started = false}, "infra-failed(start)");
        row("runtime error", {.exitCode = 126, .engineError = u"exec failed"_s}, "infra-failed(start)");
        row("its own 126", {.exitCode = 126}, "script-failed(126)");
        row("gone", {.gone = true}, "infra-failed(lost)");
        row("segmentation fault", {.exitCode = 139}, "script-failed(139)");
        row("user", {.exitCode = 137, .asked = StopReason::User}, "cancelled");
        row("wall time", {.exitCode = 143, .asked = StopReason::WallTime}, "limit-exceeded(time)");
        row("flood", {.exitCode = 137, .asked = StopReason::Log}, "limit-exceeded(log)");
    }
    void facts()
    {
        QFETCH(EndFacts, facts);
        QFETCH(QString, verdict);
        QCOMPARE(verdictOf(facts).text(), verdict);
    }

    /// Case exe-137-not-oom: recorded answers of a real engine.
    void recordedInspects_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<qint64>("peak");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<bool>("warned");
        QTest::newRow("a") << u"inspect-a.json"_s << qint64(1055000000) << u"limit-exceeded(memory)"_s << false;
        QTest::newRow("b") << u"inspect-b.json"_s << qint64(200000000) << u"script-failed(killed)"_s << true;
        QTest::newRow("c") << u"inspect-c.json"_s << qint64(1073741824) << u"succeeded"_s << true;
    }
    void recordedInspects()
    {
        QFETCH(QString, file);
        QFETCH(qint64, peak);
        QFETCH(QString, verdict);
        QFETCH(bool, warned);
        const Result<nlohmann::json> json = readJson(QStringLiteral(SOLVER_CASES_DIR) + u"/files/exe-137-not-oom/"_s + file);
        QVERIFY(json);
        EndFacts facts = factsFromInspect(*json);
        facts.memoryLimit = 1073741824;
        facts.peakMemory = peak;
        QCOMPARE(verdictOf(facts).text(), verdict);
        QCOMPARE(!verdictOf(facts).warning.isEmpty(), warned);
    }

    void classes_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("full shared memory above a pickling error")
            << QByteArray("OSError: [Errno 28] No space left on device\n\nThe above exception ...\nPicklingError: Could not pickle") << u"SHM"_s;
        QTest::newRow("package") << QByteArray("Traceback\nModuleNotFoundError: No module named 'torch'\n") << u"IMPORT"_s;
        QTest::newRow("path") << QByteArray("FileNotFoundError: [Errno 2] No such file\n") << u"PATH"_s;
        QTest::newRow("column") << QByteArray("KeyError: 'Cabin'\n") << u"SCHEMA"_s;
        QTest::newRow("type") << QByteArray("ValueError: could not convert string to float: 'a'\n") << u"DTYPE"_s;
        QTest::newRow("argument") << QByteArray("TypeError: fit() got an unexpected keyword argument 'verbose_eval'\n") << u"API"_s;
        QTest::newRow("memory") << QByteArray("MemoryError: Unable to allocate\n") << u"OOM_CPU"_s;
        QTest::newRow("other") << QByteArray("ZeroDivisionError: division by zero\n") << u"EXCEPTION"_s;
    }
    void classes()
    {
        QFETCH(QByteArray, log);
        QFETCH(QString, outcome);
        QCOMPARE(outcomeClass(verdictOf({.exitCode = 1}), log), outcome);
        // A program cannot talk itself out of a limit or into one.
        QCOMPARE(outcomeClass(verdictOf({}), log), u"OK"_s);
    }

    void engineErrors_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("no daemon") << QByteArray("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?") << u"engine_missing"_s;
        QTest::newRow("no container") << QByteArray("Error response from daemon: No such container: abc") << u"gone"_s;
        QTest::newRow("name") << QByteArray("Conflict. The container name \"/x\" is already in use by container \"abc\".") << u"name_conflict"_s;
        QTest::newRow("disk") << QByteArray("write /var/lib/docker/x: no space left on device") << u"disk_low"_s;
        QTest::newRow("cut in mid-call") << QByteArray("unexpected EOF") << u"engine_missing"_s;
        QTest::newRow("client too new") << QByteArray("Error response from daemon: client version 1.50 is too new. Maximum supported API version is 1.41") << u"engine_missing"_s;
        QTest::newRow("client too old") << QByteArray("Error response from daemon: client version 1.22 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version") << u"engine_missing"_s;
        QTest::newRow("runtime, 20.10") << QByteArray("docker: Error response from daemon: Unknown runtime specified runsc.") << u"engine_runtime"_s;
        QTest::newRow("runtime, newer") << QByteArray("Error response from daemon: unknown or invalid runtime name: runsc") << u"engine_runtime"_s;
        QTest::newRow("processors") << QByteArray("Error response from daemon: Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available") << u"engine_cpus"_s;
        QTest::newRow("other") << QByteArray("Error response from daemon: something new") << u"engine_error"_s;
    }
    void engineErrors()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        const Error error = engineError(text, {});
        QCOMPARE(error.code, code);
        if (code == u"engine_missing"_s || error.kind == Error::Kind::Setup) { // a person has to act, and is told how
            QVERIFY(!error.nextStep.isEmpty());
            QVERIFY(!error.message.contains(u"daemon"_s, Qt::CaseInsensitive));
        }
    }

    /// Which of the two is older decides what to update.
    void versionsThatDoNotFit()
    {
        const Error newer = engineError("client version 1.50 is too new. Maximum supported API version is 1.41", {});
        const Error older = engineError("client version 1.22 is too old. Minimum supported API version is 1.24", {});
        QCOMPARE(newer.message, older.message);
        QVERIFY(newer.nextStep.contains(u"Update Docker's engine"_s));
        QVERIFY(older.nextStep.contains(u"Update Docker's client"_s));
    }

    /// Case exe-group-not-active: decided from facts, not from the words.
    void groupThatIsNotActiveYet()
    {
        const QByteArray text("permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock");
        const Error member = engineError(text, {.userIsMember = true, .processHasGroup = false});
        QCOMPARE(member.code, u"engine_missing"_s);
        const QString said = member.message + member.nextStep;
        QVERIFY(said.contains(u"log out"_s, Qt::CaseInsensitive) && said.contains(u"restart"_s, Qt::CaseInsensitive));
        QVERIFY(!said.contains(u"sudo"_s) && !said.contains(u"chmod"_s));
        const Error stranger = engineError(text, {});
        QVERIFY(stranger.nextStep.contains(u"group docker"_s));
    }
};



QTEST_GUILESS_MAIN(tst_Verdict)
#include "tst_verdict.moc"
