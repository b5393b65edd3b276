// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/competitionurl.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_CompetitionUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slugs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("slug");  // empty: refused
        QTest::addColumn<QString>("code");
        const auto good = [](const char *text, const char *slug) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(slug) << QString(); };
        const auto bad = [](const char *text, const char *code) { QTest::newRow(*text ? text : "(empty)") << QString::fromUtf8(text) << QString() << QString::fromUtf8(code); };
        // specification of Kaggle's API, section 6.3
        good("https://www.kaggle.com/competitions/titanic", "titanic");
        good("https://www.kaggle.com/competitions/titanic/", "titanic");
        good("http://kaggle.com/c/titanic/data?select=train.csv", "titanic");
        good("https://www.kaggle.com/c/LANL-Earthquake-Prediction/leaderboard", "LANL-Earthquake-Prediction");
        good("https://www.kaggle.com/competitions/playground-series-s6e11/overview/evaluation#metric", "playground-series-s6e11");
        good("www.kaggle.com/competitions/titanic/rules", "titanic");
        good("HTTPS://WWW.KAGGLE.COM/competitions/titanic", "titanic");
        good("https://www.kaggle.com/competitions/titanic/discussion/123456", "titanic");
        good("<https://www.kaggle.com/competitions/titanic>.", "titanic");
        good("[Titanic](https://www.kaggle.com/competitions/titanic)", "titanic");
        good("titanic", "titanic");
        good("  titanic  ", "titanic");
        good("https://inclass.kaggle.com/c/my-class-2016", "my-class-2016");
        good("https://user:pw@www.kaggle.com/competitions/titanic", "titanic");
        good("https://www.kaggle.com:443/competitions/titanic", "titanic");
        good("kaggle competitions download -c titanic", "titanic");
        good("https://www.kaggle.com/account/login?returnUrl=%2Fcompetitions%2Ftitanic", "titanic");
        good("https://www.kaggle.com/api/v1/competitions/data/download-all/titanic", "titanic");
        good("https://www.kaggle.com/api/v1/competitions/data/list/titanic", "titanic");
        bad("https://www.kaggle.com/competitions", "no_competition");
        bad("https://www.kaggle.com/competitions?sort=new", "no_competition");
        bad("https://www.kaggle.com/c/12888/download-all", "numeric_id");
        bad("https://www.kaggle.com/t/0123456789abcdef0123456789abcdef", "invitation_link");
        bad("https://www.kaggle.com/join/abc", "invitation_link");
        bad("https://www.kaggle.com/datasets/alice/titanic", "not_a_competition");
        bad("https://www.kaggle.com/code/alice/titanic-solution", "not_a_competition");
        bad("https://www.kaggle.com/alice", "not_a_competition");
        bad("https://kaggle.com.evil.example/competitions/titanic", "not_kaggle");
        bad("https://evil.example/kaggle.com/c/x", "not_kaggle");
        bad("https://www.kaggle.com/competitions/ti%2E%2E%2Ftanic", "bad_slug");
        bad("javascript:alert(1)", "bad_url");
        bad("", "empty");
        bad("12345", "numeric_id");
    }
    void slugs()
    {
        QFETCH(QString, text);
        QFETCH(QString, slug);
        QFETCH(QString, code);
        const Result<QString> found = slugFromText(text);
        if (!slug.isEmpty()) {
            QVERIFY2(found, found ? "" : qPrintable(found.error().message));
            QCOMPARE(*found, slug);
        } else {
            QVERIFY2(!found, found ? qPrintable(*found) : "");
            QCOMPARE(found.error().kind, Error::Kind::Usage);
            QCOMPARE(found.error().code, code);
            QVERIFY(!found.error().message.isEmpty() && !found.error().nextStep.isEmpty());
        }
    }

    void foldersComeBeforeSlugs()
    {
        QTemporaryDir place;
        QVERIFY(QDir(place.path()).mkdir(u"My Data"_s));
        const QString folder = place.path() + u"/My Data"_s;
        const Result<CompetitionUrl> url = parseCompetitionUrl(folder);
        QVERIFY(url);
        QCOMPARE(url->kind, CompetitionUrl::Kind::Folder);
        QVERIFY(!url->slug.contains(u' '));
        QCOMPARE(parseCompetitionUrl(QUrl::fromLocalFile(folder).toString())->folder, url->folder);
        QCOMPARE(parseCompetitionUrl(u"demo"_s)->kind, CompetitionUrl::Kind::Demo);
        const Result<CompetitionUrl> absent = parseCompetitionUrl(place.path() + u"/absent"_s);
        QVERIFY(!absent);
        QCOMPARE(absent.error().kind, Error::Kind::NotFound);
    }

    void pastesAreCutIntoWords()
    {
        const QString paste = u"https://www.kaggle.com/c/titanic, <https://www.kaggle.com/competitions/digit-recognizer>;\n"
                              "[House Prices](https://www.kaggle.com/c/house-prices) \"titanic\" 'TITANIC'"_s;
        QCOMPARE(wordsOfPaste(paste), (QStringList{u"https://www.kaggle.com/c/titanic"_s,
                                                    u"https://www.kaggle.com/competitions/digit-recognizer"_s,
                                                    u"https://www.kaggle.com/c/house-prices"_s, u"titanic"_s}));
    }
};

QTEST_GUILESS_MAIN(tst_CompetitionUrl)
#include "tst_competitionurl.moc"
