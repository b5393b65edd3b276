// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/submissiondesk.h"

#include "base/files.h"
#include "jobs/report.h"
#include "jobs/stages/stages.h"
#include "kaggle/submit.h"
#include "submission/validator.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QUuid>

#include <algorithm>

namespace solver {

Q_LOGGING_CATEGORY(lcDesk, "solver.submissions", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 longestWait = 24 * 3600; // seconds; most files are scored in seconds, the slowest in half an hour

/// 5, 10, 20, then every 60 seconds (specification of Kaggle's API, 4.4).
std::chrono::seconds pauseAfter(int times)
{
    return times < 3 ? 5s * (1 << times) : 60s;
}

QString messageFor(const Job &job)
{
    return u"%1, %2"_s.arg(word(job.origin), scoreSentence(job));
}

tl::unexpected<Error> refuse(const QString &code, const QString &sentence, const QString &nextStep)
{
    return tl::unexpected(Error{.kind = Error::Kind::BadData, .message = sentence, .code = code, .nextStep = nextStep});
}

} // namespace

Result<> SubmissionDesk::check(const Job &job) const
{
    if (job.path.isEmpty() || !QFileInfo::exists(job.path))
        return refuse(u"no_submission"_s, u"The job has no file yet."_s, u"Wait until it has one."_s);
    const Result<nlohmann::json> told = readJson(m_services.paths.job(job.id) + u"/kaggle.json"_s);
    if (!told)
        return refuse(u"not_on_kaggle"_s, u"%1 is not on Kaggle, so nothing can be submitted."_s.arg(job.slug), u"Drag the file to where it is wanted."_s);
    const kaggle::Competition competition = kaggle::Entry::fromJson(*told).competition;
    if (competition.notebookOnly)
        return refuse(u"notebook_only"_s, u"%1 takes only notebooks, no files."_s.arg(job.slug), u"Use the exported notebook on Kaggle."_s);
    const Result<nlohmann::json> acquired = m_services.store.stageResult(job.id, u"acquire"_s);
    if (!acquired)
        return tl::unexpected(acquired.error());
    const Dataset dataset = stages::datasetFromJson(*acquired);
    const Result<Validation> validation =
        Contract::read(dataset.folder.contract()).and_then([](const Contract &contract) { return SubmissionFormat::fromContract(contract.json()); })
            .and_then([&](const SubmissionFormat &format) { return validate(job.path, dataset.folder.sample(), format, {.origin = job.origin}, {}); });
    if (!validation)
        return tl::unexpected(validation.error());
    if (validation->verdict != Verdict::Valid) {
        const auto worst = std::ranges::find(validation->findings, Severity::Error, &Finding::severity);
        return refuse(u"invalid_file"_s,
                      u"The file is not valid, so it is not sent: %1"_s.arg(worst == validation->findings.end() ? u"see its findings."_s : worst->message),
                      u"Look at its findings, or use another attempt's file."_s);
    }
    return {};
}

Result<SubmissionDesk::Prospect> SubmissionDesk::prospect(const Job &job, std::stop_token stop) const
{
    if (const Result<> good = check(job); !good)
        return tl::unexpected(good.error());
    Prospect prospect{.message = messageFor(job), .file = job.path};
    const Result<nlohmann::json> told = readJson(m_services.paths.job(job.id) + u"/kaggle.json"_s);
    prospect.dailyLimit = kaggle::Entry::fromJson(*told).competition.maxDailySubmissions;
    const Result<kaggle::SubmissionLimits> limits = m_services.kaggle.limits(job.slug, std::move(stop));
    if (!limits)
        return tl::unexpected(limits.error());
    prospect.limits = *limits;
    return prospect;
}

Result<Submission> SubmissionDesk::order(const Job &job, const QString &message)
{
    if (const Result<> good = check(job); !good)
        return tl::unexpected(good.error());
    const Result<QList<Attempt>> attempts = m_services.store.attempts(job.id);
    if (!attempts)
        return tl::unexpected(attempts.error());
    const auto best = std::ranges::find(*attempts, true, &Attempt::best);
    const Result<nlohmann::json> told = readJson(m_services.paths.job(job.id) + u"/kaggle.json"_s);
    const QString id = QUuid::createUuid().toString(QUuid::Id128);
    Submission submission{.job = job.id,
                          .attempt = best == attempts->end() ? 0 : best->no,
                          .slug = job.slug,
                          .message = message.isEmpty() ? messageFor(job) : message,
                          .marker = u"ks-"_s + id.left(12),
                          .dailyLimit = told ? kaggle::Entry::fromJson(*told).competition.maxDailySubmissions : 0,
                          .sentence = u"Waits to be sent to Kaggle."_s,
                          .ordered = m_services.clock.utc()};
    const QString folder = u"%1/submissions/%2"_s.arg(m_services.paths.job(job.id), submission.marker);
    submission.file = folder + u"/submission.csv"_s; // some competitions insist on the name
    const Result<QByteArray> hash = makeFolder(folder).and_then([&] { return copyFile(job.path, submission.file); }).and_then([&] {
        return sha256OfFile(submission.file);
    });
    if (!hash)
        return tl::unexpected(hash.error());
    submission.fileHash = QString::fromLatin1(*hash);
    const Result<qint64> no = m_services.store.insert(submission);
    if (!no)
        return tl::unexpected(no.error());
    submission.no = *no;
    m_changed(submission);
    return submission;
}

Submission SubmissionDesk::settle(Submission submission)
{
    if (!submission.isOpen())
        submission.ended = m_services.clock.utc();
    if (const Result<> saved = m_services.store.update(submission); !saved)
        qCCritical(lcDesk).noquote() << submission.job << saved.error().message << saved.error().detail;
    m_changed(submission);
    return submission;
}

Submission SubmissionDesk::fail(Submission submission, const Error &error)
{
    submission.state = Submission::State::Failed;
    submission.sentence = u"%1 %2"_s.arg(error.message, error.nextStep).trimmed();
    qCWarning(lcDesk).noquote() << submission.job << submission.sentence << error.detail;
    return settle(std::move(submission));
}

Submission SubmissionDesk::send(Submission submission, std::stop_token stop)
{
    const kaggle::Order order{.slug = submission.slug,
                              .file = submission.file,
                              .message = submission.message,
                              .marker = submission.marker,
                              .again = submission.ordered < m_begun,
                              .dailyLimit = submission.dailyLimit,
                              .storageHosts = m_services.competitions.storageHosts(),
                              .say = [&](const QString &sentence) {
                                  submission.sentence = sentence;
                                  m_changed(submission);
                              }};
    const Result<qint64> ref = kaggle::submit(m_services.kaggle, order, m_services.clock, std::move(stop));
    if (!ref && ref.error().kind == Error::Kind::Cancelled)
        return submission; // this session ends; the next one goes on
    if (!ref)
        return fail(std::move(submission), ref.error());
    submission.ref = *ref;
    submission.state = Submission::State::Waiting;
    submission.sentence = u"Kaggle has the file and scores it."_s;
    return settle(std::move(submission));
}

void SubmissionDesk::follow(std::stop_token stop)
{
    const Result<QList<Submission>> open = m_services.store.openSubmissions();
    if (!open)
        return;
    for (Submission submission : *open) {
        if (submission.state != Submission::State::Waiting || stop.stop_requested())
            continue;
        const Clock::Instant now = m_services.clock.now();
        Look &look = m_looks.try_emplace(submission.no, Look{.next = now + pauseAfter(0), .times = 0}).first->second;
        if (now < look.next)
            continue;
        const Result<kaggle::Submission> told = m_services.kaggle.submission(submission.ref, stop);
        look.next = m_services.clock.now() + pauseAfter(++look.times);
        if (!told || told->status == kaggle::Submission::Status::Pending) {
            if (submission.ordered.secsTo(m_services.clock.utc()) > longestWait) {
                m_looks.erase(submission.no);
                fail(std::move(submission), {.message = u"Kaggle has not scored the file within a day."_s, .nextStep = u"Look at the competition's page."_s});
            }
            continue;
        }
        m_looks.erase(submission.no);
        submission.publicScore = told->publicScore;
        submission.privateScore = told->privateScore;
        submission.error = told->error;
        if (told->status == kaggle::Submission::Status::Error) {
            submission.state = Submission::State::Failed;
            submission.findings = kaggle::findingsFor(told->error);
            submission.sentence = u"Kaggle could not score the file: \"%1\""_s.arg(told->error);
            // It was valid by our own check when it was sent.
            submission.sentence += submission.findings.isEmpty()
                                       ? u" The check before sending had found nothing; please report the difference."_s
                                       : u" That is what %1 look for, and they had found nothing before sending; please report the difference."_s.arg(
                                             submission.findings.join(u" and "_s));
        } else {
            submission.state = Submission::State::Scored;
            if (const Result<kaggle::Competition> competition = m_services.kaggle.competition(submission.slug, stop); competition) {
                submission.rank = competition->userRank.value_or(0);
                submission.teams = competition->teamCount;
            }
            submission.sentence = submission.publicScore.isEmpty() ? u"Kaggle has scored the file, but shows no public score."_s
                                                                   : u"Public score %1."_s.arg(submission.publicScore);
            if (submission.rank > 0 && submission.teams > 0)
                submission.sentence += u" Rank %1 of %2."_s.arg(submission.rank).arg(submission.teams);
        }
        settle(std::move(submission));
    }
}

} // namespace solver
