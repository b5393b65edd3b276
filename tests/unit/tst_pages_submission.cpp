// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "delegates/roles.h"
#include "pages/submission/csvpane.h"
#include "pages/submission/sentpane.h"
#include "pages/submission/submissionpage.h"
#include "submission/validator.h"
#include "theme/appearance.h"
#include "widgets/card.h"
#include "widgets/filechip.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QScrollArea>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <random>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_PagesSubmission : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aRepairedFile();
    void cellsOfARepairedFile();
    void goesToFindings();
    void theSameFileKeepsPlaceAndChoice();
    void anotherJobDropsTheOld();
    void mayGoWhileItReads();
    void noSubmission_data();
    void noSubmission();
    void anInvalidFile();
    void theConstant();
    void figuresOfNumbers();
    void figuresOfClasses();
    void noTrainingCurve_data();
    void noTrainingCurve();
    void findsAndGoesToRows();
    void anyOtherFile();
    void handsOutTheNamedFile();
    void everythingHasAName();
    void columnsOfFindings();
    void whatWasSentIsNotCut();
    void pictures_data();
    void pictures();

private:
    void write(const QString &name, const QByteArray &text)
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(text);
    }
    JobDetails details(const QString &submission = u"job/submission.csv"_s) const;
    JobDetails houses() const;
    JobDetails classes();
    void makeHouses();
    /// Everything that is read in threads is there.
    static void settle(SubmissionPage &page, bool findings);
    static CsvPane *paneOf(SubmissionPage &page) { return page.findChild<CsvPane *>(); }
    static FiguresPane *figuresOf(SubmissionPage &page) { return page.findChild<FiguresPane *>(); }
    static QListView *listOf(SubmissionPage &page) { return page.findChild<QListView *>(); }
    static QAction *actionOf(SubmissionPage &page, const QString &text);
    static QString cardOf(SubmissionPage &page) { return page.findChild<Card *>()->accessibleName(); }
    static QString cardTextOf(SubmissionPage &page) { return page.findChild<Card *>()->accessibleDescription(); }

    Appearance m_appearance;
    QTemporaryDir m_folder;
    nlohmann::json m_findings;
};

void tst_PagesSubmission::initTestCase()
{
    QVERIFY(m_folder.isValid());
    makeHouses();
}

/// A file that a program wrote with three faults, judged and repaired by the validator itself.
void tst_PagesSubmission::makeHouses()
{
    std::mt19937 random(5);
    std::lognormal_distribution<double> price(std::log(165'000), 0.38);
    QByteArray train("Id,LotArea,SalePrice\n"), sample("Id,SalePrice\n"), written("Id,SalePrice\n"), before("Id,SalePrice\n");
    for (int id = 1; id <= 1460; ++id)
        train += QByteArray::number(id) + ",\"8\n450\"," + QByteArray::number(std::lround(price(random) / 100) * 100) + '\n';
    for (int id = 1461; id <= 2919; ++id) {
        sample += QByteArray::number(id) + ",180000\n";
        before += QByteArray::number(id) + ',' + QByteArray::number(price(random), 'f', 4) + '\n';
    }
    for (int id = 2919; id >= 1461; --id) {
        const double value = id == 2120 ? -1204.5513 : price(random);
        written += QByteArray::number(id) + ".0," + QByteArray::number(value, 'f', 4) + '\n';
    }
    write(u"data/train.csv"_s, train);
    write(u"data/sample_submission.csv"_s, sample);
    write(u"contract/contract.json"_s, R"({"layout": "single", "prediction_kind": "R+", "metric": {"key": "rmsle"},
        "files": [{"path": "train.csv", "role": "train", "format": "csv",
                   "dialect": {"delimiter": ",", "encoding": "utf-8", "decimal": ".", "compression": null}}],
        "sample": {"columns": ["Id", "SalePrice"], "id_columns": ["Id"], "prediction_columns": ["SalePrice"], "echo_columns": []},
        "targets": [{"name": "SalePrice", "column": "SalePrice", "file": "train.csv", "kind": "R+"}]})");
    const QString runFolder = u"job/attempts/03/runs/real/"_s;
    write(runFolder + u"submission.csv"_s, written);
    write(u"job/attempts/02/runs/real/submission.csv"_s, before);
    const Result<nlohmann::json> contract = readJson(m_folder.filePath(u"contract/contract.json"_s));
    QVERIFY(contract);
    const Result<SubmissionFormat> format = SubmissionFormat::fromContract(*contract);
    QVERIFY(format);
    const Result<Validation> validation =
        validate(m_folder.filePath(runFolder + u"submission.csv"_s), m_folder.filePath(u"data/sample_submission.csv"_s), *format, {},
                 m_folder.filePath(runFolder + u"submission.repaired.csv"_s), {});
    QVERIFY(validation);
    QCOMPARE(validation->verdict, Verdict::ValidAfterRepair);
    m_findings = nlohmann::json::array();
    for (const Finding &finding : validation->findings) // as attempt.cpp keeps them
        m_findings.push_back({{"code", toStd(finding.code)},
                              {"severity", finding.severity == Severity::Error ? "error" : "warning"},
                              {"count", finding.count},
                              {"lines", std::vector<qint64>(finding.lines.begin(), finding.lines.end())},
                              {"message", toStd(finding.message)},
                              {"repair", toStd(finding.repair)}});
    QVERIFY(QFile::copy(validation->repaired, m_folder.filePath(u"job/submission.csv"_s)));
    QVERIFY(QFile::copy(validation->repaired, m_folder.filePath(u"job/house-prices-submission.csv"_s)));
}

JobDetails tst_PagesSubmission::details(const QString &submission) const
{
    JobDetails made;
    made.job.id = u"a"_s;
    made.job.slug = u"house-prices"_s;
    made.job.status = JobStatus::Completed;
    made.job.higherIsBetter = false;
    made.job.path = submission.isEmpty() ? QString() : m_folder.filePath(submission);
    made.folder = m_folder.filePath(u"job"_s);
    made.contractFolder = m_folder.filePath(u"contract"_s);
    made.dataFolder = m_folder.filePath(u"data"_s);
    return made;
}

JobDetails tst_PagesSubmission::houses() const
{
    JobDetails made = details();
    Attempt before{.no = 2, .origin = solver::Origin::Baseline, .name = u"LightGBM floor"_s};
    before.realValid = true;
    before.submission = m_folder.filePath(u"job/attempts/02/runs/real/submission.csv"_s);
    before.score.mean = 0.14;
    Attempt best{.no = 3, .origin = solver::Origin::Candidate, .name = u"better"_s};
    best.best = best.realValid = true;
    best.submission = m_folder.filePath(u"job/attempts/03/runs/real/submission.repaired.csv"_s);
    best.score.mean = 0.1241;
    made.attempts = {before, best};
    Run run{.attempt = 3, .view = u"real"_s, .outcome = u"OK"_s};
    run.valid = run.repaired = true;
    run.submission = best.submission;
    run.findings = m_findings;
    made.runs = {run};
    return made;
}

JobDetails tst_PagesSubmission::classes()
{
    QByteArray train("id,species\n"), text("id,species\n");
    for (int i = 0; i < 100; ++i)
        train += QByteArray::number(i) + (i < 50 ? ",Adelie\n" : i < 80 ? ",Gentoo\n" : ",Chinstrap\n");
    for (int i = 0; i < 40; ++i)
        text += QByteArray::number(i) + (i < 30 ? ",Adelie\n" : ",Gentoo\n");
    write(u"penguins/data/train.csv"_s, train);
    write(u"penguins/submission.csv"_s, text);
    write(u"penguins/contract/contract.json"_s, R"({"layout": "single",
        "files": [{"path": "train.csv", "role": "train", "format": "csv", "dialect": {"delimiter": ",", "encoding": "utf-8"}}],
        "sample": {"columns": ["id", "species"], "id_columns": ["id"], "prediction_columns": ["species"]},
        "targets": [{"name": "species", "column": "species", "file": "train.csv", "kind": "L"}]})");
    JobDetails made = details(u"penguins/submission.csv"_s);
    made.job.id = u"b"_s;
    made.job.slug = u"penguins"_s;
    made.contractFolder = m_folder.filePath(u"penguins/contract"_s);
    made.dataFolder = m_folder.filePath(u"penguins/data"_s);
    Attempt best{.no = 1, .origin = solver::Origin::Candidate};
    best.best = best.realValid = true;
    made.attempts = {best};
    Run run{.attempt = 1, .view = u"real"_s};
    run.valid = true;
    run.submission = made.job.path;
    made.runs = {run};
    return made;
}

void tst_PagesSubmission::settle(SubmissionPage &page, bool findings)
{
    CsvView *view = paneOf(page)->view();
    QTRY_VERIFY_WITH_TIMEOUT(figuresOf(page)->figures().rows > 0, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(paneOf(page)->isOpen() && view->source().isIndexed() && view->textAt(0, 0), 10'000);
    if (findings)
        QTRY_VERIFY_WITH_TIMEOUT(!page.places().places.isEmpty(), 10'000);
}

QAction *tst_PagesSubmission::actionOf(SubmissionPage &page, const QString &text)
{
    for (QAction *action : page.actions()) {
        if (action->text() == text)
            return action;
    }
    qFatal("no such action");
}

void tst_PagesSubmission::aRepairedFile()
{
    SubmissionPage page;
    page.resize(1440, 620);
    page.show();
    page.show(houses());
    QCOMPARE(cardOf(page), u"Valid after repair"_s);
    settle(page, true);
    QVERIFY(cardTextOf(page).contains(u"match the sample"_s));
    QVERIFY(cardTextOf(page).contains(u"all repaired"_s));
    QCOMPARE(listOf(page)->model()->rowCount(), qsizetype(m_findings.size()));
    QCOMPARE(paneOf(page)->view()->rows(), 1459);
}

void tst_PagesSubmission::cellsOfARepairedFile()
{
    const QList<ShownFinding> findings = shownFindings(m_findings, true);
    const QString folder = m_folder.filePath(u"job/attempts/03/runs/real"_s);
    const Result<FindingPlaces> found =
        findingPlaces(folder + u"/submission.repaired.csv"_s, folder + u"/submission.csv"_s, {u"Id"_s}, findings, {});
    QVERIFY(found);
    QCOMPARE(found->rows, 1459);
    QCOMPARE(found->places.size(), findings.size());
    bool domain = false, spelling = false;
    for (qsizetype at = 0; at < findings.size(); ++at) {
        if (findings[at].finding.code == u"V14"_s) { // the file was written from the last id to the first
            QCOMPARE(found->places[at], (QList<FindingPlace>{{.row = 659, .column = 1, .was = u"-1204.5513"_s}}));
            domain = true;
        }
        if (findings[at].finding.code == u"V10"_s) {
            QCOMPARE(found->places[at].size(), Finding::linesKept);
            QCOMPARE(found->places[at].first(), (FindingPlace{.row = 1458, .column = 0, .was = u"2919.0"_s}));
            spelling = true;
        }
    }
    QVERIFY(domain && spelling);
    const QList<CellMark> marks = found->marks(findings);
    const auto everywhere = std::ranges::count_if(marks, [](const CellMark &mark) { return mark.row == -1 && mark.column == 0; });
    QCOMPARE(everywhere, 1); // each id was spelled anew

    const Result<FindingPlaces> unrepaired = findingPlaces(folder + u"/submission.csv"_s, {}, {u"Id"_s}, findings, {});
    QVERIFY(unrepaired);
    for (qsizetype at = 0; at < findings.size(); ++at) {
        if (findings[at].finding.code == u"V14"_s)
            QCOMPARE(unrepaired->places[at], (QList<FindingPlace>{{.row = 1458 - 659, .column = 1, .was = std::nullopt}}));
    }
}

void tst_PagesSubmission::goesToFindings()
{
    SubmissionPage page;
    page.resize(1440, 620);
    page.show();
    page.show(houses());
    actionOf(page, u"Next finding"_s)->trigger(); // before the places are known
    settle(page, true);
    QListView *list = listOf(page);
    CsvView *view = paneOf(page)->view();
    QTRY_COMPARE(list->currentIndex().row(), 0);
    int domain = -1;
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        if (list->model()->index(row, 0).data(CodeRole).toString() == u"V14"_s)
            domain = row;
    }
    QVERIFY(domain >= 0);
    page.goToFinding(domain);
    QTRY_COMPARE(view->currentRow(), 659);
    QCOMPARE(view->currentColumn(), 1);
    QTRY_VERIFY(view->textAt(659, 1));
    QCOMPARE(*view->textAt(659, 1), u"0"_s);
    actionOf(page, u"Previous"_s)->trigger();
    QCOMPARE(list->currentIndex().row(), std::max(0, domain - 1));
    for (int i = 0; i < 10; ++i)
        actionOf(page, u"Next finding"_s)->trigger();
    QCOMPARE(list->currentIndex().row(), list->model()->rowCount() - 1); // stops at the end
    for (int i = 0; i < 10; ++i)
        actionOf(page, u"Previous"_s)->trigger();
    QCOMPARE(list->currentIndex().row(), 0);
    const qint64 first = view->currentRow();
    QTest::keyClick(list, Qt::Key_Return); // the next cell of the same finding
    QVERIFY(page.places().places[0].size() < 2 || view->currentRow() != first);
}

void tst_PagesSubmission::theSameFileKeepsPlaceAndChoice()
{
    SubmissionPage page;
    page.resize(1440, 620);
    page.show();
    JobDetails shown = houses();
    page.show(shown);
    settle(page, true);
    page.goToFinding(1);
    CsvView *view = paneOf(page)->view();
    view->goTo(777, 1);
    shown.job.message = u"Something else"_s;
    QSignalSpy read(figuresOf(page), &FiguresPane::ready);
    page.show(shown);
    QCOMPARE(view->currentRow(), 777);
    QCOMPARE(listOf(page)->currentIndex().row(), 1);
    QTest::qWait(50);
    QCOMPARE(read.count(), 0);
    QVERIFY(!page.places().places.isEmpty());
}

void tst_PagesSubmission::anotherJobDropsTheOld()
{
    SubmissionPage page;
    page.resize(1440, 620);
    page.show();
    const JobDetails other = classes();
    for (int i = 0; i < 5; ++i) {
        page.show(houses());
        page.show(other);
    }
    settle(page, false);
    QTest::qWait(200);
    QCOMPARE(figuresOf(page)->figures().column, u"species"_s);
    QCOMPARE(paneOf(page)->view()->rows(), 40);
    QVERIFY(page.places().places.isEmpty());
    QCOMPARE(cardOf(page), u"Valid"_s);
}

void tst_PagesSubmission::mayGoWhileItReads()
{
    for (int i = 0; i < 20; ++i) {
        SubmissionPage page;
        page.QWidget::show();
        page.show(houses());
        QTest::qWait(i);
    }
    QTest::qWait(100);
}

void tst_PagesSubmission::noSubmission_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("expected");
    QTest::newRow("pending") << int(JobStatus::Pending) << u"waits for its turn"_s;
    QTest::newRow("processing") << int(JobStatus::Processing) << u"baseline"_s;
    QTest::newRow("failed") << int(JobStatus::Failed) << u"Scored by playing games, not by a file."_s;
    QTest::newRow("cancelled") << int(JobStatus::Cancelled) << u"cancelled"_s;
    QTest::newRow("paused") << int(JobStatus::Paused) << u"resume"_s;
}

void tst_PagesSubmission::noSubmission()
{
    QFETCH(const int, status);
    QFETCH(const QString, expected);
    SubmissionPage page;
    page.resize(1000, 500);
    page.show();
    JobDetails shown = details({});
    shown.job.status = JobStatus(status);
    shown.job.error.message = u"Scored by playing games, not by a file."_s;
    page.show(shown);
    QCOMPARE(cardOf(page), u"No submission yet"_s);
    QVERIFY2(cardTextOf(page).contains(expected), qPrintable(cardTextOf(page)));
    QVERIFY(!figuresOf(page)->chip()->isAvailable());
    QVERIFY(!listOf(page)->isVisible());
    QVERIFY(figuresOf(page)->chip()->mimeData() == nullptr);
    page.grab();
    page.show(houses()); // and then it comes
    settle(page, true);
    QVERIFY(figuresOf(page)->chip()->isAvailable());
    page.show(shown);
    QVERIFY(!figuresOf(page)->chip()->isAvailable());
    QCOMPARE(paneOf(page)->view()->rows(), 0);
}

void tst_PagesSubmission::anInvalidFile()
{
    write(u"bad/submission.csv"_s, "Id,SalePrice\n1,\n2,5\n3,\"x\ny\"\n4,\n");
    JobDetails shown = details({});
    Run run{.attempt = 1, .view = u"real"_s, .outcome = u"BAD_SUBMISSION"_s, .sentence = u"V11: Cells without a prediction: 2."_s};
    run.submission = m_folder.filePath(u"bad/submission.csv"_s);
    run.findings = nlohmann::json::parse(R"([{"code": "V11", "severity": "error", "count": 2, "lines": [2, 6],
        "message": "Cells without a prediction: 2, the first on line 2 in column \"SalePrice\", which reads \"\".", "repair": ""}])");
    shown.runs = {run};
    SubmissionPage page;
    page.resize(1200, 500);
    page.show();
    page.show(shown);
    settle(page, true);
    QCOMPARE(cardOf(page), u"Invalid"_s);
    QVERIFY(cardTextOf(page).contains(u"cannot be submitted"_s));
    QVERIFY(!figuresOf(page)->chip()->isAvailable());
    QCOMPARE(page.places().places[0], (QList<FindingPlace>{{.row = 0, .column = 1, .was = {}}, {.row = 3, .column = 1, .was = {}}}));
    QCOMPARE(listOf(page)->model()->index(0, 0).data(SeverityRole).toString(), u"error"_s);
}

void tst_PagesSubmission::theConstant()
{
    JobDetails shown = details();
    Attempt constant{.no = 0, .origin = solver::Origin::Constant};
    constant.best = constant.realValid = true;
    shown.attempts = {constant};
    SubmissionPage page;
    page.resize(1200, 500);
    page.show();
    page.show(shown);
    settle(page, false);
    QCOMPARE(cardOf(page), u"Valid: the constant answer"_s);
    QVERIFY(figuresOf(page)->chip()->isAvailable());
}

void tst_PagesSubmission::figuresOfNumbers()
{
    SubmissionPage page;
    page.show();
    page.show(houses());
    settle(page, true);
    const Figures &figures = figuresOf(page)->figures();
    QCOMPARE(figures.column, u"SalePrice"_s);
    QCOMPARE(figures.rows, 1459);
    QCOMPARE(figures.histogram.edges.size(), size_t(21));
    QCOMPARE(figures.histogram.predictions.size(), size_t(20));
    QCOMPARE(figures.histogram.training.size(), size_t(20));
    QCOMPARE(figures.heads, (QStringList{u"Predictions"_s, u"Training"_s, u"Previous best"_s}));
    QCOMPARE(figures.names, (QStringList{u"rows"_s, u"mean"_s, u"median"_s, u"min"_s, u"max"_s}));
    QCOMPARE(figures.cells[0], (QStringList{QLocale().toString(1459), QLocale().toString(1460), QLocale().toString(1459)}));
    QCOMPARE(figures.cells[3][0], u"0.00"_s);
    QVERIFY(figuresOf(page)->note().isEmpty());
    QCOMPARE(figuresOf(page)->table()->model()->rowCount(), 5);
    QCOMPARE(figuresOf(page)->table()->model()->columnCount(), 4);
}

void tst_PagesSubmission::figuresOfClasses()
{
    SubmissionPage page;
    page.show();
    page.show(classes());
    settle(page, false);
    const Figures &figures = figuresOf(page)->figures();
    QCOMPARE(figures.histogram.categories, (QStringList{u"Adelie"_s, u"Gentoo"_s, u"Chinstrap"_s}));
    QCOMPARE(figures.histogram.predictions, (std::vector<double>{0.75, 0.25, 0}));
    QCOMPARE(figures.histogram.training, (std::vector<double>{0.5, 0.3, 0.2}));
    QCOMPARE(figures.cells[1], (QStringList{u"75.0 %"_s, u"50.0 %"_s}));
}

void tst_PagesSubmission::noTrainingCurve_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("expected");
    QTest::newRow("parquet") << QByteArray(R"({"path": "train.parquet", "role": "train", "format": "parquet", "dialect": null})") << u"Parquet"_s;
    QTest::newRow("zipped") << QByteArray(R"({"path": "train.csv.zip", "role": "train", "format": "csv", "dialect": {"delimiter": ",", "compression": "zip"}})")
                            << u"compressed"_s;
    QTest::newRow("gone") << QByteArray(R"({"path": "gone.csv", "role": "train", "format": "csv", "dialect": {"delimiter": ","}})") << u"cannot be read"_s;
    QTest::newRow("none") << QByteArray(R"({"path": "x.md", "role": "document"})") << u"No training file"_s;
}

void tst_PagesSubmission::noTrainingCurve()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QString, expected);
    write(u"odd/contract.json"_s, R"({"files": [)" + file + R"(],
        "sample": {"columns": ["Id", "SalePrice"], "id_columns": ["Id"], "prediction_columns": ["SalePrice"]},
        "targets": [{"name": "SalePrice", "column": "SalePrice"}]})");
    JobDetails shown = houses();
    shown.contractFolder = m_folder.filePath(u"odd"_s);
    SubmissionPage page;
    page.show();
    page.show(shown);
    settle(page, true);
    QVERIFY2(figuresOf(page)->note().contains(expected), qPrintable(figuresOf(page)->note()));
    QVERIFY(figuresOf(page)->figures().histogram.training.empty());
    QCOMPARE(figuresOf(page)->figures().heads, (QStringList{u"Predictions"_s, u"Previous best"_s}));
}

void tst_PagesSubmission::findsAndGoesToRows()
{
    SubmissionPage page;
    page.resize(1440, 620);
    page.show();
    page.show(houses());
    settle(page, true);
    QApplication::setActiveWindow(&page);
    CsvPane *pane = paneOf(page);
    CsvView *view = pane->view();
    view->setFocus();
    const QList<QLineEdit *> fields = pane->findChildren<QLineEdit *>();
    QCOMPARE(fields.size(), 2);
    QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(fields[0]->hasFocus());
    QTest::keyClicks(fields[0], u"2120"_s);
    QTRY_VERIFY(!view->source().hits().empty() && !view->source().isSearching());
    QTRY_COMPARE(view->currentRow(), 659);
    QTest::keyClick(fields[0], Qt::Key_F3);
    QTest::keyClick(fields[0], Qt::Key_F3, Qt::ShiftModifier);
    QTest::keyClick(fields[0], Qt::Key_Escape);
    QVERIFY(fields[0]->text().isEmpty() && view->source().hits().empty());
    QTest::keyClick(fields[0], Qt::Key_Escape);
    QVERIFY(view->hasFocus());
    QTest::keyClick(view, Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY(fields[1]->hasFocus());
    QTest::keyClicks(fields[1], u"0"_s);
    QTest::keyClick(fields[1], Qt::Key_Return);
    QVERIFY(fields[1]->property("invalid").toBool());
    fields[1]->clear();
    QTest::keyClicks(fields[1], u"1000"_s);
    QTest::keyClick(fields[1], Qt::Key_Return);
    QCOMPARE(view->currentRow(), 999);
    QVERIFY(view->hasFocus());
    QSignalSpy copied(view, &CsvView::copied);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(copied.count(), 1);
    QCOMPARE(QApplication::clipboard()->text(), *view->textAt(999, view->currentColumn()));
}

void tst_PagesSubmission::anyOtherFile()
{
    write(u"other.tsv"_s, "a\tb\tc\n1\t2\t3\n");
    write(u"other.zip"_s, QByteArray("PK\x03\x04", 4) + QByteArray(100, 'x'));
    SubmissionPage page;
    page.resize(1000, 500);
    page.show();
    page.show(houses());
    settle(page, true);
    page.openFile(m_folder.filePath(u"other.tsv"_s));
    QTRY_COMPARE(paneOf(page)->view()->columns(), 3);
    QVERIFY(!page.findChild<Card *>()->isVisible());
    QVERIFY(!figuresOf(page)->isVisible());
    page.openFile(m_folder.filePath(u"other.zip"_s));
    QTRY_VERIFY(!paneOf(page)->view()->isVisible()); // a sentence stands there
    page.openFile(m_folder.filePath(u"nowhere.csv"_s));
    QTRY_VERIFY(!paneOf(page)->view()->isVisible());
    page.show(houses());
    settle(page, true);
    QVERIFY(page.findChild<Card *>()->isVisible());
    QVERIFY(paneOf(page)->view()->isVisible());
    QCOMPARE(paneOf(page)->view()->rows(), 1459);
}

void tst_PagesSubmission::handsOutTheNamedFile()
{
    SubmissionPage page;
    page.show();
    page.show(houses());
    settle(page, true);
    const std::unique_ptr<QMimeData> data(figuresOf(page)->chip()->mimeData());
    QVERIFY(data);
    QCOMPARE(data->urls().first().toLocalFile(), m_folder.filePath(u"job/house-prices-submission.csv"_s));
    QSignalSpy save(&page, &SubmissionPage::saveAsRequested), folder(&page, &SubmissionPage::openFolderRequested);
    for (QAction *action : figuresOf(page)->chip()->actions())
        action->trigger();
    QCOMPARE(save.count(), 1);
    QCOMPARE(folder.count(), 1);
    QCOMPARE(QApplication::clipboard()->text(), m_folder.filePath(u"job/house-prices-submission.csv"_s));
}

void tst_PagesSubmission::everythingHasAName()
{
    SubmissionPage page;
    page.resize(1440, 620);
    page.show();
    page.show(houses());
    settle(page, true);
    QStringList names;
    for (QWidget *widget : page.findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
            continue;
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        const QString name = face ? face->text(QAccessible::Name) : QString();
        QVERIFY2(!name.isEmpty(), widget->metaObject()->className());
        QVERIFY2(!names.contains(name), qPrintable(name));
        names << name;
    }
    QVERIFY(names.size() >= 8);
}

void tst_PagesSubmission::columnsOfFindings()
{
    const QStringList names{u"Id"_s, u"a"_s, u"b"_s};
    QCOMPARE(columnOf({.column = u"b"_s, .message = u"in column \"a\""_s}, names, {u"Id"_s}), 2);
    QCOMPARE(columnOf({.message = u"which reads \"x\" in column \"a\", not \"b\""_s}, names, {u"Id"_s}), 1);
    QCOMPARE(columnOf({.code = u"V10"_s, .message = u"Ids"_s}, names, {u"Id"_s}), 0);
    QCOMPARE(columnOf({.code = u"V15"_s, .message = u"Sums"_s}, names, {u"Id"_s}), -1);
}

void tst_PagesSubmission::whatWasSentIsNotCut()
{
    JobDetails sent = houses();
    sent.kaggle = {{"competition", {{"ref", "https://www.kaggle.com/competitions/houses"}}}};
    sent.submissions = {{.no = 1, .job = sent.job.id, .state = solver::Submission::State::Failed, .sentence = u"Kaggle could not score the file. "_s.repeated(5)}};
    QScrollArea area; // as on a job's page
    auto *page = new SubmissionPage;
    area.setWidget(page);
    area.setWidgetResizable(true);
    area.resize(1440, 280);
    page->show(sent);
    area.show();
    m_appearance.setTextScale(200);
    const auto fits = [page] {
        const auto labels = page->findChild<SentPane *>()->findChildren<QLabel *>();
        return std::ranges::all_of(labels, [](const QLabel *label) { return label->height() >= label->heightForWidth(label->width()); });
    };
    QTRY_VERIFY(page->findChild<SentPane *>()->isVisible() && fits());
    for (const int width : {1440, 1200, 1000}) {
        area.resize(width, 280);
        QTest::qWait(50);
        QTRY_VERIFY2(fits(), qPrintable(QString::number(width)));
    }
    m_appearance.setTextScale(100);
}

void tst_PagesSubmission::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("text");
    QTest::newRow("light-100") << false << 100;
    QTest::newRow("dark-100") << true << 100;
    QTest::newRow("light-200") << false << 200;
    QTest::newRow("dark-200") << true << 200;
}

/// For people to look at; the folder stands in PICTURES.
void tst_PagesSubmission::pictures()
{
    if (!qEnvironmentVariableIsSet("PICTURES"))
        QSKIP("only with PICTURES=folder");
    QFETCH(const bool, dark);
    QFETCH(const int, text);
    m_appearance.setScheme(dark ? Appearance::Scheme::Dark : Appearance::Scheme::Light);
    m_appearance.setTextScale(text);
    const auto restore = qScopeGuard([this] {
        m_appearance.setScheme(Appearance::Scheme::System);
        m_appearance.setTextScale(100);
    });
    const QString name = qEnvironmentVariable("PICTURES") + u"/submission-%1-"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
    SubmissionPage page;
    page.resize(text == 100 ? QSize(1440, 600) : QSize(1900, 1100));
    page.show();
    QApplication::setActiveWindow(&page);
    page.show(houses());
    settle(page, true);
    for (int row = 0; row < listOf(page)->model()->rowCount(); ++row) {
        if (listOf(page)->model()->index(row, 0).data(CodeRole).toString() == u"V14"_s)
            page.goToFinding(row);
    }
    paneOf(page)->view()->setFocus();
    QTest::qWait(50);
    QVERIFY(page.grab().save(name + u"repaired.png"_s));
    paneOf(page)->findText(u"21"_s);
    QTRY_VERIFY(!paneOf(page)->view()->source().isSearching());
    QTest::qWait(50);
    QVERIFY(page.grab().save(name + u"find.png"_s));
    page.show(classes());
    settle(page, false);
    QTest::qWait(50);
    QVERIFY(page.grab().save(name + u"classes.png"_s));
    JobDetails none = details({});
    none.job.status = JobStatus::Processing;
    page.show(none);
    QTest::qWait(50);
    QVERIFY(page.grab().save(name + u"none.png"_s));
}

QTEST_MAIN(tst_PagesSubmission)
#include "tst_pages_submission.moc"
