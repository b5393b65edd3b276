// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees of a job that needs something: its row, its card, and the buttons of both.
#include "delegates/roles.h"
#include "models/jobmodel.h"
#include "models/needwords.h"
#include "pagetrial.h"
#include "widgets/card.h"
#include "window/jobtable.h"
#include "window/needactions.h"
#include "window/overviewpage.h"

#include <QAction>
#include <QDesktopServices>
#include <QSignalSpy>
#include <QTest>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

class tst_Needs : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void caught(const QUrl &url) { m_opened << url; }

private:
    static Job waiting(const QString &need, const QString &url)
    {
        Job job{.id = u"j"_s, .url = u"titanic"_s, .slug = u"titanic"_s, .title = u"Titanic"_s, .message = u"What happened."_s, .needs = need};
        job.error = {.message = job.message, .nextStep = u"What to do."_s, .actionUrl = QUrl(url)};
        return job;
    }

    static void needs()
    {
        QTest::addColumn<QString>("need");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("activity");
        QTest::addColumn<QString>("rowButton");
        QTest::addColumn<QStringList>("buttons"); // of the card
        const QString check = u"Check again"_s, setUp = u"Set up account …"_s, settings = u"Open account settings"_s;
        QTest::newRow("rules") << u"accept_rules"_s << u"https://www.kaggle.com/competitions/titanic/rules"_s << u"Accept the rules on Kaggle"_s << u"Open rules"_s
                               << QStringList{u"Open rules"_s, check};
        QTest::newRow("no account") << u"no_token"_s << u"https://www.kaggle.com/settings/api"_s << u"Set up a Kaggle account"_s << setUp << QStringList{setUp, settings, check};
        QTest::newRow("no account, no page") << u"no_token"_s << QString() << u"Set up a Kaggle account"_s << setUp << QStringList{setUp, check};
        QTest::newRow("refused") << u"key_rejected"_s << u"https://www.kaggle.com/settings/api"_s << u"Kaggle refused the token"_s << setUp << QStringList{setUp, settings, check};
        QTest::newRow("phone") << u"phone_not_verified"_s << u"https://www.kaggle.com/settings"_s << u"Verify the phone on Kaggle"_s << settings << QStringList{settings, check};
        QTest::newRow("identity") << u"identity_not_verified"_s << u"https://www.kaggle.com/settings"_s << u"Verify the identity on Kaggle"_s << settings << QStringList{settings, check};
        QTest::newRow("closed") << u"entries_closed"_s << u"https://www.kaggle.com/competitions/titanic"_s << u"No new entrants any more"_s << u"Open competition"_s
                                << QStringList{u"Open competition"_s, check};
        QTest::newRow("disk") << u"disk_low"_s << QString() << u"Free some disk space"_s << QString() << QStringList{check};
        QTest::newRow("away") << u"kaggle_away"_s << QString() << u"Waits until Kaggle answers"_s << QString() << QStringList{check};
        QTest::newRow("engine") << u"engine_missing"_s << QString() << u"Start the container engine"_s << QString() << QStringList{check};
        QTest::newRow("of a later version") << u"something"_s << u"https://www.kaggle.com/"_s << u"What happened."_s << QString() << QStringList{check};
    }

    Appearance m_appearance;
    QList<QUrl> m_opened;

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &scheme : {u"https"_s, u"file"_s})
            QDesktopServices::setUrlHandler(scheme, this, "caught");
    }

    void cleanupTestCase()
    {
        for (const QString &scheme : {u"https"_s, u"file"_s})
            QDesktopServices::unsetUrlHandler(scheme);
    }

    void init() { m_opened.clear(); }

    void theRowSaysItInAFewWords_data() { needs(); }
    void theRowSaysItInAFewWords()
    {
        QFETCH(QString, need);
        QFETCH(QString, url);
        QFETCH(QString, activity);
        QFETCH(QString, rowButton);
        JobFeed feed;
        JobModel model;
        model.watch(feed);
        feed.put(waiting(need, url));
        model.pull();
        const QModelIndex index = model.index(0, JobModel::Activity);
        QCOMPARE(index.data().toString(), activity);
        QCOMPARE(index.data(ActionTextRole).toString(), rowButton);
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(u"What happened."_s)); // in full
        Job over = waiting(need, url);
        over.status = JobStatus::Cancelled;
        over.message = u"Cancelled."_s;
        feed.put(over);
        model.pull();
        QCOMPARE(index.data().toString(), u"Cancelled."_s);
        QCOMPARE(index.data(ActionTextRole).toString(), QString());
    }

    void theCardSaysWhatToDo_data() { needs(); }
    void theCardSaysWhatToDo()
    {
        QFETCH(QString, need);
        QFETCH(QString, url);
        QFETCH(QStringList, buttons);
        NeedActions actions;
        OverviewPage page;
        page.setActions({}, [&actions](const Job &job) { return actions.forJob(job); });
        page.resize(1200, 500);
        JobDetails details;
        details.job = waiting(need, url);
        page.show(details);
        page.QWidget::show();
        auto *card = page.findChild<Card *>();
        QVERIFY(card->isVisible());
        QCOMPARE(card->accessibleName(), u"What happened."_s);
        QCOMPARE(card->accessibleDescription(), u"What to do. The job goes on by itself when the cause is gone."_s);
        QStringList texts;
        for (const QAbstractButton *one : card->findChildren<QAbstractButton *>()) {
            if (one->isVisible())
                texts << one->text();
        }
        QCOMPARE(texts, buttons);

        QSignalSpy account(&actions, &NeedActions::accountRequested), check(&actions, &NeedActions::checkRequested);
        for (const QString &text : buttons)
            button(*card, text)->click();
        QCOMPARE(m_opened, url.isEmpty() || (buttons.size() == 1) ? QList<QUrl>() : QList<QUrl>{QUrl(url)});
        QCOMPARE(account.size(), buttons.contains(u"Set up account …"_s) ? 1 : 0);
        QCOMPARE(check, (QList<QVariantList>{{u"j"_s}}));

        // The page is shown anew twice a second: who is on a button stays there.
        QPointer<QAbstractButton> last = button(*card, u"Check again"_s);
        page.show(details);
        QVERIFY(last);
        details.job.needs.clear();
        details.job.status = JobStatus::Processing;
        page.show(details);
        QVERIFY(card->isHidden());
    }

    void theButtonIsRightAfterTheWords()
    {
        JobFeed feed;
        JobModel model;
        JobFilter filter;
        model.watch(feed);
        filter.setSourceModel(&model);
        feed.put(waiting(u"accept_rules"_s, u"https://www.kaggle.com/competitions/titanic/rules"_s));
        model.pull();
        JobTable table(model, filter);
        table.resize(1440, 200);
        table.show();
        QSignalSpy wanted(&table, &JobTable::deedRequested);
        const QRect cell = table.visualRect(filter.index(0, JobModel::Activity));
        const int words = table.fontMetrics().horizontalAdvance(u"Accept the rules on Kaggle"_s);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, QPoint(cell.left() + words / 2, cell.center().y()));
        QCOMPARE(wanted.size(), 0);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, QPoint(cell.left() + words + 32, cell.center().y()));
        QCOMPARE(wanted, (QList<QVariantList>{{u"j"_s}}));
    }

    void theButtonOfTheRowDoesIt_data() { needs(); }
    void theButtonOfTheRowDoesIt()
    {
        QFETCH(QString, need);
        QFETCH(QString, url);
        QFETCH(QString, rowButton);
        NeedActions actions;
        QSignalSpy account(&actions, &NeedActions::accountRequested);
        actions.carryOutFirst(waiting(need, url));
        QCOMPARE(account.size(), rowButton == u"Set up account …"_s ? 1 : 0);
        QCOMPARE(m_opened, rowButton.startsWith(u"Open"_s) ? QList<QUrl>{QUrl(url)} : QList<QUrl>());
    }

    void onlyPagesOfTheWebAreOpened()
    {
        NeedActions actions;
        const Job job = waiting(u"accept_rules"_s, u"file:///etc/passwd"_s);
        QCOMPARE(actions.forJob(job).size(), 1); // to check again
        actions.carryOutFirst(job);
        QVERIFY(m_opened.isEmpty());
    }

    void detailsStayUnfolded()
    {
        OverviewPage page;
        page.resize(1200, 500);
        JobDetails details;
        details.job = waiting(u"accept_rules"_s, QString());
        details.job.error.detail = u"HTTP 403"_s;
        page.show(details);
        page.QWidget::show();
        auto *card = page.findChild<Card *>();
        button(*card, u"Details"_s)->click();
        page.show(details);
        const auto labels = card->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->isVisible() && label->text().contains(u"HTTP 403"_s); }));
    }
};

QTEST_MAIN(tst_Needs)
#include "tst_needs.moc"
