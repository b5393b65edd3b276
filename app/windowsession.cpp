// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowsession.h"

#include "base/blocking.h"
#include "remotehost.h"
#include "theme/icons.h"
#include "widgets/background.h"

#include <QApplication>
#include <QMessageBox>

namespace solver {

using namespace Qt::StringLiterals;

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

namespace {

/// Shared, for a future's value is copied.
WindowSession::Opened openSession(const Options &options)
{
    return Session::open(options, Verbosity::Quiet).map([](std::unique_ptr<Session> session) { return std::shared_ptr<Session>(std::move(session)); });
}

} // namespace

WindowSession::WindowSession(const Options &options) : m_state(pathsFor(options).config + u"/window.ini"_s)
{
    if (m_plurals.load(u":/translations/solver_en.qm"_s)) // before the first text is asked for
        QCoreApplication::installTranslator(&m_plurals);
    m_window = std::make_unique<MainWindow>(m_appearance, m_state, versionText());
    m_window->show();
    // The first frame waits for neither the database nor the engine.
    QTimer::singleShot(0, m_window.get(), [this, options] {
        inBackground(m_window.get(), [options] { return openSession(options); }, [this](const Opened &opened) { begin(opened); });
    });
}

WindowSession::~WindowSession()
{
    m_handOver.reset();
    m_resume = {};
    if (m_core)
        m_core->jobs().stopAll();
    m_window.reset();
    QThreadPool::globalInstance()->waitForDone(); // what the window had begun still uses the core
}

void WindowSession::begin(const Opened &opened)
{
    if (!opened) {
        QMessageBox::critical(m_window.get(), QApplication::applicationDisplayName(), opened.error().message + u"\n\n"_s + opened.error().nextStep);
        QApplication::exit(exitcode::setup);
        return;
    }
    m_core = *opened;
    // Left-over containers of a killed start are removed first; jobs then go on by themselves.
    m_resume = std::jthread([core = m_core.get()](const std::stop_token &stop) {
        (void)core->jobs().removeLeftContainers(stop); // without an engine, jobs wait for it, and it is done then
        if (!stop.stop_requested())
            (void)core->jobs().resumeAll();
    });
    m_handOver = std::make_unique<HandOver>(m_core->paths(), m_core->jobs(), m_core->store(), [window = m_window.get()] { // outlives HandOver
        QMetaObject::invokeMethod(window, &MainWindow::comeForward, Qt::QueuedConnection);
    });
    m_window->begin({.jobs = m_core->jobs(),
                     .store = m_core->store(),
                     .permits = m_core->permits(),
                     .paths = m_core->paths(),
                     .settings = m_core->settings(),
                     .readiness = [core = m_core.get()](std::stop_token stop) { return core->lookAround(std::move(stop)); },
                     .buildImage = [core = m_core.get()](const auto &progress, std::stop_token stop) { return core->buildImage(progress, std::move(stop)); },
                     .account = &m_core->account()});
}

int runWindow(const Options &options)
{
    QApplication::setApplicationDisplayName(QCoreApplication::translate("Window", "Kaggle Competition Solver"));
    QApplication::setDesktopFileName(u"kaggle-solver"_s);
    if (const std::unique_ptr<RemoteHost> other = RemoteHost::connect(pathsFor(options))) {
        const Result<> shown = other->comeForward();
        if (!shown)
            QMessageBox::critical(nullptr, QApplication::applicationDisplayName(), shown.error().message + u"\n\n"_s + shown.error().nextStep);
        return shown ? exitcode::ok : exitcode::setup;
    }
    QApplication::setWindowIcon(icon(u"app-icon"_s));
    WindowSession session(options);
    const NoBlocking noBlocking;
    return QApplication::exec();
}

} // namespace solver
