// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/logging.h"

#include "base/clock.h"

#include <QFile>

#include <cstdio>
#include <mutex>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 fileLimit = 8 * 1024 * 1024;

struct Sink {
    std::mutex mutex;
    QFile file;
    const Masker *masker = nullptr;
    Verbosity verbosity = Verbosity::Normal;
};

// Qt's message handler is a plain function, so what it needs has to be reachable from one.
Sink &sink()
{
    static Sink instance;
    return instance;
}

bool openFile(QFile &file)
{
    return file.open(QIODevice::WriteOnly | QIODevice::Append) &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

void rotate(QFile &file)
{
    const QString name = file.fileName();
    file.close();
    QFile::remove(name + u".1"_s);
    QFile::rename(name, name + u".1"_s);
    openFile(file);
}

bool goesToTerminal(QtMsgType type, Verbosity verbosity)
{
    switch (type) {
    case QtDebugMsg:
        return verbosity >= Verbosity::Commands;
    case QtInfoMsg:
        return verbosity >= Verbosity::Stages;
    case QtWarningMsg:
        return verbosity >= Verbosity::Normal;
    case QtCriticalMsg:
    case QtFatalMsg:
        return true;
    }
    return true;
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    static constexpr const char *names[] = {"debug", "warning", "critical", "fatal", "info"};
    Sink &out = sink();
    const std::lock_guard lock(out.mutex);
    const QByteArray text = out.masker ? out.masker->mask(message.toUtf8()) : message.toUtf8();
    if (out.file.isOpen()) {
        if (out.file.size() > fileLimit)
            rotate(out.file);
    }
    // Asked again: writing to a file that could not be opened anew would make Qt warn, which comes back here.
    if (out.file.isOpen()) {
        out.file.write(rfc3339(QDateTime::currentDateTimeUtc()).toLatin1() + ' ' + names[type] + ' ' +
                       (context.category ? context.category : "") + ": " + text + '\n');
        out.file.flush();
    }
    if (goesToTerminal(type, out.verbosity))
        std::fprintf(stderr, "%s\n", text.constData());
}

} // namespace

Result<> startLogging(const Paths &paths, const Masker &masker, Verbosity verbosity, const QString &logFile)
{
    Sink &out = sink();
    const std::lock_guard lock(out.mutex);
    out.file.setFileName(logFile.isEmpty() ? paths.logs + u"/kaggle-solver.log"_s : logFile);
    out.masker = &masker;
    out.verbosity = verbosity;
    if (!openFile(out.file))
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The log file %1 cannot be written."_s.arg(out.file.fileName()),
                                    .code = u"storage"_s,
                                    .nextStep = u"Choose another one with --log-file."_s});
    QLoggingCategory::setFilterRules(verbosity >= Verbosity::Commands ? u"solver.*.debug=true"_s
                                                                      : u"solver.*.debug=false"_s);
    qInstallMessageHandler(handle);
    return {};
}

void stopLogging()
{
    qInstallMessageHandler(nullptr);
    const std::lock_guard lock(sink().mutex);
    sink().file.close();
    sink().masker = nullptr;
}

} // namespace solver
