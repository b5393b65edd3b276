// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "handover.h"
#include "remotehost.h"
#include "session.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <csignal>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Both ends in one process; the engine's client is a program that is not there, so that jobs wait.
class TestHandOver : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<HandOver> m_server;
    std::atomic<int> m_forward = 0;

    Paths paths() const { return m_session->paths(); }
    std::unique_ptr<RemoteHost> guest() const
    {
        std::unique_ptr<RemoteHost> host;
        // The listening thread may need a moment.
        for (int i = 0; i < 100 && !host; ++i) {
            host = RemoteHost::connect(paths());
            if (!host)
                QThread::msleep(20);
        }
        return host;
    }
    static CompetitionUrl demo() { return {.kind = CompetitionUrl::Kind::Demo, .slug = u"demo"_s, .folder = {}}; }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("KCS_ENGINE", "no-such-client");
        Options options;
        options.dataDir = m_folder->path();
        Result<std::unique_ptr<Session>> session = Session::open(options, Verbosity::Quiet);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        m_session = std::move(*session);
        m_forward = 0;
        m_server = std::make_unique<HandOver>(paths(), m_session->jobs(), m_session->store(), [this] { ++m_forward; });
    }
    void cleanup()
    {
        m_server.reset();
        m_session.reset();
    }

    void onlyTheOwnerMayConnect()
    {
        QVERIFY(guest());
        struct stat about = {};
        QCOMPARE(::stat(QFile::encodeName(HandOver::socketPath(paths())).constData(), &about), 0);
        QCOMPARE(about.st_mode & 0077, 0U);
    }

    void aJobIsTakenAndFollowed()
    {
        const std::unique_ptr<RemoteHost> host = guest();
        QVERIFY(host);
        const Result<Job> job = host->submit(demo(), u"demo"_s, {.preset = u"quick"_s, .seed = 7});
        QVERIFY2(job, job ? "" : qPrintable(job.error().message));
        QCOMPARE(m_session->store().job(job->id)->options.preset, u"quick"_s);
        QCOMPARE(m_session->store().job(job->id)->options.seed, 7U);
        QCOMPARE(m_server->pending(), 1);
        // Without an engine it waits, and says so.
        QStringList told;
        for (int i = 0; i < 100 && !told.contains(u"needs"_s); ++i) {
            for (const JobEvent &event : host->waitForEvents(100ms)) {
                QCOMPARE(event.job, job->id);
                told << event.event;
            }
        }
        QVERIFY2(told.contains(u"needs"_s), qPrintable(told.join(u' ')));
    }

    void interruptingCancelsOwnJobsOnly()
    {
        const QTemporaryDir competition;
        for (const QString &name : {u"test.csv"_s, u"sample_submission.csv"_s})
            QVERIFY(writeFile(competition.filePath(name), "id,y\n1,0\n2,0\n"));
        const CompetitionUrl folder{.kind = CompetitionUrl::Kind::Folder, .slug = u"x"_s, .folder = competition.path()};
        const Result<QString> before = m_session->jobs().submit(folder, u"x"_s, {});
        QVERIFY(before);
        const std::unique_ptr<RemoteHost> host = guest();
        const Result<Job> same = host->submit(folder, u"x"_s, {});
        const Result<Job> own = host->submit(demo(), u"demo"_s, {});
        QVERIFY(same && own);
        QCOMPARE(same->id, *before);
        (void)host->stop(SIGINT, 2);
        QCOMPARE(m_session->store().job(own->id)->status, JobStatus::Cancelled);
        QVERIFY(!m_session->store().job(*before)->isOver());
        // The end is told, with the job as it is then.
        bool ended = false;
        for (int i = 0; i < 50 && !ended; ++i) {
            for (const JobEvent &event : host->waitForEvents(100ms))
                ended = ended || (event.event == u"finished"_s && event.job == own->id);
        }
        QVERIFY(ended);
        QCOMPARE(host->job(own->id)->status, JobStatus::Cancelled);
        QTRY_COMPARE(m_server->pending(), 1);
    }

    void aGuestThatGoesLeavesItsJob()
    {
        std::unique_ptr<RemoteHost> host = guest();
        const Result<Job> job = host->submit(demo(), u"demo"_s, {});
        QVERIFY(job);
        host.reset();
        QTRY_COMPARE(m_server->pending(), 0);
        QVERIFY(!m_session->store().job(job->id)->isOver());
    }

    void theWindowIsAskedFor()
    {
        QVERIFY(guest()->comeForward());
        QCOMPARE(m_forward.load(), 1);
    }

    void theHostsEndIsSeen()
    {
        const std::unique_ptr<RemoteHost> host = guest();
        QVERIFY(host->submit(demo(), u"demo"_s, {}));
        m_server.reset();
        (void)host->waitForEvents(200ms);
        QVERIFY(!host->isThere());
        QVERIFY(!host->submit(demo(), u"demo"_s, {}));
    }

    void rubbishIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("no JSON") << QByteArray("hello\n");
        QTest::newRow("an array") << QByteArray("[1, 2]\n");
        QTest::newRow("unknown") << QByteArray("{\"ask\": \"format the disk\"}\n");
        QTest::newRow("wrong types") << QByteArray("{\"ask\": \"submit\", \"url\": 7, \"options\": []}\n");
        QTest::newRow("not UTF-8") << QByteArray("{\"ask\": \"\xff\xfe\"}\n");
    }
    void rubbishIsAnswered()
    {
        QFETCH(const QByteArray, line);
        QVERIFY(guest());
        QLocalSocket socket;
        socket.connectToServer(HandOver::socketPath(paths()));
        QVERIFY(socket.waitForConnected(1000));
        socket.write(line);
        QByteArray reply;
        while (!reply.endsWith('\n') && socket.waitForReadyRead(3000))
            reply += socket.readAll();
        const nlohmann::json json = nlohmann::json::parse(reply.toStdString());
        QVERIFY(json.contains("error"));
        QVERIFY(!json["error"].value("message", "").empty());
        QVERIFY(guest()); // it still serves others
    }

    void anEndlessLineEndsTheConnection()
    {
        QVERIFY(guest());
        QLocalSocket socket;
        socket.connectToServer(HandOver::socketPath(paths()));
        QVERIFY(socket.waitForConnected(1000));
        const QByteArray block(1 << 16, 'x');
        for (int i = 0; i < 64 && socket.state() == QLocalSocket::ConnectedState; ++i) {
            socket.write(block);
            socket.waitForBytesWritten(200);
        }
        socket.waitForDisconnected(3000);
        QCOMPARE(socket.state(), QLocalSocket::UnconnectedState);
        QVERIFY(guest());
    }

    void aLongFolderHasASocketToo()
    {
        Paths far;
        far.data = u"/home/somebody/"_s + QString(120, u'x');
        QVERIFY(QFile::encodeName(HandOver::socketPath(far)).size() < 100);
        Paths other = far;
        other.data += u'y';
        QVERIFY(HandOver::socketPath(far) != HandOver::socketPath(other));
    }
};

QTEST_GUILESS_MAIN(TestHandOver)
#include "tst_handover.moc"
