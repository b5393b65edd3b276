// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

namespace solver {

/// What a person pinned: members of `competition.json`, over which the options of the command line win.
/// An object with any of metric, direction, target, id, positive, group, time, header: a string or a list of strings.
using Overrides = nlohmann::json;

/// Reads and checks `competition.json`; Kind::BadData names the member that is wrong.
Result<Overrides> readOverrides(const QString &file);
/// \a wins over \a base, member by member.
Overrides merged(const Overrides &base, const Overrides &wins);

} // namespace solver
