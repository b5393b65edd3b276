// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"
#include "handover.h"
#include "session.h"
#include "theme/appearance.h"
#include "window/mainwindow.h"
#include "window/windowstate.h"

#include <QTranslator>

#include <memory>
#include <thread>

namespace solver {

/// Whether this start has a screen to show a window on; decided without asking Qt, which would abort where there is none.
bool hasDisplay();

/// The window, the core that comes after it, and what joins them. Lives in the thread of the QApplication.
class WindowSession
{
public:
    /// Shows the window; the core is opened in a thread as soon as the event loop runs.
    explicit WindowSession(const Options &options);
    /// Stops what runs; it goes on at the next start.
    ~WindowSession();

    MainWindow &window() { return *m_window; }

    using Opened = Result<std::shared_ptr<Session>>;

private:
    void begin(const Opened &opened);

    std::shared_ptr<Session> m_core;
    std::jthread m_resume;
    std::unique_ptr<HandOver> m_handOver;
    QTranslator m_plurals;
    Appearance m_appearance;
    WindowState m_state;
    std::unique_ptr<MainWindow> m_window;
};

/// The way without --url where there is a display: the window until it is closed, or the window of the start that is there
/// already. \return the exit code
int runWindow(const Options &options);

} // namespace solver
