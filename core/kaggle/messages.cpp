// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/messages.h"

#include "base/clock.h"
#include "base/files.h"

#include <QRegularExpression>

namespace solver::kaggle {

using namespace Qt::StringLiterals;

qint64 integerOf(const nlohmann::json &object, const char *key, qint64 fallback)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (found == object.end())
        return fallback;
    if (found->is_number_integer())
        return found->get<qint64>();
    if (found->is_number_float())
        return qint64(found->get<double>());
    bool isNumber = false;
    const qint64 value = found->is_string() ? toQt(found->get<std::string>()).toLongLong(&isNumber) : 0;
    return isNumber ? value : fallback;
}

bool flagOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

QDateTime dateOf(const nlohmann::json &object, const char *key)
{
    static const QRegularExpression fraction(u"\\.(\\d{1,3})\\d*"_s);
    QString text = textOf(object, key);
    text.replace(fraction, u".\\1"_s);
    QDateTime date = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (date.timeSpec() == Qt::LocalTime)
        date.setTimeSpec(Qt::UTC); // without a zone Kaggle means UTC
    return date.toUTC();
}

Competition Competition::fromJson(const nlohmann::json &json)
{
    Competition made;
    made.id = integerOf(json, "id");
    made.slug = textOf(json, "ref").section(u'/', -1, -1, QString::SectionSkipEmpty);
    made.title = textOf(json, "title");
    made.description = textOf(json, "description");
    made.category = textOf(json, "category");
    made.reward = textOf(json, "reward");
    if (const auto tags = json.find("tags"); tags != json.end() && tags->is_array()) {
        for (const nlohmann::json &tag : *tags)
            made.tags << textOf(tag, "name");
    }
    made.deadline = dateOf(json, "deadline");
    made.newEntrantDeadline = dateOf(json, "newEntrantDeadline");
    made.teamCount = integerOf(json, "teamCount");
    made.maxDailySubmissions = int(integerOf(json, "maxDailySubmissions"));
    if (const qint64 rank = integerOf(json, "userRank"); rank > 0)
        made.userRank = rank;
    made.evaluationMetric = textOf(json, "evaluationMetric");
    made.userHasEntered = flagOf(json, "userHasEntered");
    made.notebookOnly = flagOf(json, "isKernelsSubmissionsOnly");
    made.submissionsDisabled = flagOf(json, "submissionsDisabled");
    return made;
}

nlohmann::json Competition::toJson() const
{
    nlohmann::json json{{"id", id},
                        {"ref", toStd(u"https://www.kaggle.com/competitions/"_s + slug)},
                        {"title", toStd(title)},
                        {"description", toStd(description)},
                        {"category", toStd(category)},
                        {"reward", toStd(reward)},
                        {"tags", nlohmann::json::array()},
                        {"teamCount", teamCount},
                        {"maxDailySubmissions", maxDailySubmissions},
                        {"evaluationMetric", toStd(evaluationMetric)},
                        {"userHasEntered", userHasEntered},
                        {"isKernelsSubmissionsOnly", notebookOnly},
                        {"submissionsDisabled", submissionsDisabled}};
    for (const QString &tag : tags)
        json["tags"].push_back({{"name", toStd(tag)}});
    if (deadline.isValid())
        json["deadline"] = toStd(rfc3339(deadline));
    if (newEntrantDeadline.isValid())
        json["newEntrantDeadline"] = toStd(rfc3339(newEntrantDeadline));
    if (userRank)
        json["userRank"] = *userRank;
    return json;
}

Submission Submission::fromJson(const nlohmann::json &json)
{
    Submission made;
    made.ref = integerOf(json, "ref");
    const QString status = textOf(json, "status").toUpper();
    if (status.endsWith(u"COMPLETE"_s))
        made.status = Status::Complete;
    else if (status.endsWith(u"ERROR"_s))
        made.status = Status::Error;
    made.description = textOf(json, "description");
    made.error = textOf(json, "errorDescription");
    made.publicScore = textOf(json, "publicScore");
    made.privateScore = textOf(json, "privateScore");
    made.fileName = textOf(json, "fileName");
    made.date = dateOf(json, "date");
    return made;
}

} // namespace solver::kaggle
