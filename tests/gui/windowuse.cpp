// SPDX-License-Identifier: GPL-3.0-or-later
// A person at the real window, over jobs that really ran: every test presses keys and clicks on what is shown, and reads what is
// shown then. tests/integration/full_windowtour.py makes the jobs and names their data folder in WINDOW_DATA.
#include "models/jobmodel.h"
#include "pages/code/codepage.h"
#include "pages/code/diffview.h"
#include "viewers/csvview.h"
#include "viewers/logview.h"
#include "window/addbar.h"
#include "window/jobtable.h"
#include "windowsession.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class WindowUse : public QObject
{
    Q_OBJECT

    std::unique_ptr<WindowSession> m_session;
    MainWindow *m_window = nullptr;
    JobTable *m_table = nullptr;
    QTabWidget *m_tabs = nullptr;

    template <typename T> T *shown(const QString &name = {}) const
    {
        for (T *widget : m_window->findChildren<T *>()) {
            if (widget->isVisible() && (name.isEmpty() || widget->accessibleName() == name))
                return widget;
        }
        return nullptr;
    }

    void open()
    {
        Options options;
        options.dataDir = qEnvironmentVariable("WINDOW_DATA");
        m_session = std::make_unique<WindowSession>(options);
        m_window = &m_session->window();
        m_window->resize(1440, 900);
        m_window->activateWindow();
        m_table = m_window->findChild<JobTable *>();
        m_tabs = m_window->findChild<QTabWidget *>();
        QVERIFY(QTest::qWaitForWindowActive(m_window));
        QTRY_VERIFY_WITH_TIMEOUT(m_table->model()->rowCount() >= 2, 20'000);
    }

    /// Clicks the row of a job.
    void choose(const QString &title)
    {
        for (int row = 0; row < m_table->model()->rowCount(); ++row) {
            const QModelIndex index = m_table->model()->index(row, JobModel::Competition);
            if (index.data().toString() != title)
                continue;
            QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, m_table->visualRect(index).center());
            return;
        }
        QFAIL(qPrintable(u"no row is called "_s + title));
    }

    QAbstractButton *button(const QString &text) const
    {
        for (QAbstractButton *one : m_window->findChildren<QAbstractButton *>()) {
            if (one->isVisible() && one->text() == text)
                return one;
        }
        return nullptr;
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(QApplication::focusWidget(), key, modifiers); }

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { m_session.reset(); }

    void eachTabShowsItsJob()
    {
        choose(u"ward admissions"_s);
        press(Qt::Key_1, Qt::ControlModifier);
        QTRY_VERIFY(shown<QTableView>(u"Attempts"_s));
        QTRY_COMPARE(shown<QTableView>(u"Attempts"_s)->model()->rowCount(), 4); // constant, floor, and the person's two
        press(Qt::Key_2, Qt::ControlModifier);
        QTRY_VERIFY(shown<QTableView>(u"Brief"_s));
        press(Qt::Key_3, Qt::ControlModifier);
        QTRY_VERIFY(shown<QTableView>(u"Data files"_s));
        QTRY_COMPARE(shown<QTableView>(u"Data files"_s)->model()->rowCount(), 3); // train, test, sample
        press(Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(shown<CodePage>());
        QTRY_COMPARE(shown<QListView>(u"Attempts"_s)->model()->rowCount(), 3);
        press(Qt::Key_5, Qt::ControlModifier);
        QTRY_VERIFY(shown<LogView>());
        QTRY_VERIFY(shown<LogView>()->lines() > 0);
        press(Qt::Key_6, Qt::ControlModifier);
        QTRY_VERIFY(shown<CsvView>());
        QTRY_COMPARE(shown<CsvView>()->rows(), 40);
    }

    void twoAttemptsAreCompared()
    {
        choose(u"ward admissions"_s);
        press(Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(shown<QListView>(u"Attempts"_s) && shown<QListView>(u"Attempts"_s)->model()->rowCount() == 3);
        auto *chooser = shown<QListView>(u"Attempts"_s);
        QTest::mouseClick(chooser->viewport(), Qt::LeftButton, {}, chooser->visualRect(chooser->model()->index(1, 0)).center());
        press(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(shown<DiffView>());
        QTRY_VERIFY(shown<DiffView>()->changes() > 0);
        const int first = shown<DiffView>()->currentChange();
        press(Qt::Key_F8);
        QTRY_COMPARE(shown<DiffView>()->currentChange(), std::min(first + 1, shown<DiffView>()->changes() - 1));
    }

    void aFindingLeadsToItsCell()
    {
        choose(u"ward repaired"_s);
        press(Qt::Key_6, Qt::ControlModifier);
        QTRY_VERIFY(shown<QListView>(u"Findings"_s));
        auto *findings = shown<QListView>(u"Findings"_s);
        QTRY_VERIFY(findings->model()->rowCount() > 0);
        QTRY_COMPARE(shown<CsvView>()->rows(), 40);
        QTest::mouseClick(findings->viewport(), Qt::LeftButton, {}, findings->visualRect(findings->model()->index(0, 0)).center());
        QTRY_COMPARE(shown<CsvView>()->currentRow(), 4); // the program wrote its id as a decimal number
        QCOMPARE(shown<CsvView>()->columnName(shown<CsvView>()->currentColumn()), u"id"_s);
    }

    void theFileIsCopiedByKey()
    {
        choose(u"ward admissions"_s);
        m_table->setFocus();
        press(Qt::Key_C, Qt::ControlModifier);
        const QMimeData *copied = QApplication::clipboard()->mimeData();
        QVERIFY(copied && copied->hasUrls());
        QVERIFY(copied->urls().first().toLocalFile().endsWith(u"-submission.csv"_s));
        QVERIFY(copied->hasText());
    }

    void deedsThatDoNotFitSayWhy()
    {
        choose(u"empty"_s); // failed: there is no file
        for (const QString &text : {u"Copy the file"_s, u"Save as …"_s, u"Open folder"_s}) {
            const QList<QAction *> actions = m_window->findChildren<QAction *>();
            const auto action = std::ranges::find_if(actions, [&text](const QAction *one) { return one->text() == text; });
            QVERIFY(action != actions.end());
            QVERIFY2(!(*action)->isEnabled(), qPrintable(text));
            QVERIFY((*action)->toolTip() != text && !(*action)->toolTip().isEmpty());
        }
    }

    void theFilterHidesAndTells()
    {
        press(Qt::Key_F, Qt::ControlModifier);
        auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, u"penguins"_s);
        QTRY_COMPARE(m_table->model()->rowCount(), 1);
        press(Qt::Key_Escape);
        QTRY_VERIFY(m_table->model()->rowCount() >= 3);
        QVERIFY(m_table->hasFocus());
    }

    void rubbishStaysInTheField()
    {
        press(Qt::Key_N, Qt::ControlModifier);
        auto *field = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        QApplication::clipboard()->setText(u"this is nothing\nhttps://example.com/c/titanic\n"_s);
        press(Qt::Key_V, Qt::ControlModifier);
        const QString pasted = field->toPlainText();
        press(Qt::Key_Return);
        QTRY_COMPARE(field->toPlainText() + u'\n', pasted); // read, and nothing of it taken away but the last line end
        field->clear();
    }

    void aPasteElsewhereLeavesTheFieldAlone()
    {
        press(Qt::Key_N, Qt::ControlModifier);
        auto *field = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, u"half typed"_s);
        choose(u"empty"_s);
        QApplication::clipboard()->setText(u"this is nothing\n"_s);
        press(Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(field->toPlainText(), u"half typed\nthis is nothing"_s);
        field->clear();
    }

    void selectionTabAndFilterSurvive()
    {
        choose(u"ward admissions"_s);
        press(Qt::Key_5, Qt::ControlModifier);
        choose(u"ward admissions"_s); // the page has the focus, and Ctrl+F would be its own
        press(Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"ward"_s);
        QTRY_COMPARE(m_table->model()->rowCount(), 2);
        const QByteArray columns = m_table->saveState();
        QTest::qWait(1500); // it is written while it runs, so that a kill loses nothing
        m_session.reset();
        open();
        QTRY_COMPARE(m_table->currentIndex().siblingAtColumn(JobModel::Competition).data().toString(), u"ward admissions"_s);
        QCOMPARE(m_tabs->currentIndex(), 4);
        QCOMPARE(m_table->saveState(), columns);
        QCOMPARE(m_table->model()->rowCount(), 2);
        press(Qt::Key_F, Qt::ControlModifier);
        press(Qt::Key_Escape);
    }

    // The last one: its job is left unfinished.
    void closingWithRunningJobsAsksOnceAndHidesNothing()
    {
        press(Qt::Key_N, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"demo"_s);
        press(Qt::Key_Return);
        // It was done before, so nothing begins unasked.
        QAbstractButton *again = nullptr;
        QTRY_VERIFY(again = button(u"Run again"_s));
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().siblingAtColumn(JobModel::Status).data().toString(), u"Processing"_s, 20'000);

        int asked = 0;
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [&asked] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            ++asked;
            for (QAbstractButton *one : box->buttons()) {
                if (one->text() == u"Minimise"_s)
                    one->click();
            }
        });
        answer.start(50);
        for (int times = 0; times < 2; ++times) {
            m_window->close();
            QVERIFY(m_window->isVisible() && m_window->isMinimized());
            m_window->comeForward();
            QVERIFY(!m_window->isMinimized());
        }
        QCOMPARE(asked, 1);
        QVERIFY(QTest::qWaitForWindowActive(m_window));
        m_table->setFocus();
        press(Qt::Key_Q, Qt::ControlModifier); // who quits means it
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(asked, 1);
    }
};

QTEST_MAIN(WindowUse)
#include "windowuse.moc"
