// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

/// What Kaggle's messages hold of use to us. Everything in them may be absent; integers may be strings; unknown words of an
/// enumeration stay words (specification of Kaggle's API, 1.7).
namespace solver::kaggle {

/// A competition as `GetCompetition` tells it.
struct Competition {
    qint64 id = 0;
    QString slug{}; ///< in Kaggle's own spelling
    QString title{};
    QString description{}; ///< one line
    QString category{};    ///< Featured, Playground, Community …
    QString reward{};
    QStringList tags{};
    QDateTime deadline{};           ///< UTC; invalid: not told
    QDateTime newEntrantDeadline{}; ///< UTC; invalid: none
    qint64 teamCount = 0;
    int maxDailySubmissions = 0; ///< 0: not told
    std::optional<qint64> userRank{};
    QString evaluationMetric{}; ///< Kaggle's display name; may be empty
    bool userHasEntered = false;
    bool notebookOnly = false;
    bool submissionsDisabled = false;

    static Competition fromJson(const nlohmann::json &json);
    /// Kaggle's names again, for a file that fromJson() reads.
    nlohmann::json toJson() const;
};

/// A file of the listing.
struct DataFile {
    QString name{}; ///< `/` between the folders; not yet made safe
    qint64 bytes = 0;
};

/// What may still be sent today.
struct SubmissionLimits {
    int today = 0;      ///< valid ones since 00:00 UTC
    int total = 0;
    int allowedNow = 0;
    bool limitedByTotal = false;
};

/// A submission as Kaggle sees it.
struct Submission {
    enum class Status { Pending, Complete, Error };
    qint64 ref = 0;
    Status status = Status::Pending;
    QString description{};
    QString error{}; ///< why it could not be scored, as Kaggle gives it
    QString publicScore{};
    QString privateScore{};
    QString fileName{};
    QDateTime date{};

    static Submission fromJson(const nlohmann::json &json);
};

/// Place for the bytes of a submission.
struct Upload {
    QString token{};
    QString url{}; ///< a secret: whoever has it can write there
};

// Members of a message, whatever their spelling.
qint64 integerOf(const nlohmann::json &object, const char *key, qint64 fallback = 0);
bool flagOf(const nlohmann::json &object, const char *key);
/// UTC; invalid when absent or no date. Fractions of a second may have nine digits.
QDateTime dateOf(const nlohmann::json &object, const char *key);

} // namespace solver::kaggle
