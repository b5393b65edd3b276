// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

/// Built-in programs: fixed Python files with one `CONTRACT = {…}` literal on top. Pure functions, thread-safe.
namespace solver {

/// A JSON value as a Python expression of at most about 118 columns where it can be broken.
///
/// Text is quoted so that whatever stands in it stays text: quotes, backslashes, line breaks, characters beyond the
/// basic plane and all that do not print (with them marks that turn the direction of writing) are escaped.
QByteArray pythonLiteral(const nlohmann::ordered_json &value);

/// What the floor has to know of a competition's files, made from `contract.json`. The shape is described on top of
/// `resources/templates/floor.py`. Names of files, columns and classes come out as they went in.
///
/// \param contract  `contract.json`, version 1
/// \param slug      name of the folder below /kaggle/input
/// \return Kind::BadData with one sentence when nothing can be learned: no train or test table, no target, a kind of
///         prediction that is not numbers, labels or probabilities, or no usable feature (code `no_features`)
Result<nlohmann::ordered_json> floorContract(const nlohmann::json &contract, const QString &slug);

/// The floor as a whole program: the literal of floorContract() on top of the template.
///
/// \param templateText  `resources/templates/floor.py`
Result<QByteArray> floorProgram(const nlohmann::json &contract, const QString &slug, const QByteArray &templateText);

} // namespace solver
