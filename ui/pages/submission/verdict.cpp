// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/verdict.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct VerdictText {
    Q_DECLARE_TR_FUNCTIONS(solver::VerdictText)
};

/// Why there is no file, in the job's own words where it has some.
QString reasonOf(const Job &job)
{
    switch (job.status) {
    case JobStatus::Pending: return VerdictText::tr("The job waits for its turn; a first valid file comes with the baseline.");
    case JobStatus::Processing: return VerdictText::tr("A first valid file comes with the baseline, before any program runs.");
    case JobStatus::Paused: return VerdictText::tr("The job is paused; resume it for a first valid file.");
    case JobStatus::Cancelled: return VerdictText::tr("The job was cancelled before it had a valid file.");
    case JobStatus::Failed: return job.error.message.isEmpty() ? job.message : job.error.message;
    case JobStatus::Completed: return job.message;
    }
    return {};
}

bool isBetter(const Job &job, const SealedScore &one, const SealedScore &other)
{
    if (!one.mean || !other.mean)
        return one.mean.has_value();
    return job.higherIsBetter ? *one.mean > *other.mean : *one.mean < *other.mean;
}

QString previousBest(const JobDetails &details, const Attempt &best)
{
    const Attempt *previous = nullptr;
    for (const Attempt &attempt : details.attempts) {
        if (attempt.no == best.no || !attempt.realValid || attempt.submission.isEmpty())
            continue;
        if (!previous || isBetter(details.job, attempt.score, previous->score))
            previous = &attempt;
    }
    return previous ? previous->submission : QString();
}

void judgeInvalid(SubmissionVerdict &verdict, const JobDetails &details)
{
    verdict.reason = reasonOf(details.job);
    for (const Run &run : details.runs) {
        if (run.view != u"real"_s || run.valid || run.submission.isEmpty() || run.attempt < verdict.attempt)
            continue;
        verdict.state = SubmissionVerdict::State::Invalid;
        verdict.attempt = run.attempt;
        verdict.path = run.submission;
        verdict.reason = run.sentence;
        verdict.findings = shownFindings(run.findings, false);
    }
}

} // namespace

SubmissionVerdict submissionVerdict(const JobDetails &details)
{
    SubmissionVerdict verdict;
    if (details.job.path.isEmpty()) {
        judgeInvalid(verdict, details);
        return verdict;
    }
    verdict.path = details.job.path;
    verdict.state = SubmissionVerdict::State::Constant;
    const Attempt *best = details.best();
    if (!best)
        return verdict;
    verdict.attempt = best->no;
    verdict.previous = previousBest(details, *best);
    const Run *run = details.bestRun();
    if (!run) {
        if (best->no > 0)
            verdict.state = SubmissionVerdict::State::Valid;
        return verdict;
    }
    verdict.findings = shownFindings(run->findings, run->repaired);
    const bool errors = std::ranges::any_of(verdict.findings, [](const ShownFinding &each) {
        return each.finding.severity == Severity::Error;
    });
    verdict.state = run->repaired && errors ? SubmissionVerdict::State::Repaired : SubmissionVerdict::State::Valid;
    if (run->repaired) // the attempt's folder keeps both
        verdict.original = QFileInfo(run->submission).path() + u"/submission.csv"_s;
    return verdict;
}

QString SubmissionVerdict::title() const
{
    switch (state) {
    case State::None: return VerdictText::tr("No submission yet");
    case State::Constant: return VerdictText::tr("Valid: the constant answer");
    case State::Valid: return VerdictText::tr("Valid");
    case State::Repaired: return VerdictText::tr("Valid after repair");
    case State::Invalid: return VerdictText::tr("Invalid");
    }
    return {};
}

QString SubmissionVerdict::text(std::optional<qint64> rows) const
{
    if (state == State::None)
        return reason;
    QStringList sentences;
    const int count = int(findings.size());
    const auto repaired = int(std::ranges::count(findings, true, &ShownFinding::repaired));
    if (isValid() && rows)
        sentences << VerdictText::tr("%1 of %1 rows match the sample.").arg(QLocale().toString(*rows));
    if (state == State::Constant)
        sentences << VerdictText::tr("No program's file is better yet.");
    else if (count == 0 && state == State::Valid)
        sentences << VerdictText::tr("No check found anything.");
    else if (count > 0 && repaired == count)
        sentences << VerdictText::tr("%n finding(s), all repaired; the original file is kept.", nullptr, count);
    else if (repaired > 0)
        sentences << VerdictText::tr("%n finding(s), %1 of them repaired; the original file is kept.", nullptr, count).arg(repaired);
    else if (count > 0)
        sentences << VerdictText::tr("%n finding(s).", nullptr, count);
    if (state == State::Invalid) {
        sentences << VerdictText::tr("It cannot be submitted.");
        if (count == 0)
            sentences << reason;
    }
    return sentences.join(u' ');
}

} // namespace solver
