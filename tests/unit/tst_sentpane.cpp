// SPDX-License-Identifier: GPL-3.0-or-later
// What was sent to Kaggle, on a job's page.
#include "base/files.h"
#include "pages/submission/sentpane.h"
#include "pagetrial.h"

#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

namespace {

const QDateTime when(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC);

} // namespace

class tst_SentPane : public QObject
{
    Q_OBJECT

private:
    solver::Submission sent(qint64 no, solver::Submission::State state, const QString &sentence) const
    {
        return {.no = no, .job = u"j"_s, .attempt = int(no), .slug = u"titanic"_s, .state = state, .sentence = sentence, .ordered = when};
    }

    /// The lines in sight, without date and title.
    static QStringList linesOf(SentPane &pane)
    {
        const QString date = QLocale().toString(when.toLocalTime(), QLocale::ShortFormat) + u", "_s;
        QStringList lines;
        for (const QLabel *label : pane.findChildren<QLabel *>()) {
            if (label->isVisible() && !label->accessibleName().isEmpty())
                lines << QString(label->text()).remove(date);
        }
        return lines;
    }

    Appearance m_appearance;
    JobDetails m_details;

private Q_SLOTS:
    void init()
    {
        m_appearance.setTextScale(100);
        m_details = {};
        m_details.job = {.id = u"j"_s, .slug = u"titanic"_s, .status = JobStatus::Completed, .path = u"/data/j/submission.csv"_s};
        m_details.kaggle = {{"competition", {{"ref", "https://www.kaggle.com/competitions/titanic"}}}};
    }

    void aFolderHasNothingToDoWithKaggle()
    {
        m_details.kaggle = {};
        SentPane pane;
        pane.show(m_details);
        QVERIFY(pane.isHidden());
        m_details.submissions = {sent(1, solver::Submission::State::Waiting, u"Kaggle has the file and scores it."_s)}; // from another time
        pane.show(m_details);
        QVERIFY(!pane.isHidden());
    }

    void eachStateHasItsLine_data()
    {
        using State = solver::Submission::State;
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("score");
        QTest::addColumn<qint64>("rank");
        QTest::addColumn<QString>("line");
        QTest::newRow("ordered") << int(State::Ordered) << QString() << qint64(0) << u"attempt 3: What it does."_s;
        QTest::newRow("waiting") << int(State::Waiting) << QString() << qint64(0) << u"attempt 3: What it does."_s;
        QTest::newRow("scored") << int(State::Scored) << u"0.77511"_s << qint64(0) << u"attempt 3: Public score 0.77511."_s;
        QTest::newRow("ranked") << int(State::Scored) << u"0.77511"_s << qint64(812) << u"attempt 3: Public score 0.77511, rank 812 of 900 teams."_s;
        QTest::newRow("without a score") << int(State::Scored) << QString() << qint64(0) << u"attempt 3: What it does."_s;
        QTest::newRow("failed") << int(State::Failed) << QString() << qint64(0) << u"attempt 3: What it does."_s;
    }

    void eachStateHasItsLine()
    {
        QFETCH(int, state);
        QFETCH(QString, score);
        QFETCH(qint64, rank);
        QFETCH(QString, line);
        solver::Submission one = sent(3, solver::Submission::State(state), u"What it does."_s);
        one.publicScore = score;
        one.rank = rank;
        one.teams = rank > 0 ? 900 : 0;
        m_details.submissions = {one};
        SentPane pane;
        pane.show(m_details);
        pane.show();
        QTRY_COMPARE(linesOf(pane), QStringList{line});
    }

    void kagglesWordsStandInFullAndCodesLeadToFindings()
    {
        solver::Submission failed = sent(1, solver::Submission::State::Failed, u"Kaggle could not score the file."_s);
        failed.error = u"Evaluation Exception: \"Id\" <b>not</b> found"_s;
        failed.findings = {u"V06"_s, u"V07"_s};
        m_details.submissions = {failed};
        m_details.attempts = {{.no = 1, .realValid = true, .submission = m_details.job.path, .best = true}};
        Run run{.attempt = 1, .view = u"real"_s, .valid = true};
        run.findings = nlohmann::json::array({{{"code", "V06"}, {"severity", "warning"}, {"count", 1}, {"lines", nlohmann::json::array()}, {"column", ""}, {"message", "A column."}, {"repair", ""}}});
        m_details.runs = {run};
        SentPane pane;
        QSignalSpy wanted(&pane, &SentPane::findingRequested);
        pane.show(m_details);
        pane.show();
        QTRY_COMPARE(linesOf(pane), (QStringList{u"attempt 1: Kaggle could not score the file."_s, u"Kaggle says: \"Evaluation Exception: \"Id\" <b>not</b> found\""_s,
                                             u"Our checks for this: <a href=\"V06\">V06</a>, V07"_s}));
        for (const QLabel *label : pane.findChildren<QLabel *>()) {
            if (label->text().startsWith(u"Kaggle says"_s)) {
                QCOMPARE(label->textFormat(), Qt::PlainText);
                QVERIFY(label->textInteractionFlags().testFlag(Qt::TextSelectableByMouse));
            }
        }
        auto *checks = shown<QLabel>(pane, u"Checks for submission 1"_s);
        checks->setFocus();
        QTest::keyClick(checks, Qt::Key_Tab); // to the link
        QTest::keyClick(checks, Qt::Key_Return);
        QCOMPARE(wanted, (QList<QVariantList>{{u"V06"_s}}));
    }

    void theNewestComeFirstAndAllOnDemand()
    {
        for (int no = 1; no <= 5; ++no)
            m_details.submissions << sent(no, solver::Submission::State::Waiting, u"waits"_s);
        SentPane pane;
        pane.show(m_details);
        pane.show();
        QTRY_COMPARE(linesOf(pane), (QStringList{u"attempt 5: waits"_s, u"attempt 4: waits"_s, u"attempt 3: waits"_s}));
        QAbstractButton *more = button(pane, u"Show all 5 submission(s)"_s);
        QVERIFY(more);
        more->click();
        QTRY_COMPARE(linesOf(pane).size(), 5);
        more->click();
        QTRY_COMPARE(linesOf(pane).size(), 3);
    }

    void onlyNewsRebuildIt()
    {
        m_details.submissions = {sent(1, solver::Submission::State::Waiting, u"waits"_s)};
        SentPane pane;
        pane.show(m_details);
        pane.show();
        QPointer<QLabel> line = shown<QLabel>(pane, u"Submission 1"_s);
        QVERIFY(line);
        pane.show(m_details);
        QVERIFY(line); // what is selected stays selected
        m_details.submissions.first().state = solver::Submission::State::Scored;
        m_details.submissions.first().publicScore = u"0.5"_s;
        pane.show(m_details);
        QTRY_COMPARE(linesOf(pane), QStringList{u"attempt 1: Public score 0.5."_s});
    }

    void itsButtonIsTheAction()
    {
        QAction submit(u"Submit to Kaggle …"_s);
        submit.setEnabled(false);
        QSignalSpy triggered(&submit, &QAction::triggered);
        SentPane pane;
        pane.setSubmitAction(&submit);
        pane.show(m_details);
        pane.show();
        QVERIFY(!button(pane, submit.text())->isEnabled());
        submit.setEnabled(true);
        button(pane, submit.text())->click();
        QCOMPARE(triggered.size(), 1);
    }

    void nothingIsCut_data()
    {
        QTest::addColumn<int>("percent");
        QTest::newRow("100") << 100;
        QTest::newRow("200") << 200;
    }

    void nothingIsCut()
    {
        QFETCH(int, percent);
        using State = solver::Submission::State;
        m_details.submissions = {sent(1, State::Failed, u"Kaggle could not score the file. "_s.repeated(6)), sent(2, State::Scored, u"Public score 0.97511."_s), sent(3, State::Waiting, u"Kaggle has it."_s)};
        m_details.submissions.first().findings = {u"V06"_s, u"V07"_s};
        QAction submit(u"Submit to Kaggle …"_s);
        SentPane pane;
        pane.setSubmitAction(&submit);
        pane.show(m_details);
        pane.resize(1000, 40);
        pane.show();
        m_appearance.setTextScale(percent); // while it is shown
        for (const int width : {1000, 700, 1330, 500}) {
            pane.resize(width, 40);
            QTRY_COMPARE(pane.width(), width);
            for (const QLabel *label : pane.findChildren<QLabel *>())
                QTRY_VERIFY2(!label->isVisible() || label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }
};

QTEST_MAIN(tst_SentPane)
#include "tst_sentpane.moc"
