// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/jobdelegate.h"
#include "delegates/roles.h"
#include "theme/appearance.h"
#include "widgets/card.h"
#include "widgets/elidedlabel.h"
#include "widgets/filechip.h"
#include "widgets/filterchip.h"
#include "theme/scoretext.h"
#include "widgets/scale.h"
#include "widgets/scorechart.h"
#include "widgets/stagestrip.h"
#include "widgets/toast.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUrl>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Widgets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stagesGoByKeys();
    void aStageTellsItsState();
    void theChartGoesByKeysAndStopsAtItsEnds();
    void theChartSaysWhatItShows_data();
    void theChartSaysWhatItShows();
    void scalesHaveRoundMarks_data();
    void scalesHaveRoundMarks();
    void durations_data();
    void durations();
    void aFileIsHandedOutWithItsShownName();
    void aMissingFileSaysWhy();
    void aCardShowsItsActions();
    void aCardFoldsItsDetail();
    void aToastGoesByItself();
    void aToastActs();
    void aFilterTellsItsCount();
    void theButtonInARowActs();
    void rowsGrowWithTheText();

private:
    Appearance m_appearance;
};

void tst_Widgets::stagesGoByKeys()
{
    StageStrip strip;
    strip.setStages({{u"preflight"_s, StageCell::Done}, {u"acquire"_s, StageCell::Running}, {u"prepare"_s}});
    strip.setCurrentStage(1);
    strip.show();
    QSignalSpy chosen(&strip, &StageStrip::stageChosen);
    const auto cells = strip.findChildren<QAbstractButton *>();
    cells[1]->setFocus();
    QTest::keyClick(cells[1], Qt::Key_Right);
    QCOMPARE(strip.currentStage(), 2);
    QTest::keyClick(cells[2], Qt::Key_Right); // no wrap-around
    QCOMPARE(strip.currentStage(), 2);
    QTest::keyClick(cells[2], Qt::Key_Home);
    QTest::mouseClick(cells[1], Qt::LeftButton);
    QCOMPARE(chosen, (QList<QVariantList>{{2}, {0}, {1}}));
}

void tst_Widgets::aStageTellsItsState()
{
    StageStrip strip;
    strip.setStages({{u"search"_s, StageCell::Running, 363, u"attempt 5 of 8"_s}});
    QCOMPARE(strip.findChild<QAbstractButton *>()->accessibleName(), u"search, Processing, 6:03, attempt 5 of 8"_s);
}

void tst_Widgets::theChartGoesByKeysAndStopsAtItsEnds()
{
    ScoreChart chart;
    chart.setPoints({{.attempt = 3, .kind = ChartPoint::Failed}, {.attempt = 1, .score = 0.5}});
    QSignalSpy chosen(&chart, &ScoreChart::attemptChosen);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Left);
    QCOMPARE(chosen, (QList<QVariantList>{{1}, {3}, {1}}));
}

void tst_Widgets::theChartSaysWhatItShows_data()
{
    QTest::addColumn<double>("baseline");
    QTest::addColumn<double>("score");
    QTest::addColumn<double>("error");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("better") << 0.7985 << 0.8127 << 0.0046
                            << u"Best 0.8127 ± 0.0046 in attempt 2, +0.0142 against the baseline."_s;
    QTest::newRow("large") << 28977.4 << 27950.7 << 290.0
                           << u"Best 27950.7 ± 290.0 in attempt 2, −1026.7 against the baseline."_s;
    QTest::newRow("no error") << 0.5 << 0.25 << 0.0 << u"Best 0.2500 in attempt 2, −0.2500 against the baseline."_s;
}

void tst_Widgets::theChartSaysWhatItShows()
{
    QFETCH(double, baseline);
    QFETCH(double, score);
    QFETCH(double, error);
    ScoreChart chart;
    QCOMPARE(chart.summary(), u"No score yet."_s);
    chart.setBaseline(baseline);
    chart.setPoints({{.attempt = 2, .score = score, .error = error, .kind = ChartPoint::Best, .name = u"CatBoost"_s}});
    QTEST(chart.summary(), "sentence");
    chart.setCurrentAttempt(2);
    QVERIFY(chart.accessibleDescription().contains(u"Attempt 2, CatBoost: "));
}

void tst_Widgets::scalesHaveRoundMarks_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QList<double>>("marks");
    QTest::addColumn<int>("decimals");
    QTest::newRow("scores") << 0.7985 << 0.8173 << QList<double>{0.795, 0.8, 0.805, 0.81, 0.815, 0.82} << 3;
    QTest::newRow("shares") << 0.0 << 0.184 << QList<double>{0, 0.05, 0.1, 0.15, 0.2} << 2;
    QTest::newRow("below 0") << -4.0 << 3.0 << QList<double>{-4, -2, 0, 2, 4} << 0;
    QTest::newRow("one value") << 100.0 << 100.0 << QList<double>{99, 99.5, 100, 100.5, 101} << 1;
    QTest::newRow("nonsense") << qQNaN() << 1.0 << QList<double>{0, 0.5, 1} << 1;
}

void tst_Widgets::scalesHaveRoundMarks()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QList<double>, marks);
    const Scale scale = Scale::over(low, high, 4);
    QCOMPARE(scale.marks().size(), marks.size());
    for (qsizetype i = 0; i < marks.size(); ++i)
        QVERIFY(qAbs(scale.marks()[i] - marks[i]) < 1e-9);
    QTEST(scale.decimals, "decimals");
}

void tst_Widgets::durations_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << -1.0 << QString();
    QTest::newRow("short") << 2.9 << u"0:02"_s;
    QTest::newRow("minutes") << 665.0 << u"11:05"_s;
    QTest::newRow("hours") << 3729.0 << u"1:02:09"_s;
}

void tst_Widgets::durations()
{
    QFETCH(double, seconds);
    QTEST(durationText(seconds), "text");
}

void tst_Widgets::aFileIsHandedOutWithItsShownName()
{
    FileChip chip;
    chip.setFile(u"/jobs/7f3a/submission.csv"_s, u"titanic-submission.csv"_s, u"2.8 KiB"_s);
    chip.setSource([] { return u"/tmp/out/titanic-submission.csv"_s; });
    QTest::keySequence(&chip, QKeySequence::Copy);
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(copied->urls(), {QUrl::fromLocalFile(u"/tmp/out/titanic-submission.csv"_s)});
    QCOMPARE(copied->text(), u"/tmp/out/titanic-submission.csv"_s);
    chip.setSource([] { return QString(); });
    QVERIFY(!chip.mimeData());
}

void tst_Widgets::aMissingFileSaysWhy()
{
    FileChip chip;
    chip.setFile(u"/a.csv"_s, u"a.csv"_s, {});
    chip.setUnavailable(u"The baseline still runs."_s);
    QVERIFY(!chip.isAvailable() && !chip.mimeData());
    QCOMPARE(chip.toolTip(), u"The baseline still runs."_s);
    QCOMPARE(chip.accessibleDescription(), u"The baseline still runs."_s);
}

void tst_Widgets::aCardShowsItsActions()
{
    QAction open(u"Open rules"_s), check(u"Check now"_s);
    Card card(Card::Warning);
    card.setActions({&open, &check}, true);
    card.show();
    const auto buttons = card.findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 2);
    QVERIFY(buttons[0]->property("primary").toBool() && !buttons[1]->property("primary").toBool());
    QSignalSpy triggered(&open, &QAction::triggered);
    buttons[0]->click();
    QCOMPARE(triggered.count(), 1);
    check.setEnabled(false);
    QVERIFY(!buttons[1]->isEnabled());
    open.setVisible(false);
    QVERIFY(!buttons[0]->isVisible());
}

void tst_Widgets::aCardFoldsItsDetail()
{
    Card card(Card::Failure);
    card.setTitle(u"Attempt 3 needed more than 8 GiB."_s);
    card.setDetail(u"exit code 137"_s);
    card.show();
    const int folded = card.sizeHint().height();
    card.findChild<QToolButton *>()->click();
    QVERIFY(card.sizeHint().height() > folded);
    card.setActions({}); // the fold stays
    QVERIFY(card.findChild<QToolButton *>()->isVisible());
}

void tst_Widgets::aToastGoesByItself()
{
    QWidget window;
    window.resize(600, 400);
    QPushButton other(&window); // has the focus: a toast that has it stays
    Toast toast(&window);
    window.show();
    toast.showMessage(u"Removed Titanic."_s, nullptr, std::chrono::milliseconds(20));
    QVERIFY(toast.isVisible());
    QCOMPARE(toast.geometry().bottomRight(), QPoint(600 - 16 - 1, 400 - 16 - 1));
    window.resize(700, 500);
    QCOMPARE(toast.geometry().right(), 700 - 16 - 1);
    QTRY_VERIFY(!toast.isVisible());
}

void tst_Widgets::aToastActs()
{
    QWidget window;
    window.resize(600, 400);
    Toast toast(&window);
    window.show();
    QAction undo(u"Undo"_s);
    QSignalSpy triggered(&undo, &QAction::triggered);
    toast.showMessage(u"Removed Titanic."_s, &undo);
    toast.findChild<QToolButton *>()->click();
    QCOMPARE(triggered.count(), 1);
    QVERIFY(!toast.isVisible());
}

void tst_Widgets::aFilterTellsItsCount()
{
    FilterChip chip(u"Processing"_s, u"processing"_s);
    chip.setCount(3);
    QVERIFY(chip.accessibleName().startsWith(u"Processing, 3"));
    const int width = chip.sizeHint().width();
    chip.setCount(1234);
    QVERIFY(chip.sizeHint().width() > width);
}

void tst_Widgets::theButtonInARowActs()
{
    QStandardItemModel model(2, 1);
    model.setData(model.index(1, 0), u"Accept the rules"_s);
    model.setData(model.index(1, 0), u"Open rules"_s, ActionTextRole);
    QTableView view;
    view.setModel(&model);
    JobDelegate delegate;
    delegate.setPart(0, JobDelegate::Activity);
    delegate.attach(&view);
    view.setColumnWidth(0, 400);
    view.resize(500, 200);
    view.show();
    QSignalSpy requested(&delegate, &RowDelegate::actionRequested);
    const QRect cell = view.visualRect(model.index(1, 0));
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, cell.center() + QPoint(190, 0)); // beside it
    QCOMPARE(requested.count(), 0);
    const int text = view.fontMetrics().horizontalAdvance(u"Accept the rules"_s);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(16 + text + 8 + 20, cell.center().y()));
    QCOMPARE(requested.count(), 1);
    QCOMPARE(requested[0][0].toModelIndex(), model.index(1, 0));
}

void tst_Widgets::rowsGrowWithTheText()
{
    QStandardItemModel model(3, 2);
    QTableView view;
    view.setModel(&model);
    JobDelegate delegate;
    delegate.attach(&view);
    view.show();
    QCOMPARE(view.rowHeight(0), 30);
    m_appearance.setTextScale(200);
    QApplication::processEvents();
    QVERIFY(view.rowHeight(0) >= 44);
    m_appearance.setTextScale(100);
    QApplication::processEvents();
    QCOMPARE(view.rowHeight(0), 30);
    delegate.setCompact(true);
    QCOMPARE(view.rowHeight(0), 26);
}

QTEST_MAIN(tst_Widgets)
#include "tst_widgets.moc"
