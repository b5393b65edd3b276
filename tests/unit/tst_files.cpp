// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Files : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString at(const QString &name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    void writesWholeFiles();
    void leavesTheOldFileWhenItCannotWrite();
    void refusesToReadWhatIsTooLarge();
    void saysWhatIsNotThere();
    void makesFoldersForTheOwnerAlone();
    void removesFoldersButFollowsNoLink();
    void copiesBytes();
    void stopsACopy();
    void renames();
    void readsAndWritesJson();
    void hashes();
    void makesSafeNames_data();
    void makesSafeNames();
    void makesDifferentNamesOfDifferentOnes();
};

void tst_Files::writesWholeFiles()
{
    const QByteArray text("a\0b\n", 4);
    QVERIFY(writeFile(at(u"new.txt"_s), text));
    QCOMPARE(readFile(at(u"new.txt"_s)), Result<QByteArray>(text));
    QVERIFY(writeFile(at(u"new.txt"_s), "shorter"));
    QCOMPARE(readFile(at(u"new.txt"_s)), Result<QByteArray>("shorter"));
    QCOMPARE(QDir(m_folder.path()).entryList({u"new.txt*"_s}), QStringList{u"new.txt"_s}); // nothing temporary is left
}

void tst_Files::leavesTheOldFileWhenItCannotWrite()
{
    const auto absent = writeFile(at(u"no-such-folder/x.txt"_s), "x");
    QVERIFY(!absent);
    QCOMPARE(absent.error().kind, Error::Kind::Storage);
    QVERIFY(!absent.error().nextStep.isEmpty());
    QVERIFY(QDir().mkdir(at(u"folder"_s)));
    QVERIFY(!writeFile(at(u"folder"_s), "x"));
    QVERIFY(QFileInfo(at(u"folder"_s)).isDir());
}

void tst_Files::refusesToReadWhatIsTooLarge()
{
    QVERIFY(writeFile(at(u"ten"_s), "0123456789"));
    QVERIFY(readFile(at(u"ten"_s), 10));
    const auto read = readFile(at(u"ten"_s), 9);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::Kind::BadData);
    QCOMPARE(read.error().code, u"file_too_large"_s);
}

void tst_Files::saysWhatIsNotThere()
{
    const auto read = readFile(at(u"absent"_s));
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::Kind::NotFound);
    QVERIFY(read.error().message.contains(at(u"absent"_s)));
    QVERIFY(!readFile(m_folder.path())); // a folder is no file
    QVERIFY(!copyFile(at(u"absent"_s), at(u"copy"_s)));
    QVERIFY(!QFileInfo::exists(at(u"copy"_s)));
    QVERIFY(!renamePath(at(u"absent"_s), at(u"copy"_s)));
    QVERIFY(!sha256OfFile(at(u"absent"_s)));
}

void tst_Files::makesFoldersForTheOwnerAlone()
{
    QVERIFY(makeFolder(at(u"a/b/c"_s)));
    QVERIFY(makeFolder(at(u"a/b/c"_s))); // there already
    const auto rights = QFileInfo(at(u"a/b/c"_s)).permissions();
    QVERIFY(!(rights & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    QVERIFY(writeFile(at(u"file"_s), {}));
    const auto below = makeFolder(at(u"file/c"_s));
    QVERIFY(!below);
    QCOMPARE(below.error().kind, Error::Kind::Storage);
}

void tst_Files::removesFoldersButFollowsNoLink()
{
    QVERIFY(makeFolder(at(u"kept"_s)));
    QVERIFY(writeFile(at(u"kept/file"_s), "x"));
    QVERIFY(makeFolder(at(u"gone/deep"_s)));
    QVERIFY(writeFile(at(u"gone/deep/.hidden"_s), "x"));
    QVERIFY(QFile::link(at(u"kept"_s), at(u"gone/link"_s)));
    QVERIFY(removeFolder(at(u"gone"_s)));
    QVERIFY(!QFileInfo::exists(at(u"gone"_s)));
    QVERIFY(QFileInfo::exists(at(u"kept/file"_s)));
    QVERIFY(QFile::link(at(u"kept"_s), at(u"link"_s)));
    QVERIFY(removeFolder(at(u"link"_s)));
    QVERIFY(QFileInfo::exists(at(u"kept/file"_s)));
    QVERIFY(removeFolder(at(u"never-was"_s)));
}

void tst_Files::copiesBytes()
{
    const QByteArray big(3 * 1024 * 1024 + 7, 'z');
    QVERIFY(writeFile(at(u"big"_s), big));
    QVERIFY(copyFile(at(u"big"_s), at(u"big.copy"_s)));
    QCOMPARE(readFile(at(u"big.copy"_s)), Result<QByteArray>(big));
    QVERIFY(writeFile(at(u"empty"_s), {}));
    QVERIFY(copyFile(at(u"empty"_s), at(u"empty.copy"_s)));
    QCOMPARE(QFileInfo(at(u"empty.copy"_s)).size(), 0);
}

void tst_Files::stopsACopy()
{
    if (QFileInfo(at(u"big"_s)).size() == 0)
        QVERIFY(writeFile(at(u"big"_s), QByteArray(3 * 1024 * 1024, 'z')));
    std::stop_source source;
    source.request_stop();
    const auto copied = copyFile(at(u"big"_s), at(u"stopped"_s), source.get_token());
    if (copied)
        QSKIP("this file system copies at once");
    QCOMPARE(copied.error().kind, Error::Kind::Cancelled);
    QVERIFY(!QFileInfo::exists(at(u"stopped"_s)));
}

void tst_Files::renames()
{
    QVERIFY(makeFolder(at(u"from"_s)));
    QVERIFY(writeFile(at(u"from/x"_s), "x"));
    QVERIFY(renamePath(at(u"from"_s), at(u"to"_s)));
    QVERIFY(QFileInfo::exists(at(u"to/x"_s)) && !QFileInfo::exists(at(u"from"_s)));
    QVERIFY(makeFolder(at(u"again"_s)));
    QVERIFY(!renamePath(at(u"again"_s), at(u"to"_s))); // never over a folder that holds something
    QVERIFY(QFileInfo::exists(at(u"to/x"_s)));
}

void tst_Files::readsAndWritesJson()
{
    const nlohmann::json value{{"name", "Größe"}, {"n", 9007199254740993LL}};
    QVERIFY(writeJson(at(u"x.json"_s), value));
    QVERIFY(readJson(at(u"x.json"_s)) == value);
    QVERIFY(writeFile(at(u"bad.json"_s), "{\"a\": }"));
    const auto bad = readJson(at(u"bad.json"_s));
    QVERIFY(!bad);
    QCOMPARE(bad.error().code, u"bad_json"_s);
    QVERIFY(bad.error().message.contains(u"bad.json"_s));
    // Neither a wrong type nor bytes that are no text throw.
    QCOMPARE(textOf(value, "n"), QString());
    QCOMPARE(textOf(value, "absent"), QString());
    QCOMPARE(textOf(nlohmann::json::array(), "name"), QString());
    QCOMPARE(textOf(value, "name"), u"Größe"_s);
    QCOMPARE(dump({{"a", "\xff"}}), QByteArray("{\"a\":\"\xef\xbf\xbd\"}"));
}

void tst_Files::hashes()
{
    const QByteArray ofAbc("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QCOMPARE(sha256("abc"), ofAbc);
    QVERIFY(writeFile(at(u"abc"_s), "abc"));
    QCOMPARE(sha256OfFile(at(u"abc"_s)), Result<QByteArray>(ofAbc));
    std::stop_source source;
    source.request_stop();
    QCOMPARE(sha256OfFile(at(u"abc"_s), source.get_token()).error().kind, Error::Kind::Cancelled);
}

void tst_Files::makesSafeNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected"); ///< ends with `*` where a hash follows
    const auto row = [](const QString &name, const QString &expected) {
        QTest::addRow("%s", qPrintable(name.left(20))) << name << expected;
    };
    row(u"titanic"_s, u"titanic"_s);
    row(u"LANL-Earthquake-Prediction"_s, u"LANL-Earthquake-Prediction"_s);
    row(u"a.b_c-9"_s, u"a.b_c-9"_s);
    row(u"my folder"_s, u"my%20folder-*"_s);
    row(u"a/b"_s, u"a%2Fb-*"_s);
    row(u"Größe"_s, u"Gr%C3%B6%C3%9Fe-*"_s);
    row(u"Gro\u0308\u00dfe"_s, u"Gr%C3%B6%C3%9Fe-*"_s); // composed first
    row(QString(), u"-*"_s);
    row(u"."_s, u"-*"_s);
    row(u".."_s, u"-*"_s);
    row(u".hidden"_s, u"hidden-*"_s);
    row(u"ends."_s, u"ends.-*"_s);
    row(u"con"_s, u"con-*"_s);
    row(u"NUL.txt"_s, u"NUL.txt-*"_s);
    row(u"com7"_s, u"com7-*"_s);
    row(u"comet"_s, u"comet"_s);
    row(u"a\nb"_s, u"a%0Ab-*"_s);
    row(u"x,y"_s, u"x%2Cy-*"_s); // a comma would end a part of the engine's mount option
    row(QString(300, u'x'), QString(88, u'x') + u"-*"_s);
}

void tst_Files::makesSafeNames()
{
    QFETCH(QString, name);
    QFETCH(QString, expected);
    const QString safe = safeName(name);
    QVERIFY2(safe.size() <= 100, qPrintable(safe));
    if (!expected.endsWith(u'*')) {
        QCOMPARE(safe, expected);
        return;
    }
    expected.chop(1);
    QVERIFY2(safe.startsWith(expected), qPrintable(safe));
    QCOMPARE(safe.size(), expected.size() + 8);
    QCOMPARE(safeName(name), safe);
}

void tst_Files::makesDifferentNamesOfDifferentOnes()
{
    const QStringList names{u"a b"_s, u"a%20b"_s, u"a/b"_s,           u"."_s,
                            u".."_s,  QString(),  QString(101, u'x'), QString(102, u'x')};
    QSet<QString> safe;
    for (const QString &name : names)
        safe << safeName(name);
    QCOMPARE(safe.size(), names.size());
}

QTEST_GUILESS_MAIN(tst_Files)
#include "tst_files.moc"
