// SPDX-License-Identifier: GPL-3.0-or-later
// The line about the Kaggle account, and what the start page offers with it.
#include "delegates/roles.h"
#include "jobs/readiness.h"
#include "pagetrial.h"
#include "window/startpage.h"

#include <QListView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

using State = kaggle::AccountDesk::State;

class tst_Readiness : public QObject
{
    Q_OBJECT

private:
    Appearance m_appearance;

private Q_SLOTS:
    void theAccount_data()
    {
        QTest::addColumn<State>("account");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("button");
        QTest::newRow("tested") << State{.isSet = true, .source = u"the key store"_s, .userName = u"alice"_s} << u"ok"_s << u"Kaggle account alice, from the key store."_s << QString();
        QTest::newRow("not tested") << State{.isSet = true, .source = u"the environment variable KAGGLE_API_TOKEN"_s} << u"ok"_s
                                    << u"A Kaggle account is set up, from the environment variable KAGGLE_API_TOKEN."_s << QString();
        QTest::newRow("found") << State{.offered = {u"~/.kaggle/kaggle.json"_s, u"~/.config/kaggle/kaggle.json"_s}} << u"optional"_s
                               << u"A Kaggle account was found in ~/.kaggle/kaggle.json."_s << u"Use"_s;
        QTest::newRow("none") << State{} << u"optional"_s << u"No Kaggle account is set up; folders and the demo need none."_s << u"Fix"_s;
        QTest::newRow("a file that cannot be read") << State{.warnings = {u"kaggle.json is no JSON."_s}} << u"optional"_s
                                                    << u"No Kaggle account is set up; folders and the demo need none. kaggle.json is no JSON."_s << u"Fix"_s;
    }

    void theAccount()
    {
        QFETCH(State, account);
        QFETCH(QString, state);
        QFETCH(QString, sentence);
        QFETCH(QString, button);
        QTemporaryDir folder;
        const Engine engine(u"/no/engine"_s);
        const QList<ReadinessLine> lines = readiness({.engine = engine, .paths = Paths::choose(folder.path()), .account = account}, {});
        const auto line = std::ranges::find(lines, u"kaggle"_s, &ReadinessLine::name);
        QVERIFY(line != lines.end());
        QCOMPARE(word(line->state), state);
        QCOMPARE((line->sentence + u' ' + line->nextStep).trimmed(), sentence);

        StartPage page({});
        page.resize(1000, 600);
        page.show(lines);
        page.QWidget::show();
        auto *list = shown<QListView>(page, u"What the program needs"_s);
        const QModelIndex index = list->model()->index(int(line - lines.begin()), 0);
        QCOMPARE(index.data(ActionTextRole).toString(), button);
        QSignalSpy wanted(&page, &StartPage::fixRequested);
        list->setCurrentIndex(index);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(wanted.size(), button.isEmpty() ? 0 : 1);
        if (!button.isEmpty())
            QCOMPARE(wanted.first().first().value<ReadinessLine>(), *line);
    }
};

QTEST_MAIN(tst_Readiness)
#include "tst_readiness.moc"
