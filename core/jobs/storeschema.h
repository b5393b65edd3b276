// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QSqlDatabase>

namespace solver {

/// Brings the database up to date, step by step, after a copy beside it (`FILE.before-VERSION`); refuses one that a newer
/// program wrote (Kind::Setup, `database_newer`).
Result<> migrate(QSqlDatabase &db, const QString &file);

} // namespace solver
