// SPDX-License-Identifier: GPL-3.0-or-later
#include "corewithoutengine.h"

#include "theme/appearance.h"
#include "window/jobdeedactions.h"
#include "window/jobtable.h"

#include <QAction>
#include <QApplication>
#include <QDropEvent>
#include <QHeaderView>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

/// The table with its deeds in a window of its own, over a core in which no job begins.
struct Window : QMainWindow {
    explicit Window(const QString &folder) : core(folder)
    {
        model.watch(core.jobs->feed());
        if (!core.jobs->resumeAll() || !core.jobs->loadHistory())
            qFatal("the history cannot be read");
        filter.setSourceModel(&model);
        table = new JobTable(model, filter);
        setCentralWidget(table);
        deeds = new JobDeedActions(this);
        deeds->begin(*core.jobs, *core.store);
        deeds->setTable(table);
        menuBar()->addMenu(deeds->actions().move);
        QObject::connect(deeds, &JobDeedActions::changed, &model, &JobModel::pull);
        QObject::connect(deeds, &JobDeedActions::told, this, [this](const QString &sentence, QAction *offer) {
            said = sentence;
            offered = offer;
        });
        QObject::connect(table, &JobTable::selectionMoved, deeds, &JobDeedActions::update);
        model.pull();
        resize(1400, 700);
        show();
        activateWindow();
        table->setFocus();
        if (!QTest::qWaitForWindowActive(this))
            qFatal("the window does not come up");
    }

    ~Window() override
    {
        delete deeds; // what they still do needs the core
        delete takeCentralWidget();
    }

    void add(const QStringList &slugs)
    {
        for (const QString &slug : slugs)
            idOf.insert(slug, core.add(slug));
        model.pull();
    }

    void select(const QStringList &slugs)
    {
        QStringList ids;
        for (const QString &slug : slugs)
            ids << idOf.value(slug);
        table->select(ids);
    }

    QString selected() const
    {
        QStringList slugs;
        for (const Job &job : table->selectedJobs())
            slugs << job.slug;
        slugs.sort();
        return slugs.join(u' ');
    }

    QString rows() const
    {
        QStringList slugs;
        for (int row = 0; row < filter.rowCount(); ++row)
            slugs << model.job(filter.mapToSource(filter.index(row, 0)).row()).slug;
        return slugs.join(u' ');
    }

    /// Presses a key and waits until what it did is told.
    QString press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        said.clear();
        QTest::keyClick(table, key, modifiers);
        (void)QTest::qWaitFor([this] { return !said.isEmpty(); }, 3000);
        return said;
    }

    CoreWithoutEngine core;
    JobModel model;
    JobFilter filter;
    JobTable *table = nullptr;
    JobDeedActions *deeds = nullptr;
    QHash<QString, QString> idOf;
    QString said;
    QAction *offered = nullptr;
};

} // namespace

class tst_JobTable : public QObject
{
    Q_OBJECT

private:
    Appearance m_appearance;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Window> m_window;

    QAction *action(const QString &text) const
    {
        const auto found = m_window->findChildren<QAction *>();
        for (QAction *one : found) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<Window>(m_folder->path());
        m_window->add({u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s});
    }

    void cleanup() { m_window.reset(); }

    void movesByKeysAndKeepsTheSelection_data()
    {
        QTest::addColumn<int>("sortedBy");
        QTest::newRow("by status") << int(JobModel::Status);
        QTest::newRow("by queue") << int(JobModel::Queue);
    }

    void movesByKeysAndKeepsTheSelection()
    {
        QFETCH(int, sortedBy);
        m_window->table->sortByColumn(sortedBy, Qt::AscendingOrder);
        m_window->select({u"d"_s, u"e"_s});
        QCOMPARE(m_window->press(Qt::Key_Up, Qt::AltModifier), u"2 job(s) moved in the queue."_s);
        QCOMPARE(m_window->rows(), u"a b d e c f"_s);
        (void)m_window->press(Qt::Key_Up, Qt::AltModifier);
        (void)m_window->press(Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(m_window->rows(), u"d e a b c f"_s);
        QCOMPARE(m_window->selected(), u"d e"_s);
        (void)m_window->press(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(m_window->rows(), u"a d e b c f"_s);
        (void)m_window->press(Qt::Key_End, Qt::AltModifier);
        QCOMPARE(m_window->rows(), u"a b c f d e"_s);
        (void)m_window->press(Qt::Key_Home, Qt::AltModifier);
        QCOMPARE(m_window->rows(), u"d e a b c f"_s);
        QCOMPARE(m_window->selected(), u"d e"_s);
        QCOMPARE(m_window->core.order(), m_window->rows());
        QCOMPARE(m_window->offered, action(u"Undo"_s));
    }

    void threeQuickMovesAreThree()
    {
        m_window->select({u"f"_s});
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(m_window->table, Qt::Key_Up, Qt::AltModifier);
        QTRY_COMPARE(m_window->rows(), u"a b f c d e"_s);
        QCOMPARE(m_window->selected(), u"f"_s);
    }

    void movesAreInTheMenuAndOnlyForWhatWaits()
    {
        m_window->select({u"c"_s});
        QAction *up = action(u"Move up"_s);
        QVERIFY(up && up->isEnabled());
        QVERIFY(m_window->deeds->actions().move->actions().contains(up));
        up->trigger();
        QTRY_COMPARE(m_window->rows(), u"a c b d e f"_s);

        (void)m_window->core.jobs->cancel(m_window->idOf.value(u"c"_s));
        m_window->model.pull();
        m_window->deeds->update();
        for (const QString &text : {u"Move up"_s, u"Move down"_s, u"Move to the top"_s, u"Move to the bottom"_s, u"Cancel"_s}) {
            QVERIFY2(!action(text)->isEnabled(), qPrintable(text));
            QVERIFY(action(text)->toolTip().endsWith(u'.'));
        }
        QVERIFY(action(u"Retry"_s)->isEnabled());
        m_window->select({u"a"_s, u"c"_s}); // one of them waits
        QVERIFY(action(u"Move up"_s)->isEnabled());
        QVERIFY(action(u"Cancel"_s)->isEnabled());
        QCOMPARE(action(u"Copy path"_s)->toolTip(), u"There is no valid submission yet."_s);
    }

    void deedsSayHowManyTheyTouched()
    {
        m_window->select({u"a"_s, u"b"_s, u"c"_s});
        action(u"Cancel"_s)->trigger();
        QTRY_COMPARE(m_window->said, u"3 job(s) cancelled."_s);
        QCOMPARE(m_window->offered, nullptr); // Undo is offered with what changes the list
        m_window->select({u"a"_s, u"b"_s, u"d"_s}); // d waits: it cannot be retried
        action(u"Retry"_s)->trigger();
        QTRY_COMPARE(m_window->said, u"2 job(s) started again."_s);
        QCOMPARE(m_window->offered, nullptr);
        QCOMPARE(m_window->core.order(), u"a b d e f"_s);
    }

    void removalsAndMovesAreUndoneStepByStepAndDoneAgain()
    {
        m_window->select({u"f"_s});
        (void)m_window->press(Qt::Key_Home, Qt::AltModifier);
        m_window->select({u"a"_s, u"b"_s});
        QCOMPARE(m_window->press(Qt::Key_Delete), u"2 job(s) removed."_s);
        QCOMPARE(m_window->offered, action(u"Undo"_s));
        m_window->select({u"d"_s});
        (void)m_window->press(Qt::Key_Delete);
        QCOMPARE(m_window->rows(), u"f c e"_s);

        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"1 job(s) are back."_s);
        QCOMPARE(m_window->rows(), u"f c d e"_s); // it waits again, where it was
        QCOMPARE(m_window->selected(), u"d"_s);
        (void)m_window->press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_window->rows(), u"f a b c d e"_s);
        QCOMPARE(m_window->selected(), u"a b"_s);
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"1 job(s) moved back."_s);
        QCOMPARE(m_window->rows(), u"a b c d e f"_s);
        QVERIFY(!action(u"Undo"_s)->isEnabled());

        (void)m_window->press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_window->rows(), u"f a b c d e"_s);
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier), u"2 job(s) removed again."_s);
        QCOMPARE(m_window->rows(), u"f c d e"_s);
        m_window->select({u"e"_s});
        (void)m_window->press(Qt::Key_Up, Qt::AltModifier); // a new step: what was undone is forgotten
        QVERIFY(!action(u"Redo"_s)->isEnabled());
        (void)m_window->press(Qt::Key_Z, Qt::ControlModifier);
        (void)m_window->press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_window->rows(), u"f a b c d e"_s);
    }

    void undoOfCancelGoesOn()
    {
        m_window->select({u"b"_s, u"c"_s});
        action(u"Cancel"_s)->trigger();
        QTRY_COMPARE(m_window->core.order(), u"a d e f"_s);
        QTRY_VERIFY(action(u"Undo"_s)->isEnabled());
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"2 job(s) go on."_s);
        QCOMPARE(m_window->core.order(), u"a b c d e f"_s);
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier), u"2 job(s) cancelled again."_s);
        QCOMPARE(m_window->core.order(), u"a d e f"_s);
    }

    void aStepThatIsVoidDoesNotBarTheWay()
    {
        m_window->select({u"a"_s});
        (void)m_window->press(Qt::Key_Delete);
        m_window->select({u"c"_s});
        (void)m_window->press(Qt::Key_Up, Qt::AltModifier);
        (void)m_window->core.jobs->cancel(m_window->idOf.value(u"c"_s)); // no step of the list: as if it had begun
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"None of the moved jobs waits for its turn any more."_s);
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"1 job(s) are back."_s);
    }

    void aNewStartStillBringsBackWhatWasRemoved()
    {
        m_window->select({u"a"_s});
        (void)m_window->press(Qt::Key_Delete);
        m_window->select({u"b"_s, u"c"_s});
        (void)m_window->press(Qt::Key_Delete);
        m_window.reset();
        m_window = std::make_unique<Window>(m_folder->path());
        QCOMPARE(m_window->rows(), u"d e f"_s);
        QTRY_VERIFY(action(u"Undo"_s)->isEnabled());
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"2 job(s) are back."_s);
        QCOMPARE(m_window->selected(), u"b c"_s);
        QTRY_VERIFY(action(u"Undo"_s)->isEnabled());
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier), u"1 job(s) are back."_s);
        QCOMPARE(m_window->rows(), u"d e f b c a"_s);
        QCOMPARE(m_window->press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier), u"1 job(s) removed again."_s);
        QCOMPARE(m_window->rows(), u"d e f b c"_s);
    }

    void rowsThatWaitAreDroppedBetweenRows()
    {
        JobTable &table = *m_window->table;
        QMimeData ids;
        ids.setData(u"application/x-kaggle-solver-queue"_s, m_window->idOf.value(u"e"_s).toUtf8());
        const auto at = [&table](int row) { return QPoint(50, table.rowViewportPosition(row) + 3); };
        const auto drag = [&](const QPoint &where, const QMimeData &what) {
            QDragEnterEvent enter(where, Qt::MoveAction, &what, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(table.viewport(), &enter);
            QDragMoveEvent move(where, Qt::MoveAction, &what, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(table.viewport(), &move);
            return enter.isAccepted() && move.isAccepted();
        };
        QVERIFY(!drag(at(1), ids)); // the rows do not show the queue

        table.sortByColumn(JobModel::Queue, Qt::AscendingOrder);
        QVERIFY(drag(at(1), ids));
        QDropEvent drop(at(1), Qt::MoveAction, &ids, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(table.viewport(), &drop);
        QTRY_COMPARE(m_window->rows(), u"a e b c d f"_s);
        QVERIFY(drag(QPoint(50, table.viewport()->height() - 2), ids));
        QDropEvent below(QPoint(50, table.viewport()->height() - 2), Qt::MoveAction, &ids, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(table.viewport(), &below);
        QTRY_COMPARE(m_window->rows(), u"a b c d f e"_s);

        QMimeData file; // what comes from elsewhere is for the window, not for the table
        file.setUrls({QUrl::fromLocalFile(u"/data/titanic"_s)});
        QDragEnterEvent foreign(at(1), Qt::CopyAction, &file, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(table.viewport(), &foreign);
        QVERIFY(!foreign.isAccepted());
    }
};

QTEST_MAIN(tst_JobTable)
#include "tst_jobtable.moc"
