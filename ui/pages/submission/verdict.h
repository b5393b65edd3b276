// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"
#include "models/findingmodel.h"

namespace solver {

/// What a job's page says about its file: which one is shown, and how it was judged. Pure.
struct SubmissionVerdict {
    enum class State {
        None,     ///< no file yet, or none any more
        Constant, ///< the valid file that stands before any program ran
        Valid,
        Repaired, ///< valid, and some errors of the program's file were repaired
        Invalid,  ///< no valid file; the last one that a program wrote is shown
    };
    State state = State::None;
    QString path{};     ///< of the file shown; empty with None
    QString original{}; ///< what the program wrote, where the file shown is a repaired one
    QList<ShownFinding> findings{};
    QString reason{};   ///< None: why there is no file; Invalid: why it is not; a sentence
    int attempt = -1;   ///< whose file it is
    QString previous{}; ///< the file of the best other attempt that has a valid one; empty: there is none
    bool operator==(const SubmissionVerdict &) const = default;

    bool isValid() const { return state == State::Constant || state == State::Valid || state == State::Repaired; }
    QString title() const;
    /// \param rows  of the file, if known
    QString text(std::optional<qint64> rows) const;
};

SubmissionVerdict submissionVerdict(const JobDetails &details);

} // namespace solver
