// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job.h"

#include "base/files.h"

#include <array>
#include <utility>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

template <typename T> using Words = std::initializer_list<std::pair<T, const char *>>;

template <typename T> QString wordIn(Words<T> words, T value)
{
    for (const auto &[candidate, text] : words) {
        if (candidate == value)
            return QString::fromLatin1(text);
    }
    return {};
}

template <typename T> T valueIn(Words<T> words, const QString &text, T fallback)
{
    for (const auto &[candidate, name] : words) {
        if (text == QLatin1String(name))
            return candidate;
    }
    return fallback;
}

constexpr Words<JobStatus> statusWords{{JobStatus::Pending, "pending"},     {JobStatus::Processing, "processing"},
                                       {JobStatus::Completed, "completed"}, {JobStatus::Failed, "failed"},
                                       {JobStatus::Cancelled, "cancelled"}, {JobStatus::Paused, "paused"}};
constexpr Words<Origin> originWords{{Origin::Unknown, ""},     {Origin::Constant, "constant"}, {Origin::Baseline, "baseline"},
                                    {Origin::Candidate, "candidate"}, {Origin::Blend, "blend"}, {Origin::User, "user"}};
constexpr Words<Attempt::State> stateWords{{Attempt::State::Written, "written"},
                                           {Attempt::State::Screened, "screened"},
                                           {Attempt::State::Scored, "scored"},
                                           {Attempt::State::Failed, "failed"}};
constexpr Words<Error::Kind> kindWords{
    {Error::Kind::Cancelled, "cancelled"}, {Error::Kind::Usage, "usage"},       {Error::Kind::Setup, "setup"},
    {Error::Kind::Network, "network"},     {Error::Kind::Auth, "auth"},         {Error::Kind::RateLimited, "rate_limited"},
    {Error::Kind::NotFound, "not_found"},  {Error::Kind::BadData, "bad_data"},  {Error::Kind::Process, "process"},
    {Error::Kind::Timeout, "timeout"},     {Error::Kind::Storage, "storage"}};

} // namespace

QString word(JobStatus status)
{
    return wordIn(statusWords, status);
}

JobStatus jobStatus(const QString &text)
{
    return valueIn(statusWords, text, JobStatus::Pending);
}

QString word(Origin value)
{
    return wordIn(originWords, value);
}

Origin origin(const QString &text)
{
    return valueIn(originWords, text, Origin::Unknown);
}

QString word(Attempt::State state)
{
    return wordIn(stateWords, state);
}

Attempt::State attemptState(const QString &text)
{
    return valueIn(stateWords, text, Attempt::State::Written);
}

nlohmann::json JobOptions::toJson() const
{
    nlohmann::json json{{"overrides", overrides}, {"preset", toStd(preset)}, {"seed", seed}, {"programs", nlohmann::json::array()}};
    for (const QString &program : programs)
        json["programs"].push_back(toStd(program));
    if (timeLimit)
        json["time_limit"] = *timeLimit;
    if (tablesOnly)
        json["tables_only"] = true;
    if (submit)
        json["submit"] = true;
    if (!submitMessage.isEmpty())
        json["submit_message"] = toStd(submitMessage);
    return json;
}

JobOptions JobOptions::fromJson(const nlohmann::json &json)
{
    JobOptions options;
    options.overrides = json.value("overrides", nlohmann::json::object());
    options.preset = toQt(json.value("preset", std::string("standard")));
    options.seed = json.value("seed", quint64(0));
    for (const nlohmann::json &program : json.value("programs", nlohmann::json::array()))
        options.programs << toQt(program);
    if (json.contains("time_limit"))
        options.timeLimit = json["time_limit"].get<int>();
    options.tablesOnly = json.value("tables_only", false);
    options.submit = json.value("submit", false);
    options.submitMessage = textOf(json, "submit_message");
    return options;
}

PresetTimes presetTimes(const QString &preset)
{
    if (preset == u"quick"_s)
        return {.jobSeconds = 20 * 60, .runSeconds = 3 * 60};
    if (preset == u"deep"_s)
        return {.jobSeconds = 8 * 3600, .runSeconds = 3600};
    return {.jobSeconds = 2 * 3600, .runSeconds = 15 * 60};
}

nlohmann::json toJson(const Error &error)
{
    return {{"kind", toStd(wordIn(kindWords, error.kind))}, {"code", toStd(error.code)},
            {"message", toStd(error.message)},             {"next_step", toStd(error.nextStep)},
            {"action_url", toStd(error.actionUrl.toString())}, {"retryable", error.retryable}};
}

Error errorFromJson(const nlohmann::json &json)
{
    return {.kind = valueIn(kindWords, textOf(json, "kind"), Error::Kind::BadData),
            .message = textOf(json, "message"),
            .code = textOf(json, "code"),
            .nextStep = textOf(json, "next_step"),
            .actionUrl = QUrl(textOf(json, "action_url")),
            .retryable = json.is_object() && json.value("retryable", false)};
}

} // namespace solver
