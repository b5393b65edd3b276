// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog that asks before a file goes to Kaggle. With PICTURES=FOLDER it also grabs pictures of it.
#include "pagetrial.h"
#include "widgets/card.h"
#include "window/submitdialog.h"

#include <QDesktopServices>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <mutex>
#include <semaphore>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

using Prospect = SubmissionDesk::Prospect;

class tst_SubmitDialog : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void caught(const QUrl &url) { m_opened << url; }

private:
    std::unique_ptr<SubmitDialog> open(const Result<Prospect> &prospect)
    {
        m_job = {.id = u"j"_s, .slug = u"titanic"_s, .title = u"Titanic"_s, .status = JobStatus::Completed, .origin = Origin::Candidate, .metric = u"accuracy"_s, .path = u"/data/j/submission.csv"_s};
        m_job.score = {.mean = 0.8127, .standardError = 0.0046, .views = 5};
        auto dialog = std::make_unique<SubmitDialog>(m_job,
                                                     SubmitDialog::Calls{.prospect = [this, prospect](const std::stop_token &) {
                                                                             m_gate.acquire();
                                                                             m_gate.release();
                                                                             return prospect;
                                                                         },
                                                                         .submit = [this](const QString &message) {
                                                                             const std::lock_guard lock(m_mutex);
                                                                             m_sent << message;
                                                                             return m_answer;
                                                                         },
                                                                         .now = [] { return QDateTime(QDate(2026, 11, 20), QTime(21, 40), Qt::UTC); }});
        dialog->show();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(dialog.get());
        return dialog;
    }

    static Prospect prospectOf(int today, int allowed, int daily, bool total = false)
    {
        return {.message = u"candidate, sealed accuracy 0.8127"_s,
                .file = u"/data/j/submission.csv"_s,
                .limits = kaggle::SubmissionLimits{.today = today, .total = today, .allowedNow = allowed, .limitedByTotal = total},
                .dailyLimit = daily};
    }

    static bool says(QWidget &dialog, const QString &text)
    {
        const auto labels = dialog.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
    }

    QStringList sent()
    {
        const std::lock_guard lock(m_mutex);
        return m_sent;
    }

    Appearance m_appearance;
    Job m_job;
    std::mutex m_mutex;
    QStringList m_sent;
    Result<> m_answer;
    QList<QUrl> m_opened;
    std::binary_semaphore m_gate{1}; ///< Kaggle answers while it is open

private Q_SLOTS:
    void initTestCase() { QDesktopServices::setUrlHandler(u"https"_s, this, "caught"); }
    void cleanup() { QThreadPool::globalInstance()->waitForDone(); } // what a page had begun uses what is made anew
    void cleanupTestCase() { QDesktopServices::unsetUrlHandler(u"https"_s); }

    void init()
    {
        m_appearance.setTextScale(100);
        m_sent.clear();
        m_answer = {};
        m_opened.clear();
    }

    void showsWhatWouldBeSent()
    {
        m_gate.acquire();
        const auto dialog = open(prospectOf(2, 3, 5));
        const QAbstractButton *submit = button(*dialog, u"Submit"_s);
        QVERIFY(says(*dialog, u"Asks Kaggle …"_s));
        QVERIFY(!submit->isEnabled());
        m_gate.release(); // Kaggle answers
        QTRY_VERIFY(submit->isEnabled());
        QVERIFY(says(*dialog, u"Titanic"_s));
        QVERIFY(says(*dialog, u"/data/j/submission.csv"_s));
        QVERIFY(says(*dialog, u"candidate, sealed accuracy 0.8127 ± 0.0046"_s));
        QVERIFY(says(*dialog, u"3 of 5 submission(s) left today"_s));
        QCOMPARE(shown<QLineEdit>(*dialog, u"Message"_s)->text(), u"candidate, sealed accuracy 0.8127"_s);
        QVERIFY(sent().isEmpty());
        QCOMPARE(faultOfNames(*dialog), QString());
    }

    void everythingIsReachedByTab()
    {
        const auto dialog = open(prospectOf(2, 3, 5));
        auto *message = shown<QLineEdit>(*dialog, u"Message"_s);
        QTRY_VERIFY(message->hasFocus());
        QStringList reached;
        for (int step = 0; step < 3; ++step) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            const auto *itsButton = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
            reached << (itsButton ? itsButton->text() : QApplication::focusWidget()->accessibleName());
        }
        QCOMPARE(reached, (QStringList{u"Submit"_s, u"Cancel"_s, u"Message"_s}));
    }

    void onePressSendsOnce()
    {
        const auto dialog = open(prospectOf(0, 5, 5));
        QSignalSpy told(dialog.get(), &SubmitDialog::sent);
        QTRY_VERIFY(button(*dialog, u"Submit"_s)->isEnabled());
        auto *message = shown<QLineEdit>(*dialog, u"Message"_s);
        QTRY_VERIFY(message->hasFocus());
        QTest::keyClicks(message, u" second try "_s); // what was in it is selected
        QTest::keyClick(message, Qt::Key_Return);
        button(*dialog, u"Submit"_s)->click();
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(sent(), QStringList{u"second try"_s});
        QVERIFY(!dialog->isVisible());
    }

    void withoutRoomNothingIsSent_data()
    {
        QTest::addColumn<bool>("total");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("text");
        QTest::newRow("today") << false << u"Today's submissions are used up."_s << u"New ones come at 00:00 UTC, in 2 h 20 min."_s;
        QTest::newRow("for ever") << true << u"All submissions to this competition are used up."_s << u"This competition counts them over its whole life."_s;
    }

    void withoutRoomNothingIsSent()
    {
        QFETCH(bool, total);
        QFETCH(QString, title);
        QFETCH(QString, text);
        const auto dialog = open(prospectOf(5, 0, 5, total));
        auto *card = dialog->findChild<Card *>();
        QTRY_VERIFY(card->isVisible());
        QCOMPARE(card->accessibleName(), title);
        QCOMPARE(card->accessibleDescription(), text);
        QVERIFY(!button(*dialog, u"Submit"_s)->isEnabled());
        QTest::keyClick(dialog.get(), Qt::Key_Return);
        QTest::qWait(50);
        QVERIFY(sent().isEmpty());
    }

    void howManyAreLeft_data()
    {
        QTest::addColumn<int>("today");
        QTest::addColumn<int>("allowed");
        QTest::addColumn<int>("daily");
        QTest::addColumn<QString>("text");
        QTest::newRow("no team yet") << 0 << 0 << 5 << u"5 of 5 submission(s) left today"_s;
        QTest::newRow("no team yet, limit not known") << 0 << 0 << 0 << u"not known"_s;
        QTest::newRow("limit not known") << 1 << 4 << 0 << u"4 submission(s) left today"_s;
        QTest::newRow("none") << 5 << 0 << 5 << u"0 of 5 submission(s) left today"_s;
    }

    void howManyAreLeft()
    {
        QFETCH(int, today);
        QFETCH(int, allowed);
        QFETCH(int, daily);
        QFETCH(QString, text);
        const auto dialog = open(prospectOf(today, allowed, daily));
        QTRY_VERIFY(says(*dialog, text));
    }

    void anErrorIsToldWithItsPage()
    {
        const auto dialog = open(tl::unexpected(Error{.kind = Error::Kind::Auth,
                                                      .message = u"Kaggle lets you in only after you accept the rules."_s,
                                                      .nextStep = u"Open the rules page and accept them."_s,
                                                      .actionUrl = QUrl(u"https://www.kaggle.com/competitions/titanic/rules"_s)}));
        auto *card = dialog->findChild<Card *>();
        QTRY_VERIFY(card->isVisible());
        QCOMPARE(card->accessibleName(), u"Kaggle lets you in only after you accept the rules."_s);
        QCOMPARE(card->accessibleDescription(), u"Open the rules page and accept them."_s);
        QVERIFY(!button(*dialog, u"Submit"_s)->isEnabled());
        QVERIFY(m_opened.isEmpty());
        button(*dialog, u"Open Kaggle"_s)->click();
        QCOMPARE(m_opened, QList<QUrl>{QUrl(u"https://www.kaggle.com/competitions/titanic/rules"_s)});
    }

    void aRefusedOrderStaysToBeRead()
    {
        m_answer = tl::unexpected(Error{.message = u"The file is not valid, so it is not sent."_s, .nextStep = u"Look at its findings."_s});
        const auto dialog = open(prospectOf(0, 5, 5));
        QSignalSpy told(dialog.get(), &SubmitDialog::sent);
        QTRY_VERIFY(button(*dialog, u"Submit"_s)->isEnabled());
        button(*dialog, u"Submit"_s)->click();
        auto *card = dialog->findChild<Card *>();
        QTRY_VERIFY(card->isVisible());
        QCOMPARE(card->accessibleName(), u"The file is not valid, so it is not sent."_s);
        QVERIFY(dialog->isVisible());
        QCOMPARE(told.size(), 0);
    }

    void pictures()
    {
        if (!qEnvironmentVariableIsSet("PICTURES"))
            QSKIP("PICTURES names no folder");
        const auto good = open(prospectOf(2, 3, 5));
        const auto full = open(prospectOf(5, 0, 5));
        QTRY_VERIFY(full->findChild<Card *>()->isVisible());
        inAllLooks(m_appearance, [&](const QString &look) {
            grab(*good, u"submit-"_s + look);
            grab(*full, u"submitfull-"_s + look);
        });
    }
};

QTEST_MAIN(tst_SubmitDialog)
#include "tst_submitdialog.moc"
