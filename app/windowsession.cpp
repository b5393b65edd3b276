// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowsession.h"

#include "session.h"
#include "theme/appearance.h"
#include "theme/icons.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QMessageBox>

namespace solver {

using namespace Qt::StringLiterals;

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

int runWindow(const Options &options)
{
    QApplication::setApplicationDisplayName(u"Kaggle Competition Solver"_s);
    QApplication::setDesktopFileName(u"kaggle-solver"_s);
    QApplication::setWindowIcon(icon(u"app-icon"_s));
    Appearance appearance;
    Result<std::unique_ptr<Session>> session = Session::open(options, Verbosity::Quiet);
    if (!session) {
        QMessageBox::critical(nullptr, QCoreApplication::translate("Window", "Kaggle Competition Solver"),
                              session.error().message + u"\n\n"_s + session.error().nextStep);
        return exitcode::setup;
    }
    Session &core = **session;
    // Left-over containers of a killed start are removed first; jobs then go on by themselves.
    std::jthread resume([&core](std::stop_token stop) {
        if (core.jobs().removeLeftContainers(stop) && !stop.stop_requested())
            (void)core.jobs().resumeAll();
    });
    MainWindow window({.jobs = core.jobs(),
                       .store = core.store(),
                       .paths = core.paths(),
                       .readiness = [&core](std::stop_token stop) { return core.lookAround(std::move(stop)); },
                       .appearance = appearance,
                       .version = versionText()});
    window.show();
    const int code = QApplication::exec();
    resume.request_stop();
    core.jobs().stopAll();
    return code;
}

} // namespace solver
