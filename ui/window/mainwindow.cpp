// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mainwindow.h"

#include "base/files.h"
#include "settings/settingsdialog.h"
#include "settings/settingspages.h"
#include "theme/appearance.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/statusbutton.h"
#include "widgets/toast.h"
#include "window/addbar.h"
#include "window/dropframe.h"
#include "window/filterbar.h"
#include "window/jobdeedactions.h"
#include "window/jobnotices.h"
#include "window/jobpage.h"
#include "window/jobtable.h"
#include "window/needactions.h"
#include "window/startpage.h"
#include "window/submitdialog.h"
#include "window/windowstate.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QUrl>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto tickEvery = 100ms;        // the table's pace; pages follow at half of it
constexpr int ticksPerSecond = 10;
constexpr int readinessTicks = 40;       // a stopped engine is told within five seconds

/// The account for the settings; nothing in it without one.
AccountCalls callsOf(kaggle::AccountDesk *desk)
{
    if (!desk)
        return {};
    return {.look = [desk] { return desk->look(); },
            .test = [desk](const QByteArray &pasted, std::stop_token stop) { return desk->test(pasted, std::move(stop)); },
            .keep = [desk](const QByteArray &pasted, std::stop_token stop) { return desk->keep(pasted, std::move(stop)); },
            .useOffered = [desk](int index, std::stop_token stop) { return desk->useOffered(index, std::move(stop)); },
            .forget = [desk] { return desk->forget(); }};
}

const QString stateOnClose = u"on_close"_s; // empty, minimise or stop

} // namespace

/// What the thread that makes the image says; the window looks at it on its tick.
struct BuildState {
    std::mutex mutex;
    QString sentence = MainWindow::tr("Begins …");
};

/// One action a deed, shared by menus, buttons and keys.
struct MainWindow::Actions : JobActions {
    QAction *demo, *addCompetition, *openFolder, *paste, *quit;
    QAction *settings, *filter, *nextPane, *previousPane, *leaveField, *fullScreen, *readiness, *larger, *smaller, *usual, *system, *light, *dark;
    QAction *about;
};

MainWindow::MainWindow(Appearance &appearance, WindowState &state, const QString &version)
    : m_appearance(appearance), m_state(state), m_version(version), m_actions(std::make_unique<Actions>())
{
    setWindowTitle(tr("Kaggle Competition Solver"));
    setAcceptDrops(true);
    setMinimumSize(900, 560);
    m_filter.setSourceModel(&m_jobs);
    makeActions();
    makeLayout();
    makeMenus();
    m_deeds->setTable(m_table);
    restore();
    m_addBar->takeFocus();
    updateActions();
    connect(&m_tick, &QTimer::timeout, this, &MainWindow::tick);
}

void MainWindow::begin(const WindowServices &services)
{
    m_core.emplace(services);
    m_jobs.watch(m_core->jobs.feed());
    m_deeds->begin(m_core->jobs, m_core->store);
    m_notices = new JobNotices(m_jobs, m_core->settings.value(keys::notifications), this);
    connect(m_notices, &JobNotices::opened, this, &MainWindow::openJob);
    inBackground(this, [&jobs = m_core->jobs] { return jobs.loadHistory(); }, [this](const Result<> &loaded) {
        if (!loaded)
            tell(loaded.error().message + u' ' + loaded.error().nextStep);
        showHistory();
    });
    lookAtReadiness();
}

/// The history is there: the job that was looked at last is looked at again, and what was added meanwhile begins.
void MainWindow::showHistory()
{
    m_historyShown = true;
    tick();
    m_tick.start(tickEvery);
    m_table->select({m_state.value(u"current"_s).toString()});
    if (!m_early.isEmpty())
        submit(std::exchange(m_early, {}));
}

MainWindow::~MainWindow()
{
    disconnect(qApp, nullptr, this, nullptr); // parts that go lose the focus
    m_stop.request_stop();
}

void MainWindow::makeActions()
{
    const auto make = [this](const QString &text, const QString &iconName, const QKeySequence &key, auto slot) {
        auto *action = new QAction(text, this);
        if (!iconName.isEmpty())
            action->setIcon(icon(iconName));
        action->setShortcut(key);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    Actions &a = *m_actions;
    m_deeds = new JobDeedActions(this);
    static_cast<JobActions &>(a) = m_deeds->actions();
    connect(m_deeds, &JobDeedActions::changed, this, &MainWindow::tick);
    connect(m_deeds, &JobDeedActions::told, this, &MainWindow::tell);
    a.demo = make(tr("Try the demo"), u"resume"_s, {}, [this] { add(u"demo"_s); });
    a.addCompetition = make(tr("Add a competition"), u"add"_s, QKeySequence::New, [this] { m_addBar->takeFocus(); });
    a.openFolder = make(tr("Open a data folder …"), u"folder"_s, QKeySequence::Open, [this] {
        if (const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder with train, test and sample submission")); !folder.isEmpty())
            add(folder);
    });
    a.paste = make(tr("Add from the clipboard"), u"link"_s, QKeySequence::Paste, [this] { add(QApplication::clipboard()->text()); });
    a.quit = make(tr("Quit"), {}, Qt::CTRL | Qt::Key_Q, [this] { // not every desktop has a standard key for it
        m_quitting = true; // who says so does not mean minimise
        close();
        m_quitting = false;
    });
    a.settings = make(tr("Settings …"), u"settings"_s, Qt::CTRL | Qt::Key_Comma, &MainWindow::openSettings); // most desktops have no standard key
    a.filter = make(tr("Filter jobs"), u"find"_s, QKeySequence::Find, [this] { m_filterBar->takeFocus(); });
    a.nextPane = make(tr("Next part of the window"), {}, Qt::Key_F6, [this] { focusPane(1); });
    a.previousPane = make(tr("Previous part of the window"), {}, Qt::SHIFT | Qt::Key_F6, [this] { focusPane(-1); });
    a.leaveField = make(tr("Back to the jobs"), {}, Qt::Key_Escape, [this] {
        if (m_filter.isFiltering())
            m_filterBar->clear();
        m_upper->currentWidget()->setFocus(Qt::ShortcutFocusReason);
    });
    a.fullScreen = make(tr("Full screen"), {}, Qt::Key_F11, [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    a.readiness = make(tr("What the program needs"), u"container"_s, {}, [this] {
        const bool shown = m_upper->currentWidget() == m_start && m_jobs.rowCount() > 0;
        m_upper->setCurrentWidget(shown ? static_cast<QWidget *>(m_table) : m_start);
    });
    const auto scale = [this](int percent) { m_appearance.setTextScale(percent); };
    a.larger = make(tr("Larger text"), {}, QKeySequence::ZoomIn, [this, scale] { scale(m_appearance.textScale() + 10); });
    a.smaller = make(tr("Smaller text"), {}, QKeySequence::ZoomOut, [this, scale] { scale(m_appearance.textScale() - 10); });
    a.usual = make(tr("Usual text size"), {}, Qt::CTRL | Qt::Key_0, [scale] { scale(100); });
    const auto scheme = [this](Appearance::Scheme which) { m_appearance.setScheme(which); };
    a.system = make(tr("As the system"), {}, {}, [scheme] { scheme(Appearance::Scheme::System); });
    a.light = make(tr("Light"), {}, {}, [scheme] { scheme(Appearance::Scheme::Light); });
    a.dark = make(tr("Dark"), {}, {}, [scheme] { scheme(Appearance::Scheme::Dark); });
    a.about = make(tr("About"), {}, {}, [this] {
        QMessageBox::about(this, tr("About"), tr("Kaggle Competition Solver %1\n\nFree software under the GNU General Public License, version 3 or later.").arg(m_version));
    });
    // Pages that find in what they show have the same key; two takers would leave it without effect.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, const QWidget *now) {
        m_actions->filter->setShortcut(now && m_page->findsIn(now) ? QKeySequence() : QKeySequence(QKeySequence::Find));
    });
    // Text fields keep these keys for themselves while they have the focus; here they are for the table.
    for (QAction *action : {a.paste, a.remove, a.undo, a.redo})
        action->setShortcutContext(Qt::WindowShortcut);
}

/// Moves the focus to the next or previous part of the window that can take it.
void MainWindow::focusPane(int direction)
{
    QWidget *const panes[] = {m_addBar, m_filterBar, m_upper->currentWidget(), m_page, statusBar()};
    constexpr int count = int(std::size(panes));
    int at = 0;
    for (int i = 0; i < count; ++i) {
        if (panes[i] == focusWidget() || panes[i]->isAncestorOf(focusWidget()))
            at = i;
    }
    for (int step = 1; step <= count; ++step) {
        QWidget *pane = panes[(at + step * direction + count * count) % count];
        QList<QWidget *> takers = pane->findChildren<QWidget *>();
        takers.prepend(pane);
        const auto taker = std::ranges::find_if(takers, [](const QWidget *widget) {
            return (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled() && !widget->focusProxy();
        });
        if (taker == takers.end())
            continue;
        (*taker)->setFocus(Qt::TabFocusReason);
        return;
    }
}

void MainWindow::makeMenus()
{
    const Actions &a = *m_actions;
    QMenu *file = menuBar()->addMenu(tr("File"));
    file->addActions({a.addCompetition, a.openFolder, a.demo});
    file->addSeparator();
    file->addAction(a.quit);
    QMenu *edit = menuBar()->addMenu(tr("Edit"));
    edit->addActions({a.undo, a.redo, a.paste, a.filter});
    edit->addSeparator();
    edit->addAction(a.settings);
    QMenu *view = menuBar()->addMenu(tr("View"));
    view->addActions({a.larger, a.smaller, a.usual});
    view->addSeparator();
    view->addActions({a.system, a.light, a.dark});
    view->addSeparator();
    view->addActions({a.readiness, a.nextPane, a.previousPane, a.leaveField, a.fullScreen});
    view->addSeparator();
    view->addActions(m_page->tabActions());
    QMenu *job = menuBar()->addMenu(tr("Job"));
    job->addActions({a.cancel, a.retry, a.addProgram});
    job->addSeparator();
    job->addMenu(a.move);
    job->addAction(a.remove);
    QMenu *result = menuBar()->addMenu(tr("Result"));
    result->addActions({a.copyFile, a.copyPath, a.saveAs, a.openResultFolder});
    result->addSeparator();
    result->addAction(a.submit);
    for (QMenu *menu : {edit, job, result})
        menu->setToolTipsVisible(true); // why an entry is disabled
    menuBar()->addMenu(tr("Help"))->addAction(a.about);
}

void MainWindow::makeLayout()
{
    const Actions &a = *m_actions;
    m_addBar = new AddBar;
    m_filterBar = new FilterBar(m_jobs, m_filter);
    m_table = new JobTable(m_jobs, m_filter);
    m_start = new StartPage({a.demo, a.addCompetition, a.openFolder});
    connect(m_start, &StartPage::fixRequested, this, &MainWindow::fix);
    m_upper = new QStackedWidget;
    m_upper->addWidget(m_start);
    m_upper->addWidget(m_table);
    m_page = new JobPage;
    m_page->setActions({a.cancel, a.retry}, {a.retry, a.openResultFolder}, [this](const Job &waiting) {
        QList<QAction *> actions = m_needs->forJob(waiting);
        if (waiting.needs == u"engine_missing" || waiting.needs == u"disk_low")
            actions << m_actions->readiness;
        return actions << m_actions->cancel;
    });
    m_page->setSubmitAction(a.submit);
    m_page->setFileActions({a.copyFile, a.copyPath, a.saveAs, a.openResultFolder});
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setObjectName(u"window"_s);
    m_splitter->addWidget(m_upper);
    m_splitter->addWidget(m_page);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setChildrenCollapsible(false);
    auto *middle = new QWidget;
    auto *rows = new QVBoxLayout(middle);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_addBar);
    rows->addWidget(m_filterBar);
    rows->addWidget(m_splitter, 1);
    setCentralWidget(middle);
    m_toast = new Toast(middle);
    m_dropFrame = new DropFrame(this);

    for (StatusButton **part : {&m_running, &m_pending, &m_containers, &m_disk, &m_engine}) {
        *part = new StatusButton;
        statusBar()->addWidget(*part);
    }
    statusBar()->setSizeGripEnabled(false);
    // Each part opens what it speaks of.
    const auto showOnly = [this](const QString &status) {
        m_upper->setCurrentWidget(m_table);
        m_filterBar->set({}, {status});
    };
    connect(m_running, &QAbstractButton::clicked, this, [showOnly] { showOnly(u"processing"_s); });
    connect(m_containers, &QAbstractButton::clicked, this, [showOnly] { showOnly(u"processing"_s); });
    connect(m_pending, &QAbstractButton::clicked, this, [showOnly] { showOnly(u"pending"_s); });
    connect(m_engine, &QAbstractButton::clicked, a.readiness, &QAction::trigger);
    connect(m_disk, &QAbstractButton::clicked, a.readiness, &QAction::trigger);

    connect(m_addBar, &AddBar::competitionsGiven, this, &MainWindow::submit);
    connect(m_table, &JobTable::currentJobChanged, this, &MainWindow::showCurrent);
    connect(m_table, &JobTable::selectionMoved, this, &MainWindow::updateActions);
    connect(m_table, &JobTable::menuRequested, this, [this](const QPoint &at) {
        const Actions &acts = *m_actions;
        QMenu menu;
        menu.setToolTipsVisible(true);
        if (const QList<Job> jobs = m_table->selectedJobs(); jobs.size() == 1) {
            menu.addActions(m_needs->forJob(jobs.first())); // the button of the row, for the keyboard
            menu.addSeparator();
        }
        menu.addActions({acts.cancel, acts.retry, acts.addProgram});
        menu.addSeparator();
        menu.addActions({acts.copyFile, acts.copyPath, acts.saveAs, acts.openResultFolder, acts.submit});
        menu.addSeparator();
        menu.addMenu(acts.move);
        menu.addAction(acts.remove);
        menu.exec(at);
    });
    makeNeedActions();
    connect(m_table, &JobTable::opened, this, [this] { m_page->setFocus(); });
    connect(m_page, &JobPage::noticed, this, [this](const QString &sentence) { tell(sentence); });
    connect(m_page, &JobPage::addProgramRequested, m_deeds, &JobDeedActions::addProgram);
    connect(m_page, &JobPage::saveAsRequested, m_deeds, &JobDeedActions::saveAs);
    connect(m_page, &JobPage::openFolderRequested, m_deeds, &JobDeedActions::openFolder);
    connect(m_page, &JobPage::useAttemptRequested, this, [this](int no) {
        inBackground(this, [&jobs = m_core->jobs, id = m_current, no] { return jobs.useAttempt(id, no); }, [this, no](const Result<> &done) {
            tell(done ? tr("The submission is now that of attempt %1.").arg(no) : done.error().message + u' ' + done.error().nextStep);
        });
    });
}

void MainWindow::makeNeedActions()
{
    m_needs = new NeedActions(this);
    connect(m_needs, &NeedActions::accountRequested, this, &MainWindow::openAccountSettings);
    connect(m_needs, &NeedActions::checkRequested, this, [this](const QString &id) {
        inBackground(this, [&jobs = m_core->jobs, id] { return jobs.lookAgain(id); }, [this](const Result<> &looked) {
            if (!looked)
                tell(looked.error().message + u' ' + looked.error().nextStep);
            tick();
        });
    });
    connect(m_table, &JobTable::deedRequested, this, [this](const QString &id) {
        if (const int row = m_jobs.rowOf(id); row >= 0)
            m_needs->carryOutFirst(m_jobs.job(row));
    });
    connect(m_deeds, &JobDeedActions::submitRequested, this, &MainWindow::submitToKaggle);
}

/// Asks once; what becomes of it stands on the job's page.
void MainWindow::submitToKaggle(const Job &job)
{
    JobManager &jobs = m_core->jobs;
    auto *dialog = new SubmitDialog(job, {.prospect = [&jobs, id = job.id](std::stop_token stop) { return jobs.prospect(id, std::move(stop)); },
                                          .submit = [&jobs, id = job.id](const QString &message) { return jobs.submitToKaggle(id, message); },
                                          .now = [] { return QDateTime::currentDateTimeUtc(); }}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SubmitDialog::sent, this, [this, title = job.title.isEmpty() ? job.slug : job.title] {
        tell(tr("The file of %1 is on its way to Kaggle.").arg(title));
        readDetails();
    });
    dialog->open();
}

void MainWindow::add(const QString &text)
{
    m_addBar->add(text);
}

/// What is worked on is shown, what was done before is offered, the rest becomes jobs.
void MainWindow::submit(const QList<PastedText::Found> &competitions)
{
    if (!m_historyShown) { // then it is known what was done before
        m_early << competitions;
        return;
    }
    QHash<QString, const Job *> known; // the newest of each
    for (int row = 0; row < m_jobs.rowCount(); ++row)
        known.insert(m_jobs.job(row).url, &m_jobs.job(row));
    QList<PastedText::Found> fresh, done;
    QStringList runningIds, doneIds;
    for (const PastedText::Found &found : competitions) {
        const Job *job = known.value(found.url.key());
        if (!job) {
            fresh << found;
        } else if (job->isOver()) {
            done << found;
            doneIds << job->id;
        } else {
            runningIds << job->id;
        }
    }
    if (!runningIds.isEmpty()) {
        showJobs(runningIds);
        tell(runningIds.size() == 1 ? tr("%1 is being worked on already.").arg(m_jobs.job(m_jobs.rowOf(runningIds.first())).title)
                                    : tr("%n competition(s) are being worked on already.", nullptr, int(runningIds.size())));
    }
    if (!done.isEmpty()) {
        m_addBar->offer(done.size() == 1 ? tr("%1 was done before.").arg(done.first().url.slug)
                                         : tr("%n of these competitions were done before.", nullptr, int(done.size())),
                        [this, doneIds] { showJobs(doneIds); }, [this, done] { addJobs(done); });
    }
    if (!fresh.isEmpty())
        addJobs(fresh);
}

void MainWindow::addJobs(const QList<PastedText::Found> &competitions)
{
    JobOptions options;
    options.preset = m_addBar->preset();
    inBackground(this, [&jobs = m_core->jobs, competitions, options] {
        QStringList ids;
        QString trouble;
        for (const PastedText::Found &found : competitions) {
            const Result<QString> id = jobs.submit(found.url, found.text, options);
            if (id)
                ids << *id;
            else
                trouble = id.error().message + u' ' + id.error().nextStep;
        }
        return std::pair(ids, trouble);
    }, [this](const std::pair<QStringList, QString> &added) {
        tick();
        showJobs(added.first);
        if (!added.second.isEmpty())
            tell(added.second);
    });
}

/// Selects jobs; a filter that hides them is taken off, for what a person asks for must be seen.
void MainWindow::showJobs(const QStringList &ids)
{
    if (ids.isEmpty())
        return;
    const auto hidden = [this](const QString &id) { return !m_filter.mapFromSource(m_jobs.index(m_jobs.rowOf(id), 0)).isValid(); };
    if (std::ranges::any_of(ids, hidden))
        m_filterBar->clear();
    m_upper->setCurrentWidget(m_table);
    m_table->select(ids);
}

void MainWindow::tick()
{
    const int before = m_jobs.rowCount();
    m_jobs.pull();
    if (m_jobs.rowCount() != before && m_jobs.rowCount() > 0 && m_upper->currentWidget() == m_start && before == 0)
        m_upper->setCurrentWidget(m_table);
    if (m_jobs.rowCount() == 0)
        m_upper->setCurrentWidget(m_start);
    m_page->setVisible(m_upper->currentWidget() == m_table);
    m_page->refresh();
    if (m_current.isEmpty() && before == 0 && m_filter.rowCount() > 0)
        m_table->setCurrentIndex(m_filter.index(0, 0)); // the first job there is, whoever added it
    if (++m_ticks % ticksPerSecond == 0)
        m_jobs.tickClock();
    if (m_ticks % (ticksPerSecond / 2) == 0) {
        save();
        m_filterBar->refresh();
        updateStatus();
        updateActions();
        if (!m_current.isEmpty())
            readDetails();
    }
    if (m_build) {
        const std::lock_guard lock(m_build->mutex);
        m_start->setBuilding(m_build->sentence);
    }
    if (m_ticks % readinessTicks == 0)
        lookAtReadiness();
}

void MainWindow::updateStatus()
{
    int running = 0, pending = 0;
    for (int row = 0; row < m_jobs.rowCount(); ++row) {
        const JobStatus status = m_jobs.job(row).status;
        running += status == JobStatus::Processing ? 1 : 0;
        pending += status == JobStatus::Pending ? 1 : 0;
    }
    m_running->setParts({}, QString::number(running), tr("processing"));
    m_pending->setParts({}, QString::number(pending), tr("pending"));
    m_containers->setParts(tr("containers"), u"%1/%2"_s.arg(m_core->permits.inUse(PermitKind::Containers)).arg(m_core->permits.capacity(PermitKind::Containers)));
}

void MainWindow::updateActions()
{
    m_deeds->update();
}

void MainWindow::showCurrent()
{
    m_current = m_table->currentId();
    if (m_current.isEmpty())
        m_page->clear();
    else
        readDetails();
    updateActions();
}

/// One reading at a time: a slow disk makes the page older, not the window slower.
void MainWindow::readDetails()
{
    if (m_readingDetails) {
        m_detailsStale = true;
        return;
    }
    m_readingDetails = true;
    m_detailsStale = false;
    inBackground(this, [&store = m_core->store, paths = m_core->paths, id = m_current] { return jobDetails(store, paths, id); },
                 [this, id = m_current](Result<JobDetails> details) {
                     m_readingDetails = false;
                     if (id == m_current && details) {
                         if (const int row = m_jobs.rowOf(id); row >= 0)
                             details->job = m_jobs.job(row); // what it does right now is not on disk
                         m_page->show(*details);
                         m_deeds->setDetails(*details);
                     }
                     if (id != m_current || m_detailsStale)
                         readDetails();
                 });
}

void MainWindow::lookAtReadiness()
{
    if (m_lookingAtReadiness)
        return;
    m_lookingAtReadiness = true;
    inBackground(this, [look = m_core->readiness, stop = m_stop.get_token(), folder = m_core->paths.cache] { return std::pair(look(stop), freeBytes(folder)); },
                 [this](const std::pair<QList<ReadinessLine>, qint64> &seen) {
                     m_lookingAtReadiness = false;
                     const QList<ReadinessLine> &lines = seen.first;
                     m_start->show(lines);
                     const auto engine = std::ranges::find(lines, u"engine"_s, &ReadinessLine::name);
                     const bool ok = engine != lines.end() && engine->state == ReadinessLine::State::Ok;
                     m_engine->setParts(tr("Docker"), ok ? tr("ready") : tr("missing"));
                     m_engine->setToolTip(engine == lines.end() ? QString() : engine->sentence);
                     m_disk->setParts({}, QLocale().formattedDataSize(seen.second, 0), tr("free"));
                     m_disk->setToolTip(tr("On the disk of %1").arg(QDir::toNativeSeparators(m_core->paths.cache)));
                 });
}

/// What a button of the readiness list does.
void MainWindow::fix(const ReadinessLine &line)
{
    if (line.name == u"image"_s)
        return buildImage();
    if (line.offer == u"use_account"_s && m_core->account)
        return useOfferedAccount();
    if (line.name == u"kaggle"_s)
        return openAccountSettings();
    inBackground(this, [] { return QStandardPaths::findExecutable(u"dockerd"_s); }, [this](const QString &engine) {
        const QString command = engine.isEmpty() ? u"sudo apt-get install docker.io"_s : u"sudo systemctl start docker"_s;
        QApplication::clipboard()->setText(command);
        tell(tr("Copied: %1. Paste it into a terminal; jobs go on by themselves then.").arg(command));
    });
}

/// The first one, which the line named. Others stand in the settings.
void MainWindow::useOfferedAccount()
{
    inBackground(this, [desk = m_core->account, stop = m_stop.get_token()] { return desk->useOffered(0, stop); }, [this](const Result<QString> &used) {
        tell(used ? *used : used.error().message + u' ' + used.error().nextStep);
        lookAtReadiness();
    });
}

void MainWindow::buildImage()
{
    if (m_build)
        return;
    m_build = std::make_shared<BuildState>();
    inBackground(this, [build = m_core->buildImage, state = m_build, stop = m_stop.get_token()] {
        return build([&state](const QString &sentence) {
            const std::lock_guard lock(state->mutex);
            state->sentence = sentence;
        }, stop);
    }, [this](const Result<> &built) {
        m_build.reset();
        m_start->setBuilding({});
        tell(built ? tr("The sandbox image is there.") : built.error().message + u' ' + built.error().nextStep);
        lookAtReadiness();
    });
}

void MainWindow::tell(const QString &text, QAction *action)
{
    m_toast->showMessage(text, action);
}

void MainWindow::openSettings()
{
    if (!m_core)
        return;
    if (!m_settings) {
        m_settings = new SettingsDialog(settingsPages({.paths = m_core->paths,
                                                       .appearance = m_appearance,
                                                       .setParallelJobs = [&jobs = m_core->jobs](int number) { jobs.setParallelJobs(number); },
                                                       .setNotifications = [this](const QString &mode) { m_notices->setMode(mode); },
                                                       .onClose = [this] { return m_state.value(stateOnClose).toString(); },
                                                       .setOnClose = [this](const QString &choice) { m_state.setValue(stateOnClose, choice); },
                                                       .preset = [this] { return m_addBar->preset(); },
                                                       .setPreset = [this](const QString &preset) { m_addBar->setPreset(preset); },
                                                       .account = callsOf(m_core->account),
                                                       .accountChanged = [this] { lookAtReadiness(); }}),
                                        m_core->settings, this);
    }
    m_settings->present();
}

void MainWindow::openAccountSettings()
{
    openSettings();
    if (m_settings)
        m_settings->showPage(accountPageTitle());
}

/// What a click on a message of the desktop does.
void MainWindow::openJob(const QString &id)
{
    comeForward();
    if (!id.isEmpty())
        showJobs({id});
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    // Our own rows are dragged out, not in.
    if (event->source() || !DropFrame::accepts(*event->mimeData()))
        return;
    m_dropFrame->showFor(*event->mimeData());
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropFrame->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropFrame->hide();
    event->acceptProposedAction();
    QStringList files, lines;
    for (const QUrl &url : event->mimeData()->urls())
        (url.isLocalFile() ? files : lines) << (url.isLocalFile() ? url.toLocalFile() : url.toString());
    if (!event->mimeData()->hasUrls())
        lines << event->mimeData()->text();
    inBackground(this, [files, lines] {
        QStringList all = lines;
        for (const QString &file : files)
            all << textOfDropped(file);
        return all.join(u'\n');
    }, [this](const QString &text) { add(text); });
}

/// With running jobs a person chooses once what closing means; the answer is kept, and the settings can change it. The only window
/// is never hidden: it goes on minimised.
void MainWindow::closeEvent(QCloseEvent *event)
{
    const int active = m_core ? m_core->jobs.active() : 0;
    QString choice = m_state.value(stateOnClose).toString();
    const bool asked = active > 0 && choice.isEmpty();
    if (asked) {
        QMessageBox question(QMessageBox::Question, windowTitle(), tr("%n job(s) are not over.", nullptr, active), QMessageBox::Cancel, this);
        question.setInformativeText(tr("They can go on while the window is minimised, or stop now and go on at the next start. Nothing is lost either way."));
        const QAbstractButton *goOn = question.addButton(tr("Minimise"), QMessageBox::AcceptRole);
        const QAbstractButton *stop = question.addButton(tr("Stop and close"), QMessageBox::DestructiveRole);
        question.setDefaultButton(QMessageBox::Cancel);
        question.exec();
        choice = question.clickedButton() == goOn ? u"minimise"_s : question.clickedButton() == stop ? u"stop"_s : QString();
        if (!choice.isEmpty())
            m_state.setValue(stateOnClose, choice);
    }
    save();
    const bool minimise = choice == u"minimise"_s && !(m_quitting && !asked);
    event->setAccepted(active == 0 || (!choice.isEmpty() && !minimise));
    if (active > 0 && minimise)
        showMinimized();
}

/// On each slow tick: what did not change costs nothing.
void MainWindow::save()
{
    m_state.setValue(u"geometry"_s, saveGeometry());
    for (const QSplitter *splitter : findChildren<QSplitter *>()) {
        if (!splitter->objectName().isEmpty() && splitter->isVisible()) // unseen ones have no sizes yet
            m_state.setValue(u"splitters/"_s + splitter->objectName(), splitter->saveState());
    }
    m_state.setValue(u"columns"_s, m_table->saveState());
    m_state.setValue(u"preset"_s, m_addBar->preset());
    m_state.setValue(u"filter/words"_s, m_filterBar->words());
    m_state.setValue(u"filter/statuses"_s, m_filterBar->statuses());
    m_state.setValue(u"tab"_s, int(m_page->currentTab()));
    m_state.setValue(u"text_scale"_s, m_appearance.textScale());
    m_state.setValue(u"scheme"_s, int(m_appearance.scheme()));
    if (m_historyShown) {
        m_state.setValue(u"current"_s, m_current);
        m_state.setValue(u"any_jobs"_s, m_jobs.rowCount() > 0);
    }
}

void MainWindow::restore()
{
    m_appearance.setTextScale(m_state.value(u"text_scale"_s, 100).toInt());
    m_appearance.setScheme(Appearance::Scheme(m_state.value(u"scheme"_s, 0).toInt()));
    if (!restoreGeometry(m_state.value(u"geometry"_s).toByteArray()))
        resize(fonts::scaled(1440), fonts::scaled(900));
    for (QSplitter *splitter : findChildren<QSplitter *>())
        splitter->restoreState(m_state.value(u"splitters/"_s + splitter->objectName()).toByteArray());
    m_table->restoreState(m_state.value(u"columns"_s).toByteArray());
    m_addBar->setPreset(m_state.value(u"preset"_s, u"standard"_s).toString());
    m_filterBar->set(m_state.value(u"filter/words"_s).toString(), m_state.value(u"filter/statuses"_s).toStringList());
    m_page->openTab(JobPage::Tab(qBound(0, m_state.value(u"tab"_s).toInt(), JobPage::TabCount - 1)));
    // Until the history is read, what will be there is shown empty.
    m_upper->setCurrentWidget(m_state.value(u"any_jobs"_s).toBool() ? static_cast<QWidget *>(m_table) : m_start);
    m_page->setVisible(m_upper->currentWidget() == m_table);
}

void MainWindow::comeForward()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

} // namespace solver
