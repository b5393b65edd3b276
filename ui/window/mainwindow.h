// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/windowservices.h"

#include "competition/pastedtext.h"
#include "jobs/jobdetails.h"
#include "models/jobfilter.h"
#include "models/jobmodel.h"

#include <QMainWindow>
#include <QTimer>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace solver {

class AddBar;
class Appearance;
class DropFrame;
class FilterBar;
class JobDeedActions;
class JobNotices;
class JobPage;
class JobTable;
class NeedActions;
class SettingsDialog;
class StartPage;
class StatusButton;
class Toast;
class WindowState;

/// The window: add bar, filter, job table, the page of the current job, status bar. It shows and asks; the core decides. It pulls
/// on a tick and never waits: what blocks runs in a thread of the pool. It is there before the core is, so that its first frame
/// waits for no database and no engine; what is added meanwhile is kept.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Appearance &appearance, WindowState &state, const QString &version);
    ~MainWindow() override;

    /// The core is ready. Once.
    void begin(const WindowServices &services);
    /// Adds what a text holds, as if it had been pasted.
    void add(const QString &text);
    /// For a second start: comes to the front.
    void comeForward();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct Actions;

    void makeActions();
    void makeMenus();
    void makeLayout();
    void restore();
    void save();
    void showHistory();

    void focusPane(int direction);
    void tick();
    void updateActions();
    void updateStatus();
    void showCurrent();
    void readDetails();
    void lookAtReadiness();
    void fix(const ReadinessLine &line);
    void useOfferedAccount();
    void buildImage();

    void submit(const QList<PastedText::Found> &competitions);
    void addJobs(const QList<PastedText::Found> &competitions);
    void showJobs(const QStringList &ids);
    void tell(const QString &text, QAction *action = nullptr);
    void openSettings();
    void openAccountSettings();
    void makeNeedActions();
    void submitToKaggle(const Job &job);
    void openJob(const QString &id);

    Appearance &m_appearance;
    WindowState &m_state;
    const QString m_version;
    std::optional<WindowServices> m_core; ///< none before begin()
    QList<PastedText::Found> m_early;     ///< added before the history was there
    JobModel m_jobs;
    JobFilter m_filter;
    std::unique_ptr<Actions> m_actions;
    JobDeedActions *m_deeds = nullptr;
    NeedActions *m_needs = nullptr;
    AddBar *m_addBar = nullptr;
    FilterBar *m_filterBar = nullptr;
    QStackedWidget *m_upper = nullptr; ///< table, or start page while there are no jobs
    JobTable *m_table = nullptr;
    StartPage *m_start = nullptr;
    JobPage *m_page = nullptr;
    QSplitter *m_splitter = nullptr;
    Toast *m_toast = nullptr;
    DropFrame *m_dropFrame = nullptr;
    StatusButton *m_running = nullptr, *m_pending = nullptr, *m_containers = nullptr, *m_disk = nullptr, *m_engine = nullptr;
    JobNotices *m_notices = nullptr;
    SettingsDialog *m_settings = nullptr; ///< made when it is first wanted
    QTimer m_tick;
    QString m_current;            ///< job whose page is shown
    bool m_readingDetails = false;
    bool m_detailsStale = false;
    bool m_lookingAtReadiness = false;
    bool m_historyShown = false;
    bool m_quitting = false;
    qint64 m_ticks = 0;
    std::shared_ptr<struct BuildState> m_build; ///< while the sandbox image is made on request
    std::stop_source m_stop;
};

} // namespace solver
