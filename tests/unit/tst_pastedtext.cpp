// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/pastedtext.h"

#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_PastedText : public QObject
{
    Q_OBJECT

    static QStringList slugs(const PastedText &text)
    {
        QStringList found;
        for (const PastedText::Found &one : text.found)
            found << one.url.slug;
        return found;
    }

private Q_SLOTS:
    void droppedFilesAreRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text"); ///< empty: the path
        const QString titanic = u"https://www.kaggle.com/competitions/titanic"_s;
        QTest::newRow("Windows link") << u"a.url"_s << QByteArray("[InternetShortcut]\r\nURL=https://www.kaggle.com/competitions/titanic\r\n") << titanic;
        QTest::newRow("macOS link") << u"a.webloc"_s
                                    << QByteArray("<?xml version=\"1.0\"?><plist><dict><key>URL</key><string>https://www.kaggle.com/competitions/titanic</string></dict></plist>")
                                    << titanic;
        QTest::newRow("list") << u"a.TXT"_s << QByteArray("# mine\nhttps://www.kaggle.com/competitions/titanic\nkaggle.com/c/house-prices\n")
                              << titanic + u"\nkaggle.com/c/house-prices"_s;
        QTest::newRow("table") << u"a.csv"_s << QByteArray("name,url\nTitanic,https://www.kaggle.com/competitions/titanic\n") << titanic;
        QTest::newRow("data") << u"train.csv"_s << QByteArray("word\ntitanic\nhouse\n") << QString();
        QTest::newRow("nothing") << u"a.txt"_s << QByteArray() << QString();
        QTest::newRow("another kind") << u"a.md"_s << QByteArray("https://www.kaggle.com/competitions/titanic\n") << QString();
        QTest::newRow("binary") << u"b.txt"_s << QByteArray("\0\xff\xfe\0\n", 5) << QString();
    }
    void droppedFilesAreRead()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, text);
        const QTemporaryDir folder;
        const QString path = folder.filePath(name);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        QCOMPARE(textOfDropped(path), text.isEmpty() ? path : text);
    }

    void findsCompetitions_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found");
        QTest::addColumn<QStringList>("unknown");
        const QString titanic = u"https://www.kaggle.com/competitions/titanic"_s;
        QTest::newRow("one") << titanic << QStringList{u"titanic"_s} << QStringList{};
        QTest::newRow("slug") << u" titanic \n"_s << QStringList{u"titanic"_s} << QStringList{};
        QTest::newRow("demo") << u"demo"_s << QStringList{u"demo"_s} << QStringList{};
        QTest::newRow("lines of every end") << u"titanic\r\nspaceship-titanic\rdigit-recognizer\n\n"_s
                                            << QStringList{u"titanic"_s, u"spaceship-titanic"_s, u"digit-recognizer"_s} << QStringList{};
        QTest::newRow("twice is once") << titanic + u"\nwww.kaggle.com/c/titanic/data\n"_s << QStringList{u"titanic"_s} << QStringList{};
        QTest::newRow("in prose") << u"Have a look at (https://www.kaggle.com/c/titanic), or kaggle.com/competitions/house-prices."_s
                                  << QStringList{u"titanic"_s, u"house-prices"_s} << QStringList{};
        QTest::newRow("markdown") << u"* [Titanic](https://www.kaggle.com/competitions/titanic/overview) is the first"_s
                                  << QStringList{u"titanic"_s} << QStringList{};
        QTest::newRow("html") << u"<a href=\"https://www.kaggle.com/competitions/titanic?x=1\">Titanic</a>"_s << QStringList{u"titanic"_s} << QStringList{};
        QTest::newRow("rubbish between") << u"titanic\nwhat shall I do today?\nhouse-prices"_s
                                         << QStringList{u"titanic"_s, u"house-prices"_s} << QStringList{u"what shall I do today?"_s};
        QTest::newRow("another page") << u"https://www.kaggle.com/datasets/alice/cats"_s << QStringList{}
                                      << QStringList{u"https://www.kaggle.com/datasets/alice/cats"_s};
        QTest::newRow("nothing") << u" \n\t\n"_s << QStringList{} << QStringList{};
    }

    void findsCompetitions()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, found);
        QFETCH(QStringList, unknown);
        const PastedText read = readPastedText(text);
        QCOMPARE(slugs(read), found);
        QStringList lines;
        for (const PastedText::Unknown &line : read.unknown) {
            lines << line.line;
            QVERIFY(line.reason.endsWith(u'.'));
        }
        QCOMPARE(lines, unknown);
    }

    void takesAFolderWithBlanksWhole()
    {
        QTemporaryDir place;
        QVERIFY(QDir(place.path()).mkdir(u"my data (2)"_s));
        const PastedText read = readPastedText(place.filePath(u"my data (2)"_s) + u"\ntitanic"_s);
        QCOMPARE(read.found.size(), 2);
        QCOMPARE(read.found.first().url.kind, CompetitionUrl::Kind::Folder);
        QVERIFY(read.unknown.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_PastedText)
#include "tst_pastedtext.moc"
