// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace solver {

/// What the delegates ask a model for, besides Qt's roles. All columns of a row answer alike, except to SortRole.
enum JobRole {
    StatusKeyRole = Qt::UserRole + 1, ///< QString: pending, processing, completed, completed-warnings, needs-you,
                                      ///< failed, paused, cancelled
    ActionTextRole,    ///< QString: button in the activity cell (readiness: at the right end); empty: none
    ProgressRole,      ///< double, 0 to 1; below 0: unknown; invalid: nothing is shown
    ProgressPartsRole, ///< QList<double>: shares of the stages; empty: one bar
    ProgressTextRole,  ///< QString: "step 3 of 5", shown where progress is unknown (readiness: beside the bar)
    MetricRole,        ///< QString
    DirectionRole,     ///< bool: higher is better
    SortRole,          ///< the column's raw value
};

/// Rows of attempts. Outcome: StatusKeyRole gives shape and colour, DisplayRole the word. Score: DisplayRole.
enum AttemptRole {
    SecondLineRole = SortRole + 1, ///< QString: reason of the next step, under the approach
    BestRole,                      ///< bool: the best so far
    ErrorTextRole,                 ///< QString: "± 0.0051"; empty: none
};

/// Findings about a submission. DisplayRole is the title.
enum FindingRole {
    SeverityRole = ErrorTextRole + 1, ///< QString: error, warning, info
    CountTextRole,                    ///< QString: "1,459 cells"
    SentenceRole,                     ///< QString, wrapped; also the sentence of a readiness line
    CodeRole,                         ///< QString: V14
    SeverityTextRole,                 ///< QString: "error, repaired"
};

/// Lines of the readiness list. DisplayRole is the name; StatusKeyRole, SentenceRole, ActionTextRole, Progress*Role as
/// above.
enum ReadinessRole {
    IconNameRole = SeverityTextRole + 1, ///< QString: icon at the left
    StateTextRole,                       ///< QString: ok, building, optional, missing
};

} // namespace solver
