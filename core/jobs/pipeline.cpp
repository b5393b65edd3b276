// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/pipeline.h"

#include "base/files.h"
#include "competition/datacache.h"
#include "jobs/stages/stages.h"

#include <QFileInfo>
#include <QLoggingCategory>

namespace solver {

Q_LOGGING_CATEGORY(lcJob, "solver.job", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

/// Runs one stage and commits its result with its times.
template <typename Work, typename ToJson>
auto stage(StageContext &context, const QString &name, Work work, ToJson toJson) -> decltype(work())
{
    const Services &services = context.services;
    context.job.stage = name;
    const Clock::Instant begin = services.clock.now();
    if (const Result<> started = services.store.addStageEvent(context.job.id, {.stage = name, .state = u"started"_s, .at = services.clock.utc()});
        !started)
        return tl::unexpected(started.error());
    context.tell(u"stage"_s, {{"stage", toStd(name)}, {"state", "started"}});
    auto outcome = work();
    const double took = seconds(services.clock.now() - begin);
    if (!outcome) {
        if (outcome.error().kind != Error::Kind::Cancelled) {
            (void)services.store.addStageEvent(context.job.id, {.stage = name, .state = u"failed"_s, .seconds = took, .at = services.clock.utc()});
            context.tell(u"stage"_s, {{"stage", toStd(name)}, {"state", "failed"}, {"seconds", took}});
        }
        return outcome;
    }
    if (const Result<> committed = services.store.finishStage(context.job, name, toJson(outcome), took); !committed)
        return tl::unexpected(committed.error());
    qCInfo(lcJob).noquote() << context.job.id << name << "after" << QString::number(took, 'f', 2) << "s";
    context.tell(u"stage"_s, {{"stage", toStd(name)}, {"state", "finished"}, {"seconds", took}});
    return outcome;
}

const auto nothing = [](const auto &) { return nlohmann::json::object(); };

/// A job that has a valid file completes with it, whatever went wrong afterwards. But not when somebody stopped it, when
/// nothing can be written any more, or when it can go on later.
bool isSettled(StageContext &context, const Error &error)
{
    if (error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::Storage || isEngineAway(error) ||
        !QFileInfo::exists(context.job.path))
        return false;
    context.warn(u"The work ended early: %1"_s.arg(error.message));
    return true;
}

} // namespace

Result<> runPipeline(StageContext &context)
{
    const auto committed = [&context](const QString &name) {
        return context.services.store.stageResult(context.job.id, name).value_or(nlohmann::json());
    };

    Result<Dataset> dataset = stages::datasetFromJson(committed(u"acquire"_s));
    // The cache can be emptied at any time: what is not there any more is acquired again.
    const bool acquired = !dataset->folder.root.isEmpty() && QFileInfo(dataset->folder.data()).isDir();
    if (!acquired) {
        const Result<stages::Preflight> preflight =
            stage(context, u"preflight"_s, [&] { return stages::preflight(context); }, nothing);
        if (!preflight)
            return tl::unexpected(preflight.error());
        dataset = stage(context, u"acquire"_s, [&] { return stages::acquire(*preflight, context); },
                        [](const Result<Dataset> &result) { return stages::toJson(*result); });
        if (!dataset)
            return tl::unexpected(dataset.error());
    }

    const DataUse use(dataset->folder);
    const bool prepared = acquired && !committed(u"prepare"_s).is_null() && QFileInfo::exists(dataset->folder.contract()) &&
                          QFileInfo::exists(context.job.path);
    Result<Contract> contract =
        prepared ? Contract::read(dataset->folder.contract())
                 : stage(context, u"prepare"_s, [&] { return stages::prepare(*dataset, context); }, nothing);
    bool ended = false; // with what there is
    if (!contract) {
        ended = isSettled(context, contract.error());
        if (ended)
            contract = Contract::read(dataset->folder.contract());
        if (!contract)
            return tl::unexpected(contract.error());
    }
    context.order = PermitOrder::Baseline;

    nlohmann::json known = committed(u"brief"_s);
    const Result<nlohmann::json> brief =
        prepared && !known.is_null()
            ? Result<nlohmann::json>(std::move(known))
            : stage(context, u"brief"_s, [&] { return stages::brief(*dataset, *contract, context); },
                    [](const Result<nlohmann::json> &result) { return *result; });
    if (!brief)
        return tl::unexpected(brief.error());

    if (!ended && (!prepared || committed(u"baseline"_s).is_null())) {
        const Result<> baseline =
            stage(context, u"baseline"_s, [&] { return stages::baseline(*dataset, *contract, context); }, nothing);
        if (!baseline && !isSettled(context, baseline.error()))
            return baseline;
    }
    // Views that could not be made meanwhile are in the contract of now.
    const Result<Contract> now = Contract::read(dataset->folder.contract());
    if (!now)
        return tl::unexpected(now.error());
    return stage(context, u"finish"_s, [&] { return stages::finish(*dataset, *now, *brief, context); }, nothing);
}

} // namespace solver
