// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/report.h"

#include "base/files.h"
#include "jobs/attempt.h"
#include "jobs/badges.h"
#include "solution/scores.h"

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// A number as people compare it: five significant digits, with a point whatever the locale.
QString shortNumber(double value)
{
    return QString::number(value, 'g', 5);
}

QString escaped(const QString &text)
{
    QString plain;
    for (const QChar c : text.simplified()) {
        if (u"\\`*_{}[]<>#|!"_s.contains(c))
            plain += u'\\';
        plain += c;
    }
    return plain;
}

struct Choice {
    int programs = 0;             ///< that were scored, the chosen one included
    double errorOfDifference = 0; ///< between it and the runner-up
};

/// How much was chosen from; none where there was no choice.
std::optional<Choice> choiceOf(const ReportInput &input)
{
    const Tried tried{.attempts = input.attempts, .runs = input.runs};
    const double sign = input.contract.higherIsBetter() ? 1 : -1;
    const auto best = std::ranges::find(input.attempts, true, &Attempt::best);
    const Attempt *runnerUp = nullptr;
    int programs = 0;
    for (const Attempt &attempt : input.attempts) {
        if (!attempt.score.mean || attempt.origin == Origin::Constant)
            continue;
        ++programs;
        if (!attempt.best && (!runnerUp || sign * (*attempt.score.mean - *runnerUp->score.mean) > 0))
            runnerUp = &attempt;
    }
    if (best == input.attempts.end() || best->origin == Origin::Constant || !runnerUp)
        return {};
    const Comparison comparison =
        compare(tried.results(best->no), tried.results(runnerUp->no), input.contract.higherIsBetter());
    return Choice{.programs = programs, .errorOfDifference = comparison.standardError};
}

QString scoreText(const SealedScore &score)
{
    if (!score.mean)
        return u"–"_s;
    if (score.selfReported)
        return shortNumber(*score.mean) + u" (self-reported)"_s;
    return u"%1 ± %2"_s.arg(shortNumber(*score.mean), shortNumber(score.standardError));
}

/// What the score says, and what it does not (specification 5.5).
QStringList meaningOfScore(const ReportInput &input)
{
    const Contract &contract = input.contract;
    QString scheme = contract.splitSentence();
    if (scheme.endsWith(u'.'))
        scheme.chop(1); // a sentence goes on behind it
    if (contract.views() == 0)
        return {u"No sealed view could be made (%1: %2). A number that a program printed of itself is shown as self-reported."_s.arg(
            escaped(contract.cannotBeSealed()), escaped(scheme))};
    QStringList sentences{
        u"Each program was run in up to %1 sealed views: folders of the competition's shape in which a part of the %2 labelled rows "
        "plays the test set and whose answers no program ever sees. Scheme: %3."_s.arg(contract.views())
            .arg(contract.labelledUnits())
            .arg(escaped(scheme))};
    sentences << u"The file itself was made by the same program in the real folder, where it trains on more rows."_s;
    if (const std::optional<Choice> choice = choiceOf(input))
        sentences << u"It is the best of %1 scored programs on the same rows: expect up to %2 less."_s.arg(choice->programs)
                         .arg(shortNumber(allowanceForChoosing(choice->errorOfDifference, choice->programs)));
    return sentences;
}

/// The last cell of an attempt's line.
QString remarks(const Attempt &attempt, const ReportInput &input)
{
    QStringList parts;
    if (attempt.best)
        parts << u"**best**"_s;
    parts << badgesOf(attempt, input.attempts, input.runs, input.contract.higherIsBetter());
    if (!attempt.sentence.isEmpty())
        parts << escaped(attempt.sentence);
    return parts.join(u"; "_s);
}

/// Files that a program meets in the real folder only, with the reason.
QStringList leftOut(const Contract &contract)
{
    QStringList lines;
    for (const nlohmann::json &file : contract.json().value("files", nlohmann::json::array())) {
        if (file.value("in_views", true))
            continue;
        lines << u"%1: %2"_s.arg(escaped(textOf(file, "path")), escaped(textOf(file, "note")));
    }
    return lines;
}

QString briefText(const nlohmann::json &brief, const char *field)
{
    const auto found = brief.find(field);
    return found == brief.end() ? QString() : textOf(*found, "value");
}

} // namespace

QString scoreSentence(const Job &job)
{
    if (!job.score.mean)
        return u"no score"_s;
    const QString metric = job.proxyMetric ? job.metric + u" as a proxy"_s : job.metric;
    if (job.score.selfReported)
        return u"%1 %2 (self-reported by the program)"_s.arg(shortNumber(*job.score.mean), metric);
    return u"%1 ± %2 %3 (sealed, %4)"_s.arg(shortNumber(*job.score.mean), QString::number(job.score.standardError, 'g', 2), metric,
                                            job.score.views == 1 ? u"1 view"_s : u"%1 views"_s.arg(job.score.views));
}

QByteArray report(const ReportInput &input)
{
    const Job &job = input.job;
    const Contract &contract = input.contract;
    QString text;
    const auto line = [&text](const QString &words) { text += words + u'\n'; };
    line(u"# %1"_s.arg(escaped(job.title)));
    line({});
    line(u"**Submission:** origin *%1*, %2."_s.arg(word(job.origin), escaped(scoreSentence(job))));
    line({});
    if (const QString goal = briefText(input.brief, "goal"); !goal.isEmpty()) {
        line(u"> "_s + escaped(goal));
        line({});
    }
    line(u"## Task"_s);
    line({});
    line(u"* Metric: %1, %2 is better; found in: %3%4"_s.arg(
        escaped(contract.metric()), contract.higherIsBetter() ? u"higher"_s : u"lower"_s,
        contract.metricFoundIn().isEmpty() ? u"nowhere"_s : escaped(contract.metricFoundIn()),
        contract.isProxy() ? u" (a proxy: the competition's own metric is not known or not in force)"_s : QString()));
    line(u"* Layout: %1, prediction kind %2"_s.arg(escaped(contract.layout()), escaped(contract.predictionKind())));
    line(u"* Labelled rows: %1, test rows: %2"_s.arg(contract.labelledUnits()).arg(contract.testUnits()));
    line({});
    line(u"## How the score was made"_s);
    line({});
    line(meaningOfScore(input).join(u' '));
    if (const QStringList badges = badgesOf(job, contract, input.attempts, input.runs); !badges.isEmpty()) {
        line({});
        line(u"Badges: %1."_s.arg(badges.join(u", "_s)));
    }
    line({});
    if (const QStringList files = leftOut(contract); !files.isEmpty()) {
        line(u"Not in the sealed views:"_s);
        line({});
        for (const QString &file : files)
            line(u"* "_s + file);
        line({});
    }
    line(u"## Attempts"_s);
    line({});
    line(u"| no | program | origin | outcome | score | views | own validation | |"_s);
    line(u"|---|---|---|---|---|---|---|---|"_s);
    for (const Attempt &attempt : input.attempts)
        line(u"| %1 | %2 | %3 | %4 | %5 | %6 | %7 | %8 |"_s.arg(attempt.no)
                 .arg(escaped(attempt.name), word(attempt.origin),
                      attempt.state == Attempt::State::Failed ? escaped(attempt.outcome) : word(attempt.state),
                      scoreText(attempt.score))
                 .arg(attempt.score.views)
                 .arg(attempt.ownScore ? shortNumber(*attempt.ownScore) : u"–"_s,
                      remarks(attempt, input)));
    line({});
    line(u"## Runs"_s);
    line({});
    line(u"| attempt | view | outcome | score | seconds | limit | peak memory | findings |"_s);
    line(u"|---|---|---|---|---|---|---|---|"_s);
    for (const Run &run : input.runs) {
        QStringList codes;
        for (const nlohmann::json &finding : run.findings)
            codes << textOf(finding, "code");
        line(u"| %1 | %2 | %3 | %4 | %5 | %6 | %7 | %8 |"_s.arg(run.attempt)
                 .arg(escaped(run.view), escaped(run.outcome), run.value ? shortNumber(*run.value) : escaped(run.undefined),
                      QString::number(run.seconds, 'f', 1), QString::number(run.limitSeconds, 'f', 0))
                 .arg(run.peakMemory > 0 ? u"%1 MB"_s.arg(run.peakMemory >> 20) : u"–"_s,
                      (codes.join(u' ') + (run.repaired ? u" (repaired) "_s : u" "_s) + escaped(run.sentence)).trimmed()));
    }
    line({});
    if (!job.warnings.isEmpty()) {
        line(u"## Warnings"_s);
        line({});
        for (const QString &warning : job.warnings)
            line(u"* "_s + escaped(warning));
        line({});
    }
    line(u"## Facts"_s);
    line({});
    for (const StageEvent &stage : input.stages) {
        if (stage.state == u"finished"_s)
            line(u"* Stage %1: %2 s"_s.arg(stage.stage, QString::number(stage.seconds, 'f', 1)));
    }
    line(u"* Job time (seconds in which containers ran): %1"_s.arg(QString::number(job.jobSeconds, 'f', 1)));
    line(u"* Preset %1, seed %2, cost $0.00"_s.arg(job.options.preset).arg(job.options.seed));
    line(u"* Sandbox image %1"_s.arg(input.image));
    line(u"* Data hash %1"_s.arg(input.dataset.dataHash));
    return text.toUtf8();
}

} // namespace solver
