// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobstore.h"

#include "base/blocking.h"
#include "base/clock.h"
#include "base/files.h"
#include "jobs/storeschema.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <array>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// Each thread that reads has a connection of its own, closed when the thread ends.
class ReadConnection
{
public:
    ~ReadConnection()
    {
        if (!m_name.isEmpty())
            QSqlDatabase::removeDatabase(m_name);
    }

    Result<QSqlDatabase> open(const QString &file)
    {
        if (m_file == file)
            return QSqlDatabase::database(m_name);
        if (!m_name.isEmpty())
            QSqlDatabase::removeDatabase(m_name);
        m_name = u"reader-%1"_s.arg(QUuid::createUuid().toString(QUuid::Id128));
        m_file = file;
        return openDatabase(file, m_name);
    }

private:
    QString m_name;
    QString m_file;
};

Result<QSqlDatabase> readConnection(const QString &file)
{
    thread_local ReadConnection connection;
    return connection.open(file);
}

nlohmann::json texts(const QStringList &list)
{
    nlohmann::json json = nlohmann::json::array();
    for (const QString &text : list)
        json.push_back(toStd(text));
    return json;
}

QStringList textsOf(const nlohmann::json &json)
{
    QStringList list;
    for (const nlohmann::json &item : json)
        list << toQt(item);
    return list;
}

nlohmann::json jsonOf(const QVariant &value)
{
    const QByteArray text = value.toByteArray();
    nlohmann::json json = nlohmann::json::parse(text.cbegin(), text.cend(), nullptr, false);
    return json.is_discarded() ? nlohmann::json() : json;
}

QString textOfJson(const nlohmann::json &json)
{
    return QString::fromUtf8(dump(json));
}

/// SQLite tells NULL from "": a null QString would be bound as NULL.
QVariant text(const QString &value)
{
    return value.isNull() ? QVariant(u""_s) : QVariant(value);
}

nlohmann::json number(const std::optional<double> &value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

std::optional<double> numberOf(const nlohmann::json &json, const char *key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

const QString jobColumns = u"id, url, slug, title, status, stage, message, needs, options, origin, score, standard_error, views, "
                           "self_reported, metric, higher_is_better, proxy_metric, path, warnings, error, created, finished, job_seconds"_s;
// The place in the queue is written by its own functions only: the job's thread must not take a move back.
const QString readColumns = jobColumns + u", position"_s;

QVariantList valuesOf(const Job &job)
{
    return {text(job.id), text(job.url), text(job.slug), text(job.title), word(job.status), text(job.stage),
            text(job.message), text(job.needs), textOfJson(job.options.toJson()), text(word(job.origin)),
            job.score.mean ? QVariant(*job.score.mean) : QVariant(), job.score.standardError, job.score.views,
            job.score.selfReported, text(job.metric), job.higherIsBetter, job.proxyMetric, text(job.path),
            textOfJson(texts(job.warnings)), textOfJson(toJson(job.error)), rfc3339(job.created),
            job.finished.isValid() ? QVariant(rfc3339(job.finished)) : QVariant(), job.jobSeconds};
}

Job jobFromRow(const QSqlQuery &row)
{
    Job job;
    int column = 0;
    const auto next = [&] { return row.value(column++); };
    job.id = next().toString();
    job.url = next().toString();
    job.slug = next().toString();
    job.title = next().toString();
    job.status = jobStatus(next().toString());
    job.stage = next().toString();
    job.message = next().toString();
    job.needs = next().toString();
    job.options = JobOptions::fromJson(jsonOf(next()));
    job.origin = origin(next().toString());
    const QVariant score = next();
    if (!score.isNull())
        job.score.mean = score.toDouble();
    job.score.standardError = next().toDouble();
    job.score.views = next().toInt();
    job.score.selfReported = next().toBool();
    job.metric = next().toString();
    job.higherIsBetter = next().toBool();
    job.proxyMetric = next().toBool();
    job.path = next().toString();
    job.warnings = textsOf(jsonOf(next()));
    job.error = errorFromJson(jsonOf(next()));
    job.created = QDateTime::fromString(next().toString(), Qt::ISODateWithMs);
    job.finished = QDateTime::fromString(next().toString(), Qt::ISODateWithMs);
    job.jobSeconds = next().toDouble();
    job.position = next().toDouble();
    return job;
}

Result<> writeJob(QSqlDatabase &db, const Job &job)
{
    static const QString sql = [] {
        QStringList sets;
        for (const QString &column : jobColumns.split(u", "_s))
            sets << column + u" = ?"_s;
        return u"UPDATE jobs SET %1 WHERE id = ?"_s.arg(sets.join(u", "_s));
    }();
    return execute(db, sql, valuesOf(job) << job.id);
}

Result<double> lastPlace(QSqlDatabase &db, const QString &job)
{
    return execute(db, u"UPDATE jobs SET position = (SELECT MAX(position) + 1 FROM jobs) WHERE id = ?"_s, {job}).and_then([&]() -> Result<double> {
        QSqlQuery query(db);
        if (!query.exec(u"SELECT MAX(position) FROM jobs"_s) || !query.next())
            return tl::unexpected(storeError(query.lastError().text()));
        return query.value(0).toDouble();
    });
}

nlohmann::json toJson(const SealedScore &score)
{
    return {{"mean", number(score.mean)}, {"standard_error", score.standardError}, {"views", score.views},
            {"self_reported", score.selfReported}};
}

SealedScore scoreFromJson(const nlohmann::json &json)
{
    return {.mean = numberOf(json, "mean"),
            .standardError = json.value("standard_error", 0.0),
            .views = json.value("views", 0),
            .selfReported = json.value("self_reported", false)};
}

Attempt attemptFromRow(const QSqlQuery &row)
{
    const nlohmann::json json = jsonOf(row.value(1));
    Attempt attempt;
    attempt.no = row.value(0).toInt();
    attempt.origin = origin(textOf(json, "origin"));
    attempt.name = textOf(json, "name");
    attempt.program = textOf(json, "program");
    attempt.programHash = textOf(json, "program_hash");
    attempt.state = attemptState(textOf(json, "state"));
    attempt.outcome = textOf(json, "outcome");
    attempt.sentence = textOf(json, "sentence");
    attempt.score = scoreFromJson(json.value("score", nlohmann::json::object()));
    attempt.ownScore = numberOf(json, "own_score");
    attempt.realValid = json.value("real_valid", false);
    attempt.submission = textOf(json, "submission");
    attempt.warnings = textsOf(json.value("warnings", nlohmann::json::array()));
    attempt.best = json.value("best", false);
    return attempt;
}

nlohmann::json toJson(const Attempt &attempt)
{
    return {{"origin", toStd(word(attempt.origin))}, {"name", toStd(attempt.name)},
            {"program", toStd(attempt.program)},     {"program_hash", toStd(attempt.programHash)},
            {"state", toStd(word(attempt.state))},   {"outcome", toStd(attempt.outcome)},
            {"sentence", toStd(attempt.sentence)},   {"score", toJson(attempt.score)},
            {"own_score", number(attempt.ownScore)}, {"real_valid", attempt.realValid},
            {"submission", toStd(attempt.submission)}, {"warnings", texts(attempt.warnings)},
            {"best", attempt.best}};
}

nlohmann::json toJson(const Run &run)
{
    nlohmann::json replicates = nlohmann::json::array();
    for (const auto &replicate : run.replicates)
        replicates.push_back(number(replicate));
    return {{"outcome", toStd(run.outcome)},       {"sentence", toStd(run.sentence)},
            {"seconds", run.seconds},              {"limit_s", run.limitSeconds},
            {"peak_memory", run.peakMemory},       {"valid", run.valid},
            {"submission", toStd(run.submission)}, {"repaired", run.repaired},
            {"findings", run.findings},            {"own_score", number(run.ownScore)},
            {"value", number(run.value)},          {"undefined", toStd(run.undefined)},
            {"replicates", replicates},            {"warnings", texts(run.warnings)},
            {"badges", texts(run.badges)}};
}

Run runFromRow(const QSqlQuery &row)
{
    const nlohmann::json json = jsonOf(row.value(2));
    Run run;
    run.attempt = row.value(0).toInt();
    run.view = row.value(1).toString();
    run.outcome = textOf(json, "outcome");
    run.sentence = textOf(json, "sentence");
    run.seconds = json.value("seconds", 0.0);
    run.limitSeconds = json.value("limit_s", 0.0);
    run.peakMemory = json.value("peak_memory", qint64(0));
    run.valid = json.value("valid", false);
    run.submission = textOf(json, "submission");
    run.repaired = json.value("repaired", false);
    run.findings = json.value("findings", nlohmann::json::array());
    run.ownScore = numberOf(json, "own_score");
    run.value = numberOf(json, "value");
    run.undefined = textOf(json, "undefined");
    for (const nlohmann::json &replicate : json.value("replicates", nlohmann::json::array()))
        run.replicates.push_back(replicate.is_number() ? std::optional(replicate.get<double>()) : std::nullopt);
    run.warnings = textsOf(json.value("warnings", nlohmann::json::array()));
    run.badges = textsOf(json.value("badges", nlohmann::json::array()));
    return run;
}

StageEvent eventFromRow(const QSqlQuery &row)
{
    return {.stage = row.value(0).toString(),
            .state = row.value(1).toString(),
            .seconds = row.value(2).toDouble(),
            .at = QDateTime::fromString(row.value(3).toString(), Qt::ISODateWithMs)};
}

Submission submissionFromRow(const QSqlQuery &row)
{
    Submission submission = Submission::fromJson(jsonOf(row.value(1)));
    submission.no = row.value(0).toLongLong();
    return submission;
}

Result<> insertEvent(QSqlDatabase &db, const QString &job, const StageEvent &event)
{
    return execute(db, u"INSERT INTO stage_events (job, stage, state, seconds, at) VALUES (?, ?, ?, ?, ?)"_s,
                   {job, event.stage, event.state, event.seconds, rfc3339(event.at)});
}

} // namespace

JobStore::JobStore(QString file) : m_file(std::move(file)) {}

Result<std::unique_ptr<JobStore>> JobStore::open(const Paths &paths)
{
    std::unique_ptr<JobStore> store(new JobStore(paths.database()));
    Result<QSqlDatabase> db = readConnection(store->m_file);
    if (!db)
        return tl::unexpected(db.error());
    QSqlQuery check(*db);
    const bool read = check.exec(u"PRAGMA quick_check"_s) && check.next();
    const QString why = check.lastError().text();
    if (!read && !why.contains(u"not a database"_s) && !why.contains(u"malformed"_s))
        return tl::unexpected(storeError(why)); // no fault of the file
    if (!read || check.value(0).toString() != u"ok"_s)
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The job database %1 is damaged."_s.arg(store->m_file),
                                    .code = u"database_damaged"_s,
                                    .nextStep = u"Put a backup in its place, or move it away to begin a new history; the jobs' files stay."_s,
                                    .detail = why});
    check.finish();
    if (const Result<> migrated = migrate(*db, store->m_file); !migrated)
        return tl::unexpected(migrated.error());
    QFile::setPermissions(store->m_file, QFile::ReadOwner | QFile::WriteOwner);
    store->m_writer = std::make_unique<StoreWriter>(store->m_file);
    const QString fresh = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (const Result<> named = store->m_writer->write([&](QSqlDatabase &writer) {
            return execute(writer, u"INSERT OR IGNORE INTO meta (key, value) VALUES ('instance', ?)"_s, {fresh});
        });
        !named)
        return tl::unexpected(named.error());
    QSqlQuery query(*db);
    if (!query.exec(u"SELECT value FROM meta WHERE key = 'instance'"_s) || !query.next())
        return tl::unexpected(storeError(query.lastError().text()));
    store->m_instance = query.value(0).toString();
    return store;
}

template <typename Row>
Result<QList<Row>> JobStore::select(const QString &sql, const QVariantList &values, Row (*fromRow)(const QSqlQuery &)) const
{
    mayBlock();
    Result<QSqlDatabase> db = readConnection(m_file);
    if (!db)
        return tl::unexpected(db.error());
    QSqlQuery query(*db);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return tl::unexpected(storeError(query.lastError().text()));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return tl::unexpected(storeError(query.lastError().text()));
    QList<Row> rows;
    while (query.next())
        rows << fromRow(query);
    if (query.lastError().isValid())
        return tl::unexpected(storeError(query.lastError().text()));
    return rows;
}

Result<double> JobStore::insert(const Job &job)
{
    double position = 0;
    return m_writer
        ->write([&](QSqlDatabase &db) {
            const QVariantList values = valuesOf(job);
            const QString marks = QStringList(values.size(), u"?"_s).join(u", "_s);
            return execute(db, u"INSERT INTO jobs (%1) VALUES (%2)"_s.arg(jobColumns, marks), values)
                .and_then([&] { return lastPlace(db, job.id); })
                .map([&position](double place) { position = place; });
        })
        .map([&position] { return position; });
}

Result<> JobStore::update(const Job &job)
{
    return m_writer->write([&job](QSqlDatabase &db) { return writeJob(db, job); });
}

Result<Job> JobStore::job(const QString &id) const
{
    mayBlock();
    return select<Job>(u"SELECT %1 FROM jobs WHERE id = ?"_s.arg(readColumns), {id}, jobFromRow)
        .and_then([&id](const QList<Job> &found) -> Result<Job> {
            if (!found.isEmpty())
                return found.front();
            return tl::unexpected(Error{.kind = Error::Kind::NotFound,
                                        .message = u"There is no job %1."_s.arg(id),
                                        .code = u"unknown_job"_s,
                                        .nextStep = u"See --list."_s});
        });
}

Result<QList<Job>> JobStore::jobs(const QString &status) const
{
    const QString where = status.isEmpty() ? QString() : u" AND status = ?"_s;
    return select<Job>(u"SELECT %1 FROM jobs WHERE removed = 0%2 ORDER BY no DESC"_s.arg(readColumns, where),
                       status.isEmpty() ? QVariantList{} : QVariantList{status}, jobFromRow);
}

Result<QList<Job>> JobStore::unfinished() const
{
    return select<Job>(u"SELECT %1 FROM jobs WHERE removed = 0 AND status IN ('pending', 'processing', 'paused') ORDER BY position, no"_s.arg(readColumns),
                       {}, jobFromRow);
}

Result<> JobStore::setRemoved(const QStringList &jobs, bool removed)
{
    return m_writer->write([&](QSqlDatabase &db) -> Result<> {
        QSqlQuery last(db);
        if (!last.exec(u"SELECT MAX(removed) FROM jobs"_s) || !last.next())
            return tl::unexpected(storeError(last.lastError().text()));
        const qint64 number = removed ? last.value(0).toLongLong() + 1 : 0; // of this removal; all its jobs have the same
        last.finish();
        for (const QString &job : jobs) {
            if (const Result<> done = execute(db, u"UPDATE jobs SET removed = ? WHERE id = ?"_s, {number, job}); !done)
                return done;
        }
        return {};
    });
}

Result<QStringList> JobStore::lastRemoved() const
{
    return select<QString>(u"SELECT id FROM jobs WHERE removed > 0 AND removed = (SELECT MAX(removed) FROM jobs) ORDER BY no"_s, {},
                           [](const QSqlQuery &row) { return row.value(0).toString(); });
}

Result<double> JobStore::moveToEnd(const QString &job)
{
    double position = 0;
    return m_writer
        ->write([&](QSqlDatabase &db) { return lastPlace(db, job).map([&position](double place) { position = place; }); })
        .map([&position] { return position; });
}

Result<> JobStore::place(const Places &places)
{
    return m_writer->write([&](QSqlDatabase &db) -> Result<> {
        for (auto place = places.cbegin(); place != places.cend(); ++place) {
            if (const Result<> done = execute(db, u"UPDATE jobs SET position = ? WHERE id = ?"_s, {place.value(), place.key()}); !done)
                return done;
        }
        return {};
    });
}

Result<> JobStore::rewind(const Job &job, const QStringList &stages, bool attemptsToo)
{
    return m_writer->write([&](QSqlDatabase &db) -> Result<> {
        for (const QString &stage : stages) {
            if (const Result<> gone = execute(db, u"DELETE FROM stage_results WHERE job = ? AND stage = ?"_s, {job.id, stage}); !gone)
                return gone;
        }
        for (const QString &table : attemptsToo ? QStringList{u"attempts"_s, u"runs"_s} : QStringList()) {
            if (const Result<> gone = execute(db, u"DELETE FROM %1 WHERE job = ?"_s.arg(table), {job.id}); !gone)
                return gone;
        }
        return writeJob(db, job);
    });
}

Result<nlohmann::json> JobStore::stageResult(const QString &job, const QString &stage) const
{
    mayBlock();
    return select<nlohmann::json>(u"SELECT result FROM stage_results WHERE job = ? AND stage = ?"_s, {job, stage},
                                  [](const QSqlQuery &row) { return jsonOf(row.value(0)); })
        .map([](const QList<nlohmann::json> &found) { return found.isEmpty() ? nlohmann::json() : found.front(); });
}

Result<> JobStore::finishStage(const Job &job, const QString &stage, const nlohmann::json &result, double seconds)
{
    return m_writer->write([&](QSqlDatabase &db) {
        return execute(db, u"INSERT OR REPLACE INTO stage_results (job, stage, result) VALUES (?, ?, ?)"_s,
                       {job.id, stage, textOfJson(result)})
            .and_then([&] {
                return insertEvent(db, job.id,
                                   {.stage = stage, .state = u"finished"_s, .seconds = seconds, .at = QDateTime::currentDateTimeUtc()});
            })
            .and_then([&] { return writeJob(db, job); });
    });
}

Result<> JobStore::addStageEvent(const QString &job, const StageEvent &event)
{
    return m_writer->write([&](QSqlDatabase &db) { return insertEvent(db, job, event); });
}

Result<QList<StageEvent>> JobStore::stageEvents(const QString &job) const
{
    return select<StageEvent>(u"SELECT stage, state, seconds, at FROM stage_events WHERE job = ? ORDER BY no"_s, {job}, eventFromRow);
}

Result<> JobStore::save(const QString &job, const Attempt &attempt)
{
    return m_writer->write([&](QSqlDatabase &db) {
        return execute(db, u"INSERT OR REPLACE INTO attempts (job, no, detail) VALUES (?, ?, ?)"_s,
                       {job, attempt.no, textOfJson(toJson(attempt))});
    });
}

Result<QList<Attempt>> JobStore::attempts(const QString &job) const
{
    return select<Attempt>(u"SELECT no, detail FROM attempts WHERE job = ? ORDER BY no"_s, {job}, attemptFromRow);
}

Result<> JobStore::save(const QString &job, const Run &run)
{
    return m_writer->write([&](QSqlDatabase &db) {
        return execute(db, u"INSERT OR REPLACE INTO runs (job, attempt, view, detail) VALUES (?, ?, ?, ?)"_s,
                       {job, run.attempt, run.view, textOfJson(toJson(run))});
    });
}

Result<QList<Run>> JobStore::runs(const QString &job) const
{
    return select<Run>(u"SELECT attempt, view, detail FROM runs WHERE job = ? ORDER BY attempt, rowid"_s, {job}, runFromRow);
}

Result<qint64> JobStore::insert(const Submission &submission)
{
    qint64 no = 0;
    return m_writer
        ->write([&](QSqlDatabase &db) -> Result<> {
            if (const Result<> added = execute(db, u"INSERT INTO submissions (job, open, detail) VALUES (?, ?, ?)"_s,
                                               {submission.job, submission.isOpen(), textOfJson(submission.toJson())});
                !added)
                return added;
            QSqlQuery query(db);
            if (!query.exec(u"SELECT last_insert_rowid()"_s) || !query.next())
                return tl::unexpected(storeError(query.lastError().text()));
            no = query.value(0).toLongLong();
            return {};
        })
        .map([&no] { return no; });
}

Result<> JobStore::update(const Submission &submission)
{
    return m_writer->write([&](QSqlDatabase &db) {
        return execute(db, u"UPDATE submissions SET open = ?, detail = ? WHERE no = ?"_s,
                       {submission.isOpen(), textOfJson(submission.toJson()), submission.no});
    });
}

Result<QList<Submission>> JobStore::submissions(const QString &job) const
{
    return select<Submission>(u"SELECT no, detail FROM submissions WHERE job = ? ORDER BY no"_s, {job}, submissionFromRow);
}

Result<QList<Submission>> JobStore::openSubmissions() const
{
    return select<Submission>(u"SELECT no, detail FROM submissions WHERE open = 1 ORDER BY no"_s, {}, submissionFromRow);
}

} // namespace solver
