// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/submission.h"

#include "base/clock.h"
#include "base/files.h"

#include <array>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array words{"ordered", "waiting", "scored", "failed"};

} // namespace

QString word(Submission::State state)
{
    return QString::fromLatin1(words.at(size_t(state)));
}

nlohmann::json Submission::toJson() const
{
    nlohmann::json json{{"submission", no},
                        {"job", toStd(job)},
                        {"attempt", attempt},
                        {"slug", toStd(slug)},
                        {"file", toStd(file)},
                        {"file_sha256", toStd(fileHash)},
                        {"message", toStd(message)},
                        {"marker", toStd(marker)},
                        {"daily_limit", dailyLimit},
                        {"state", toStd(word(state))},
                        {"sentence", toStd(sentence)},
                        {"ref", ref},
                        {"public_score", toStd(publicScore)},
                        {"private_score", toStd(privateScore)},
                        {"error", toStd(error)},
                        {"findings", nlohmann::json::array()},
                        {"rank", rank},
                        {"teams", teams},
                        {"ordered", toStd(rfc3339(ordered))},
                        {"ended", ended.isValid() ? nlohmann::json(toStd(rfc3339(ended))) : nlohmann::json()}};
    for (const QString &code : findings)
        json["findings"].push_back(toStd(code));
    return json;
}

Submission Submission::fromJson(const nlohmann::json &json)
{
    Submission made{.no = json.value("submission", qint64(0)),
                    .job = textOf(json, "job"),
                    .attempt = json.value("attempt", 0),
                    .slug = textOf(json, "slug"),
                    .file = textOf(json, "file"),
                    .fileHash = textOf(json, "file_sha256"),
                    .message = textOf(json, "message"),
                    .marker = textOf(json, "marker"),
                    .dailyLimit = json.value("daily_limit", 0),
                    .sentence = textOf(json, "sentence"),
                    .ref = json.value("ref", qint64(0)),
                    .publicScore = textOf(json, "public_score"),
                    .privateScore = textOf(json, "private_score"),
                    .error = textOf(json, "error"),
                    .rank = json.value("rank", qint64(0)),
                    .teams = json.value("teams", qint64(0)),
                    .ordered = QDateTime::fromString(textOf(json, "ordered"), Qt::ISODateWithMs),
                    .ended = QDateTime::fromString(textOf(json, "ended"), Qt::ISODateWithMs)};
    const QString state = textOf(json, "state");
    for (size_t i = 0; i < words.size(); ++i) {
        if (state == QLatin1String(words[i]))
            made.state = State(i);
    }
    for (const nlohmann::json &code : json.value("findings", nlohmann::json::array()))
        made.findings << toQt(code);
    return made;
}

} // namespace solver
