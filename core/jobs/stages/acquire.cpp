// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/stages/stages.h"

namespace solver::stages {

using namespace Qt::StringLiterals;

namespace {

/// What a person sees of a download, not more often than they can read it.
class DownloadProgress
{
public:
    explicit DownloadProgress(StageContext &context) : m_context(context) {}

    void operator()(qint64 there, qint64 total)
    {
        const Clock::Instant now = m_context.services.clock.now();
        if (m_told && now - *m_told < std::chrono::milliseconds(500))
            return;
        m_told = now;
        const auto megabytes = [](qint64 bytes) { return QString::number(double(bytes) / 1e6, 'f', bytes < 10'000'000 ? 1 : 0); };
        m_context.say(total > 0 ? u"Loading the data: %1 of %2 MB."_s.arg(megabytes(there), megabytes(total))
                                : u"Loading the data: %1 MB."_s.arg(megabytes(there)));
    }

private:
    StageContext &m_context;
    std::optional<Clock::Instant> m_told;
};

Result<Dataset> fromKaggle(const kaggle::Entry &entry, StageContext &context)
{
    const Services &services = context.services;
    // Known to the brief, also after a restart.
    if (const Result<> kept = writeJson(context.folder() + u"/kaggle.json"_s, entry.toJson()); !kept)
        return tl::unexpected(kept.error());
    DownloadProgress progress(context);
    const kaggle::Source::Job job{
        .wanted = context.job.options.tablesOnly ? kaggle::Wanted::Tables : kaggle::Wanted::All,
        .overrides = context.job.options.overrides,
        .makePages =
            [&](const QString &json, const QString &folder) -> Result<> {
            const Result<TrustedTools::Call> call = context.call();
            if (!call)
                return tl::unexpected(call.error());
            context.say(u"Reading Kaggle's pages."_s);
            return context.inContainer([&] { return services.tools.pages(*call, json, folder, context.stop); });
        },
        .turn = [&] { return services.permits.acquire(PermitKind::Downloads, context.order, context.stop, context.job.position); },
        .progress = [&progress](qint64 there, qint64 total) { progress(there, total); }};
    return services.competitions.acquire(entry, job, context.stop);
}

Result<Dataset> fromFolder(const Preflight &input, StageContext &context)
{
    const Result<Permit> permit = context.services.permits.acquire(PermitKind::Disk, context.order, context.stop, context.job.position);
    if (!permit)
        return tl::unexpected(permit.error());
    context.say(u"Copying the data."_s);
    return context.services.folders.acquire({.path = input.path}, input.url.slug, context.job.options.overrides, context.stop);
}

} // namespace

Result<Dataset> acquire(const Preflight &input, StageContext &context)
{
    Result<Dataset> dataset = input.entry ? fromKaggle(*input.entry, context) : fromFolder(input, context);
    if (!dataset)
        return dataset;
    context.job.title = dataset->title;
    for (const QString &note : std::as_const(dataset->notes))
        context.warn(note);
    return dataset;
}

nlohmann::json toJson(const Dataset &dataset)
{
    return {{"root", toStd(dataset.folder.root)}, {"slug", toStd(dataset.folder.slug)}, {"data_hash", toStd(dataset.dataHash)},
            {"title", toStd(dataset.title)},      {"request", dataset.request}};
}

Dataset datasetFromJson(const nlohmann::json &json)
{
    Dataset dataset;
    if (!json.is_object())
        return dataset; // not acquired yet
    dataset.folder = {.root = textOf(json, "root"), .slug = textOf(json, "slug")};
    dataset.dataHash = textOf(json, "data_hash");
    dataset.title = textOf(json, "title");
    dataset.request = json.value("request", nlohmann::json::object());
    return dataset;
}

} // namespace solver::stages
