// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/attempt.h"
#include "jobs/stages/stages.h"
#include "submission/validator.h"

#include <QFileInfo>
#include <QScopeGuard>

#include <algorithm>

namespace solver::stages {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostForViews = 20LL << 30; // bytes, of all views of a data hash

/// Contract, profile, constant and sample in the cache, made once per data hash.
Result<Contract> ensureContract(const Dataset &dataset, StageContext &context)
{
    const DataFolder &folder = dataset.folder;
    const Result<DataLock> lock = folder.lock(context.stop);
    if (!lock)
        return tl::unexpected(lock.error());
    const QString madeBy = folder.contractFolder() + u"/made-by"_s;
    const QByteArray tools = context.services.assets.id().toUtf8();
    if (QFileInfo::exists(folder.contract()) && readFile(madeBy).value_or(QByteArray()) != tools) {
        // An older version made it: contract, plan and views belong together and are made anew.
        for (const QString &old : {folder.contractFolder(), folder.plan(), folder.views(), folder.root + u"/answers"_s}) {
            if (const Result<> removed = removeFolder(old); !removed)
                return tl::unexpected(removed.error());
        }
    }
    if (!QFileInfo::exists(folder.contract())) {
        const Result<TrustedTools::Call> call = context.call();
        if (!call)
            return tl::unexpected(call.error());
        context.say(u"Reading the data."_s);
        const Result<QString> staging = context.inContainer(
            [&] { return context.services.tools.prepareContract(*call, folder, context.stop); });
        if (!staging)
            return tl::unexpected(staging.error());
        if (const Result<> signedBy = writeFile(*staging + u"/made-by"_s, tools); !signedBy)
            return tl::unexpected(signedBy.error());
        if (const Result<> published = renamePath(*staging, folder.contractFolder()); !published)
            return tl::unexpected(published.error());
    }
    return Contract::read(folder.contract());
}

/// The constant is validated like any other file, and is the job's file until something better is there.
Result<> takeConstant(const Dataset &dataset, const Contract &contract, StageContext &context)
{
    Result<Tried> tried = triedSoFar(context.services.store, context.job.id);
    if (!tried)
        return tl::unexpected(tried.error());
    if (tried->attempt(0))
        return {};
    const Result<SubmissionFormat> format = SubmissionFormat::fromContract(contract.json());
    if (!format)
        return tl::unexpected(format.error());
    const Result<Validation> validation = validate(dataset.folder.constant(), dataset.folder.sample(), *format,
                                                   {.origin = Origin::Constant}, {}, context.stop);
    if (!validation)
        return tl::unexpected(validation.error());
    if (validation->verdict != Verdict::Valid) {
        const auto worst = std::ranges::find(validation->findings, Severity::Error, &Finding::severity);
        return tl::unexpected(Error{
            .kind = Error::Kind::BadData,
            .message = u"Not even a constant submission fits the sample: %1"_s.arg(
                worst == validation->findings.end() ? u"it is not valid."_s : worst->message),
            .code = u"constant_invalid"_s,
            .nextStep = u"Look at the sample submission, or pin columns with --target and --id."_s});
    }
    Attempt constant{.no = 0, .origin = Origin::Constant, .name = u"Constant"_s};
    constant.state = Attempt::State::Scored;
    constant.outcome = u"OK"_s;
    constant.realValid = true;
    constant.submission = dataset.folder.constant();
    return choose(constant, context);
}

/// What is wrong with the view that kcs made, if anything: its own answers must pass the validator.
QString faultOf(const Contract &contract, const QString &staging, const QString &name, std::stop_token stop)
{
    const Result<SubmissionFormat> format = SubmissionFormat::fromContract(contract.json());
    if (!format)
        return format.error().message;
    const QString answers = staging + u"/answers/"_s + name;
    const Result<Validation> validation =
        validate(answers + u"/perfect.csv"_s, answers + u"/sample.csv"_s, *format, {}, {}, std::move(stop));
    if (!validation)
        return validation.error().message;
    for (const Finding &finding : validation->findings) {
        if (finding.severity == Severity::Error)
            return finding.code + u": "_s + finding.message;
    }
    return {};
}

/// The constant's score in a view, found when the view was made.
Result<> saveConstantRun(const Dataset &dataset, const QString &name, StageContext &context)
{
    const QString answers = dataset.folder.answers(name);
    const Result<nlohmann::json> facts = readJson(answers + u"/view.json"_s);
    if (!facts)
        return tl::unexpected(facts.error());
    const nlohmann::json score = facts->value("constant_score", nlohmann::json::object());
    Run run{.attempt = 0, .view = name, .outcome = u"OK"_s};
    run.valid = true;
    run.submission = answers + u"/constant.csv"_s;
    if (const auto value = score.find("value"); value != score.end() && value->is_number())
        run.value = value->get<double>();
    else
        run.undefined = u"undefined for a constant"_s;
    if (const auto replicates = score.find("replicates"); replicates != score.end() && replicates->is_array()) {
        for (const nlohmann::json &replicate : *replicates)
            run.replicates.push_back(replicate.is_number() ? std::optional(replicate.get<double>()) : std::nullopt);
    }
    return context.services.store.save(context.job.id, run);
}

Result<> refreshConstant(StageContext &context)
{
    Result<Tried> tried = triedSoFar(context.services.store, context.job.id);
    if (!tried)
        return tl::unexpected(tried.error());
    Attempt *constant = tried->attempt(0);
    if (!constant)
        return {};
    const MeanScore mean = meanScore(tried->results(0));
    constant->score = {.mean = mean.mean, .standardError = mean.standardError, .views = mean.defined};
    if (constant->best)
        context.job.score = constant->score;
    return context.services.store.save(context.job.id, *constant).and_then([&] {
        return context.services.store.update(context.job);
    });
}

/// The plan said that views can be made, and then one could not: the contract says so from now on.
Result<> rewriteSplit(const DataFolder &folder, nlohmann::json contract, const nlohmann::json &split)
{
    contract["split"] = split;
    return writeJson(folder.contract(), contract);
}

Result<> makeViews(const Dataset &dataset, const Contract &contract, const QStringList &names, StageContext &context)
{
    const DataFolder &folder = dataset.folder;
    const Result<TrustedTools::Call> call = context.call();
    if (!call)
        return tl::unexpected(call.error());
    const qint64 room = std::max<qint64>(0, freeBytes(folder.root) - context.services.diskFloor) / 5;
    context.say(u"Making sealed views."_s);
    const Result<QString> staging = context.inContainer([&] {
        return context.services.tools.prepareViews(*call, folder, names, std::min(mostForViews, room), context.stop);
    });
    if (!staging)
        return tl::unexpected(staging.error());
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(*staging); });
    if (!QFileInfo::exists(folder.plan()) && QFileInfo::exists(*staging + u"/plan.csv"_s)) {
        if (const Result<> moved = renamePath(*staging + u"/plan.csv"_s, folder.plan()); !moved)
            return moved;
    }
    for (const QString &name : names) {
        if (!QFileInfo(*staging + u"/views/"_s + name).isDir())
            continue;
        if (const QString fault = faultOf(contract, *staging, name, context.stop); !fault.isEmpty()) {
            if (context.stop.stop_requested())
                return cancelled();
            nlohmann::json split = contract.json().value("split", nlohmann::json::object());
            split["cannot"] = "proof";
            split["reason"] = toStd(u"the answers of %1 do not pass the validator (%2)"_s.arg(name, fault));
            return rewriteSplit(folder, contract.json(), split);
        }
        if (const Result<> published = folder.publishView(*staging, name); !published)
            return published;
    }
    if (const Result<nlohmann::json> split = readJson(*staging + u"/contract-split.json"_s); split)
        return rewriteSplit(folder, contract.json(), *split);
    return {};
}

} // namespace

Result<Contract> ensureViews(const Dataset &dataset, const Contract &contract, const QStringList &names, StageContext &context)
{
    {
        const Result<DataLock> lock = dataset.folder.lock(context.stop);
        if (!lock)
            return tl::unexpected(lock.error());
        QStringList missing;
        for (const QString &name : names) {
            if (!QFileInfo(dataset.folder.view(name)).isDir())
                missing << name;
        }
        if (!missing.isEmpty()) {
            if (const Result<> made = makeViews(dataset, contract, missing, context); !made)
                return tl::unexpected(made.error());
        }
    }
    for (const QString &name : names) {
        if (!QFileInfo(dataset.folder.view(name)).isDir())
            continue;
        if (const Result<> saved = saveConstantRun(dataset, name, context); !saved)
            return tl::unexpected(saved.error());
    }
    if (const Result<> refreshed = refreshConstant(context); !refreshed)
        return tl::unexpected(refreshed.error());
    return Contract::read(dataset.folder.contract());
}

Result<Contract> prepare(const Dataset &input, StageContext &context)
{
    Result<Contract> contract = ensureContract(input, context);
    if (!contract)
        return contract;
    context.job.metric = contract->metric();
    context.job.higherIsBetter = contract->higherIsBetter();
    context.job.proxyMetric = contract->isProxy();
    for (const QString &warning : contract->warnings())
        context.warn(warning);
    if (const Result<> taken = takeConstant(input, *contract, context); !taken)
        return tl::unexpected(taken.error());
    context.order = PermitOrder::Baseline;
    if (contract->views() == 0)
        return contract;
    return ensureViews(input, *contract, {u"sealed-1"_s}, context);
}

} // namespace solver::stages
