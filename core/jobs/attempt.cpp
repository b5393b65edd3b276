// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/attempt.h"

#include "base/files.h"
#include "jobs/badges.h"
#include "submission/validator.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr double betterSelfReported = 0.01; // relative; a number that a program prints of itself must be clearly better
constexpr std::chrono::seconds shortestRun{10};

QStringList sealedNames(const Contract &contract)
{
    QStringList names;
    for (int view = 1; view <= contract.views(); ++view)
        names << u"sealed-%1"_s.arg(view);
    return names;
}

/// One attempt on its way. Lives in the job's thread.
class Way
{
public:
    Way(const Trial &trial, const Dataset &dataset, Contract &contract, StageContext &context, Tried tried)
        : m_trial(trial), m_dataset(dataset), m_contract(contract), m_context(context), m_tried(std::move(tried))
    {
        m_attempt.no = trial.no;
        m_attempt.origin = trial.origin;
        m_attempt.name = trial.name;
        m_folder = u"%1/attempts/%2"_s.arg(context.folder()).arg(trial.no, 2, 10, QLatin1Char('0'));
        m_attempt.program = m_folder + u"/solution.py"_s;
        m_attempt.programHash = QString::fromLatin1(sha256(trial.program));
    }

    Result<Attempt> go()
    {
        return writeProgram().and_then([this] { return walk(); }).and_then([this] { return settle(); });
    }

private:
    Result<> writeProgram()
    {
        if (const Result<> made = makeFolder(m_folder); !made)
            return made;
        if (const Result<> written = writeFile(m_attempt.program, m_trial.program); !written)
            return written;
        // Read by the container's user, who is somebody else; changed by nobody.
        QFile::setPermissions(m_attempt.program, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
        return m_context.services.store.save(m_context.job.id, m_attempt);
    }

    Result<> walk()
    {
        if (m_trial.checkFirst) {
            const Result<bool> passes = check();
            if (!passes || !*passes)
                return passes.map([](bool) {});
        }
        return m_contract.views() == 0 ? onlyReal() : throughViews();
    }

    Result<bool> check()
    {
        const Result<TrustedTools::Call> call = m_context.call();
        if (!call)
            return tl::unexpected(call.error());
        const Result<std::vector<CheckFinding>> findings = m_context.inContainer([&] {
            return m_context.services.tools.check(*call, m_dataset.folder, m_attempt.program, m_context.stop);
        });
        if (!findings)
            return tl::unexpected(findings.error());
        for (const CheckFinding &finding : *findings) {
            const QString sentence = finding.line > 0 ? u"Line %1: %2"_s.arg(finding.line).arg(finding.message) : finding.message;
            if (finding.error && m_attempt.outcome.isEmpty())
                fail(u"STATIC"_s, sentence);
            m_attempt.warnings << sentence;
        }
        return m_attempt.outcome.isEmpty();
    }

    void fail(const QString &outcome, const QString &sentence)
    {
        m_attempt.state = Attempt::State::Failed;
        m_attempt.outcome = outcome;
        m_attempt.sentence = sentence;
    }

    /// Nothing can be sealed: the real view, and the number that the program prints of itself.
    Result<> onlyReal()
    {
        if (const Result<bool> ran = runReal(); !ran || !*ran)
            return ran.map([](bool) {});
        const Run *real = m_tried.run(m_trial.no, u"real"_s);
        m_attempt.score = {.mean = real->ownScore, .standardError = 0, .views = 0, .selfReported = real->ownScore.has_value()};
        m_attempt.state = Attempt::State::Scored;
        const Attempt *best = m_tried.best();
        const bool overConstant = !best || best->origin == Origin::Constant;
        return overConstant || clearlyBetter(m_attempt.score.mean, best->score.mean) ? take() : Result<>{};
    }

    bool clearlyBetter(std::optional<double> a, std::optional<double> b) const
    {
        if (!a || !b)
            return a.has_value();
        const double sign = m_contract.higherIsBetter() ? 1 : -1;
        return sign * (*a - *b) > betterSelfReported * std::abs(*b);
    }

    Result<> throughViews()
    {
        const QStringList views = sealedNames(m_contract);
        if (const Result<bool> ran = runSealed({views.front()}); !ran || !*ran)
            return ran.map([](bool) {});
        if (isScreenedOut(against(m_tried.best()))) {
            m_attempt.state = Attempt::State::Screened;
            m_attempt.sentence = u"Clearly worse than the best in view 1, so it was not run in the others."_s;
            return {};
        }
        // The first program that beats the constant gets its real file at once, before it is known how good it is.
        const Attempt *before = m_tried.best();
        bool early = false;
        if (before && before->origin == Origin::Constant && improves(before)) {
            if (const Result<bool> ran = runReal(); !ran || !*ran)
                return ran.map([](bool) {});
            if (const Result<> taken = take(); !taken)
                return taken;
            early = true;
        }
        const QStringList rest = viewsThatFit(views.mid(1), early);
        if (!rest.isEmpty()) {
            Result<Contract> made = stages::ensureViews(m_dataset, m_contract, rest, m_context);
            if (!made)
                return tl::unexpected(made.error());
            m_contract = std::move(*made);
            // The new views bring the constant's scores there.
            Result<Tried> tried = triedSoFar(m_context.services.store, m_context.job.id);
            if (!tried)
                return tl::unexpected(tried.error());
            m_tried = std::move(*tried);
            if (const Result<bool> ran = runSealed(rest); !ran || !*ran) {
                if (!ran || !early)
                    return ran.map([](bool) {});
                // Its real file is valid and it was better where it ran: it stays, and the failure is told.
                m_attempt.warnings << u"It failed in a further view: %1"_s.arg(m_attempt.sentence);
                const MeanScore mean = meanScore(m_tried.results(m_trial.no));
                m_attempt.score = {.mean = mean.mean, .standardError = mean.standardError, .views = mean.defined};
                m_attempt.outcome = u"OK"_s;
            }
        }
        m_attempt.state = Attempt::State::Scored;
        if (early)
            return improves(m_tried.attempt(0)) ? Result<>{} : giveBack();
        if (!improves(m_tried.best()))
            return {};
        const Result<bool> ran = runReal();
        return !ran || !*ran ? ran.map([](bool) {}) : take();
    }

    /// All views together put it behind the constant: that comes back.
    Result<> giveBack()
    {
        Attempt *constant = m_tried.attempt(0);
        if (!constant)
            return {};
        m_attempt.best = false;
        m_attempt.sentence = u"It beat the constant in view 1, but not over all views."_s;
        return choose(*constant, m_context);
    }

    Comparison against(const Attempt *other) const
    {
        if (!other)
            return {};
        return compare(m_tried.results(m_trial.no), m_tried.results(other->no), m_contract.higherIsBetter());
    }

    bool improves(const Attempt *other) const
    {
        if (!other)
            return true;
        const MeanScore score = meanScore(m_tried.results(other->no));
        // A constant has no score where the metric is undefined for it (correlations): any score is better then.
        if (!score.mean)
            return meanScore(m_tried.results(m_trial.no)).mean.has_value();
        return isImprovement(against(other), *score.mean);
    }

    /// The time for the real run is kept free first; as many views run as fit beside it.
    QStringList viewsThatFit(const QStringList &views, bool realIsDone) const
    {
        const Run *first = m_tried.run(m_trial.no, u"sealed-1"_s);
        const double perView = first ? first->seconds : 0;
        const double real = realIsDone ? 0 : perView * m_contract.realToSealedRatio();
        const double room = m_context.timeLeftBeforeReserve() - real;
        return perView <= 0 ? views : views.first(std::clamp<qsizetype>(qsizetype(room / perView), 0, views.size()));
    }

    /// \return false when the program failed in one of them; the attempt says why
    Result<bool> runSealed(const QStringList &views)
    {
        std::vector<ScoreItem> toScore;
        for (const QString &view : views) {
            const Run *known = m_tried.run(m_trial.no, view);
            if (!known || known->outcome == u"CANCELLED"_s) {
                Result<Run> run = runIn(view);
                if (!run)
                    return tl::unexpected(run.error());
                m_tried.runs.removeIf([&](const Run &r) { return r.attempt == m_trial.no && r.view == view; });
                m_tried.runs << *run;
                known = m_tried.run(m_trial.no, view);
            }
            if (!known->valid) {
                fail(known->outcome, known->sentence);
                return false;
            }
            if (!known->value && known->undefined.isEmpty())
                toScore.push_back({.view = view, .submission = known->submission});
        }
        if (!toScore.empty()) {
            if (const Result<> scored = score(toScore); !scored)
                return tl::unexpected(scored.error());
        }
        const MeanScore mean = meanScore(m_tried.results(m_trial.no));
        m_attempt.score = {.mean = mean.mean, .standardError = mean.standardError, .views = mean.defined};
        m_attempt.outcome = u"OK"_s;
        return true;
    }

    Result<> score(const std::vector<ScoreItem> &items)
    {
        const Result<TrustedTools::Call> call = m_context.call();
        if (!call)
            return tl::unexpected(call.error());
        const Result<std::vector<ViewScore>> scores = m_context.inContainer([&] {
            return m_context.services.tools.score(*call, m_dataset.folder, items, m_context.stop);
        });
        if (!scores)
            return tl::unexpected(scores.error());
        for (const ViewScore &score : *scores) {
            for (Run &run : m_tried.runs) {
                if (run.attempt != m_trial.no || run.view != score.view)
                    continue;
                run.value = score.value;
                run.undefined = score.value ? QString() : (score.undefined.isEmpty() ? u"undefined here"_s : score.undefined);
                run.replicates = score.replicates;
                run.warnings = score.warnings;
                run.badges = score.badges;
                for (const QString &warning : std::as_const(run.warnings)) {
                    if (!m_attempt.warnings.contains(warning))
                        m_attempt.warnings << warning;
                }
                if (const Result<> saved = m_context.services.store.save(m_context.job.id, run); !saved)
                    return saved;
            }
        }
        return {};
    }

    /// \return false when the program failed there
    Result<bool> runReal()
    {
        const Run *known = m_tried.run(m_trial.no, u"real"_s);
        if (!known || !known->valid) {
            Result<Run> run = runIn(u"real"_s);
            if (!run)
                return tl::unexpected(run.error());
            m_tried.runs.removeIf([&](const Run &r) { return r.attempt == m_trial.no && r.view == u"real"_s; });
            m_tried.runs << *run;
            known = m_tried.run(m_trial.no, u"real"_s);
        }
        m_attempt.ownScore = known->ownScore;
        m_attempt.realValid = known->valid;
        m_attempt.outcome = known->outcome;
        if (known->valid)
            m_attempt.submission = known->submission;
        else
            fail(known->outcome, known->sentence);
        return known->valid;
    }

    RunLimits limitsFor(const QString &view) const
    {
        const bool real = view == u"real"_s;
        double wall = double(m_trial.limit.count());
        if (real)
            wall = std::min(wall * std::max(1.0, m_contract.realToSealedRatio()), 2 * wall);
        const double left = real ? m_context.timeLeft() - 2 : m_context.timeLeftBeforeReserve();
        wall = std::max(std::min(wall, left), double(shortestRun.count()));
        return {.cpus = m_context.services.cpusPerRun,
                .memoryBytes = m_context.services.memoryPerRun,
                .wall = std::chrono::seconds(std::lround(std::ceil(wall))),
                .told = std::chrono::seconds(std::max(1L, std::lround(0.8 * std::min(wall, double(m_trial.limit.count()))))),
                .seed = m_context.job.options.seed};
    }

    Result<Run> runIn(const QString &view)
    {
        m_context.say(u"%1 runs in view %2."_s.arg(m_trial.name, view));
        const Result<TrustedTools::Call> call = m_context.call();
        if (!call)
            return tl::unexpected(call.error());
        const ProgramRun program{.job = m_context.job.id,
                                 .attempt = m_trial.no,
                                 .view = view,
                                 .program = m_attempt.program,
                                 .folder = m_folder + u"/runs/"_s + view,
                                 .limits = limitsFor(view)};
        // What an interrupted start left there is no part of this run.
        if (const Result<> cleared = removeFolder(program.folder); !cleared)
            return tl::unexpected(cleared.error());
        const Result<RunOutcome> outcome = m_context.inContainer([&] {
            return m_context.services.solutions.run(m_dataset.folder, call->image, program, m_context.stop);
        });
        if (!outcome)
            return tl::unexpected(outcome.error());
        if (outcome->outcomeClass == u"INFRA"_s)
            return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                        .message = u"The container engine ended a run by itself."_s,
                                        .code = u"engine_missing"_s,
                                        .nextStep = u"The job goes on when the engine answers again."_s,
                                        .detail = outcome->verdict.text(),
                                        .retryable = true});
        Run run{.attempt = m_trial.no,
                .view = view,
                .outcome = outcome->outcomeClass,
                .sentence = outcome->sentence,
                .seconds = outcome->seconds,
                .limitSeconds = double(program.limits.wall.count()),
                .peakMemory = outcome->peakMemory};
        if (run.outcome == u"OK"_s && !run.sentence.isEmpty() && !m_attempt.warnings.contains(run.sentence))
            m_attempt.warnings << run.sentence;
        run.ownScore = selfReportedScore(outcome->logTail);
        if (outcome->output) {
            if (const Result<> validated = judge(run, program.folder); !validated)
                return tl::unexpected(validated.error());
        }
        if (const Result<> saved = m_context.services.store.save(m_context.job.id, run); !saved)
            return tl::unexpected(saved.error());
        return run;
    }

    /// V21 in one of this attempt's sealed runs: equal predictions in the real view are then no surprise.
    std::optional<bool> equalWhenSealed() const
    {
        std::optional<bool> equal;
        for (const Run &run : m_tried.runs) {
            if (run.attempt != m_trial.no || run.view == u"real"_s || !run.valid)
                continue;
            equal = equal.value_or(false) || std::ranges::any_of(run.findings, [](const nlohmann::json &finding) {
                return textOf(finding, "code") == u"V21"_s;
            });
        }
        return equal;
    }

    Result<> judge(Run &run, const QString &folder)
    {
        const bool real = run.view == u"real"_s;
        const Result<SubmissionFormat> format = SubmissionFormat::fromContract(m_contract.json());
        if (!format)
            return tl::unexpected(format.error());
        const QString sample = real ? m_dataset.folder.sample() : m_dataset.folder.answers(run.view) + u"/sample.csv"_s;
        const QString file = folder + u"/submission.csv"_s;
        RunFacts facts{.origin = m_trial.origin};
        if (real)
            facts.equalWhenSealed = equalWhenSealed();
        const Result<Validation> validation =
            validate(file, sample, *format, facts, folder + u"/submission.repaired.csv"_s, m_context.stop);
        if (!validation)
            return tl::unexpected(validation.error());
        QString worst;
        for (const Finding &finding : validation->findings) {
            nlohmann::json lines = nlohmann::json::array();
            for (const qint64 line : finding.lines)
                lines.push_back(line);
            run.findings.push_back({{"code", toStd(finding.code)},
                                    {"severity", finding.severity == Severity::Error ? "error" : "warning"},
                                    {"count", finding.count},
                                    {"lines", lines},
                                    {"column", toStd(finding.column)},
                                    {"message", toStd(finding.message)},
                                    {"repair", toStd(finding.repair)}});
            if (worst.isEmpty() && finding.severity == Severity::Error)
                worst = u"%1: %2"_s.arg(finding.code, finding.message);
        }
        run.valid = validation->verdict != Verdict::Invalid;
        run.repaired = !validation->repaired.isEmpty();
        run.submission = run.repaired ? validation->repaired : file;
        if (!run.valid) {
            run.outcome = u"BAD_SUBMISSION"_s;
            run.sentence = worst;
        }
        return {};
    }

    Result<> take()
    {
        // One attempt is the best; the store must never show two.
        if (Attempt *before = m_tried.best(); before && before->no != m_trial.no) {
            before->best = false;
            if (const Result<> saved = m_context.services.store.save(m_context.job.id, *before); !saved)
                return saved;
        }
        m_attempt.outcome = u"OK"_s;
        return choose(m_attempt, m_context);
    }

    Result<Attempt> settle()
    {
        // One view of few rows may be right in every row by merit; all of them are a reason to look.
        if (isOptimal(m_attempt, m_tried.runs))
            m_attempt.warnings << u"The score is the best that this metric knows; look whether a file gives the answer away."_s;
        if (const Result<> saved = m_context.services.store.save(m_context.job.id, m_attempt); !saved)
            return tl::unexpected(saved.error());
        // The file on disk may belong to this attempt: its score is the job's.
        if (m_attempt.best)
            m_context.job.score = m_attempt.score;
        if (const Result<> saved = m_context.services.store.update(m_context.job); !saved)
            return tl::unexpected(saved.error());
        m_context.tell(u"attempt"_s,
                       {{"attempt", m_attempt.no},
                        {"name", toStd(m_attempt.name)},
                        {"origin", toStd(word(m_attempt.origin))},
                        {"outcome", m_attempt.state == Attempt::State::Failed ? toStd(m_attempt.outcome) : toStd(word(m_attempt.state))},
                        {"score", m_attempt.score.mean ? nlohmann::json(*m_attempt.score.mean) : nlohmann::json()},
                        {"standard_error", m_attempt.score.standardError},
                        {"metric", toStd(m_contract.metric())},
                        {"direction", m_contract.higherIsBetter() ? "maximize" : "minimize"},
                        {"best", m_attempt.best},
                        {"sentence", toStd(m_attempt.sentence)},
                        {"cost_usd", 0}});
        return m_attempt;
    }

    const Trial &m_trial;
    const Dataset &m_dataset;
    Contract &m_contract;
    StageContext &m_context;
    Tried m_tried;
    Attempt m_attempt;
    QString m_folder;
};

} // namespace

std::vector<ViewResult> Tried::results(int attempt) const
{
    std::vector<ViewResult> found;
    for (const Run &run : runs) {
        if (run.attempt == attempt && run.view != u"real"_s && (run.value || !run.undefined.isEmpty()))
            found.push_back({.view = run.view, .value = run.value, .replicates = run.replicates});
    }
    return found;
}

const Run *Tried::run(int attempt, const QString &view) const
{
    const auto found = std::ranges::find_if(runs, [&](const Run &run) { return run.attempt == attempt && run.view == view; });
    return found == runs.end() ? nullptr : &*found;
}

Attempt *Tried::attempt(int no)
{
    const auto found = std::ranges::find(attempts, no, &Attempt::no);
    return found == attempts.end() ? nullptr : &*found;
}

Attempt *Tried::best()
{
    const auto found = std::ranges::find(attempts, true, &Attempt::best);
    return found == attempts.end() ? nullptr : &*found;
}

Result<Tried> triedSoFar(const JobStore &store, const QString &job)
{
    Tried tried;
    const Result<QList<Attempt>> attempts = store.attempts(job);
    if (!attempts)
        return tl::unexpected(attempts.error());
    const Result<QList<Run>> runs = store.runs(job);
    if (!runs)
        return tl::unexpected(runs.error());
    tried.attempts = *attempts;
    tried.runs = *runs;
    return tried;
}

Result<> choose(Attempt &attempt, StageContext &context)
{
    const QString target = context.folder() + u"/submission.csv"_s;
    if (const Result<> copied = copyFile(attempt.submission, target, {}); !copied)
        return copied;
    // Dragged into a form, a file brings its own name.
    if (const Result<> linked = linkFile(target, u"%1/%2-submission.csv"_s.arg(context.folder(), context.job.slug)); !linked)
        return linked;
    attempt.best = true;
    context.job.origin = attempt.origin;
    context.job.score = attempt.score;
    context.job.path = target;
    if (const Result<> saved = context.services.store.save(context.job.id, attempt); !saved)
        return saved;
    return context.services.store.update(context.job);
}

Result<Attempt> carryOut(const Trial &trial, const Dataset &dataset, Contract &contract, StageContext &context)
{
    Result<Tried> tried = triedSoFar(context.services.store, context.job.id);
    if (!tried)
        return tl::unexpected(tried.error());
    if (const Attempt *known = tried->attempt(trial.no)) {
        const bool same = known->programHash == QString::fromLatin1(sha256(trial.program));
        if (same && known->state != Attempt::State::Written)
            return *known; // done before the program was ended
        if (!same)
            tried->runs.removeIf([&](const Run &run) { return run.attempt == trial.no; });
    }
    return Way(trial, dataset, contract, context, std::move(*tried)).go();
}

} // namespace solver
