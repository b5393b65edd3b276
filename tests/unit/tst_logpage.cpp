// SPDX-License-Identifier: GPL-3.0-or-later
// The Log tab. With the environment variable PICTURES=FOLDER it also grabs pictures of it, to be looked at.
#include "pagetrial.h"
#include "viewers/logview.h"
#include "widgets/elidedlabel.h"
#include "widgets/filterchip.h"
#include "window/logpage.h"
#include "window/overviewpage.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

namespace {

const QByteArray traceback = "Traceback (most recent call last):\n"
                             "  File \"/kaggle/working/solution.py\", line 41, in <module>\n"
                             "    main()\n"
                             "  File \"/kaggle/working/solution.py\", line 33, in main\n"
                             "    train[\"Deck\"] = train[\"CabinNum\"].str[0]\n"
                             "                    ~~~~~^^^^^^^^^^^^\n"
                             "KeyError: 'CabinNum'\n";

} // namespace

class tst_LogPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsTheNewestLog();
    void chipsFilter();
    void findsByKeys();
    void aWrongExpressionSaysSo();
    void onlyMatchingLines();
    void keysComeBeforeTheWindows();
    void errorsByKeyAndButton();
    void theFailureCardLeadsToTheFirstError();
    void goesToALine();
    void clearsAndFolds();
    void savesAndCopies();
    void saysWhenThereIsNothing();
    void stopsWhenAsked();
    void pictures();

private:
    void open(LogPage &page, const QByteArray &text)
    {
        write(m_details.logOf(m_details.runs.first()), text);
        page.resize(1400, 500);
        page.show(m_details);
        page.setVisible(true);
        page.activateWindow();
        QTRY_VERIFY_WITH_TIMEOUT(page.view().source().isIndexed() && page.view().levels().lines >= page.view().lines() &&
                                     (text.isEmpty() || page.view().lines() > 0), 10'000);
    }
    static bool says(LogPage &page, const QString &text)
    {
        return std::ranges::any_of(page.findChildren<ElidedLabel *>(), [&](const ElidedLabel *label) { return label->isVisible() && label->text().contains(text); });
    }
    static FilterChip *chip(LogPage &page, const QString &name)
    {
        for (FilterChip *one : page.findChildren<FilterChip *>()) {
            if (one->text() == name)
                return one;
        }
        return nullptr;
    }
    static QLineEdit *field(LogPage &page) { return shown<QLineEdit>(page, u"Find in log"_s); }
    static QAction *action(LogPage &page, const QString &text)
    {
        for (QAction *one : page.view().actions()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }

    Appearance m_appearance;
    std::unique_ptr<QTemporaryDir> m_folder;
    JobDetails m_details;
    const QByteArray m_text = "start\nINFO ready\nKeyError one\nUserWarning: x\nfold 1\nfold 2\n" + traceback + "fold 3\nend\n";
};

void tst_LogPage::init()
{
    m_appearance.setScheme(Appearance::Scheme::Light);
    m_appearance.setTextScale(100);
    m_folder = std::make_unique<QTemporaryDir>();
    m_details = {};
    m_details.folder = m_folder->path();
    m_details.job = {.id = u"j"_s, .slug = u"spaceship-titanic"_s, .status = JobStatus::Failed, .message = u"The program failed."_s};
    m_details.runs = {{.attempt = 1, .view = u"sealed-1"_s}, {.attempt = 2, .view = u"sealed-1"_s}};
    m_details.attempts = {{.no = 1, .name = u"LightGBM"_s}, {.no = 2, .name = u"Own"_s}};
}

void tst_LogPage::showsTheNewestLog()
{
    LogPage page;
    open(page, m_text);
    QCOMPARE(page.view().source().path(), m_details.logOf(m_details.runs.first()));
    QCOMPARE(faultOfNames(page), QString());
    QVERIFY(says(page, u"15 line"_s));
    QVERIFY(says(page, u"following"_s));
    auto *which = shown<QComboBox>(page, u"Which log"_s);
    QCOMPARE(which->count(), 3);
    write(m_details.logOf(m_details.runs.last()), "other\n");
    which->setCurrentIndex(2);
    Q_EMIT which->activated(2);
    QTRY_COMPARE(page.view().lines(), 1);
    page.show(m_details); // keeps what a person chose
    QTest::qWait(50);
    QCOMPARE(which->currentIndex(), 2);
    QCOMPARE(page.view().lines(), 1);
}

void tst_LogPage::chipsFilter()
{
    LogPage page;
    open(page, m_text);
    QCOMPARE(chip(page, u"Errors"_s)->count(), 2);
    QCOMPARE(chip(page, u"Warnings"_s)->count(), 1);
    QCOMPARE(chip(page, u"Info"_s)->count(), 6);
    QVERIFY(chip(page, u"Errors"_s)->accessibleName().startsWith(u"Errors, 2"_s));
    QTest::mouseClick(chip(page, u"Errors"_s), Qt::LeftButton);
    QTRY_COMPARE(page.view().shownLines(), 8);
    QTRY_VERIFY(says(page, u"8 of 15"_s));
    QTest::keyClick(chip(page, u"Warnings"_s), Qt::Key_Space);
    QTRY_COMPARE(page.view().shownLines(), 9);
    QTest::mouseClick(chip(page, u"Errors"_s), Qt::LeftButton);
    QTRY_COMPARE(page.view().shownLines(), 1);
    // It goes on with what is added.
    QFile file(page.view().source().path());
    QVERIFY(file.open(QIODevice::Append));
    file.write("x\nWarning: two\n");
    file.close();
    page.refresh();
    QTRY_COMPARE(page.view().shownLines(), 2);
    QTRY_COMPARE(chip(page, u"Warnings"_s)->count(), 2);
    QTest::mouseClick(chip(page, u"Warnings"_s), Qt::LeftButton);
    QTRY_VERIFY(says(page, u"17 line"_s));
}

void tst_LogPage::findsByKeys()
{
    LogPage page;
    open(page, m_text);
    page.view().setFocus();
    QTest::keyClick(&page.view(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(field(page)->hasFocus());
    QTest::keyClicks(field(page), u"fold"_s);
    QTRY_VERIFY(says(page, u"3 hit"_s));
    QTest::keyClick(field(page), Qt::Key_F3);
    QCOMPARE(page.view().currentLine(), 4);
    QVERIFY(says(page, u"1 of 3"_s));
    QTest::keyClick(field(page), Qt::Key_Return);
    QTest::keyClick(field(page), Qt::Key_F3);
    QCOMPARE(page.view().currentLine(), 13);
    QTest::keyClick(&page.view(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(page.view().currentLine(), 5);
    QTest::keyClick(field(page), Qt::Key_Escape);
    QVERIFY(field(page)->text().isEmpty());
    QVERIFY(page.view().hasFocus());
    QVERIFY(page.view().source().hits().empty());
    field(page)->setText(u"end"_s);
    QTest::keyClick(&page.view(), Qt::Key_Escape);
    QVERIFY(field(page)->text().isEmpty());
}

void tst_LogPage::aWrongExpressionSaysSo()
{
    LogPage page;
    open(page, m_text);
    QTest::mouseClick(button(page, u"Regular expression"_s), Qt::LeftButton);
    field(page)->setFocus();
    QTest::keyClicks(field(page), u"fold (1"_s);
    QVERIFY(says(page, u"This is no regular expression"_s));
    QVERIFY(page.view().source().hits().empty());
    QTest::keyClicks(field(page), u"|3)"_s);
    QTRY_VERIFY(says(page, u"2 hit"_s));
    QVERIFY(!says(page, u"regular"_s));
    QTest::mouseClick(button(page, u"Regular expression"_s), Qt::LeftButton);
    QTRY_VERIFY(says(page, u"no hits"_s));
}

void tst_LogPage::onlyMatchingLines()
{
    LogPage page;
    open(page, m_text);
    QVERIFY(!button(page, u"Only matching"_s)->isEnabled());
    field(page)->setText(u"fold 1"_s);
    QTest::mouseClick(button(page, u"Only matching"_s), Qt::LeftButton);
    QTRY_VERIFY(says(page, u"11 of 15"_s)); // the folded traceback is one line around it
    QTest::keyClick(field(page), Qt::Key_Escape);
    QTRY_COMPARE(page.view().shownLines(), 15);
}

void tst_LogPage::keysComeBeforeTheWindows()
{
    QMainWindow window;
    QAction filter;
    filter.setShortcut(QKeySequence::Find);
    window.addAction(&filter);
    QSignalSpy filtered(&filter, &QAction::triggered);
    auto *other = new QLineEdit;
    auto *page = new LogPage;
    auto *both = new QWidget;
    auto *rows = new QVBoxLayout(both);
    rows->addWidget(other);
    rows->addWidget(page);
    window.setCentralWidget(both);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    page->view().setFocus();
    QTest::keyClick(&page->view(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(field(*page)->hasFocus());
    QCOMPARE(filtered.count(), 0);
    other->setFocus();
    QTest::keyClick(other, Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(filtered.count(), 1);
}

void tst_LogPage::errorsByKeyAndButton()
{
    LogPage page;
    open(page, m_text);
    QAbstractButton *next = button(page, u"Next error"_s);
    QCOMPARE(next->toolTip(), u"Next error (F8)"_s);
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(page.view().currentLine(), 2);
    QVERIFY(!page.view().isFollowing());
    QTest::keyClick(field(page), Qt::Key_F8);
    QCOMPARE(page.view().currentLine(), 6);
    QTest::keyClick(&page.view(), Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(page.view().currentLine(), 2);
    QTRY_VERIFY(page.view().accessibleDescription().contains(u"KeyError one"_s));
}

void tst_LogPage::theFailureCardLeadsToTheFirstError()
{
    OverviewPage overview;
    overview.show(m_details);
    overview.setVisible(true);
    QSignalSpy requested(&overview, &OverviewPage::firstErrorRequested);
    QVERIFY(button(overview, u"Show the first error in the log"_s));
    QTest::mouseClick(button(overview, u"Show the first error in the log"_s), Qt::LeftButton);
    QCOMPARE(requested.count(), 1);

    write(m_details.logOf(m_details.runs.first()), m_text);
    LogPage page;
    page.resize(1000, 300);
    page.show(m_details);
    page.setVisible(true);
    page.showFirstError(); // before the log is found
    QTRY_COMPARE(page.view().currentLine(), 2);
    write(m_details.logOf(m_details.runs.first()), "all is well\n");
    QSignalSpy noticed(&page, &LogPage::noticed);
    page.refresh();
    QTRY_VERIFY(!page.view().source().fault().isEmpty());
    page.refresh();
    QTRY_COMPARE(page.view().lines(), 1);
    page.showFirstError();
    QTRY_COMPARE(noticed.count(), 1);
}

void tst_LogPage::goesToALine()
{
    LogPage page;
    open(page, m_text);
    auto *line = shown<QLineEdit>(page, u"Go to line"_s);
    QVERIFY(!line->isVisible());
    page.view().setFocus();
    QTest::keyClick(&page.view(), Qt::Key_G, Qt::ControlModifier);
    QVERIFY(line->isVisible() && line->hasFocus());
    QTest::keyClicks(line, u"x"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(line->property("invalid").toBool());
    line->clear();
    QTest::keyClicks(line, u"5"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(page.view().currentLine(), 4);
    QVERIFY(page.view().hasFocus() && !line->isVisible());
    QTest::keyClick(&page.view(), Qt::Key_G, Qt::ControlModifier);
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(page.view().hasFocus() && !line->isVisible());
}

void tst_LogPage::clearsAndFolds()
{
    LogPage page;
    open(page, "a\n" + QByteArray("same\n").repeated(5));
    QCOMPARE(page.view().rows().rows(), 2);
    QVERIFY(says(page, u"4 line(s) folded"_s));
    action(page, u"Fold repeated lines"_s)->trigger();
    QTRY_COMPARE(page.view().rows().rows(), 6);
    action(page, u"Clear view"_s)->trigger();
    QTRY_COMPARE(page.view().rows().rows(), 0);
    action(page, u"Show all"_s)->trigger();
    QTRY_COMPARE(page.view().rows().rows(), 6);
}

void tst_LogPage::savesAndCopies()
{
    LogPage page;
    open(page, m_text);
    QSignalSpy noticed(&page, &LogPage::noticed);
    const QString target = m_folder->filePath(u"saved.log"_s);
    page.saveTo(target);
    QTRY_COMPARE(noticed.count(), 1);
    QVERIFY(noticed[0][0].toString().contains(u"saved.log"_s));
    QFile saved(target);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll(), m_text);
    page.saveTo(m_folder->filePath(u"no/such/folder/saved.log"_s));
    QTRY_COMPARE(noticed.count(), 2);
    page.view().goTo(4);
    action(page, u"Copy lines"_s)->trigger();
    QTRY_VERIFY(says(page, u"1 line(s) copied"_s));
    QCOMPARE(QApplication::clipboard()->text(), u"fold 1\n"_s);
}

void tst_LogPage::saysWhenThereIsNothing()
{
    LogPage page;
    page.resize(900, 300);
    page.show(m_details);
    page.setVisible(true);
    QTest::qWait(50);
    QCOMPARE(page.view().lines(), 0);
    QVERIFY(!button(page, u"Save log as …"_s)->isEnabled());
    QVERIFY(!button(page, u"Next error"_s)->isEnabled());
    QTest::keyClick(&page.view(), Qt::Key_F8);
    open(page, {});
    QVERIFY(button(page, u"Save log as …"_s)->isEnabled());
}

void tst_LogPage::stopsWhenAsked()
{
    QByteArray text;
    for (int i = 0; i < 1'500'000; ++i)
        text += i % 3 == 0 ? "a needle " + QByteArray::number(i) + '\n' : "straw\n";
    LogPage page;
    open(page, text);
    QVERIFY(!button(page, u"Stop finding"_s)->isVisible());
    QTest::mouseClick(chip(page, u"Info"_s), Qt::LeftButton);
    QTRY_VERIFY(button(page, u"Stop finding"_s)->isVisible());
    QTest::mouseClick(button(page, u"Stop finding"_s), Qt::LeftButton);
    QVERIFY(says(page, u"stopped at line"_s));
    QVERIFY(!button(page, u"Stop finding"_s)->isVisible());
    QTest::mouseClick(chip(page, u"Info"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(page.view().levels().lines == 1'500'000 && !page.view().isScanning(), 20'000);
    QVERIFY(!says(page, u"stopped at line"_s));
}

void tst_LogPage::pictures()
{
    if (!qEnvironmentVariableIsSet("PICTURES"))
        QSKIP("PICTURES names no folder");
    QByteArray text = "load train=(6954, 14) test=(1739, 13)\n[container 3f9a1c04be21 started, 4 cores, 8 GiB, no network]\n" + traceback +
                      "[program ended with exit code 1 after 2.4 s]\nfeatures: 22 columns, 7 categorical, seeds 5\n";
    for (int fold = 1; fold < 4; ++fold) {
        text += QByteArray("/usr/lib/python3/site.py:12: FutureWarning: Downcasting object dtype arrays on .fillna is deprecated\n").repeated(6);
        for (int seed = 1; seed < 3; ++seed)
            text += "fold " + QByteArray::number(fold) + " seed " + QByteArray::number(seed) + "  best iteration 812  accuracy 0.81" + QByteArray::number(31 - seed) + '\n';
        text += "fold " + QByteArray::number(fold) + " accuracy \x1b[34m0.8143\x1b[0m  \x1b[32m21.2 s\x1b[0m\n";
        text += QByteArray("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf\n").repeated(fold == 2 ? 128 : 96);
    }
    text += traceback + "513 s left, next fold about 22 s\nfold 4:   1 %\rfold 4:  50 %\rfold 4 seed 4  1100: learn 0.3641  test 0.3987  best 0.3984 (1042)  total 9.6s";
    LogPage page;
    open(page, text);
    QAbstractButton *all = button(page, u"Follow"_s);
    QVERIFY(all);
    inAllLooks(m_appearance, [&](const QString &look) {
        page.resize(1440, 560);
        field(page)->setText(u"fold"_s);
        QTRY_VERIFY(!page.view().source().isSearching());
        grab(page, u"logfollowing-"_s + look);
        page.view().goToError(true);
        page.view().goToHit(true);
        grab(page, u"log-"_s + look);
        page.resize(900, 360);
        grab(page, u"narrowlog-"_s + look);
        page.resize(1440, 400);
        QTest::mouseClick(chip(page, u"Warnings"_s), Qt::LeftButton);
        QTRY_VERIFY(!page.view().isScanning());
        grab(page, u"filteredlog-"_s + look);
        QTest::mouseClick(chip(page, u"Warnings"_s), Qt::LeftButton);
        QTRY_VERIFY(!page.view().isScanning());
        field(page)->setText({});
        page.view().setFollowing(true);
    });
    m_appearance.setTextScale(100);
    LogPage empty;
    empty.resize(1000, 200);
    empty.setVisible(true);
    grab(empty, u"emptylog.png"_s);
}

QTEST_MAIN(tst_LogPage)
#include "tst_logpage.moc"
