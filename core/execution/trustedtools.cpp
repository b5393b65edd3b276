// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/trustedtools.h"

#include "base/files.h"

#include <QFileInfo>
#include <QScopeGuard>

#include <unistd.h>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int exitInputUnusable = 3; // of kcs: the input cannot be used, and it says why
constexpr auto toolLimit = 60min;

Error toolFailed(const QString &name, const RunOutcome &outcome)
{
    if (outcome.outcomeClass == u"SHM"_s) // the tools write to our own disk
        return {.kind = Error::Kind::Storage,
                .message = u"There was no space left to %1 this data."_s.arg(name.section(u'-', 0, 0)),
                .code = u"disk_low"_s,
                .nextStep = u"Free some space on the disk of the data folder, then start again."_s,
                .detail = QString::fromUtf8(outcome.logTail.right(4096))};
    const bool memory = outcome.outcomeClass == u"OOM_CPU"_s;
    return {.kind = memory ? Error::Kind::BadData : Error::Kind::Process,
            .message = memory ? u"This machine has too little memory to %1 this data."_s.arg(name.section(u'-', 0, 0))
                              : u"The step \"%1\" failed unexpectedly: %2"_s.arg(name, outcome.sentence),
            .code = memory ? u"out_of_memory"_s : u"tool_failed"_s,
            .nextStep = memory ? u"Allow more memory (KCS_MEMORY_MB), or use a machine with more."_s
                               : u"See %1.log in the job's folder."_s.arg(name),
            .detail = QString::fromUtf8(outcome.logTail.right(4096))};
}

Mount readOnly(const QString &source, const QString &target)
{
    return {.source = source, .target = target};
}

} // namespace

Result<nlohmann::json> TrustedTools::run(const Call &call, const QString &name, const QStringList &arguments,
                                         const QList<Mount> &mounts, const QString &staging, std::stop_token stop) const
{
    ContainerSpec spec;
    spec.kind = ContainerSpec::Kind::Trusted;
    spec.instance = m_instance;
    spec.job = call.job;
    spec.image = call.image;
    spec.seccomp = m_assets.seccompProfile();
    spec.user = m_capacity.rootless ? u"0:0"_s : u"%1:%2"_s.arg(::getuid()).arg(::getgid());
    spec.mounts = mounts;
    spec.mounts << readOnly(m_assets.kcs(), u"/opt/kcs"_s) << readOnly(m_assets.metrics(), u"/in/metrics.json"_s)
                << Mount{.source = staging, .target = u"/out"_s, .readOnly = false};
    spec.environment = {{u"PYTHONPATH"_s, u"/opt/kcs"_s}};
    spec.cpus = m_capacity.cpus;
    spec.memoryBytes = m_capacity.memoryBytes;
    spec.wall = toolLimit;
    spec.workingVolume = false;
    // The answer goes to a file: the engine's log mixes both channels.
    spec.command = QStringList{u"sh"_s, u"-c"_s, u"exec /opt/env/bin/python3 -B -m kcs \"$@\" > /out/reply.json"_s, u"kcs"_s} + arguments;

    const Result<RunOutcome> outcome = m_containers.run(spec, {.log = call.logFolder + u'/' + name + u".log"_s}, stop);
    if (!outcome)
        return tl::unexpected(outcome.error());
    const QString reply = staging + u"/reply.json"_s;
    const auto removeReply = qScopeGuard([&reply] { (void)removeFolder(reply); });
    const Result<QByteArray> text = readFile(reply);
    const bool said = text && !text->trimmed().isEmpty();
    if (outcome->verdict.kind == RunVerdict::Kind::ScriptFailed && outcome->verdict.exitCode == exitInputUnusable && said) {
        const Result<nlohmann::json> why = parseJson(text->trimmed().split('\n').back(), u"The tool's reply"_s);
        if (why && why->contains("error"))
            return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                        .message = textOf((*why)["error"], "message"),
                                        .code = textOf((*why)["error"], "code"),
                                        .nextStep = textOf((*why)["error"], "next_step")});
    }
    if (outcome->verdict.kind == RunVerdict::Kind::InfraFailed)
        return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                    .message = u"The container engine ended the step \"%1\" by itself."_s.arg(name),
                                    .code = u"engine_missing"_s,
                                    .nextStep = u"The job goes on when the engine answers again."_s,
                                    .detail = outcome->verdict.text(),
                                    .retryable = true});
    if (outcome->verdict.kind != RunVerdict::Kind::Succeeded)
        return tl::unexpected(toolFailed(name, *outcome));
    if (!said)
        return nlohmann::json::object();
    return parseJson(text->trimmed().split('\n').back(), u"The tool's reply"_s);
}

Result<QString> TrustedTools::prepareContract(const Call &call, const DataFolder &data, std::stop_token stop) const
{
    const Result<QString> staging = data.staging();
    if (!staging)
        return staging;
    const Result<nlohmann::json> done =
        run(call, u"prepare-contract"_s,
            {u"prepare"_s, u"contract"_s, u"--request"_s, u"/in/request.json"_s, u"--data"_s, u"/in/data"_s, u"--pages"_s,
             u"/in/pages"_s, u"--metrics"_s, u"/in/metrics.json"_s, u"--out"_s, u"/out"_s},
            {readOnly(data.request(), u"/in/request.json"_s), readOnly(data.data(), u"/in/data"_s),
             readOnly(data.pages(), u"/in/pages"_s)},
            *staging, std::move(stop));
    if (!done) {
        (void)removeFolder(*staging);
        return tl::unexpected(done.error());
    }
    return staging;
}

Result<QString> TrustedTools::prepareViews(const Call &call, const DataFolder &data, const QStringList &names,
                                           qint64 budgetBytes, std::stop_token stop) const
{
    const Result<QString> staging = data.staging();
    if (!staging)
        return staging;
    QStringList arguments{u"prepare"_s, u"views"_s, u"--data"_s, u"/in/data"_s, u"--contract"_s, u"/in/contract/contract.json"_s,
                          u"--metrics"_s, u"/in/metrics.json"_s, u"--budget-bytes"_s, QString::number(budgetBytes),
                          u"--out"_s, u"/out"_s};
    QList<Mount> mounts{readOnly(data.data(), u"/in/data"_s), readOnly(data.contractFolder(), u"/in/contract"_s)};
    if (QFileInfo::exists(data.plan())) {
        arguments << u"--plan"_s << u"/in/plan.csv"_s;
        mounts << readOnly(data.plan(), u"/in/plan.csv"_s);
    }
    const Result<nlohmann::json> done =
        run(call, u"prepare-views"_s, arguments + names, mounts, *staging, std::move(stop));
    if (!done) {
        (void)removeFolder(*staging);
        return tl::unexpected(done.error());
    }
    return staging;
}

Result<std::vector<ViewScore>> TrustedTools::score(const Call &call, const DataFolder &data,
                                                   const std::vector<ScoreItem> &items, std::stop_token stop) const
{
    const Result<QString> staging = data.staging();
    if (!staging)
        return tl::unexpected(staging.error());
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(*staging); });
    QStringList arguments{u"score"_s, u"--contract"_s, u"/in/contract/contract.json"_s, u"--metrics"_s, u"/in/metrics.json"_s};
    QList<Mount> mounts{readOnly(data.contractFolder(), u"/in/contract"_s)};
    for (const ScoreItem &item : items) {
        const QString answers = u"/in/answers/"_s + item.view;
        const QString submission = u"/in/submissions/"_s + item.view + u".csv"_s;
        mounts << readOnly(data.answers(item.view), answers) << readOnly(item.submission, submission);
        arguments << u"%1=%2=%3"_s.arg(item.view, answers, submission);
    }
    return run(call, u"score"_s, arguments, mounts, *staging, std::move(stop)).and_then(viewScoresFromJson);
}

Result<std::vector<ViewScore>> viewScoresFromJson(const nlohmann::json &reply)
{
    std::vector<ViewScore> scores;
    for (const nlohmann::json &view : reply.value("views", nlohmann::json::array())) {
        ViewScore score;
        score.view = textOf(view, "view");
        if (const auto value = view.find("value"); value != view.end() && value->is_number())
            score.value = value->get<double>();
        score.undefined = textOf(view, "undefined");
        for (const nlohmann::json &replicate : view.value("replicates", nlohmann::json::array()))
            score.replicates.push_back(replicate.is_number() ? std::optional(replicate.get<double>()) : std::nullopt);
        for (const nlohmann::json &warning : view.value("warnings", nlohmann::json::array())) {
            score.warnings << textOf(warning, "sentence");
            score.badges << textOf(warning, "code");
        }
        if (view.value("optimum", false))
            score.badges << u"optimum"_s;
        scores.push_back(std::move(score));
    }
    if (scores.empty())
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"The score could not be read."_s,
                                    .code = u"bad_score"_s,
                                    .detail = QString::fromUtf8(dump(reply).left(2048))});
    return scores;
}

Result<std::vector<CheckFinding>> TrustedTools::check(const Call &call, const DataFolder &data, const QString &program,
                                                      std::stop_token stop) const
{
    const Result<QString> staging = data.staging();
    if (!staging)
        return tl::unexpected(staging.error());
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(*staging); });
    return run(call, u"check"_s,
               {u"check"_s, u"--contract"_s, u"/in/contract/contract.json"_s, u"--profile"_s, u"/in/contract/profile.json"_s,
                u"/in/solution.py"_s},
               {readOnly(data.contractFolder(), u"/in/contract"_s), readOnly(program, u"/in/solution.py"_s)}, *staging,
               std::move(stop))
        .map([](const nlohmann::json &reply) {
            std::vector<CheckFinding> findings;
            for (const nlohmann::json &item : reply.value("findings", nlohmann::json::array())) {
                const auto line = item.find("line");
                findings.push_back({.error = textOf(item, "severity") == u"error"_s,
                                    .code = textOf(item, "code"),
                                    .line = line != item.end() && line->is_number_integer() ? line->get<int>() : 0,
                                    .message = textOf(item, "message")});
            }
            return findings;
        });
}

Result<> TrustedTools::pages(const Call &call, const QString &pagesJson, const QString &folder, std::stop_token stop) const
{
    const DataFolder beside{.root = QFileInfo(folder).absolutePath()};
    const Result<QString> staging = beside.staging();
    if (!staging)
        return tl::unexpected(staging.error());
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(*staging); });
    return run(call, u"pages"_s, {u"pages"_s, u"--pages"_s, u"/in/pages.json"_s, u"--out"_s, u"/out"_s}, {readOnly(pagesJson, u"/in/pages.json"_s)},
               *staging, std::move(stop))
        .and_then([&](const nlohmann::json &) { return renamePath(*staging, folder); });
}

} // namespace solver
