// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>
#include <stop_token>

namespace solver {

/// What a prediction column holds; the letters are those of the metric catalogue.
enum class PredictionKind {
    Probability,      ///< P: score of the positive class, 0 ... 1
    ClassProbability, ///< PM: one of several columns whose sum is 1
    LabelProbability, ///< ML: one of several independent probabilities
    Label,            ///< L
    Real,             ///< R
    NonNegative,      ///< R+
    Text,             ///< S
    Opaque,           ///< K, M, B: lists, masks, boxes; their grammar is not checked
};

/// The kind of a catalogue letter (P, PM, ML, L, R, R+, S, K, M, B); Text for any other.
PredictionKind predictionKind(const QString &letters);

struct PredictionColumn {
    QString name{};
    PredictionKind kind = PredictionKind::Real;
    QList<QByteArray> allowed{}; ///< labels as the sample or train spells them; empty: not known
    std::optional<double> low{}; ///< bounds that are an error to pass, besides those of the kind
    std::optional<double> high{};
    bool whole = false;      ///< only whole numbers make sense (ordinal labels, counts)
    bool mayBeEmpty = false; ///< the sample has empty cells here too
    bool operator==(const PredictionColumn &) const = default;
};

/// What a submission must look like, besides the sample file itself.
struct SubmissionFormat {
    QStringList idColumns{};   ///< together they name a record; empty: records count by their position
    QStringList echoColumns{}; ///< repeat the test data unchanged
    QList<PredictionColumn> predictions{};
    QString metric{};     ///< key in the catalogue; empty: not known
    QString layout{};     ///< as in the contract: single, multi_output, wide_classes ...
    bool guessed = false; ///< from the sample alone: what needs a contract is a warning then
    bool operator==(const SubmissionFormat &) const = default;

    /// From the competition's contract (solution-generation.md section 3).
    /// \return Kind::BadData when the columns of the sample are not in it
    static Result<SubmissionFormat> fromContract(const nlohmann::json &contract);

    /// Guesses from the first 10,000 records of a sample; names only break ties. Blocking.
    /// \return Kind::NotFound, Kind::BadData when the sample cannot be used
    static Result<SubmissionFormat> fromSample(const QString &sample, std::stop_token stop = {});
};

} // namespace solver
