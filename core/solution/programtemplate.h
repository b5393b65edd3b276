// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <nlohmann/json.hpp>

namespace solver {

/// The floor: the template with one `CONTRACT = {…}` literal on top, made from contract.json.
/// \return an Error with one sentence where there is no usable feature
Result<QByteArray> floorProgram(const nlohmann::json &contract, const QString &slug, const QByteArray &templateText);

} // namespace solver
