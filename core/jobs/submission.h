// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace solver {

/// A file that a person had sent to Kaggle, and what became of it.
struct Submission {
    enum class State {
        Ordered, ///< on its way
        Waiting, ///< Kaggle has it and scores it
        Scored,
        Failed,  ///< not taken, or not scored; \a sentence says why
    };
    qint64 no = 0;        ///< in the history
    QString job{};
    int attempt = 0;      ///< whose file it is
    QString slug{};
    QString file{};       ///< a copy: the job's own file may be replaced by another attempt's
    QString fileHash{};   ///< SHA-256, hex
    QString message{};
    QString marker{};     ///< ends the description on Kaggle
    int dailyLimit = 0;   ///< of the competition; 0: not known
    State state = State::Ordered;
    QString sentence{};
    qint64 ref = 0;       ///< Kaggle's number; 0: not yet
    QString publicScore{}; ///< as Kaggle writes it; empty: none
    QString privateScore{};
    QString error{};      ///< Kaggle's own words for a file that it could not score, in full
    QStringList findings{}; ///< of ours that look for the same: V06 …
    qint64 rank = 0;      ///< of the account on the leaderboard; 0: not known
    qint64 teams = 0;
    QDateTime ordered{};
    QDateTime ended{};

    bool isOpen() const { return state == State::Ordered || state == State::Waiting; }
    nlohmann::json toJson() const;
    static Submission fromJson(const nlohmann::json &json);
};

/// ordered, waiting, scored or failed.
QString word(Submission::State state);

} // namespace solver
