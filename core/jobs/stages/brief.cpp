// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/stages/stages.h"
#include "kaggle/failure.h"

#include <QRegularExpression>

namespace solver::stages {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestGoal = 600;

/// The first paragraph of a page that is no heading, as plain words.
QString firstParagraph(const QString &page)
{
    static const QRegularExpression between(u"\\n\\s*\\n"_s);
    static const QRegularExpression link(u"!?\\[([^\\]]*)\\]\\([^)]*\\)"_s), marks(u"\\*\\*|__|`|\\\\(?=[^A-Za-z0-9\\s])"_s);
    for (const QString &paragraph : page.split(between, Qt::SkipEmptyParts)) {
        QString text = paragraph.simplified();
        if (!text.isEmpty() && !text.startsWith(u'#'))
            return text.replace(link, u"\\1"_s).remove(marks).left(longestGoal);
    }
    return {};
}

nlohmann::json field(const nlohmann::json &value, const QString &foundIn)
{
    return {{"value", value}, {"found_in", toStd(foundIn)}};
}

/// What only Kaggle knows.
void addKaggle(nlohmann::json &brief, const kaggle::Entry &entry)
{
    const kaggle::Competition &competition = entry.competition;
    const auto add = [&brief](const char *name, const nlohmann::json &value) { brief[name] = field(value, u"kaggle"_s); };
    brief["title"] = field(toStd(competition.title), u"kaggle"_s);
    add("category", toStd(competition.category));
    if (!competition.evaluationMetric.isEmpty())
        add("metric_name", toStd(competition.evaluationMetric));
    if (competition.deadline.isValid())
        add("deadline", toStd(rfc3339(competition.deadline)));
    if (competition.maxDailySubmissions > 0)
        add("daily_submissions", competition.maxDailySubmissions);
    if (competition.teamCount > 0)
        add("teams", competition.teamCount);
    if (!competition.reward.isEmpty())
        add("reward", toStd(competition.reward));
    if (!brief.contains("goal") && !competition.description.isEmpty())
        brief["goal"] = field(toStd(competition.description), u"kaggle"_s);
    add("notebook_only", competition.notebookOnly);
    add("url", toStd(kaggle::competitionPage(competition.slug).toString()));
}

} // namespace

Result<nlohmann::json> brief(const Dataset &dataset, const Contract &contract, StageContext &context)
{
    const nlohmann::json &json = contract.json();
    const QString metricFrom = contract.isProxy() ? u"proxy"_s : contract.metricFoundIn();
    nlohmann::json brief{
        {"title", field(toStd(dataset.title), u"files"_s)},
        {"metric", field(toStd(contract.metric()), metricFrom)},
        {"direction", field(contract.higherIsBetter() ? "maximize" : "minimize", metricFrom)},
        {"prediction_kind", field(toStd(contract.predictionKind()), u"files"_s)},
        {"task", field(toStd(contract.layout()), u"files"_s)},
        {"unknowns", nlohmann::json::array()}};
    if (const auto sample = json.find("sample"); sample != json.end() && sample->is_object())
        brief["ids"] = field(sample->value("id_columns", nlohmann::json::array()), u"files"_s);
    nlohmann::json targets = nlohmann::json::array();
    for (const nlohmann::json &target : json.value("targets", nlohmann::json::array()))
        targets.push_back(toStd(textOf(target, "name")));
    brief["targets"] = field(targets, u"files"_s);
    QString goal;
    if (const Result<QByteArray> page = readFile(dataset.folder.pages() + u"/description.md"_s); page)
        goal = firstParagraph(QString::fromUtf8(*page));
    if (!goal.isEmpty())
        brief["goal"] = field(toStd(goal), u"page"_s);
    if (const Result<nlohmann::json> told = readJson(context.folder() + u"/kaggle.json"_s); told)
        addKaggle(brief, kaggle::Entry::fromJson(*told));
    if (!brief.contains("goal"))
        brief["unknowns"].push_back("goal");
    if (contract.isProxy())
        brief["unknowns"].push_back("metric");
    if (const Result<> written = writeJson(context.folder() + u"/brief.json"_s, brief); !written)
        return tl::unexpected(written.error());
    return brief;
}

} // namespace solver::stages
