// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

/// What the validator is told besides the files, and what it answers. Codes: solution-generation.md section 10.
namespace solver {

enum class Severity { Warning, Error };

/// One kind of trouble in a submission, with its first places.
struct Finding {
    static constexpr qsizetype linesKept = 20;

    QString code{}; ///< V01 ... V25
    Severity severity = Severity::Error;
    qint64 count = 0;      ///< offenders: cells, records or ids, as the message says; at least 1
    QList<qint64> lines{}; ///< of the submission, rising, at most linesKept; empty where no line is to blame
    QString column{};      ///< the first column concerned; empty where it is not about one
    QString message{};     ///< one sentence with names and lines
    QString repair{};      ///< what the repaired file has instead, one sentence; empty where nothing can be done
    bool operator==(const Finding &) const = default;
};

enum class Verdict { Valid, ValidAfterRepair, Invalid };

/// The answer of the validator.
struct Validation {
    Verdict verdict = Verdict::Invalid;
    QList<Finding> findings{}; ///< of the file as it was given, by code
    /// The repaired file, empty where none was written. Also set with Verdict::Valid when only warnings were repaired
    /// (ids in another order): whoever needs the sample's order takes this one.
    QString repaired{};
    qint64 records = 0; ///< of the file as it was given, without the header
    qint64 bytes = 0;
    bool operator==(const Validation &) const = default;
};

/// Where a submission comes from.
enum class Origin { Unknown, Constant, Baseline, Candidate, Blend, User };

/// Facts of the run and of the platform. All may be missing: then what needs them (V20, V21, V25) is not judged.
struct RunFacts {
    Origin origin = Origin::Unknown;
    std::optional<bool> equalWhenSealed{}; ///< V21 was found in a sealed view, too; none: there was no such run
    std::optional<qint64> platformLimitBytes{}; ///< the largest file that the platform takes
    bool operator==(const RunFacts &) const = default;
};

} // namespace solver
