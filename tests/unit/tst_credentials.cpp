// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "kaggle/credentials.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

const QByteArray key = "0123456789abcdef0123456789abcdef";
const QByteArray token = "KGAT_0123456789abcdef0123456789abcdef";
const QByteArray legacy = R"({"username":"tester","key":"0123456789abcdef0123456789abcdef"})";

} // namespace

class tst_Credentials : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;

    CredentialPlaces places(const QStringList &variables = {}) const
    {
        CredentialPlaces places{.home = m_home.path()};
        for (const QString &each : variables)
            places.environment.insert(each.section(u'=', 0, 0), each.section(u'=', 1));
        return places;
    }
    void write(const QString &name, const QByteArray &text, bool wide = false) const
    {
        const QString path = m_home.filePath(name);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QVERIFY(writeFile(path, text));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | (wide ? QFile::ReadOther : QFile::Permission(0)));
    }

private Q_SLOTS:
    void cleanup() { QVERIFY(removeFolder(m_home.filePath(u".kaggle"_s)) && removeFolder(m_home.filePath(u".config"_s))); }

    void texts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("authorization"); ///< empty: refused
        const QByteArray basic = "Basic " + ("tester:" + key).toBase64();
        QTest::newRow("token") << token << "Bearer " + token;
        QTest::newRow("trailing newline") << token + "\n" << "Bearer " + token;
        QTest::newRow("line ends of Windows, mark, quotes") << QByteArray("\xEF\xBB\xBF\"") + token + "\"\r\n" << "Bearer " + token;
        QTest::newRow("legacy") << legacy << basic;
        QTest::newRow("token in the key's field") << QByteArray(legacy).replace(key, token) << "Bearer " + token;
        QTest::newRow("lines") << "# mine\nexport KAGGLE_API_TOKEN=" + token + "\nOPENAI_API_KEY=sk-xxxxxxxxxxxx\n" << "Bearer " + token;
        QTest::newRow("lines, legacy") << QByteArray("KAGGLE_USERNAME=tester\r\nKAGGLE_KEY='") + key + "'\r\n" << basic;
        QTest::newRow("key alone") << key << QByteArray();
        QTest::newRow("nothing") << QByteArray(" \n") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{username: tester}") << QByteArray();
        QTest::newRow("JSON without a key") << QByteArray("{\"username\":\"tester\"}") << QByteArray();
        QTest::newRow("other names") << QByteArray("OPENAI_API_KEY=sk-xxxxxxxxxxxx") << QByteArray();
        QTest::newRow("a line break inside") << QByteArray("KGAT_0123\n4567") << QByteArray();
        QTest::newRow("letters that break a header") << QByteArray("KGAT_0123456789\x01\x02zzzz") << QByteArray();
        QTest::newRow("a web page") << QByteArray("<!DOCTYPE html><html></html>") << QByteArray();
    }
    void texts()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, authorization);
        const auto credential = credentialFromText(text, u"kaggle.json"_s, u"a test"_s);
        QCOMPARE(credential.has_value(), !authorization.isEmpty());
        if (credential) {
            QCOMPARE(credential->authorization(), authorization);
            QCOMPARE(credentialFromText(credential->toText(), {}, {}).value().authorization(), authorization);
            return;
        }
        QVERIFY(credential.error().message.contains(u"kaggle.json"_s) && !credential.error().nextStep.isEmpty());
        QVERIFY(!credential.error().message.contains(u"0123456789"_s));
    }

    /// Case kag-credential-file.
    void caseFiles_data()
    {
        QTest::addColumn<bool>("good");
        QTest::newRow("bom-crlf.json") << true;
        QTest::newRow("spaces.json") << true;
        QTest::newRow("curly.json") << false;
    }
    void caseFiles()
    {
        QFETCH(bool, good);
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        const QByteArray text = readFile(QStringLiteral(SOLVER_CASES_DIR "/files/kag-credential-file/") + name).value();
        const auto credential = credentialFromText(text, name, u"a file"_s);
        QCOMPARE(credential.has_value(), good);
        if (good) {
            QCOMPARE(credential->userName, u"tester"_s);
            QCOMPARE(credential->secret, key);
            return;
        }
        for (const QString &part : {u"curly.json"_s, u"quotation marks"_s, u"line 1"_s})
            QVERIFY2(credential.error().message.contains(part), qPrintable(credential.error().message));
        QVERIFY(!(credential.error().message + credential.error().detail).contains(u"0123456789abcdef"_s));
    }

    void nowhere()
    {
        const FoundCredentials found = findCredentials(places(), nullptr);
        QVERIFY(!found.inForce && found.offered.isEmpty() && found.warnings.isEmpty());
    }

    void environment()
    {
        QCOMPARE(findCredentials(places({u"KAGGLE_API_TOKEN="_s + QString::fromLatin1(token)}), nullptr).inForce->authorization(), "Bearer " + token);
        QCOMPARE(findCredentials(places({u"KAGGLE_USERNAME=a"_s, u"KAGGLE_KEY="_s + QString::fromLatin1(key)}), nullptr).inForce->userName, u"a"_s);
        write(u".kaggle/somewhere"_s, token + "\n");
        const auto byPath = findCredentials(places({u"KAGGLE_API_TOKEN="_s + m_home.filePath(u".kaggle/somewhere"_s)}), nullptr);
        QCOMPARE(byPath.inForce->secret, token);
        QVERIFY(byPath.inForce->source.contains(u"KAGGLE_API_TOKEN"_s));
        const auto wrong = findCredentials(places({u"KAGGLE_API_TOKEN=abc"_s}), nullptr);
        QVERIFY(!wrong.inForce);
        QCOMPARE(wrong.warnings.size(), 1);
    }

    void filesAreOfferedInTheOfficialOrder()
    {
        write(u".kaggle/kaggle.json"_s, legacy);
        write(u".kaggle/access_token"_s, token);
        const FoundCredentials found = findCredentials(places(), nullptr);
        QVERIFY(!found.inForce);
        QCOMPARE(found.offered.size(), 2);
        QCOMPARE(found.offered.at(0).source, u"~/.kaggle/access_token"_s);
        QCOMPARE(found.offered.at(1).source, u"~/.kaggle/kaggle.json"_s);
        QVERIFY(found.warnings.isEmpty());
    }

    void otherFolders()
    {
        write(u".config/kaggle/kaggle.json"_s, legacy);
        QCOMPARE(findCredentials(places(), nullptr).offered.value(0).source, u"~/.config/kaggle/kaggle.json"_s);
        write(u".kaggle/x/kaggle.json"_s, legacy); // the folder ~/.kaggle is there now, and has none itself
        QVERIFY(findCredentials(places(), nullptr).offered.isEmpty());
        QCOMPARE(findCredentials(places({u"KAGGLE_CONFIG_DIR="_s + m_home.filePath(u".kaggle/x"_s)}), nullptr).offered.size(), 1);
    }

    void wideRightsAreToldNotRefused()
    {
        write(u".kaggle/kaggle.json"_s, legacy, true);
        const FoundCredentials found = findCredentials(places(), nullptr);
        QCOMPARE(found.offered.size(), 1);
        QVERIFY(found.warnings.value(0).contains(u"chmod 600"_s));
    }

    void tokenFileWins()
    {
        write(u".kaggle/mine"_s, "KAGGLE_API_TOKEN=" + token + "\nOPENAI_API_KEY=sk-xxxxxxxxxxxx\n");
        CredentialPlaces all = places({u"KAGGLE_USERNAME=a"_s, u"KAGGLE_KEY="_s + QString::fromLatin1(key)});
        all.tokenFile = m_home.filePath(u".kaggle/mine"_s);
        const FoundCredentials found = findCredentials(all, nullptr);
        QCOMPARE(found.inForce->secret, token);
        QVERIFY(found.inForce->source.contains(u"token file"_s));
        write(u".kaggle/mine"_s, "OPENAI_API_KEY=sk-xxxxxxxxxxxx\n"); // of other secrets: the environment counts
        QCOMPARE(findCredentials(all, nullptr).inForce->userName, u"a"_s);
        QVERIFY(findCredentials(all, nullptr).warnings.isEmpty());
        all.tokenFile += u"-missing"_s;
        QVERIFY(findCredentials(all, nullptr).warnings.value(0).contains(u"cannot be read"_s));
    }

    /// Case sec-no-key-store.
    void withoutAKeyStore()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS"), runtime = qgetenv("XDG_RUNTIME_DIR");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", m_home.path().toUtf8());
        QElapsedTimer timer;
        timer.start();
        KeyStore keys;
        const auto read = keys.read(u"kaggle"_s);
        QVERIFY(!read);
        QCOMPARE(read.error().code, u"no_key_store"_s);
        QVERIFY(read.error().message.contains(u"this session"_s));
        for (const QString &part : {u"org.freedesktop"_s, u".service"_s})
            QVERIFY(!(read.error().message + read.error().nextStep).contains(part));
        QVERIFY(!keys.isThere());
        QVERIFY(keys.write(u"kaggle"_s, token).value() == KeyStore::Kept::ThisSession);
        QCOMPARE(keys.read(u"kaggle"_s).value(), token);
        QCOMPARE(findCredentials(places(), &keys).inForce->secret, token);
        QVERIFY(keys.remove(u"kaggle"_s));
        QVERIFY(!keys.read(u"kaggle"_s));
        // The environment works all the same.
        QVERIFY(findCredentials(places({u"KAGGLE_API_TOKEN="_s + QString::fromLatin1(token)}), &keys).inForce);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus"); // a bus that is gone
        QCOMPARE(KeyStore().read(u"kaggle"_s).error().code, u"no_key_store"_s);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        bus.isNull() ? qunsetenv("DBUS_SESSION_BUS_ADDRESS") : qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
        runtime.isNull() ? qunsetenv("XDG_RUNTIME_DIR") : qputenv("XDG_RUNTIME_DIR", runtime);
    }
};

QTEST_GUILESS_MAIN(tst_Credentials)
#include "tst_credentials.moc"
