// SPDX-License-Identifier: GPL-3.0-or-later
// One sandboxed run after another, each from asked to collected, for `tests/bench/run` to compare with a script.
//   bench_sandbox FOLDER      FOLDER: data folder of an installation that has solved once, so that the image is there
// Prints the image and the arguments of `create` as one JSON line; then, for each line on standard input, makes one run
// and prints its seconds.
#include "execution/image.h"
#include "execution/solutionrunner.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <cstdio>
#include <iostream>
#include <string>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

template <typename T> T must(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    return std::move(*result);
}

void print(const nlohmann::json &line)
{
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"*.info=false"_s); // a line a run
    const QStringList words = QCoreApplication::arguments();
    if (words.size() != 2)
        qFatal("usage: bench_sandbox FOLDER");
    const Paths paths = Paths::choose(words[1]);
    if (const Result<> made = paths.create(); !made)
        qFatal("%s", qPrintable(made.error().message));
    const Assets assets = must(Assets::unpack(paths));
    const QString instance = u"bench"_s;
    const Engine engine(u"docker"_s);
    const EngineFacts facts = must(engine.probe({}));
    const QString image = must(engine.imageId(Image(engine, assets, paths, instance, {}).tag(), {}));
    if (image.isEmpty())
        qFatal("the sandbox image is not there: solve the demo first");

    const SystemClock clock;
    const Masker masker;
    EngineEvents events(engine, instance);
    const ContainerRunner containers(engine, events, clock, masker, facts.dataRoot, 1LL << 20);
    const SolutionRunner solutions(containers, instance, assets.seccompProfile());
    const DataFolder data{.root = paths.cache + u"/bench"_s, .slug = u"bench"_s};
    const ProgramRun run{.job = u"benchbench"_s,
                         .attempt = 1,
                         .view = u"real"_s,
                         .program = data.root + u"/solution.py"_s,
                         .folder = data.root + u"/run"_s,
                         .limits = {}};
    QFile program(run.program);
    if (!QDir().mkpath(data.data()) || !QDir().mkpath(run.folder) || !program.open(QIODevice::WriteOnly))
        qFatal("%s cannot be written", qPrintable(data.root));
    // The container of every program, with the least that leaves a file in the place of Python: the way is measured.
    ContainerSpec spec = solutions.specFor(data, image, run);
    spec.command = {u"sh"_s, u"-c"_s, u"echo id,y > submission.csv"_s};
    const RunFiles files{.log = run.folder + u"/run.log"_s,
                         .outputName = u"submission.csv"_s,
                         .outputTarget = run.folder + u"/submission.csv"_s};

    nlohmann::json arguments = nlohmann::json::array();
    for (const QString &argument : spec.createArguments(u"@NAME@"_s))
        arguments.push_back(argument.toStdString());
    print({{"image", image.toStdString()}, {"create", arguments}});
    for (std::string line; std::getline(std::cin, line);) {
        const Clock::Instant begin = clock.now();
        const RunOutcome outcome = must(containers.run(spec, files, {}));
        const double took = seconds(clock.now() - begin);
        if (!outcome.output)
            qFatal("%s %s", qPrintable(outcome.outcomeClass), qPrintable(outcome.sentence));
        print({{"seconds", took}});
    }
    return 0;
}
