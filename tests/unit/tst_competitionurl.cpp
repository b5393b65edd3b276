// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "competition/competitionurl.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_CompetitionUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheSlug_data();
    void findsTheSlug();
    void saysWhatItIsInstead_data();
    void saysWhatItIsInstead();
    void cutsAPasteIntoWords_data();
    void cutsAPasteIntoWords();
    void knowsTheDemo();
    void knowsFoldersAndArchives();
    void saysThatAFolderIsNotThere_data();
    void saysThatAFolderIsNotThere();
};

void tst_CompetitionUrl::findsTheSlug_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("slug");
    const auto row = [](const QString &text, const QString &slug) {
        QTest::addRow("%s", qPrintable(text)) << text << slug;
    };
    // The test vectors of the specification of Kaggle's API, section 6.3.
    row(u"https://www.kaggle.com/competitions/titanic"_s, u"titanic"_s);
    row(u"https://www.kaggle.com/competitions/titanic/"_s, u"titanic"_s);
    row(u"http://kaggle.com/c/titanic/data?select=train.csv"_s, u"titanic"_s);
    row(u"https://www.kaggle.com/c/LANL-Earthquake-Prediction/leaderboard"_s, u"LANL-Earthquake-Prediction"_s);
    row(u"https://www.kaggle.com/competitions/playground-series-s6e11/overview/evaluation#metric"_s,
        u"playground-series-s6e11"_s);
    row(u"www.kaggle.com/competitions/titanic/rules"_s, u"titanic"_s);
    row(u"HTTPS://WWW.KAGGLE.COM/competitions/titanic"_s, u"titanic"_s);
    row(u"https://www.kaggle.com/competitions/titanic/discussion/123456"_s, u"titanic"_s);
    row(u"<https://www.kaggle.com/competitions/titanic>."_s, u"titanic"_s);
    row(u"[Titanic](https://www.kaggle.com/competitions/titanic)"_s, u"titanic"_s);
    row(u"titanic"_s, u"titanic"_s);
    row(u"  titanic  "_s, u"titanic"_s);
    row(u"https://inclass.kaggle.com/c/my-class-2016"_s, u"my-class-2016"_s);
    row(u"https://user:pw@www.kaggle.com/competitions/titanic"_s, u"titanic"_s);
    row(u"https://www.kaggle.com:443/competitions/titanic"_s, u"titanic"_s);
    // The forms of section 6.1.
    for (const char *tail : {"/overview", "/data", "/code", "/models", "/discussion", "/team", "/submissions",
                             "/writeups", "/writeups/a-b", "/host/launch-checklist", "?tab=x",
                             "?utm_source=a&utm_medium=b", "?competitionId=3136", "#description"}) {
        row(u"https://www.kaggle.com/competitions/titanic"_s + QLatin1StringView(tail), u"titanic"_s);
        row(u"https://www.kaggle.com/c/titanic"_s + QLatin1StringView(tail), u"titanic"_s);
    }
    row(u"kaggle.com/c/titanic"_s, u"titanic"_s);
    row(u"kaggle.com:443/c/titanic"_s, u"titanic"_s);
    row(u"www.kaggle.com:443/c/titanic"_s, u"titanic"_s);
    row(u"https://m.kaggle.com/c/titanic"_s, u"titanic"_s);
    row(u"https://www.kaggle.com/api/v1/competitions/data/download-all/titanic"_s, u"titanic"_s);
    row(u"https://www.kaggle.com/api/v1/competitions/data/list/titanic"_s, u"titanic"_s);
    row(u"https://api.kaggle.com/api/v1/competitions/data/download/titanic/train.csv"_s, u"titanic"_s);
    row(u"kaggle competitions download -c titanic"_s, u"titanic"_s);
    row(u"kaggle competitions download -c titanic -p data"_s, u"titanic"_s);
    row(u"kaggle competitions submit --competition=titanic -f x.csv"_s, u"titanic"_s);
    row(u"https://www.kaggle.com/account/login?phase=startSignInTab&returnUrl=%2Fcompetitions%2Ftitanic%2Fdata"_s,
        u"titanic"_s);
    row(u"\"AI4Code\""_s, u"AI4Code"_s);
    row(u"(https://www.kaggle.com/c/UBC-OCEAN)"_s, u"UBC-OCEAN"_s);
}

void tst_CompetitionUrl::findsTheSlug()
{
    QFETCH(QString, text);
    QFETCH(QString, slug);
    const auto found = slugFromText(text);
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QCOMPARE(*found, slug);
}

void tst_CompetitionUrl::saysWhatItIsInstead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("mentions");
    const auto row = [](const QString &text, const QString &code, const QString &mentions = {}) {
        QTest::addRow("%s", qPrintable(text)) << text << code << mentions;
    };
    // Section 6.3.
    row(u"https://www.kaggle.com/competitions"_s, u"no_competition"_s);
    row(u"https://www.kaggle.com/c/12888/download-all"_s, u"numeric_id"_s, u"12888"_s);
    row(u"https://www.kaggle.com/t/0123456789abcdef0123456789abcdef"_s, u"invitation_link"_s, u"invitation"_s);
    row(u"https://www.kaggle.com/datasets/alice/titanic"_s, u"not_a_competition"_s, u"data set"_s);
    row(u"https://www.kaggle.com/code/alice/titanic-solution"_s, u"not_a_competition"_s, u"notebook"_s);
    row(u"https://kaggle.com.evil.example/competitions/titanic"_s, u"not_kaggle"_s, u"kaggle.com.evil.example"_s);
    row(u"https://www.kaggle.com/competitions/ti%2E%2E%2Ftanic"_s, u"bad_slug"_s);
    row(u"javascript:alert(1)"_s, u"bad_url"_s);
    row(QString(), u"empty"_s);
    // Section 6.1.
    row(u"https://www.kaggle.com/competitions?sortOption=newest"_s, u"no_competition"_s);
    row(u"https://www.kaggle.com/"_s, u"no_competition"_s);
    row(u"https://www.kaggle.com/c/16880/datadownload/dfdownload"_s, u"numeric_id"_s);
    row(u"https://www.kaggle.com/join/abc"_s, u"invitation_link"_s, u"invitation"_s);
    row(u"https://www.kaggle.com/models/google/bert"_s, u"not_a_competition"_s, u"model"_s);
    row(u"https://www.kaggle.com/learn/pandas"_s, u"not_a_competition"_s, u"course"_s);
    row(u"https://www.kaggle.com/docs/competitions"_s, u"not_a_competition"_s);
    row(u"https://www.kaggle.com/alice"_s, u"not_a_competition"_s);
    row(u"https://www.kaggle.com/account/login"_s, u"no_competition"_s);
    row(u"https://www.kaggle.com/account/login?returnUrl=https%3A%2F%2Fevil.example%2Fc%2Fx"_s, u"no_competition"_s);
    row(u"https://www.kaggle.com/account/login?returnUrl=%2Faccount%2Flogin%3FreturnUrl%3D%2F"_s, u"no_competition"_s);
    row(u"https://evil.example/kaggle.com/c/titanic"_s, u"not_kaggle"_s, u"evil.example"_s);
    row(u"https://www.kaggle.com@evil.example/c/titanic"_s, u"not_kaggle"_s);
    row(u"ftp://www.kaggle.com/c/titanic"_s, u"bad_url"_s);
    row(u"12888"_s, u"numeric_id"_s);
    row(u"my_slug"_s, u"bad_slug"_s);
    row(u"-x"_s, u"bad_slug"_s);
    row(QString(101, u'a'), u"bad_slug"_s);
    row(u"https://www.kaggle.com/c/../../etc"_s, u"bad_slug"_s);
    row(u"   "_s, u"empty"_s);
    row(u"<>"_s, u"empty"_s);
    row(u"two words"_s, u"bad_slug"_s);
    row(u"kaggle competitions files my-case"_s, u"bad_slug"_s); // the name is no option
}

void tst_CompetitionUrl::saysWhatItIsInstead()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    QFETCH(QString, mentions);
    const auto found = slugFromText(text);
    QVERIFY2(!found, found ? qPrintable(*found) : "");
    QCOMPARE(found.error().kind, Error::Kind::Usage);
    QCOMPARE(found.error().code, code);
    QVERIFY(!found.error().message.isEmpty());
    QVERIFY(!found.error().nextStep.isEmpty());
    QVERIFY2(found.error().message.contains(mentions), qPrintable(found.error().message));
}

void tst_CompetitionUrl::cutsAPasteIntoWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("nothing") << u" \n\t,;"_s << QStringList();
    QTest::newRow("lines") << u"a\r\nb\nc"_s << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("commas") << u"a, b;c , d"_s << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    QTest::newRow("doubles") << u"Titanic b titanic TITANIC B"_s << QStringList{u"Titanic"_s, u"b"_s};
    QTest::newRow("wrapped") << u"<a> (b) [c] \"d\" 'e'. f."_s
                             << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s};
    QTest::newRow("links")
        << u"See [my title, with blanks](https://www.kaggle.com/c/a), and [b](https://www.kaggle.com/c/b)."_s
        << QStringList{u"See"_s, u"https://www.kaggle.com/c/a"_s, u"and"_s, u"https://www.kaggle.com/c/b"_s};
    QTest::newRow("a command among others")
        << u"titanic\nkaggle competitions download -c house-prices\nspaceship-titanic"_s
        << QStringList{u"titanic"_s, u"house-prices"_s, u"spaceship-titanic"_s};
    QTest::newRow("a query is kept") << u"https://www.kaggle.com/c/a?x=1&y=2#z"_s
                                     << QStringList{u"https://www.kaggle.com/c/a?x=1&y=2#z"_s};
}

void tst_CompetitionUrl::cutsAPasteIntoWords()
{
    QFETCH(QString, text);
    QFETCH(QStringList, words);
    QCOMPARE(wordsOfPaste(text), words);
}

void tst_CompetitionUrl::knowsTheDemo()
{
    const CompetitionUrl demo{.kind = CompetitionUrl::Kind::Demo, .slug = u"demo"_s, .folder = {}};
    QVERIFY(parseCompetitionUrl(u"demo"_s) == demo);
    QVERIFY(parseCompetitionUrl(u" Demo\n"_s) == demo);
    QVERIFY(parseCompetitionUrl(u"demo-competition"_s)->kind == CompetitionUrl::Kind::Kaggle);
}

void tst_CompetitionUrl::knowsFoldersAndArchives()
{
    const QTemporaryDir place;
    const QString root = QDir(place.path()).canonicalPath();
    QVERIFY(makeFolder(root + u"/my folder"_s));
    QVERIFY(makeFolder(root + u"/titanic"_s));
    QVERIFY(writeFile(root + u"/bundle.tar.gz"_s, "x"));
    QVERIFY(writeFile(root + u"/train.csv"_s, "x"));

    const auto plain = parseCompetitionUrl(root + u"/titanic/"_s);
    QVERIFY(plain);
    QVERIFY(
        (*plain ==
         CompetitionUrl{.kind = CompetitionUrl::Kind::Folder, .slug = u"titanic"_s, .folder = root + u"/titanic"_s}));
    QVERIFY(parseCompetitionUrl(root + u"/x/../titanic/."_s)
                .map([&](const CompetitionUrl &url) { return url.folder == root + u"/titanic"_s; })
                .value_or(true)); // Linux wants x to be there
    const auto url = parseCompetitionUrl(QUrl::fromLocalFile(root + u"/my folder"_s).toString(QUrl::FullyEncoded));
    QVERIFY(url);
    QCOMPARE(url->folder, root + u"/my folder"_s);
    QCOMPARE(url->slug, safeName(u"my folder"_s));
    const auto bundle = parseCompetitionUrl(root + u"/bundle.tar.gz"_s);
    QVERIFY(bundle);
    QCOMPARE(bundle->kind, CompetitionUrl::Kind::Folder);
    QCOMPARE(bundle->slug, u"bundle"_s);

    const auto table = parseCompetitionUrl(root + u"/train.csv"_s);
    QVERIFY(!table);
    QCOMPARE(table.error().code, u"not_a_folder"_s);

    // A folder beside wins over a name on Kaggle.
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(root));
    const auto relative = parseCompetitionUrl(u"titanic"_s);
    QVERIFY(QDir::setCurrent(before));
    QVERIFY(relative);
    QCOMPARE(relative->folder, root + u"/titanic"_s);
}

void tst_CompetitionUrl::saysThatAFolderIsNotThere_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("absolute") << u"/no/such/folder"_s;
    QTest::newRow("relative") << u"./no-such"_s;
    QTest::newRow("above") << u"../no-such"_s;
    QTest::newRow("home") << u"~/no-such"_s;
    QTest::newRow("below") << u"data/no-such"_s;
    QTest::newRow("archive") << u"no-such.zip"_s;
    QTest::newRow("file URL") << u"file:///no/such"_s;
}

void tst_CompetitionUrl::saysThatAFolderIsNotThere()
{
    QFETCH(QString, text);
    const auto found = parseCompetitionUrl(text);
    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::NotFound);
    QVERIFY(found.error().message.contains(u"no"_s));
}

QTEST_GUILESS_MAIN(tst_CompetitionUrl)
#include "tst_competitionurl.moc"
