// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/stages/stages.h"

namespace solver::stages {

using namespace Qt::StringLiterals;

Result<Dataset> acquire(const Preflight &input, StageContext &context)
{
    const Result<Permit> permit = context.services.permits.acquire(PermitKind::Disk, context.order, context.stop, context.job.position);
    if (!permit)
        return tl::unexpected(permit.error());
    context.say(u"Copying the data."_s);
    Result<Dataset> dataset =
        context.services.folders.acquire(input.path, input.url.slug, context.job.options.overrides, context.stop);
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
