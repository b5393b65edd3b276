// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/competition/brieffacts.h"

#include "base/files.h"
#include "kaggle/source.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(BriefFacts)
};

struct Name {
    const char *field;
    const char *name;
};
/// Most telling first.
constexpr Name names[] = {
    {"title", QT_TRANSLATE_NOOP("BriefFacts", "Title")},
    {"goal", QT_TRANSLATE_NOOP("BriefFacts", "Goal")},
    {"metric", QT_TRANSLATE_NOOP("BriefFacts", "Metric")},
    {"metric_name", QT_TRANSLATE_NOOP("BriefFacts", "Kaggle's name of the metric")},
    {"direction", QT_TRANSLATE_NOOP("BriefFacts", "Better is")},
    {"prediction_kind", QT_TRANSLATE_NOOP("BriefFacts", "Prediction")},
    {"targets", QT_TRANSLATE_NOOP("BriefFacts", "Targets")},
    {"ids", QT_TRANSLATE_NOOP("BriefFacts", "Id columns")},
    {"task", QT_TRANSLATE_NOOP("BriefFacts", "Layout")},
    {"category", QT_TRANSLATE_NOOP("BriefFacts", "Category")},
    {"deadline", QT_TRANSLATE_NOOP("BriefFacts", "Deadline")},
    {"daily_submissions", QT_TRANSLATE_NOOP("BriefFacts", "Submissions a day")},
    {"teams", QT_TRANSLATE_NOOP("BriefFacts", "Teams")},
    {"reward", QT_TRANSLATE_NOOP("BriefFacts", "Reward")},
    {"notebook_only", QT_TRANSLATE_NOOP("BriefFacts", "Takes notebooks only")},
    {"url", QT_TRANSLATE_NOOP("BriefFacts", "Address")},
    {"unknowns", QT_TRANSLATE_NOOP("BriefFacts", "Not known")},
};

QString localTime(const QDateTime &utc)
{
    return QLocale().toString(utc.toLocalTime(), QLocale::ShortFormat);
}

QString yesOrNo(bool yes)
{
    return yes ? Texts::tr("yes") : Texts::tr("no");
}

/// A text, a number, yes or no, or a list of them; empty for anything else.
QString plain(const nlohmann::json &value)
{
    if (value.is_string())
        return toQt(value.get<std::string>());
    if (value.is_boolean())
        return yesOrNo(value.get<bool>());
    if (value.is_number_integer())
        return QLocale().toString(value.get<qint64>());
    if (value.is_number())
        return QString::number(value.get<double>(), 'g', 7);
    QStringList parts;
    if (value.is_array()) {
        for (const nlohmann::json &part : value)
            parts << plain(part);
    }
    return parts.join(u", "_s);
}

QString inWords(const QString &field, const nlohmann::json &value)
{
    const QString text = plain(value);
    if (field == u"direction")
        return text == u"minimize" ? Texts::tr("lower") : text == u"maximize" ? Texts::tr("higher") : text;
    if (field == u"prediction_kind")
        return predictionKindInWords(text);
    if (field == u"deadline") {
        const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
        return time.isValid() ? localTime(time) : text;
    }
    return text;
}

QString placeInWords(const QString &place)
{
    if (place == u"page")
        return Texts::tr("competition page");
    if (place == u"kaggle")
        return Texts::tr("Kaggle");
    if (place == u"files")
        return Texts::tr("data files");
    if (place == u"catalogue")
        return Texts::tr("catalogue of metrics");
    if (place == u"user")
        return Texts::tr("you");
    if (place == u"proxy")
        return Texts::tr("nowhere; a stand-in is used");
    return place; // the name of a page or file
}

BriefField fieldOf(const QString &name, const QString &words, const nlohmann::json &json)
{
    const bool told = json.is_object();
    const nlohmann::json value = told ? json.value("value", nlohmann::json()) : json;
    return {.name = words, .value = inWords(name, value), .foundIn = told ? placeInWords(textOf(json, "found_in")) : QString()};
}

} // namespace

QList<BriefField> briefFields(const nlohmann::json &brief)
{
    QList<BriefField> fields;
    if (!brief.is_object())
        return fields;
    QStringList known;
    for (const auto &[name, words] : names) {
        known << QString::fromLatin1(name);
        if (const auto found = brief.find(name); found != brief.end())
            fields << fieldOf(known.last(), Texts::tr(words), *found);
    }
    for (const auto &[key, value] : brief.items()) {
        if (const QString name = toQt(key); !known.contains(name))
            fields << fieldOf(name, name, value);
    }
    fields.removeIf([](const BriefField &field) { return field.value.isEmpty(); });
    return fields;
}

QList<Fact> kaggleFacts(const nlohmann::json &kaggle)
{
    QList<Fact> facts;
    if (!kaggle.is_object())
        return facts;
    const kaggle::Entry entry = kaggle::Entry::fromJson(kaggle);
    const kaggle::Competition &competition = entry.competition;
    const QLocale locale;
    const auto add = [&facts](const QString &name, const QString &value, bool warning = false) {
        if (!value.isEmpty())
            facts << Fact{name, value, warning};
    };
    add(Texts::tr("Category"), competition.category);
    if (competition.deadline.isValid()) {
        const bool over = competition.deadline < QDateTime::currentDateTimeUtc();
        add(Texts::tr("Deadline"), over ? Texts::tr("%1, it is over").arg(localTime(competition.deadline)) : localTime(competition.deadline), over);
    }
    if (competition.newEntrantDeadline.isValid())
        add(Texts::tr("New entrants until"), localTime(competition.newEntrantDeadline));
    if (competition.maxDailySubmissions > 0)
        add(Texts::tr("Submissions a day"), locale.toString(competition.maxDailySubmissions));
    if (competition.teamCount > 0)
        add(Texts::tr("Teams"), locale.toString(competition.teamCount));
    add(Texts::tr("Reward"), competition.reward);
    if (entry.dataBytes > 0)
        add(Texts::tr("Data"), locale.formattedDataSize(entry.dataBytes, 1));
    if (competition.notebookOnly)
        add(Texts::tr("Takes"), Texts::tr("notebooks only, no files"), true);
    if (competition.submissionsDisabled)
        add(Texts::tr("Submissions"), Texts::tr("none are taken any more"), true);
    for (const QString &warning : entry.warnings)
        add(Texts::tr("Warning"), warning, true);
    return facts;
}

} // namespace solver
