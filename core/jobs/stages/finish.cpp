// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/attempt.h"
#include "jobs/report.h"
#include "jobs/stages/stages.h"
#include "solution/notebook.h"

#include <QCoreApplication>

namespace solver::stages {

using namespace Qt::StringLiterals;

namespace {

/// What the program was scored with, from the lock of the image.
QStringList requirements()
{
    QStringList names;
    const QStringList lines = QString::fromUtf8(Assets::text(u"sandbox/image/base.lock"_s)).split(u'\n');
    for (const QString &line : lines) {
        if (line.contains(u"=="_s))
            names << line.section(u' ', 0, 0);
    }
    return names;
}

/// The program as script and as notebook beside the submission: both run on Kaggle unchanged.
Result<> exportProgram(const Attempt &best, StageContext &context)
{
    if (const Result<> copied = copyFile(best.program, context.folder() + u"/solution.py"_s); !copied)
        return copied;
    const Result<QByteArray> program = readFile(best.program);
    if (!program)
        return tl::unexpected(program.error());
    const QString explanation = u"# %1\n\n%2 of %3. It reads `/kaggle/input/%4/` and writes `/kaggle/working/submission.csv`.\n\nScore: %5."_s.arg(
        context.job.title, best.name, QCoreApplication::applicationName(), context.job.slug, scoreSentence(context.job));
    return writeFile(context.folder() + u"/solution.ipynb"_s, notebook(*program, explanation, requirements()));
}

} // namespace

Result<> finish(const Dataset &dataset, const Contract &contract, const nlohmann::json &brief, StageContext &context)
{
    Result<Tried> tried = triedSoFar(context.services.store, context.job.id);
    if (!tried)
        return tl::unexpected(tried.error());
    Attempt *best = tried->best();
    if (!best)
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The job lost its submission."_s,
                                    .code = u"no_submission"_s,
                                    .nextStep = u"Start the job again."_s});
    // Copied once more: a start that was killed while copying has left the old file or the new one, never half of one.
    if (const Result<> chosen = choose(*best, context); !chosen)
        return chosen;
    if (!best->program.isEmpty()) {
        if (const Result<> exported = exportProgram(*best, context); !exported)
            return exported;
    }
    for (const QString &warning : std::as_const(best->warnings))
        context.warn(warning);
    if (best->origin == Origin::Constant)
        context.warn(u"The submission is a constant: no program was better than it."_s);
    const Result<QList<StageEvent>> events = context.services.store.stageEvents(context.job.id);
    return writeFile(context.folder() + u"/report.md"_s,
                     report({.job = context.job, .contract = contract, .brief = brief, .dataset = dataset,
                             .attempts = tried->attempts, .runs = tried->runs, .stages = events.value_or(QList<StageEvent>()),
                             .image = context.services.image.tag()}));
}

} // namespace solver::stages
