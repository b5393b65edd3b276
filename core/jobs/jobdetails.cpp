// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobdetails.h"

#include "base/files.h"
#include "jobs/stages/stages.h"

#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

const Attempt *JobDetails::best() const
{
    const auto found = std::ranges::find(attempts, true, &Attempt::best);
    return found == attempts.end() ? nullptr : &*found;
}

const Run *JobDetails::bestRun() const
{
    const Attempt *attempt = best();
    if (!attempt)
        return nullptr;
    const auto found = std::ranges::find_if(runs, [&](const Run &run) { return run.attempt == attempt->no && run.view == u"real"_s; });
    return found == runs.end() ? nullptr : &*found;
}

QString JobDetails::logOf(const Run &run) const
{
    return u"%1/attempts/%2/runs/%3/run.log"_s.arg(folder).arg(run.attempt, 2, 10, QLatin1Char('0')).arg(run.view);
}

QString JobDetails::liveLog() const
{
    QFileInfo newest;
    for (const QString &place : {folder + u"/attempts"_s, folder + u"/logs"_s}) {
        QDirIterator logs(place, {u"*.log"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (logs.hasNext()) {
            logs.next();
            const QFileInfo log = logs.fileInfo();
            // Attempts' logs are what people look for; the others only while there are none.
            if (newest.filePath().isEmpty() || (place.endsWith(u"attempts"_s) && log.lastModified() > newest.lastModified()))
                newest = log;
        }
        if (!newest.filePath().isEmpty())
            break;
    }
    return newest.filePath();
}

Result<JobDetails> jobDetails(const JobStore &store, const Paths &paths, const QString &id)
{
    JobDetails details;
    const Result<> read = store.job(id)
        .map([&](const Job &job) { details.job = job; })
        .and_then([&] { return store.stageEvents(id).map([&](const auto &stages) { details.stages = stages; }); })
        .and_then([&] { return store.attempts(id).map([&](const auto &attempts) { details.attempts = attempts; }); })
        .and_then([&] { return store.runs(id).map([&](const auto &runs) { details.runs = runs; }); })
        .and_then([&] { return store.submissions(id).map([&](const auto &submissions) { details.submissions = submissions; }); })
        .and_then([&] { return store.stageResult(id, u"brief"_s).map([&](const auto &brief) { details.brief = brief; }); });
    if (!read)
        return tl::unexpected(read.error());
    details.folder = paths.job(id);
    details.kaggle = readJson(details.folder + u"/kaggle.json"_s).value_or(nlohmann::json());
    const Result<nlohmann::json> acquired = store.stageResult(id, u"acquire"_s);
    if (!acquired || acquired->is_null())
        return details;
    if (const Result<Dataset> dataset = stages::datasetFromJson(*acquired)) {
        details.dataFolder = dataset->folder.data();
        details.pages = dataset->folder.pages();
        details.contractFolder = dataset->folder.contractFolder();
        details.answers = dataset->folder.answers(u"sealed-1"_s);
    }
    return details;
}

Result<JobData> jobData(const JobDetails &details)
{
    return readJson(details.contractFolder + u"/contract.json"_s).and_then([&](nlohmann::json contract) {
        return readJson(details.contractFolder + u"/profile.json"_s).map([&](nlohmann::json profile) {
            return JobData{.contract = std::move(contract), .profile = std::move(profile)};
        });
    });
}

} // namespace solver
