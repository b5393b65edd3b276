// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchsession.h"
#include "othercommands.h"
#include "windowsession.h"

#include <QApplication>
#include <QFile>

#include <langinfo.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <clocale>
#include <cstdio>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QFile::decodeName(argv[i]);
    return arguments;
}

/// Folders and files of ours must be readable in containers, whose user is another one, whatever the person's umask is;
/// the folders above them are the owner's alone.
/// \return what new folders may have by the person's umask
QFileDevice::Permissions takeUmask()
{
    const unsigned rights = 0777U & ~unsigned(::umask(022));
    const unsigned owner = rights >> 6 & 7, group = rights >> 3 & 7, other = rights & 7;
    return QFileDevice::Permissions(int((owner | 7) << 12 | (owner | 7) << 8 | group << 4 | other));
}

/// Memory may hold secrets: a crash leaves none of it on the disk.
void forbidCoreDumps()
{
#ifdef NDEBUG
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
#endif
}

/// Qt wants UTF-8 and says so on standard error; a server often runs in plain C. Numbers keep their point everywhere.
void prepareLocale()
{
    std::setlocale(LC_ALL, "");
    if (qstrcmp(::nl_langinfo(CODESET), "UTF-8") != 0)
        qputenv("LC_ALL", "C.UTF-8");
}

int run(const Options &options)
{
    switch (options.action) {
    case Options::Action::List:
        return listJobs(options);
    case Options::Action::Check:
        return checkReadiness(options);
    case Options::Action::Validate:
        return validateFile(options);
    case Options::Action::Solve: {
        const SystemClock clock;
        return BatchSession(options, clock).run();
    }
    default:
        std::fputs("There is no screen to open the window on: use --url URL|FOLDER|demo to solve in this terminal (--help tells "
                   "more), or --serve to let other programs ask.\n",
                   stderr);
        return exitcode::setup;
    }
}

} // namespace

int main(int argc, char **argv)
{
    Result<Options> options = parseCommandLine(argumentsOf(argc, argv), QProcessEnvironment::systemEnvironment());
    if (!options) {
        std::fprintf(stderr, "error: %s %s\n", options.error().message.toUtf8().constData(),
                     options.error().nextStep.toUtf8().constData());
        return exitcode::usage;
    }
    // Answered before anything is made: no engine, no display, no folder.
    if (options->action == Options::Action::Help || options->action == Options::Action::Version) {
        const QString text =
            options->action == Options::Action::Help ? helpText() : u"kaggle-solver %1\n"_s.arg(versionText());
        std::fputs(text.toUtf8().constData(), stdout);
        return exitcode::ok;
    }
    forbidCoreDumps();
    options->folderRights = takeUmask();
    prepareLocale();
    if (options->action == Options::Action::None && hasDisplay()) {
        const QApplication application(argc, argv);
        std::setlocale(LC_NUMERIC, "C"); // Qt has just set the system's
        return runWindow(*options);
    }
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C");
    return run(*options);
}
