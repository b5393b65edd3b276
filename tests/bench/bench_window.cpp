// SPDX-License-Identifier: GPL-3.0-or-later
// Gates 4 and 5 inside the real window:
//     bench_window DATA SECONDS
// DATA holds a history with fifty jobs that look as if they ran (ids benchN), and one with a big submission (id big). Each of the
// fifty logs grows by 1,000 lines a second, one of them is shown and followed, and the table is sorted by the score, which changes
// for all fifty ten times a second. Prints one JSON line: how late events were handled (milliseconds), then the memory (MiB) with
// the big CSV open.
#include "viewers/csvview.h"
#include "window/jobtable.h"
#include "windowsession.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Now = std::chrono::steady_clock;

namespace {

constexpr int jobs = 50, linesPerSecond = 1000;

QString idOf(int number)
{
    return u"bench%1"_s.arg(number);
}

void writeLogs(const Paths &paths, const std::stop_token &stop)
{
    std::vector<std::unique_ptr<QFile>> files;
    for (int number = 0; number < jobs; ++number) {
        const QString folder = paths.job(idOf(number)) + u"/attempts/01/runs/sealed-1"_s;
        QDir().mkpath(folder);
        files.push_back(std::make_unique<QFile>(folder + u"/run.log"_s));
        files.back()->open(QIODevice::Append | QIODevice::Unbuffered);
    }
    qint64 line = 0;
    for (auto next = Now::now(); !stop.stop_requested(); next += 20ms) {
        QByteArray lines;
        for (int i = 0; i < linesPerSecond / 50; ++i)
            lines += "[" + QByteArray::number(++line) + "]\ttrain's binary_logloss: 0.4321\tvalid's binary_logloss: 0.4567\n";
        for (const auto &file : files)
            file->write(lines);
        std::this_thread::sleep_until(next);
    }
}

/// Of the process, resident, in MiB.
double memory()
{
    QFile status(u"/proc/self/status"_s);
    status.open(QIODevice::ReadOnly);
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    }
    return -1;
}

/// Selects the job of this title, as a click on its row would.
void choose(QTableView &table, const QString &title)
{
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        const QModelIndex index = table.model()->index(row, JobModel::Competition);
        if (index.data().toString() == title)
            table.setCurrentIndex(index);
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::fputs("bench_window DATA SECONDS\n", stderr);
        return 2;
    }
    const QApplication application(argc, argv);
    Options options;
    options.dataDir = QString::fromLocal8Bit(argv[1]);
    const Paths paths = pathsFor(options);
    Result<std::unique_ptr<Session>> session = Session::open(options, Verbosity::Quiet);
    if (!session) {
        std::fputs(session.error().message.toUtf8().constData(), stderr);
        return 1;
    }
    JobManager &manager = (*session)->jobs();
    auto &feed = const_cast<JobFeed &>(manager.feed()); // what the threads of fifty jobs would write
    Appearance appearance;
    WindowState state(paths.config + u"/window.ini"_s);
    MainWindow window(appearance, state, {});
    window.resize(1440, 900);
    window.show();
    window.begin({.jobs = manager, .store = (*session)->store(), .permits = (*session)->permits(), .paths = paths, .settings = (*session)->settings(), .readiness = [](const std::stop_token &) {
                      return QList<ReadinessLine>();
                  }});
    auto *table = window.findChild<JobTable *>();
    auto *tabs = window.findChild<QTabWidget *>();
    if (!QTest::qWaitFor([table] { return table->model()->rowCount() > jobs; }, 30'000))
        return 1;

    std::jthread logs([&paths](const std::stop_token &stop) { writeLogs(paths, stop); });
    std::jthread changes([&](const std::stop_token &stop) {
        QList<Job> running;
        for (int number = 0; number < jobs; ++number) {
            if (const Result<Job> job = (*session)->store().job(idOf(number)))
                running << *job;
        }
        for (int round = 0; !stop.stop_requested(); ++round) {
            for (qsizetype i = 0; i < running.size(); ++i) {
                running[i].message = u"Runs in view %1 of 5."_s.arg(round % 5 + 1);
                running[i].score.mean = 0.5 + 0.4 * double((i * 37 + round * 11) % 100) / 100;
                feed.put(running[i]);
            }
            std::this_thread::sleep_for(100ms);
        }
    });
    table->sortByColumn(JobModel::Score, Qt::DescendingOrder);
    choose(*table, u"Bench 7"_s);
    tabs->setCurrentIndex(3);
    QTest::qWait(2000);

    // A thread posts an event every 2 ms; how late each is handled is how long the loop was busy with something else.
    std::vector<double> late;
    late.reserve(1'000'000);
    {
        std::jthread knock([&](const std::stop_token &stop) {
            for (auto next = Now::now(); !stop.stop_requested(); next += 2ms) {
                QMetaObject::invokeMethod(&window, [&late, asked = Now::now()] { late.push_back(std::chrono::duration<double, std::milli>(Now::now() - asked).count()); },
                                          Qt::QueuedConnection);
                std::this_thread::sleep_until(next);
            }
        });
        QTest::qWait(QByteArray(argv[2]).toInt() * 1000);
    }
    QTest::qWait(100);
    std::ranges::sort(late);
    const auto at = [&late](double share) { return late[size_t(share * double(late.size() - 1))]; };
    const double before = memory();

    choose(*table, u"Big"_s);
    tabs->setCurrentIndex(4);
    auto *csv = window.findChild<CsvView *>();
    const bool opened = QTest::qWaitFor([csv] { return csv->source().isIndexed() && csv->source().records() > 1'000'000; }, 60'000);
    QTest::qWait(2000);
    std::printf(R"({"events": %zu, "median": %.2f, "p99": %.2f, "p999": %.2f, "worst": %.2f, "mib": %.1f, "mib_with_csv": %.1f, "records": %lld})" "\n", late.size(), at(0.5),
                at(0.99), at(0.999), late.back(), before, memory(), opened ? csv->source().records() : -1LL);
    return opened ? 0 : 1;
}
