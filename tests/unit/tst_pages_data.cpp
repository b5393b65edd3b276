// SPDX-License-Identifier: GPL-3.0-or-later
// The Data tab. With the environment variable PICTURES=FOLDER it also grabs pictures of it, to be looked at.
#include "pages/data/datapage.h"
#include "pagetrial.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

class tst_PagesData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void dataAreShownWhenPrepared();
    void aBrokenContractSaysSo();
    void pictures();

private:
    void prepareData();

    Appearance m_appearance;
    std::unique_ptr<QTemporaryDir> m_folder;
    JobDetails m_details;
};

void tst_PagesData::init()
{
    m_appearance.setScheme(Appearance::Scheme::Light);
    m_appearance.setTextScale(100);
    m_folder = std::make_unique<QTemporaryDir>();
    m_details = {};
    m_details.job = {.id = u"j"_s, .slug = u"spaceship-titanic"_s, .status = JobStatus::Processing, .stage = u"acquire"_s};
}

void tst_PagesData::prepareData()
{
    m_details.dataFolder = m_folder->filePath(u"data"_s);
    m_details.contractFolder = m_folder->filePath(u"contract"_s);
    m_details.stages = {{.stage = u"prepare"_s, .state = u"finished"_s, .seconds = 2, .at = QDateTime::fromSecsSinceEpoch(1'700'000'000)}};
    write(m_details.contractFolder + u"/contract.json"_s, R"({"version": 1, "layout": "single", "prediction_kind": "L",
        "metric": {"key": "accuracy", "direction": "maximize", "found_in": "catalogue", "proxy": null,
                   "scored": {"key": "accuracy", "direction": "maximize"}},
        "counts": {"train": 8693, "labelled": 8693, "test": 4277},
        "files": [{"path": "sample_submission.csv", "role": "sample", "records": 4277, "columns": [{}, {}], "in_views": true, "note": null, "count": 1, "bytes": 59902},
                  {"path": "test.csv", "role": "test", "records": 4277, "columns": [{}, {}, {}], "in_views": true, "note": null, "count": 1, "bytes": 372487},
                  {"path": "train.csv", "role": "train", "records": 8693, "columns": [{}, {}, {}, {}], "in_views": true, "note": null, "count": 1, "bytes": 805421},
                  {"path": "extra/weather.csv", "role": "extra", "records": 120, "columns": [{}, {}], "in_views": false, "note": "no column says which rows it belongs to", "count": 1, "bytes": 5120},
                  {"path": "images/*.png", "role": "media", "records": null, "columns": [], "in_views": false, "note": "programs for tables do not read it", "count": 812, "bytes": 88123456}],
        "sample": {"path": "sample_submission.csv", "id_columns": ["PassengerId"], "prediction_columns": ["Transported"], "rows": 4277},
        "link": {"kind": "column", "train": "PassengerId", "test": "PassengerId"},
        "targets": [{"name": "Transported", "column": "Transported", "file": "train.csv", "kind": "L", "classes": ["False", "True"], "positive": null, "missing": 0}],
        "warnings": [{"code": "unseen_values", "sentence": "Cabin has 12 values in 14 of 4277 test rows that train never shows."}],
        "split": {"scheme": "grouped", "column": "Group", "reason": "Groups of passengers never stand in both train and test; 8693 labelled rows make 5 view(s).", "k": 5, "share": 0.32, "cannot": null}})");
    write(m_details.contractFolder + u"/profile.json"_s, R"({"files": [
        {"path": "test.csv", "role": "test", "columns": [
            {"name": "Age", "type": "number", "role": "feature", "missing": 91, "missing_share": 0.0213, "distinct": 79, "min": 0, "median": 26, "max": 79, "top": [{"value": "18", "count": 176}]}]},
        {"path": "train.csv", "role": "train", "columns": [
            {"name": "PassengerId", "type": "text", "role": "id", "missing": 0, "missing_share": 0, "distinct": 8693, "unique": true, "top": []},
            {"name": "HomePlanet", "type": "category", "role": "feature", "missing": 201, "missing_share": 0.0231, "distinct": 3, "top": [{"value": "Earth", "count": 4602}, {"value": "Europa", "count": 2131}, {"value": "Mars", "count": 1759}]},
            {"name": "Age", "type": "number", "role": "feature", "missing": 179, "missing_share": 0.0206, "distinct": 80, "min": 0, "median": 27, "max": 79, "top": [{"value": "24", "count": 324}, {"value": "18", "count": 320}, {"value": "21", "count": 311}]},
            {"name": "RoomService", "type": "number", "role": "feature", "missing": 181, "missing_share": 0.0208, "distinct": 1273, "min": 0, "median": 0, "max": 14327, "top": [{"value": "0", "count": 5577}]},
            {"name": "Transported", "type": "boolean", "role": "target", "missing": 0, "missing_share": 0, "distinct": 2, "top": [{"value": "True", "count": 4378}, {"value": "False", "count": 4315}]}]}]})");
}

void tst_PagesData::dataAreShownWhenPrepared()
{
    DataPage page;
    page.resize(1200, 500);
    page.show(m_details);
    page.show();
    QCOMPARE(sentenceOf(page), u"The data files are not here yet. They come with stage acquire."_s);

    prepareData();
    page.show(m_details);
    auto *files = shown<QTableView>(page, u"Data files"_s);
    QTRY_COMPARE(files->model()->rowCount(), 5);
    QTRY_VERIFY(files->isVisible());
    QCOMPARE(faultOfNames(page), QString());
    QCOMPARE(files->model()->index(3, 5).data().toString(), u"no: no column says which rows it belongs to"_s);
    const auto labels = page.findChildren<QLabel *>();
    const auto says = [&labels](const QString &text) {
        return std::ranges::any_of(labels, [&text](const QLabel *label) { return label->text().contains(text); });
    };
    QVERIFY(says(u"accuracy, higher is better; found in the catalogue of metrics"_s));
    QVERIFY(says(u"Transported of train.csv; classes False, True"_s));
    QVERIFY(says(u"grouped, by Group"_s));
    QVERIFY(says(u"Cabin has 12 values"_s));

    QSignalSpy opened(&page, &DataPage::openFileRequested);
    files->setCurrentIndex(files->model()->index(2, 0));
    QTest::keyClick(files, Qt::Key_Return);
    QCOMPARE(opened, (QList<QVariantList>{{m_details.dataFolder + u"/train.csv"_s}}));
    button(page, u"Open file"_s)->click();
    QCOMPARE(opened.size(), 2);

    // The profile: filter, and sorting by raw values.
    button(page, u"Columns (6)"_s)->click();
    auto *columns = shown<QTableView>(page, u"Columns of the data files"_s);
    QVERIFY(columns->isVisible());
    QCOMPARE(faultOfNames(page), QString());
    QTest::keyClicks(shown<QLineEdit>(page, u"Filter columns"_s), u"age train"_s);
    QCOMPARE(columns->model()->rowCount(), 1);

    // What is still right is not read again: the files' row stays the current one.
    page.show(m_details);
    QTest::qWait(50);
    QCOMPARE(files->currentIndex().row(), 2);
    QVERIFY(columns->isVisible());
}

void tst_PagesData::aBrokenContractSaysSo()
{
    prepareData();
    write(m_details.contractFolder + u"/contract.json"_s, "{\"version\":");
    DataPage page;
    page.show(m_details);
    page.show();
    QTRY_VERIFY(sentenceOf(page).contains(u"contract.json"_s));
    prepareData();
    page.show(m_details);
    QTRY_VERIFY(shown<QTableView>(page, u"Data files"_s)->isVisible());
}

void tst_PagesData::pictures()
{
    if (!qEnvironmentVariableIsSet("PICTURES"))
        QSKIP("PICTURES names no folder");
    DataPage page;
    page.resize(1440, 420);
    prepareData();
    page.show(m_details);
    page.show();
    QTRY_VERIFY(shown<QTableView>(page, u"Data files"_s)->isVisible());
    inAllLooks(m_appearance, [&](const QString &look) {
        button(page, u"Files and contract"_s)->click();
        grab(page, u"data-"_s + look);
        button(page, u"Columns (6)"_s)->click();
        grab(page, u"columns-"_s + look);
        page.resize(900, 360);
        grab(page, u"narrowcolumns-"_s + look);
        button(page, u"Files and contract"_s)->click();
        grab(page, u"narrowdata-"_s + look);
        page.resize(1440, 420);
    });
}

QTEST_MAIN(tst_PagesData)
#include "tst_pages_data.moc"
