// SPDX-License-Identifier: GPL-3.0-or-later
#include "othercommands.h"

#include "base/clock.h"
#include "base/files.h"
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

/// One line of the readiness list. \param state ok, optional or missing
Line readiness(const QString &name, const QString &state, const QString &sentence, const QString &nextStep = {})
{
    return {{"name", toStd(name)},
            {"state", toStd(state)},
            {"sentence", toStd(sentence)},
            {"next_step", textOrNull(nextStep)}};
}

Line imageReadiness(const Engine &engine, const Paths &paths, const QString &base)
{
    const Result<Assets> assets = Assets::unpack(paths);
    if (!assets)
        return readiness(u"image"_s, u"missing"_s, assets.error().message, assets.error().nextStep);
    const Image image(engine, *assets, paths, {}, base);
    const Result<QString> id = engine.imageId(image.tag(), {});
    if (!id)
        return readiness(u"image"_s, u"missing"_s, id.error().message, id.error().nextStep);
    if (id->isEmpty())
        return readiness(u"image"_s, u"optional"_s, u"The sandbox image is not built yet."_s,
                         u"The first job builds it, in some minutes."_s);
    return readiness(u"image"_s, u"ok"_s, u"The sandbox image %1 is there."_s.arg(image.tag()));
}

Line diskReadiness(const Paths &paths, qint64 floor)
{
    const double gibibyte = double(1LL << 30);
    const qint64 free = freeBytes(paths.cache);
    const QString sentence =
        u"%1 GiB are free in %2; %3 GiB are always kept free."_s.arg(double(free) / gibibyte, 0, 'f', 1)
            .arg(paths.cache)
            .arg(double(floor) / gibibyte, 0, 'f', 1);
    if (free < floor)
        return readiness(u"disk"_s, u"missing"_s, sentence,
                         u"Free some space, or choose another folder with --data-dir."_s);
    return readiness(u"disk"_s, u"ok"_s, sentence);
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
    QList<Line> lines;
    const Result<> folders = paths.create();
    const Result<EngineFacts> facts = engine.probe({});
    if (facts) {
        lines << readiness(u"engine"_s, u"ok"_s,
                           u"Docker %1 answers: %2 cores, %3 GiB of memory."_s.arg(facts->version)
                               .arg(facts->cpus)
                               .arg(double(facts->memoryBytes) / double(1LL << 30), 0, 'f', 1));
        for (const QString &warning : facts->warnings)
            lines << readiness(u"engine"_s, u"optional"_s, warning);
    } else {
        lines << readiness(u"engine"_s, u"missing"_s, facts.error().message, facts.error().nextStep);
    }
    if (facts && folders)
        lines << imageReadiness(engine, paths, settings.value(keys::baseImage));
    lines << readiness(u"kaggle"_s, u"optional"_s, u"No Kaggle account is set up; folders and the demo need none."_s);
    if (folders) {
        const Capacity capacity = capacityFor({.diskBytes = diskBytes(paths.cache)}, settings);
        lines << diskReadiness(paths, capacity.diskFloor);
        const bool writable = QFileInfo(paths.data).isWritable() && QFileInfo(paths.cache).isWritable();
        lines << (writable
                      ? readiness(u"data_folder"_s, u"ok"_s, u"Jobs are kept in %1."_s.arg(paths.data))
                      : readiness(u"data_folder"_s, u"missing"_s, u"The folder %1 cannot be written."_s.arg(paths.data),
                                  u"Check its rights, or choose another one with --data-dir."_s));
    } else {
        lines << readiness(u"data_folder"_s, u"missing"_s, folders.error().message,
                           u"Choose another one with --data-dir."_s);
    }
    QList<QStringList> rows;
    for (const Line &line : std::as_const(lines)) {
        if (options.json)
            print(line);
        const auto text = [&line](const char *key) { return textOf(nlohmann::json(line), key); };
        rows << QStringList{text("state"), text("name"), (text("sentence") + u' ' + text("next_step")).trimmed()};
    }
    if (!options.json)
        printTable(rows);
    const bool missing = std::ranges::any_of(lines, [](const Line &line) { return line["state"] == "missing"; });
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
