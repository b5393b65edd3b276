// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/solutionrunner.h"

#include "base/files.h"

#include <QFileInfo>

namespace solver {

using namespace Qt::StringLiterals;

ContainerSpec SolutionRunner::specFor(const DataFolder &data, const QString &image, const ProgramRun &run) const
{
    ContainerSpec spec;
    spec.kind = ContainerSpec::Kind::Program;
    spec.instance = m_instance;
    spec.job = run.job;
    spec.attempt = run.attempt;
    spec.view = run.view;
    spec.image = image;
    spec.seccomp = m_seccomp;
    spec.mounts = {{.source = run.program, .target = u"/job/solution.py"_s},
                   {.source = data.view(run.view), .target = u"/kaggle/input/"_s + data.slug}};
    spec.environment = {{u"KCS_TIME_LIMIT"_s, QString::number(run.limits.told.count())},
                        {u"KCS_SEED"_s, QString::number(run.limits.seed)}};
    spec.cpus = run.limits.cpus;
    spec.memoryBytes = run.limits.memoryBytes;
    spec.wall = run.limits.wall;
    spec.command = {u"/opt/env/bin/python3"_s, u"-u"_s, u"-B"_s, u"/job/solution.py"_s};
    return spec;
}

Result<RunOutcome> SolutionRunner::run(const DataFolder &data, const QString &image, const ProgramRun &run,
                                       std::stop_token stop, const std::function<void(const QString &)> &created) const
{
    if (const Result<> made = makeFolder(run.folder); !made)
        return tl::unexpected(made.error());
    // A larger file than any right answer could be is refused from the header alone.
    const qint64 sampleBytes = QFileInfo(data.sample()).size();
    const RunFiles files{.log = run.folder + u"/run.log"_s,
                         .outputName = u"submission.csv"_s,
                         .outputTarget = run.folder + u"/submission.csv"_s,
                         .outputLimit = 20 * sampleBytes + (16LL << 20)};
    return m_containers.run(specFor(data, image, run), files, std::move(stop), created);
}

} // namespace solver
