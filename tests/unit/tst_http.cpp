// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/http.h"
#include "scriptedserver.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Http client()
{
    return Http({.userAgent = "test/1"});
}

QList<QByteArray> names(const Asked &asked)
{
    QList<QByteArray> list;
    for (const auto &[name, value] : asked.headers)
        list << name.toLower();
    return list;
}

} // namespace

class tst_Http : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatItIsGivenAndNoMore()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer::json("{}"); });
        HttpRequest request{.method = "POST", .url = server.url("/a/b?x=%2B%3D&y=1")};
        request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer abc"}};
        request.body = R"({"a": 1})";
        const Result<HttpReply> reply = client().send(request, {});
        QVERIFY(reply);
        QCOMPARE(reply->status, 200);
        QCOMPARE(reply->body, QByteArray("{}"));
        const Asked asked = server.asked().value(0);
        QCOMPARE(asked.method, QByteArray("POST"));
        QCOMPARE(asked.target, QByteArray("/a/b?x=%2B%3D&y=1"));
        QCOMPARE(asked.body, QByteArray(R"({"a": 1})"));
        QCOMPARE(asked.header("authorization"), QByteArray("Bearer abc"));
        QCOMPARE(asked.header("user-agent"), QByteArray("test/1"));
        QVERIFY(!names(asked).contains("cookie") && !names(asked).contains("origin"));
    }

    void storageGetsNoContentType()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer::of(200, {}, "x"); });
        QTemporaryDir folder;
        QFile file(folder.filePath(u"f"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("0123456789");
        file.close();
        QVERIFY(client().send({.url = server.url("/f"), .asStored = true}, {}));
        QVERIFY(client().send({.method = "PUT", .url = server.url("/g"), .bodyFile = file.fileName(), .bodyOffset = 4}, {}));
        const QList<Asked> asked = server.asked();
        QCOMPARE(asked.at(0).header("accept-encoding"), QByteArray("identity"));
        QVERIFY(!names(asked.at(0)).contains("content-type") && !names(asked.at(0)).contains("content-length"));
        QCOMPARE(asked.at(1).body, QByteArray("456789"));
        QCOMPARE(asked.at(1).header("content-length"), QByteArray("6"));
        QVERIFY(!names(asked.at(1)).contains("content-type"));
    }

    void redirectsAreForTheCaller()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer::of(302, {{"Location", "/other"}}, {}); });
        const Result<HttpReply> reply = client().send({.method = "POST", .url = server.url("/"), .body = "{}"}, {});
        QVERIFY(reply);
        QCOMPARE(reply->status, 302);
        QCOMPARE(reply->header("LOCATION"), QByteArray("/other"));
        QCOMPARE(server.asked().size(), 1);
    }

    void cookiesAreNotKept()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer::of(200, {{"Set-Cookie", "ka_sessionid=1; Path=/"}}, "{}"); });
        const Http http = client();
        QVERIFY(http.send({.url = server.url("/")}, {}));
        QVERIFY(http.send({.url = server.url("/")}, {}));
        QVERIFY(!names(server.asked().at(1)).contains("cookie"));
    }

    /// Qt alone sends such a request up to three times.
    void aBodyIsNeverSentTwice()
    {
        for (const int pause : {0, 400}) {
            const ScriptedServer server([pause](const Asked &, int) { return Answer{.pieces = {QByteArray()}, .pauseMs = pause, .close = true}; });
            const Result<HttpReply> reply = client().send({.method = "POST", .url = server.url("/"), .body = "{}"}, {});
            QVERIFY(!reply);
            QCOMPARE(reply.error().kind, Error::Kind::Network);
            QVERIFY(reply.error().retryable);
            QTest::qWait(200);
            QCOMPARE(server.asked().size(), 1);
        }
    }

    void errorsKeepTheirBody_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {400, 401, 402, 403, 404, 413, 416, 429, 500, 503, 529})
            QTest::addRow("%d", status) << status;
    }
    void errorsKeepTheirBody()
    {
        QFETCH(int, status);
        const ScriptedServer server([status](const Asked &, int) {
            return Answer::of(status, {{"WWW-Authenticate", "Basic realm=\"x\""}, {"Retry-After", "7"}}, "why");
        });
        bool took = false;
        const HttpReader reader{.piece = [&took](QByteArrayView) -> Result<> {
            took = true;
            return {};
        }};
        const Result<HttpReply> reply = client().send({.url = server.url("/")}, {}, reader);
        QVERIFY(reply);
        QCOMPARE(reply->status, status);
        QCOMPARE(reply->body, QByteArray("why"));
        QCOMPARE(reply->header("retry-after"), QByteArray("7"));
        QVERIFY(!took);
    }

    void aReaderGetsPiecesAsTheyCome()
    {
        const ScriptedServer server([](const Asked &, int) {
            return Answer{.pieces = {"HTTP/1.1 200 X\r\nContent-Length: 6\r\n\r\n", "ab", "cd", "ef"}, .pauseMs = 150};
        });
        QList<QByteArray> pieces;
        int status = 0;
        const HttpReader reader{.head = [&status](const HttpHead &head) -> Result<bool> {
                                    status = head.status;
                                    return true;
                                },
                                .piece = [&pieces](QByteArrayView piece) -> Result<> {
                                    pieces << piece.toByteArray();
                                    return {};
                                }};
        const Result<HttpReply> reply = client().send({.url = server.url("/")}, {}, reader);
        QVERIFY(reply);
        QCOMPARE(status, 200);
        QVERIFY(reply->body.isEmpty());
        QCOMPARE(pieces.join(), QByteArray("abcdef"));
        QVERIFY(pieces.size() >= 3);
    }

    void aReadersErrorEndsIt()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer::of(200, {}, QByteArray(1 << 20, 'x')); });
        const HttpReader reader{.piece = [](QByteArrayView) -> Result<> { return tl::unexpected(Error{.code = u"mine"_s}); }};
        const Result<HttpReply> reply = client().send({.url = server.url("/")}, {}, reader);
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, u"mine"_s);
    }

    void anEarlyEndIsAnError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nabc");
        QTest::newRow("head") << QByteArray("HTTP/1.1 200 X\r\nContent-Le");
        QTest::newRow("nothing") << QByteArray();
    }
    void anEarlyEndIsAnError()
    {
        QFETCH(QByteArray, bytes);
        const ScriptedServer server([bytes](const Asked &, int) { return Answer{.pieces = {bytes}, .pauseMs = 20, .close = true}; });
        const Result<HttpReply> reply = client().send({.method = "POST", .url = server.url("/"), .body = "{}"}, {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Network);
    }

    void stopsWithin300Milliseconds()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer{}; });
        std::stop_source stop;
        QElapsedTimer sinceStop;
        std::thread stopper([&] {
            std::this_thread::sleep_for(300ms);
            sinceStop.start();
            stop.request_stop();
        });
        const Result<HttpReply> reply = client().send({.url = server.url("/")}, stop.get_token());
        const qint64 took = sinceStop.elapsed();
        stopper.join();
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Cancelled);
        QVERIFY2(took < 300, qPrintable(QString::number(took)));
        QTRY_COMPARE(server.closedByClient(), 1);
    }

    void timeLimits_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("pause");
        QTest::addColumn<int>("all");
        QTest::newRow("first byte") << QByteArray() << 1000 << 0;
        QTest::newRow("stall") << QByteArray("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nab") << 1000 << 0;
        QTest::newRow("all") << QByteArray("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nab") << 1000 << 250;
    }
    void timeLimits()
    {
        QFETCH(QByteArray, head);
        QFETCH(int, pause);
        QFETCH(int, all);
        const ScriptedServer server([=](const Asked &, int) { return Answer{.pieces = {head, "c"}, .pauseMs = pause}; });
        QElapsedTimer timer;
        timer.start();
        const Result<HttpReply> reply = client().send({.url = server.url("/"), .firstByteLimit = 300ms, .stallLimit = 300ms,
                                                       .timeLimit = std::chrono::milliseconds(all)}, {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Timeout);
        QVERIFY2(timer.elapsed() < 900, qPrintable(QString::number(timer.elapsed())));
    }

    void nobodyThere()
    {
        quint16 port = 0;
        {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost, 0));
            port = server.serverPort();
        }
        const Result<HttpReply> refused = client().send({.url = QUrl(u"http://127.0.0.1:%1/"_s.arg(port))}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"no_connection"_s);
        QVERIFY(refused.error().message.contains(u"127.0.0.1"_s));
    }

    void proxies_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<QString>("host");
        QTest::newRow("https") << "https://api.kaggle.com/" << QStringList{u"https_proxy=http://p:81"_s} << "p";
        QTest::newRow("upper case") << "https://api.kaggle.com/" << QStringList{u"HTTPS_PROXY=http://p:81"_s} << "p";
        QTest::newRow("without a scheme") << "http://x.example/" << QStringList{u"http_proxy=p:81"_s} << "p";
        QTest::newRow("all") << "https://x.example/" << QStringList{u"ALL_PROXY=socks5://p"_s} << "p";
        QTest::newRow("the other scheme") << "https://x.example/" << QStringList{u"http_proxy=http://p:81"_s} << "";
        QTest::newRow("exempt") << "https://api.kaggle.com/" << QStringList{u"https_proxy=p"_s, u"no_proxy=example.com,.kaggle.com"_s} << "";
        QTest::newRow("everything exempt") << "https://api.kaggle.com/" << QStringList{u"https_proxy=p"_s, u"NO_PROXY=*"_s} << "";
        QTest::newRow("a name that only ends so") << "https://notkaggle.com/" << QStringList{u"https_proxy=p"_s, u"no_proxy=kaggle.com"_s} << "p";
        QTest::newRow("this machine") << "http://127.0.0.1:9/" << QStringList{u"http_proxy=p"_s} << "";
        QTest::newRow("localhost") << "http://localhost/" << QStringList{u"http_proxy=p"_s} << "";
    }
    void proxies()
    {
        QFETCH(QString, url);
        QFETCH(QStringList, environment);
        QFETCH(QString, host);
        QProcessEnvironment variables;
        for (const QString &each : environment)
            variables.insert(each.section(u'=', 0, 0), each.section(u'=', 1));
        qunsetenv("http_proxy");
        qunsetenv("https_proxy");
        QCOMPARE(proxyFor(QUrl(url), variables).hostName(), host);
    }
};

QTEST_GUILESS_MAIN(tst_Http)
#include "tst_http.moc"
