// SPDX-License-Identifier: GPL-3.0-or-later
// How long a submission of many records takes to validate, in the sample's order and shuffled, and the peak memory; in
// turn with `wc -l` of the same file.
//   bench_validator [records] [folder] [rounds]      one JSON object a line
#include "submission/validationreport.h"
#include "submission/validator.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <random>
#include <vector>

namespace {

void write(const QString &path, const std::vector<quint32> &ids, bool predictions)
{
    std::mt19937_64 random(7);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write");
    QByteArray text("id,target\n");
    for (const quint32 id : ids) {
        text += QByteArray::number(id + 1'000'000) + ',';
        text += predictions ? QByteArray::number(static_cast<double>(random() % 1'000'000) / 1e6, 'f', 6)
                            : QByteArray("0.5");
        text += '\n';
        if (text.size() > 1024 * 1024) {
            file.write(text);
            text.resize(0);
        }
    }
    file.write(text);
}

long peakKib()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).chopped(2).trimmed().toLong();
    }
    return 0;
}

void resetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (file.open(QIODevice::WriteOnly))
        file.write("5");
}

double secondsOfWc(const QString &file)
{
    QElapsedTimer timer;
    timer.start();
    QProcess program;
    program.start(QStringLiteral("wc"), {QStringLiteral("-l"), file});
    if (!program.waitForFinished(-1) || program.exitCode() != 0)
        qFatal("wc failed");
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

void measure(const char *name, const QString &file, const QString &sample, const QString &repaired)
{
    resetPeak();
    solver::SubmissionFormat format{
        .idColumns = {QStringLiteral("id")},
        .predictions = {{.name = QStringLiteral("target"), .kind = solver::PredictionKind::Probability}}};
    QElapsedTimer timer;
    timer.start();
    const auto result = solver::validate(file, sample, format, {.origin = solver::Origin::Candidate}, repaired);
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    const long peakMib = peakKib() / 1024;
    std::printf("{\"case\":\"%s\",\"seconds\":%.3f,\"wc_seconds\":%.3f,\"peak_mib\":%ld,\"verdict\":\"%s\","
                "\"findings\":%d}\n",
                name, seconds, secondsOfWc(file), peakMib, qPrintable(solver::verdictWord(result->verdict)),
                static_cast<int>(result->findings.size()));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qsizetype records = arguments.size() > 1 ? arguments.at(1).toLongLong() : 10'000'000;
    const QTemporaryDir folder((arguments.size() > 2 ? arguments.at(2) : QDir::tempPath()) +
                               QStringLiteral("/bench-XXXXXX"));
    const QString sample = folder.filePath(QStringLiteral("sample.csv"));
    const QString ordered = folder.filePath(QStringLiteral("ordered.csv"));
    const QString shuffled = folder.filePath(QStringLiteral("shuffled.csv"));
    {
        std::vector<quint32> ids(static_cast<std::size_t>(records));
        std::iota(ids.begin(), ids.end(), 0U);
        write(sample, ids, false);
        write(ordered, ids, true);
        std::shuffle(ids.begin(), ids.end(), std::mt19937(1));
        write(shuffled, ids, true);
    }
    const int rounds = arguments.size() > 3 ? arguments.at(3).toInt() : 1;
    for (int round = 0; round < rounds; ++round) {
        measure("ordered", ordered, sample, {});
        measure("shuffled", shuffled, sample, {});
        measure("shuffled, repaired", shuffled, sample, folder.filePath(QStringLiteral("repaired.csv")));
    }
    return 0;
}
