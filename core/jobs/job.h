// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "submission/validation.h"

#include <QDateTime>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace solver {

enum class JobStatus { Pending, Processing, Completed, Failed, Cancelled, Paused };

/// Lower-case word as in the database, JSON and REST.
QString word(JobStatus status);
JobStatus jobStatus(const QString &word);
/// constant, baseline, candidate, blend, user; empty for Unknown.
QString word(Origin origin);
Origin origin(const QString &word);

/// What a person asked for with a job.
struct JobOptions {
    nlohmann::json overrides = nlohmann::json::object(); ///< metric, direction, target, id
    QStringList programs{};          ///< a person's own scripts, copied into the job's folder
    QString preset = QStringLiteral("standard");
    std::optional<int> timeLimit{};  ///< seconds; replaces the preset's
    quint64 seed = 0;
    bool tablesOnly = false;         ///< of Kaggle's data only tables and small files
    bool submit = false;             ///< sends the result to Kaggle
    QString submitMessage{};         ///< empty: one that tells origin and score

    nlohmann::json toJson() const;
    static JobOptions fromJson(const nlohmann::json &json);
};

/// Times of a preset (specification of solution generation 8.3).
struct PresetTimes {
    int jobSeconds;
    int runSeconds; ///< cap of one run
};
PresetTimes presetTimes(const QString &preset);

/// A sealed score as people see it.
struct SealedScore {
    std::optional<double> mean{};
    double standardError = 0;
    int views = 0;          ///< in which it is defined
    bool selfReported = false;
};

/// A job as it stands.
struct Job {
    QString id{};
    QString url{};      ///< as it was given: demo, a folder, a slug
    QString slug{};
    QString title{};
    JobStatus status = JobStatus::Pending;
    QString stage{};
    QString message{};  ///< one sentence: what it does, or how it ended
    QString needs{};    ///< what a person must do, as a code; empty: nothing
    JobOptions options{};
    Origin origin = Origin::Unknown;
    SealedScore score{};
    QString metric{};
    bool higherIsBetter = true;
    bool proxyMetric = false;
    QString path{};     ///< of the valid submission; empty: none yet
    QStringList warnings{};
    Error error{};    ///< why it failed
    QDateTime created{};
    QDateTime finished{};
    double jobSeconds = 0; ///< in which it ran containers
    double position = 0;   ///< in the queue: the lowest goes first; means nothing once the job is over

    /// For its turn, and for nothing else.
    bool isQueued() const { return status == JobStatus::Pending && needs.isEmpty(); }
    bool isOver() const { return status == JobStatus::Completed || status == JobStatus::Failed || status == JobStatus::Cancelled; }
};

/// A program that was tried. Number 0 is the constant.
struct Attempt {
    enum class State { Written, Screened, Scored, Failed };
    int no = 0;
    Origin origin = Origin::Unknown;
    QString name{};      ///< for people: Constant, LightGBM floor, my.py
    QString program{};   ///< solution.py; empty for the constant
    QString programHash{};
    State state = State::Written;
    QString outcome{};   ///< class: OK, EXCEPTION, TIMEOUT …
    QString sentence{};  ///< why, or what is remarkable
    SealedScore score{};
    std::optional<double> ownScore{}; ///< last `score:` line of its real or first run
    bool realValid = false;
    QString submission{}; ///< its valid real file
    QStringList warnings{};
    bool best = false;
};
QString word(Attempt::State state);
Attempt::State attemptState(const QString &word);

/// One program in one view.
struct Run {
    int attempt = 0;
    QString view{};
    QString outcome{};
    QString sentence{};
    double seconds = 0;
    double limitSeconds = 0;
    qint64 peakMemory = 0;
    bool valid = false;
    QString submission{}; ///< accepted file, perhaps repaired
    bool repaired = false;
    nlohmann::json findings = nlohmann::json::array();
    std::optional<double> ownScore{};
    std::optional<double> value{}; ///< sealed score in this view
    QString undefined{};
    std::vector<std::optional<double>> replicates{};
    QStringList warnings{};
    QStringList badges{};          ///< codes of `kcs score`: worse_than_constant, classes_swapped, optimum
};

/// A stage began or ended.
struct StageEvent {
    QString stage{};
    QString state{}; ///< started, finished, failed
    double seconds = 0;
    QDateTime at{};
};

nlohmann::json toJson(const Error &error);
Error errorFromJson(const nlohmann::json &json);

} // namespace solver
