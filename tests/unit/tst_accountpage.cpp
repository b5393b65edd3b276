// SPDX-License-Identifier: GPL-3.0-or-later
// The Kaggle page of the settings, over an account that the test plays. With PICTURES=FOLDER it also grabs pictures of it.
#include "pagetrial.h"
#include "settings/accountpage.h"
#include "widgets/card.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <nlohmann/json.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using State = kaggle::AccountDesk::State;

namespace {

const QByteArray secret = "KGAT_0123456789abcdef";

/// The account desk, as the page sees it. Its functions run in threads.
struct Desk {
    std::mutex mutex;
    State state{};
    Result<QString> answer = u"alice"_s;
    bool hangs = false; ///< until it is asked to stop
    QList<QByteArray> tested, kept;
    QList<int> used;
    int forgotten = 0;
    std::atomic<int> stops = 0;

    Result<QString> say(std::stop_token stop)
    {
        Result<QString> told;
        bool wait = false;
        {
            const std::lock_guard lock(mutex);
            told = answer;
            wait = hangs;
        }
        if (!wait)
            return told;
        std::mutex waiting;
        std::unique_lock lock(waiting);
        std::condition_variable_any never;
        never.wait_for(lock, stop, 20s, [] { return false; });
        ++stops;
        return cancelled();
    }

    AccountCalls calls()
    {
        return {.look = [this] {
                    const std::lock_guard lock(mutex);
                    return state;
                },
                .test = [this](const QByteArray &pasted, std::stop_token stop) {
                    {
                        const std::lock_guard lock(mutex);
                        tested << pasted;
                    }
                    return say(std::move(stop));
                },
                .keep = [this](const QByteArray &pasted, std::stop_token stop) {
                    {
                        const std::lock_guard lock(mutex);
                        kept << pasted;
                    }
                    return say(std::move(stop)).map([this](const QString &name) {
                        const std::lock_guard lock(mutex);
                        state.isSet = true;
                        state.userName = name;
                        state.source = u"the key store"_s;
                        return u"The account %1 is kept in the key store."_s.arg(name);
                    });
                },
                .useOffered = [this](int index, std::stop_token stop) {
                    {
                        const std::lock_guard lock(mutex);
                        used << index;
                    }
                    return say(std::move(stop));
                },
                .forget = [this] {
                    const std::lock_guard lock(mutex);
                    ++forgotten;
                    state = {};
                    return Result<>();
                }};
    }
};

} // namespace

class tst_AccountPage : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void caught(const QUrl &url) { m_opened << url; }

private:
    std::unique_ptr<AccountPage> open(std::chrono::milliseconds patience = 10s)
    {
        auto page = std::make_unique<AccountPage>(m_desk->calls(), patience);
        page->resize(700, 500);
        page->show();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(page.get());
        return page;
    }

    /// Titles and texts of the cards in sight.
    static QString told(QWidget &page)
    {
        QStringList sentences;
        for (const Card *card : page.findChildren<Card *>()) {
            if (card->isVisible())
                sentences << card->accessibleName() << card->accessibleDescription();
        }
        sentences.removeAll(QString());
        return sentences.join(u" | "_s);
    }

    Appearance m_appearance;
    std::unique_ptr<Desk> m_desk;
    QList<QUrl> m_opened;

private Q_SLOTS:
    void initTestCase() { QDesktopServices::setUrlHandler(u"https"_s, this, "caught"); }
    void cleanup() { QThreadPool::globalInstance()->waitForDone(); } // what a page had begun uses what is made anew
    void cleanupTestCase() { QDesktopServices::unsetUrlHandler(u"https"_s); }

    void init()
    {
        m_appearance.setScheme(Appearance::Scheme::Light);
        m_appearance.setTextScale(100);
        m_desk = std::make_unique<Desk>();
        m_opened.clear();
    }

    void saysWhatIsInForce_data()
    {
        QTest::addColumn<bool>("isSet");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << false << QString() << QString() << u"No Kaggle account is set up. | Folders and the demo need none."_s;
        QTest::newRow("not tested") << true << QString() << u"the environment variable KAGGLE_API_TOKEN"_s
                                    << u"A Kaggle account is in use; it was not tested yet. | It comes from the environment variable KAGGLE_API_TOKEN."_s;
        QTest::newRow("tested") << true << u"alice"_s << u"the key store"_s << u"Kaggle account alice is in use. | It comes from the key store."_s;
    }

    void saysWhatIsInForce()
    {
        QFETCH(bool, isSet);
        QFETCH(QString, name);
        QFETCH(QString, source);
        QFETCH(QString, says);
        m_desk->state = {.isSet = isSet, .source = source, .userName = name};
        const auto page = open();
        QTRY_COMPARE(told(*page), says);
        QCOMPARE(button(*page, u"Forget"_s)->isVisible(), isSet);
        QCOMPARE(button(*page, u"Test"_s)->isEnabled(), isSet); // with an empty field it is the one in force that is tested
        QVERIFY(!button(*page, u"Keep"_s)->isEnabled());
        QCOMPARE(faultOfNames(*page), QString());
    }

    void aTokenIsHiddenTestedAndNotKept()
    {
        const auto page = open();
        auto *field = shown<QLineEdit>(*page, u"Token"_s);
        field->setFocus();
        QTest::keyClicks(field, QString::fromLatin1(secret) + u' ');
        QVERIFY(!field->displayText().contains(u"KGAT"_s));
        QTest::keyClick(field, Qt::Key_Return); // Enter tests
        QTRY_COMPARE(told(*page), u"No Kaggle account is set up. | Folders and the demo need none. | The account works: it is alice."_s);
        QCOMPARE(m_desk->tested, QList<QByteArray>{secret});
        QVERIFY(m_desk->kept.isEmpty());
        QVERIFY(!field->text().isEmpty()); // to be kept now
    }

    void aWholeFileCanBePasted()
    {
        const auto page = open();
        auto *field = shown<QLineEdit>(*page, u"Token"_s);
        field->setFocus();
        const QString content = u"{\n  \"username\": \"alice\",\n  \"key\": \"0123456789abcdef\"\n}\n"_s;
        QApplication::clipboard()->setText(content);
        QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
        QApplication::clipboard()->clear();
        button(*page, u"Test"_s)->click();
        QTRY_COMPARE(m_desk->tested.size(), 1);
        QVERIFY(nlohmann::json::parse(m_desk->tested.first().toStdString()) == nlohmann::json::parse(content.toStdString()));
    }

    void aRefusalIsTold_data()
    {
        QTest::addColumn<QString>("button");
        QTest::newRow("test") << u"Test"_s;
        QTest::newRow("keep") << u"Keep"_s;
    }

    void aRefusalIsTold()
    {
        QFETCH(QString, button);
        m_desk->answer = tl::unexpected(Error{.kind = Error::Kind::Auth, .message = u"Kaggle refused the token."_s, .code = u"key_rejected"_s, .nextStep = u"Make a new one."_s});
        const auto page = open();
        QSignalSpy changed(page.get(), &AccountPage::accountChanged);
        shown<QLineEdit>(*page, u"Token"_s)->setText(QString::fromLatin1(secret));
        pagetrial::button(*page, button)->click();
        QTRY_VERIFY(told(*page).endsWith(u"Kaggle refused the token. | Make a new one."_s));
        QCOMPARE(changed.size(), 0);
        QVERIFY(!shown<QLineEdit>(*page, u"Token"_s)->text().isEmpty()); // it can be put right
    }

    void whatIsKeptLeavesTheField()
    {
        const auto page = open();
        QSignalSpy changed(page.get(), &AccountPage::accountChanged);
        auto *field = shown<QLineEdit>(*page, u"Token"_s);
        field->setText(QString::fromLatin1(secret));
        button(*page, u"Keep"_s)->click();
        QTRY_COMPARE(told(*page), u"Kaggle account alice is in use. | It comes from the key store. | The account alice is kept in the key store."_s);
        QCOMPARE(m_desk->kept, QList<QByteArray>{secret});
        QCOMPARE(changed.size(), 1);
        QVERIFY(field->text().isEmpty());
        button(*page, u"Forget"_s)->click();
        QTRY_VERIFY(told(*page).startsWith(u"No Kaggle account"_s));
        QCOMPARE(m_desk->forgotten, 1);
        QCOMPARE(changed.size(), 2);
    }

    void whatWasFoundIsOfferedWithItsPlace()
    {
        m_desk->state.offered = {u"~/.kaggle/access_token"_s, u"~/.kaggle/kaggle.json"_s};
        const auto page = open();
        QTRY_VERIFY(button(*page, u"Use the account of ~/.kaggle/kaggle.json"_s));
        QCOMPARE(faultOfNames(*page), QString());
        QVERIFY(m_desk->used.isEmpty()); // never taken silently
        button(*page, u"Use the account of ~/.kaggle/kaggle.json"_s)->click();
        QTRY_VERIFY(told(*page).contains(u"alice"_s));
        QCOMPARE(m_desk->used, QList<int>{1});
    }

    void warningsAndAMissingKeyStoreAreTold()
    {
        m_desk->state.warnings = {u"Others can read ~/.kaggle/kaggle.json."_s};
        m_desk->state.hasKeyStore = false;
        const auto page = open();
        QTRY_VERIFY(told(*page).contains(u"Others can read ~/.kaggle/kaggle.json."_s));
        QVERIFY(told(*page).contains(u"no key store"_s));
    }

    void asksNoLongerThanItsPatience()
    {
        m_desk->hangs = true;
        const auto page = open(300ms);
        shown<QLineEdit>(*page, u"Token"_s)->setText(QString::fromLatin1(secret));
        button(*page, u"Test"_s)->click();
        QVERIFY(button(*page, u"Stop"_s)->isVisible());
        QVERIFY(!button(*page, u"Test"_s)->isEnabled());
        QTRY_VERIFY(told(*page).contains(u"Kaggle did not answer within"_s));
        QTRY_COMPARE(m_desk->stops.load(), 1);
        QVERIFY(button(*page, u"Test"_s)->isEnabled());
        QVERIFY(!button(*page, u"Stop"_s)->isVisible());
    }

    void stopStopsAndALateAnswerChangesNothing()
    {
        m_desk->hangs = true;
        const auto page = open();
        shown<QLineEdit>(*page, u"Token"_s)->setText(QString::fromLatin1(secret));
        button(*page, u"Keep"_s)->click();
        button(*page, u"Stop"_s)->click();
        QVERIFY(told(*page).endsWith(u"Stopped. Nothing was kept."_s));
        QTRY_COMPARE(m_desk->stops.load(), 1);
        QTest::qWait(50);
        QVERIFY(told(*page).endsWith(u"Stopped. Nothing was kept."_s));
    }

    void hiddenItForgetsWhatWasTyped()
    {
        m_desk->hangs = true;
        const auto page = open();
        auto *field = shown<QLineEdit>(*page, u"Token"_s);
        field->setText(QString::fromLatin1(secret));
        button(*page, u"Test"_s)->click();
        page->hide();
        QTRY_COMPARE(m_desk->stops.load(), 1);
        QVERIFY(field->text().isEmpty());
    }

    void theTokenPageOpensOnlyByClick()
    {
        const auto page = open();
        QVERIFY(m_opened.isEmpty());
        button(*page, u"Get a token"_s)->click();
        QCOMPARE(m_opened, QList<QUrl>{QUrl(u"https://www.kaggle.com/settings/api"_s)});
    }

    void itFitsIntoLittleRoom_data()
    {
        QTest::addColumn<int>("percent");
        QTest::newRow("100") << 100;
        QTest::newRow("200") << 200;
    }

    void itFitsIntoLittleRoom()
    {
        QFETCH(int, percent);
        m_appearance.setTextScale(percent);
        m_desk->state = {.isSet = true, .source = u"the key store"_s, .userName = u"alice"_s, .offered = {u"~/.kaggle/kaggle.json"_s}};
        const auto page = open();
        page->resize(316, 400); // of the settings dialog on a small screen
        const auto fits = [&page] {
            return std::ranges::all_of(page->findChildren<QAbstractButton *>(), [&page](const QAbstractButton *one) {
                return !one->isVisible() || one->mapTo(page.get(), QPoint(one->width(), 0)).x() <= page->width();
            });
        };
        QTRY_VERIFY(button(*page, u"Use the account of ~/.kaggle/kaggle.json"_s));
        QTRY_VERIFY(page->width() <= 316 && fits());
        for (const QLabel *label : page->findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap())
                QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }

    void mayGoWhileItAsks()
    {
        m_desk->hangs = true;
        auto page = open();
        shown<QLineEdit>(*page, u"Token"_s)->setText(QString::fromLatin1(secret));
        button(*page, u"Test"_s)->click();
        page.reset();
        QTRY_COMPARE(m_desk->stops.load(), 1);
    }

    void pictures()
    {
        if (!qEnvironmentVariableIsSet("PICTURES"))
            QSKIP("PICTURES names no folder");
        m_desk->state = {.offered = {u"~/.kaggle/access_token"_s, u"~/.kaggle/kaggle.json"_s}, .warnings = {u"Others can read ~/.kaggle/kaggle.json; only you should."_s}};
        const auto page = open();
        page->setBackgroundRole(QPalette::Base);
        page->setAutoFillBackground(true);
        shown<QLineEdit>(*page, u"Token"_s)->setText(QString::fromLatin1(secret));
        button(*page, u"Test"_s)->click();
        QTRY_VERIFY(told(*page).contains(u"alice"_s));
        inAllLooks(m_appearance, [&](const QString &look) { grab(*page, u"account-"_s + look); });
    }
};

QTEST_MAIN(tst_AccountPage)
#include "tst_accountpage.moc"
