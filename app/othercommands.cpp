// SPDX-License-Identifier: GPL-3.0-or-later
#include "othercommands.h"

#include "base/clock.h"
#include "base/files.h"
#include "jobs/readiness.h"
#include "kaggleparts.h"
#include "progress.h"
#include "results.h"
#include "session.h"
#include "submission/validationreport.h"
#include "submission/validator.h"

#include <QFileInfo>

#include <algorithm>
#include <cstdio>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

using Line = nlohmann::ordered_json;

void tell(const Error &error)
{
    std::fprintf(stderr, "%s\n",
                 QStringList{u"error:"_s, error.message, error.nextStep}.join(u' ').trimmed().toUtf8().constData());
}

void print(const QString &line)
{
    (void)writeOut(line.toUtf8() + '\n'); // a reader that has gone away is no trouble
}

void print(const Line &line)
{
    (void)writeOut(QByteArray::fromStdString(line.dump(-1, ' ', false, Line::error_handler_t::replace)) + '\n');
}

Line textOrNull(const QString &text)
{
    return text.isEmpty() ? Line() : Line(toStd(text));
}

Line lineOf(const Job &job)
{
    Line line{{"job_id", toStd(job.id)},
              {"url", toStd(job.url)},
              {"slug", toStd(job.slug)},
              {"status", toStd(word(job.status))},
              {"stage", textOrNull(job.stage)},
              {"message", toStd(job.message)},
              {"needs", textOrNull(job.needs)},
              {"score", job.score.mean ? Line(*job.score.mean) : Line()},
              {"standard_error", job.score.standardError},
              {"self_reported", job.score.selfReported},
              {"metric", textOrNull(job.metric)},
              {"direction", job.higherIsBetter ? "maximize" : "minimize"},
              {"origin", textOrNull(word(job.origin))},
              {"path", textOrNull(job.path)},
              {"created", toStd(rfc3339(job.created))},
              {"finished", job.finished.isValid() ? Line(toStd(rfc3339(job.finished))) : Line()}};
    if (job.status == JobStatus::Failed)
        line["error"] = {{"kind", toStd(job.error.code)},
                         {"message", toStd(job.error.message)},
                         {"next_step", toStd(job.error.nextStep)},
                         {"retryable", job.error.retryable}};
    return line;
}

/// Columns as wide as their widest cell; the last one is not filled up.
void printTable(const QList<QStringList> &rows)
{
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype column = 0; column + 1 < row.size(); ++column) {
            const auto widest =
                std::ranges::max(rows, {}, [column](const QStringList &each) { return each[column].size(); });
            line += row[column].leftJustified(widest[column].size() + 2);
        }
        print(line + row.last());
    }
}

} // namespace

int listJobs(const Options &options)
{
    const Paths paths = pathsFor(options);
    QList<Job> jobs;
    if (QFileInfo::exists(paths.database())) {
        const Result<std::unique_ptr<JobStore>> store = JobStore::open(paths);
        const Result<QList<Job>> found =
            store ? (*store)->jobs(options.status) : Result<QList<Job>>(tl::unexpected(store.error()));
        if (!found) {
            tell(found.error());
            return exitcode::setup;
        }
        jobs = *found;
    }
    if (options.json) {
        for (const Job &job : std::as_const(jobs))
            print(lineOf(job));
        return exitcode::ok;
    }
    QList<QStringList> rows{
        {u"JOB"_s, u"STATUS"_s, u"COMPETITION"_s, u"SCORE"_s, u"ORIGIN"_s, u"ADDED"_s, u"RESULT"_s}};
    for (const Job &job : std::as_const(jobs)) {
        const nlohmann::json score{{"score", job.score.mean ? nlohmann::json(*job.score.mean) : nlohmann::json()},
                                   {"standard_error", job.score.standardError},
                                   {"metric", toStd(job.metric)},
                                   {"self_reported", job.score.selfReported}};
        rows << QStringList{job.id,
                            word(job.status),
                            job.slug,
                            scoreText(score),
                            word(job.origin),
                            job.created.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s),
                            job.status == JobStatus::Completed ? job.path : job.message};
    }
    if (rows.size() > 1)
        printTable(rows);
    else if (!options.quiet)
        std::fputs("No jobs yet.\n", stderr);
    return exitcode::ok;
}

int checkReadiness(const Options &options)
{
    const Paths paths = pathsFor(options);
    const Settings settings = settingsFor(options, paths);
    const Engine engine(settings.value(keys::engine));
    // The account is tested, which costs nothing.
    const SystemClock clock;
    Masker masker;
    KaggleParts kaggle(options, settings, clock, masker);
    QStringList warnings = kaggle.desk.useWhatIsThere();
    kaggle::AccountDesk::State account = kaggle.desk.look();
    if (account.isSet) {
        if (const Result<QString> name = kaggle.desk.test({}, {}); name) {
            account = kaggle.desk.look();
        } else {
            account.isSet = false;
            account.offered.clear();
            warnings << name.error().message;
        }
    }
    account.warnings = warnings;
    (void)paths.create(); // else their disk is not known yet; what goes wrong is among the lines
    const QList<ReadinessLine> lines =
        readiness({.engine = engine,
                   .paths = paths,
                   .baseImage = settings.value(keys::baseImage),
                   .diskFloor = capacityFor({.diskBytes = diskBytes(paths.cache)}, settings).diskFloor,
                   .account = account},
                  {});
    QList<QStringList> rows;
    for (const ReadinessLine &line : lines) {
        if (options.json)
            print(Line{{"name", toStd(line.name)},
                       {"state", toStd(word(line.state))},
                       {"sentence", toStd(line.sentence)},
                       {"next_step", textOrNull(line.nextStep)}});
        rows << QStringList{word(line.state), line.name, (line.sentence + u' ' + line.nextStep).trimmed()};
    }
    if (!options.json)
        printTable(rows);
    const bool missing = std::ranges::any_of(lines, [](const ReadinessLine &line) { return line.state == ReadinessLine::State::Missing; });
    return missing ? exitcode::setup : exitcode::ok;
}

int validateFile(const Options &options)
{
    const auto format = [&options]() -> Result<SubmissionFormat> {
        if (options.contract.isEmpty())
            return SubmissionFormat::fromSample(options.sample);
        return readJson(options.contract).and_then(SubmissionFormat::fromContract);
    };
    const QFileInfo file(options.file);
    const QString repaired = file.absolutePath() + u'/' + file.completeBaseName() + u".repaired.csv"_s;
    const Result<Validation> validation = format().and_then([&](const SubmissionFormat &known) {
        return validate(file.absoluteFilePath(), options.sample, known, {}, repaired);
    });
    if (!validation) {
        if (options.json)
            print(Line{{"verdict", nullptr},
                       {"findings", Line::array()},
                       {"repaired", nullptr},
                       {"error",
                        {{"kind", toStd(validation.error().code)},
                         {"message", toStd(validation.error().message)},
                         {"next_step", toStd(validation.error().nextStep)}}}});
        tell(validation.error());
        return exitcode::usage;
    }
    if (options.json)
        (void)writeOut(dump(toJson(*validation)) + '\n');
    else
        (void)writeOut(toText(*validation).toUtf8());
    return validation->verdict == Verdict::Invalid ? exitcode::someFailed : exitcode::ok;
}

} // namespace solver
