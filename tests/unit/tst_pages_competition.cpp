// SPDX-License-Identifier: GPL-3.0-or-later
// The Competition tab. With the environment variable PICTURES=FOLDER it also grabs pictures of it.
#include "pages/competition/competitionpage.h"
#include "pages/competition/pagetext.h"
#include "pagetrial.h"

#include <QDesktopServices>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextDocument>

#include <algorithm>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

class tst_PagesCompetition : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void caught(const QUrl &url) { m_opened << url; }

private:
    void addPages()
    {
        m_details.pages = m_folder->filePath(u"pages"_s);
        m_details.dataFolder = m_folder->filePath(u"data"_s);
        write(m_details.pages + u"/description.md"_s, "# Overview\n\nPredict who survives.\n");
        write(m_details.pages + u"/evaluation.md"_s,
              "# Evaluation\n\nSubmissions are scored by **accuracy**. See the [rules](rules) or [this](https://example.com/page?x=1).\n\n"
              "![A chart of scores](https://example.com/chart.png)\n\n<script>alert(1)</script>\n\n<img src=\"https://example.com/tracker.gif\">\n\n"
              "[mail](mailto:somebody@example.com) [file](file:///etc/passwd) [run](javascript:alert(1))\n\n| Id | Survived |\n|---|---|\n| 892 | 0 |\n");
        write(m_details.pages + u"/rules.md"_s, "One account each.\n");
        write(m_details.pages + u"/frequently-asked.md"_s, "Nothing was asked.\n");
        write(m_details.dataFolder + u"/train.csv"_s, QByteArray(2048, 'x'));
        write(m_details.dataFolder + u"/images/1.png"_s, "png");
    }

    void addKaggle()
    {
        m_details.kaggle = nlohmann::json::parse(R"({"competition": {"id": 1, "title": "Titanic", "category": "Getting Started",
            "reward": "Knowledge", "teamCount": 14211, "maxDailySubmissions": 10, "deadline": "2030-01-01T00:00:00Z", "evaluationMetric": "Categorization Accuracy"},
            "data_bytes": 93081, "warnings": []})");
        m_details.kaggle["competition"]["ref"] = "https://www.kaggle.com/competitions/titanic";
    }

    void addBrief()
    {
        m_details.brief = nlohmann::json::parse(R"({"title": {"value": "Titanic", "found_in": "kaggle"}, "metric": {"value": "accuracy", "found_in": "catalogue"},
            "direction": {"value": "maximize", "found_in": "catalogue"}, "goal": {"value": "Predict who survives.", "found_in": "page"},
            "prediction_kind": {"value": "L", "found_in": "files"}, "targets": {"value": ["Survived"], "found_in": "user"}, "ids": {"value": ["PassengerId"], "found_in": "files"},
            "deadline": {"value": "2030-01-01T00:00:00Z", "found_in": "kaggle"}, "notebook_only": {"value": false, "found_in": "kaggle"},
            "scoring": {"value": "rmse", "found_in": "proxy"}, "unknowns": ["metric"]})");
    }

    static QStringList tabsOf(CompetitionPage &page)
    {
        const auto *bar = shown<QTabBar>(page, u"Pages of the competition"_s);
        QStringList titles;
        for (int tab = 0; tab < bar->count(); ++tab)
            titles << bar->tabText(tab);
        return titles;
    }

    static bool says(CompetitionPage &page, const QString &text)
    {
        const auto labels = page.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
    }

    static QString textOf(CompetitionPage &page) { return page.findChild<PageText *>()->toPlainText(); }

    /// Clicks the words of a link as a person would.
    static void click(CompetitionPage &page, const QString &words)
    {
        auto *text = page.findChild<PageText *>();
        QTextCursor cursor = text->document()->find(words);
        QVERIFY2(!cursor.isNull(), qPrintable(words));
        cursor.setPosition(cursor.selectionStart() + 1);
        text->setTextCursor(cursor);
        text->ensureCursorVisible();
        QTest::mouseClick(text->viewport(), Qt::LeftButton, {}, text->cursorRect(cursor).center());
    }

    static QString linkBar(CompetitionPage &page)
    {
        const auto labels = page.findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible() && (label->text().startsWith(u"This link"_s) || label->text().startsWith(u"Only links"_s)))
                return label->text();
        }
        return {};
    }

    std::unique_ptr<CompetitionPage> open()
    {
        auto page = std::make_unique<CompetitionPage>();
        page->resize(1300, 600);
        page->show(m_details);
        page->show();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(page.get());
        return page;
    }

    Appearance m_appearance;
    std::unique_ptr<QTemporaryDir> m_folder;
    JobDetails m_details;
    QList<QUrl> m_opened;

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &scheme : {u"https"_s, u"http"_s, u"file"_s, u"mailto"_s, u"javascript"_s})
            QDesktopServices::setUrlHandler(scheme, this, "caught");
    }

    void cleanupTestCase()
    {
        for (const QString &scheme : {u"https"_s, u"http"_s, u"file"_s, u"mailto"_s, u"javascript"_s})
            QDesktopServices::unsetUrlHandler(scheme);
    }

    void init()
    {
        m_appearance.setScheme(Appearance::Scheme::Light);
        m_appearance.setTextScale(100);
        m_folder = std::make_unique<QTemporaryDir>();
        m_details = {};
        m_details.job = {.id = u"j"_s, .slug = u"titanic"_s, .status = JobStatus::Processing};
        m_opened.clear();
    }

    void withoutPagesItSaysWhy_data()
    {
        QTest::addColumn<bool>("kaggle");
        QTest::addColumn<bool>("data");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("folder") << false << true << u"There are no pages: the data of this job come from a folder."_s;
        QTest::newRow("before acquire") << true << false << u"Kaggle's pages are not here yet. They come with stage acquire."_s;
        QTest::newRow("could not be read") << true << true << u"Kaggle's pages could not be read; see the job's warnings."_s;
    }

    void withoutPagesItSaysWhy()
    {
        QFETCH(bool, kaggle);
        QFETCH(bool, data);
        QFETCH(QString, sentence);
        if (kaggle)
            addKaggle();
        if (data)
            m_details.dataFolder = QFileInfo(write(m_folder->filePath(u"data/train.csv"_s), "a\n")).path();
        const auto page = open();
        QTest::qWait(100); // the list of files alone brings no pages
        QVERIFY(says(*page, sentence));
        QVERIFY(!page->findChild<PageText *>()->isVisible());
        QCOMPARE(button(*page, u"Open on Kaggle"_s)->isVisible(), kaggle);
    }

    void evaluationAndFilesComeFirst()
    {
        addPages();
        const auto page = open();
        QTRY_COMPARE(tabsOf(*page), (QStringList{u"Evaluation"_s, u"Files"_s, u"Description"_s, u"Rules"_s, u"Frequently asked"_s}));
        QVERIFY(textOf(*page).startsWith(u"Evaluation\nSubmissions are scored by accuracy."_s));
        auto *bar = shown<QTabBar>(*page, u"Pages of the competition"_s);
        bar->setFocus();
        QTest::keyClick(bar, Qt::Key_Right);
        QCOMPARE(textOf(*page), u"2 file(s), 2.0 KiB\n\nimages/1.png, 3 bytes\ntrain.csv, 2.0 KiB"_s);
        QCOMPARE(faultOfNames(*page), QString());
        // The same details again change nothing.
        page->show(m_details);
        QTest::qWait(50);
        QCOMPARE(bar->currentIndex(), 1);
    }

    void nothingOfAPageIsFetchedOrRun()
    {
        addPages();
        const auto page = open();
        QTRY_VERIFY(textOf(*page).contains(u"[picture: A chart of scores]"_s));
        const QTextDocument *document = page->findChild<PageText *>()->document();
        for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
            for (auto each = block.begin(); !each.atEnd(); ++each)
                QVERIFY(!each.fragment().charFormat().isImageFormat());
        }
        QVERIFY(textOf(*page).contains(u"<script>"_s)); // text like any other
        QVERIFY(m_opened.isEmpty());
    }

    void aLinkIsToldBeforeItIsOpened_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("target"); // as it is told
        QTest::addColumn<bool>("opens");
        QTest::newRow("whole") << u"this"_s << u"https://example.com/page?x=1"_s << true;
        QTest::newRow("relative") << u"rules"_s << u"https://www.kaggle.com/competitions/titanic/rules"_s << true;
        QTest::newRow("picture") << u"picture: A chart"_s << u"https://example.com/chart.png"_s << true;
        QTest::newRow("mail") << u"mail"_s << u"mailto:somebody@example.com"_s << false;
        QTest::newRow("file") << u"file"_s << u"file:///etc/passwd"_s << false;
        QTest::newRow("script") << u"run"_s << u"javascript:alert(1)"_s << false;
    }

    void aLinkIsToldBeforeItIsOpened()
    {
        QFETCH(QString, words);
        QFETCH(QString, target);
        QFETCH(bool, opens);
        addPages();
        addKaggle();
        const auto page = open();
        QTRY_VERIFY(textOf(*page).contains(words));
        click(*page, words);
        QVERIFY2(linkBar(*page).endsWith(target), qPrintable(linkBar(*page)));
        QVERIFY(m_opened.isEmpty());
        auto *openButton = button(*page, u"Open"_s);
        QCOMPARE(openButton->isVisible(), opens);
        QCOMPARE(faultOfNames(*page), QString());
        if (opens) {
            QVERIFY(openButton->hasFocus());
            QTest::keyClick(openButton, Qt::Key_Space);
            QCOMPARE(m_opened, QList<QUrl>{QUrl(target)});
        } else {
            button(*page, u"Do not open the link"_s)->click();
            QVERIFY(m_opened.isEmpty());
        }
        QCOMPARE(linkBar(*page), QString());
    }

    void theBriefSaysWhereEachFieldWasFound()
    {
        addBrief();
        const auto page = open();
        const QAbstractItemModel *model = shown<QTableView>(*page, u"Brief"_s)->model();
        QHash<QString, QStringList> rows;
        for (int row = 0; row < model->rowCount(); ++row)
            rows.insert(model->index(row, 0).data().toString(), {model->index(row, 1).data().toString(), model->index(row, 2).data().toString()});
        QCOMPARE(rows.value(u"Title"_s), (QStringList{u"Titanic"_s, u"Kaggle"_s}));
        QCOMPARE(rows.value(u"Goal"_s), (QStringList{u"Predict who survives."_s, u"competition page"_s}));
        QCOMPARE(rows.value(u"Metric"_s), (QStringList{u"accuracy"_s, u"catalogue of metrics"_s}));
        QCOMPARE(rows.value(u"Better is"_s), (QStringList{u"higher"_s, u"catalogue of metrics"_s}));
        QCOMPARE(rows.value(u"Prediction"_s), (QStringList{u"a class for each row"_s, u"data files"_s}));
        QCOMPARE(rows.value(u"Targets"_s), (QStringList{u"Survived"_s, u"you"_s}));
        QCOMPARE(rows.value(u"Takes notebooks only"_s), (QStringList{u"no"_s, u"Kaggle"_s}));
        QCOMPARE(rows.value(u"scoring"_s), (QStringList{u"rmse"_s, u"nowhere; a stand-in is used"_s})); // not known to this version
        QCOMPARE(rows.value(u"Not known"_s), (QStringList{u"metric"_s, QString()}));
        QVERIFY(!rows.value(u"Deadline"_s).value(0).contains(u'T'));
    }

    void anyJsonIsTaken_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"null", "[]", "7", "\"x\"", "{\"metric\": 3}", "{\"metric\": {}}", "{\"metric\": {\"value\": {\"a\": [1]}, \"found_in\": 7}}", "{\"\": null}"})
            QTest::newRow(json) << QByteArray(json);
    }

    void anyJsonIsTaken()
    {
        QFETCH(QByteArray, json);
        const nlohmann::json read = nlohmann::json::parse(json.toStdString());
        const QList<BriefField> fields = briefFields(read);
        QVERIFY(std::ranges::none_of(fields, [](const BriefField &field) { return field.value.isEmpty(); }));
    }

    void whatKaggleSaysIsShownBeforeTheData()
    {
        addKaggle();
        const auto page = open();
        for (const QString &text : {u"Getting Started"_s, u"10"_s, QLocale().toString(14211), u"Knowledge"_s, u"90.9 KiB"_s,
                                    QLocale().toString(QDateTime(QDate(2030, 1, 1), QTime(0, 0), Qt::UTC).toLocalTime(), QLocale::ShortFormat)})
            QVERIFY2(says(*page, text), qPrintable(text));
        QVERIFY(says(*page, u"The brief is made when the data are there."_s));
        button(*page, u"Open on Kaggle"_s)->click();
        QCOMPARE(m_opened, QList<QUrl>{QUrl(u"https://www.kaggle.com/competitions/titanic"_s)});
    }

    void anotherJobDropsTheOld()
    {
        addPages();
        const auto page = open();
        QTRY_VERIFY(!tabsOf(*page).isEmpty());
        JobDetails other;
        other.job = {.id = u"k"_s, .slug = u"other"_s};
        page->show(other);
        QVERIFY(tabsOf(*page).isEmpty());
        QTRY_VERIFY(says(*page, u"There are no pages: the data of this job come from a folder."_s));
    }

    void mayGoWhileItReads()
    {
        addPages();
        auto page = open();
        m_details.dataFolder.clear();
        page->show(m_details);
        page.reset();
        QTest::qWait(50);
        QVERIFY(m_opened.isEmpty());
    }

    void pictures()
    {
        if (!qEnvironmentVariableIsSet("PICTURES"))
            QSKIP("PICTURES names no folder");
        addPages();
        addKaggle();
        addBrief();
        const auto page = open();
        page->resize(1440, 480);
        QTRY_VERIFY(!tabsOf(*page).isEmpty());
        click(*page, u"this"_s);
        inAllLooks(m_appearance, [&](const QString &look) { grab(*page, u"competition-"_s + look); });
    }
};

QTEST_MAIN(tst_PagesCompetition)
#include "tst_pages_competition.moc"
