// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/validation.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

namespace solver {

/// `valid`, `valid_after_repair`, `invalid`: the words of JSON and of the database.
QString verdictWord(Verdict verdict);
/// `warning`, `error`.
QString severityWord(Severity severity);

/// The object of `--validate --json` (user-interface specification, section 6): verdict, findings, repaired (null
/// where no file was written), and records. Messages include the repair where one was made.
nlohmann::json toJson(const Validation &validation);

/// The same for a person: the verdict, then a line a finding. Ends with a line end.
QString toText(const Validation &validation);

} // namespace solver
