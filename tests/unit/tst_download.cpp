// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "kaggle/download.h"
#include "scriptedserver.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray made(qsizetype bytes)
{
    QByteArray content(bytes, Qt::Uninitialized);
    QRandomGenerator random(7);
    for (char &byte : content)
        byte = char(random.bounded(256));
    return content;
}

QByteArray md5Of(const QByteArray &bytes)
{
    return "md5=" + QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toBase64();
}

/// A storage that does as it should: Range and If-Range.
Answer stored(const Asked &asked, const QByteArray &content, const QByteArray &etag, const QByteArray &hash = {})
{
    QList<std::pair<QByteArray, QByteArray>> headers{{"ETag", etag}, {"Content-Type", "application/zip"}};
    if (!hash.isEmpty())
        headers.append({"x-goog-hash", hash});
    const QByteArray range = asked.header("range");
    if (range.isEmpty() || asked.header("if-range") != etag)
        return Answer::of(200, headers, content);
    const qsizetype from = range.mid(6).chopped(1).toLongLong();
    if (from >= content.size())
        return Answer::of(416, {{"Content-Range", "bytes */" + QByteArray::number(content.size())}}, {});
    headers.append({"Content-Range", "bytes " + QByteArray::number(from) + '-' + QByteArray::number(content.size() - 1) + '/' + QByteArray::number(content.size())});
    return Answer::of(206, headers, content.mid(from));
}

/// The first \a bytes of an answer's body, then the connection ends.
Answer cutAfter(Answer answer, qsizetype bytes)
{
    const QByteArray whole = answer.pieces.join();
    return {.pieces = {whole.left(whole.indexOf("\r\n\r\n") + 4 + bytes)}, .pauseMs = 1, .close = true};
}

} // namespace

class tst_Download : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_target;
    const Http m_http{{.userAgent = "test/1"}};
    int m_addresses = 0;

    kaggle::Download download(const ScriptedServer &server, const QString &name = u"train.zip"_s)
    {
        return {.name = name,
                .target = m_target,
                .stallLimit = 500ms,
                .address = [this, &server](std::stop_token) -> Result<QUrl> { return server.url("/signed/" + QByteArray::number(++m_addresses) + "?s=%2B"); },
                .isTrusted = [](const QUrl &url) { return url.host() == u"127.0.0.1"; }};
    }
    QByteArray there() const { return readFile(m_target).value_or(QByteArray("nothing")); }
    bool isTidy() const { return !QFileInfo::exists(m_target + u".part"_s) && !QFileInfo::exists(m_target + u".part.json"_s); }

private Q_SLOTS:
    void init()
    {
        m_addresses = 0;
        m_target = m_folder.filePath(u"%1"_s.arg(QLatin1String(QTest::currentTestFunction()) + QLatin1String(QTest::currentDataTag() ? QTest::currentDataTag() : "")));
    }

    void whole()
    {
        const QByteArray content = made(3 << 20);
        const ScriptedServer server([&](const Asked &asked, int) { return stored(asked, content, "\"v1\"", "crc32c=AAAAAA==, " + md5Of(content)); });
        qint64 last = 0, total = 0;
        kaggle::Download wanted = download(server);
        wanted.progress = [&](qint64 bytes, qint64 of) {
            QVERIFY(bytes >= last);
            last = bytes;
            total = of;
        };
        const auto loaded = kaggle::fetch(m_http, wanted, {});
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(there(), content);
        QVERIFY(isTidy());
        QCOMPARE(loaded->bytes, content.size());
        QCOMPARE(last, content.size());
        QCOMPARE(total, content.size());
        const Asked asked = server.asked().value(0);
        for (const QByteArray name : {"authorization", "cookie", "content-type", "range"})
            QVERIFY2(asked.header(name).isEmpty(), name.constData());
    }

    void cutAnywhere_data()
    {
        QTest::addColumn<QList<int>>("cuts");
        QTest::newRow("in the middle") << QList<int>{1'000'000};
        QTest::newRow("before the first byte") << QList<int>{0, 0};
        QTest::newRow("many times") << QList<int>{1, 5'000, 100'000, 400'000, 65'536, 7};
        QTest::newRow("before the last byte") << QList<int>{2'097'151};
    }
    void cutAnywhere()
    {
        QFETCH(QList<int>, cuts);
        const QByteArray content = made(2 << 20);
        qint64 sent = 0;
        const ScriptedServer server([&](const Asked &asked, int no) {
            const Answer full = stored(asked, content, "\"v1\"", md5Of(content));
            if (no < cuts.size()) {
                sent += cuts[no];
                return cutAfter(full, cuts[no]);
            }
            const QByteArray whole = full.pieces.join();
            sent += whole.size() - whole.indexOf("\r\n\r\n") - 4;
            return full;
        });
        const auto loaded = kaggle::fetch(m_http, download(server), {});
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message + loaded.error().detail));
        QCOMPARE(there(), content);
        QCOMPARE(sent, content.size()); // not a byte twice
        QCOMPARE(m_addresses, 1);
    }

    void goesOnAfterAnEndOfTheProgram()
    {
        const QByteArray content = made(300'000);
        std::stop_source stop;
        {
            const ScriptedServer server([&](const Asked &asked, int) {
                Answer answer = cutAfter(stored(asked, content, "\"v1\""), 100'000);
                answer.close = false; // and then nothing
                return answer;
            });
            kaggle::Download wanted = download(server);
            wanted.progress = [&](qint64 bytes, qint64) {
                if (bytes >= 100'000)
                    stop.request_stop();
            };
            QCOMPARE(kaggle::fetch(m_http, wanted, stop.get_token()).error().kind, Error::Kind::Cancelled);
        }
        const ScriptedServer server([&](const Asked &asked, int) { return stored(asked, content, "\"v1\"", md5Of(content)); });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QCOMPARE(server.asked().value(0).header("range"), QByteArray("bytes=100000-"));
        QCOMPARE(server.asked().value(0).header("if-range"), QByteArray("\"v1\""));
        QCOMPARE(there(), content);
    }

    void changedMeanwhile()
    {
        const QByteArray before = made(100'000), now = before.mid(50'000) + before;
        const ScriptedServer server([&](const Asked &asked, int no) {
            return no == 0 ? cutAfter(stored(asked, before, "\"v1\""), 60'000) : stored(asked, now, "\"v2\"", md5Of(now));
        });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QCOMPARE(there(), now);
    }

    void aStorageThatIgnoresRanges()
    {
        const QByteArray content = made(100'000);
        const ScriptedServer server([&](const Asked &asked, int no) {
            Asked plain = asked;
            plain.headers.clear();
            const Answer full = stored(plain, content, "\"v1\"");
            return no == 0 ? cutAfter(full, 60'000) : full;
        });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QCOMPARE(there(), content);
    }

    void aForeignPieceIsNotAppended()
    {
        const QByteArray content = made(100'000);
        const ScriptedServer server([&](const Asked &asked, int no) {
            if (no == 0)
                return cutAfter(stored(asked, content, "\"v1\""), 60'000);
            if (no == 1) // goes on somewhere else than asked
                return Answer::of(206, {{"ETag", "\"v1\""}, {"Content-Range", "bytes 50000-99999/100000"}}, content.mid(50'000));
            return stored(asked, content, "\"v1\"", md5Of(content));
        });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QCOMPARE(there(), content);
    }

    void wrongChecksum()
    {
        const QByteArray content = made(100'000);
        int times = 0;
        const ScriptedServer once([&](const Asked &asked, int) { return stored(asked, ++times == 1 ? QByteArray(100'000, 'x') : content, "\"v1\"", md5Of(content)); });
        QVERIFY(kaggle::fetch(m_http, download(once), {}));
        QCOMPARE(there(), content);
        QFile::remove(m_target);
        const ScriptedServer always([&](const Asked &asked, int) { return stored(asked, QByteArray(100'000, 'x'), "\"v1\"", md5Of(content)); });
        const auto loaded = kaggle::fetch(m_http, download(always), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, u"checksum"_s);
        QVERIFY(!QFileInfo::exists(m_target));
        QCOMPARE(always.asked().size(), 2);
    }

    void crcWhereThereIsNoMd5()
    {
        // RFC 3720, B.4: 32 bytes of zeroes have the CRC-32C 8a9136aa.
        const QByteArray zeroes(32, '\0');
        const QByteArray told = "crc32c=" + QByteArray::fromHex("8a9136aa").toBase64();
        const ScriptedServer good([&](const Asked &asked, int) { return stored(asked, zeroes, "\"v1\"", told); });
        QVERIFY(kaggle::fetch(m_http, download(good), {}));
        QFile::remove(m_target);
        const ScriptedServer bad([&](const Asked &asked, int) { return stored(asked, QByteArray(32, 'x'), "\"v1\"", told); });
        QCOMPARE(kaggle::fetch(m_http, download(bad), {}).error().code, u"checksum"_s);
    }

    void emptyFile()
    {
        const ScriptedServer server([&](const Asked &asked, int) { return stored(asked, {}, "\"v1\"", md5Of({})); });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QVERIFY(QFileInfo::exists(m_target));
        QCOMPARE(QFileInfo(m_target).size(), 0);
    }

    void stall()
    {
        const QByteArray content = made(100'000);
        const ScriptedServer server([&](const Asked &asked, int no) {
            const Answer full = stored(asked, content, "\"v1\"");
            if (no > 0)
                return full;
            Answer silent = cutAfter(full, 1'000);
            silent.close = false;
            return silent;
        });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QCOMPARE(there(), content);
        QCOMPARE(server.asked().size(), 2);
    }

    void serverErrors()
    {
        const QByteArray content = made(1'000);
        const ScriptedServer server([&](const Asked &asked, int no) { return no == 0 ? Answer::of(503, {{"Retry-After", "0"}}, "busy") : stored(asked, content, "\"v1\""); });
        QVERIFY(kaggle::fetch(m_http, download(server), {}));
        QCOMPARE(there(), content);
    }

    void givesUp()
    {
        const ScriptedServer server([](const Asked &, int) { return Answer::of(503, {{"Retry-After", "0.01"}}, "busy"); });
        const auto loaded = kaggle::fetch(m_http, download(server), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().kind, Error::Kind::Network);
        QVERIFY(loaded.error().message.contains(u"train.zip"_s));
        QCOMPARE(server.asked().size(), 7);
    }

    void noWayOut_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QString>("code");
        QTest::newRow("circle") << QByteArray("/signed/again") << u"redirect_loop"_s;
        QTest::newRow("foreign host") << QByteArray("http://storage.evil.example/x") << u"foreign_host"_s;
        QTest::newRow("nowhere") << QByteArray() << u"redirect_loop"_s;
    }
    void noWayOut()
    {
        QFETCH(QByteArray, location);
        QFETCH(QString, code);
        const ScriptedServer server([&](const Asked &, int) { return Answer::of(302, {{"Location", location}}, {}); });
        const auto loaded = kaggle::fetch(m_http, download(server), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, code);
        QVERIFY(server.asked().size() <= 6);
    }

    void noRoom()
    {
        const ScriptedServer server([&](const Asked &asked, int) { return stored(asked, made(1'000), "\"v1\""); });
        kaggle::Download wanted = download(server);
        wanted.diskFloor = 1LL << 60;
        const auto loaded = kaggle::fetch(m_http, wanted, {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, u"disk_low"_s);
        QCOMPARE(loaded.error().kind, Error::Kind::Storage);
    }

    void knownAlready()
    {
        const ScriptedServer server([&](const Asked &asked, int) { return stored(asked, made(5 << 20), "\"v1\""); });
        kaggle::Download wanted = download(server);
        QByteArray marks;
        wanted.isKnown = [&marks](const QByteArray &each) {
            marks = each;
            return true;
        };
        const auto loaded = kaggle::fetch(m_http, wanted, {});
        QVERIFY(loaded);
        QVERIFY(loaded->wasKnown);
        QVERIFY(marks.contains("\"v1\""));
        QVERIFY(!QFileInfo::exists(m_target) && isTidy());
    }

    /// Case kag-html-for-zip.
    void webPageForZip()
    {
        const QByteArray page = readFile(QStringLiteral(SOLVER_CASES_DIR "/files/kag-html-for-zip/reply.html")).value();
        const ScriptedServer server([&](const Asked &, int) { return Answer::of(200, {{"Content-Type", "text/html; charset=utf-8"}}, page); });
        const auto loaded = kaggle::fetch(m_http, download(server), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().kind, Error::Kind::Auth);
        for (const QString &part : {u"web page"_s, u"train.zip"_s})
            QVERIFY2(loaded.error().message.contains(part), qPrintable(loaded.error().message));
        for (const QString &part : {u"BadZipFile"_s, u"corrupt"_s})
            QVERIFY(!loaded.error().message.contains(part));
        const QByteArray title = page.mid(page.indexOf("<title>") + 7, page.indexOf("</title>") - page.indexOf("<title>") - 7).simplified();
        QVERIFY(!title.isEmpty());
        QVERIFY2(loaded.error().message.contains(QString::fromUtf8(title)), qPrintable(loaded.error().message));
        QVERIFY(!QFileInfo::exists(m_target) && isTidy());
        QCOMPARE(server.asked().size(), 1); // no automatic retry
    }

    /// Case kag-resume-403.
    void resumedWithAnExpiredAddress()
    {
        const QString files = QStringLiteral(SOLVER_CASES_DIR "/files/kag-resume-403");
        const QByteArray blob = readFile(files + u"/blob.bin"_s).value(), expired = readFile(files + u"/expired.xml"_s).value();
        QVERIFY(writeFile(m_target + u".part"_s, blob.left(1500)));
        QVERIFY(writeJson(m_target + u".part.json"_s, {{"etag", "\"v1\""}, {"last_modified", ""}, {"size", 4096}, {"hashes", ""}}));
        qint64 kept = 0;
        const ScriptedServer server([&](const Asked &asked, int no) {
            if (no == 0)
                return Answer::of(403, {{"Content-Type", "application/xml"}}, expired);
            kept = QFileInfo(m_target + u".part"_s).size();
            return stored(asked, blob, "\"v1\"");
        });
        const auto loaded = kaggle::fetch(m_http, download(server, u"train.csv"_s), {});
        QVERIFY(loaded);
        QCOMPARE(kept, 1500);
        QCOMPARE(m_addresses, 2);
        QCOMPARE(server.asked().size(), 2); // with the two questions for an address: four requests
        QCOMPARE(server.asked().at(1).header("range"), QByteArray("bytes=1500-"));
        QCOMPARE(there().size(), 4096);
        QCOMPARE(QCryptographicHash::hash(there(), QCryptographicHash::Sha256).toHex(), QByteArray("f9e18c560be5697b5376f69c47a1e30923a7ae047c9a6f747fcba904c0657628"));
    }
};

QTEST_GUILESS_MAIN(tst_Download)
#include "tst_download.moc"
