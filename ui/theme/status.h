// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

namespace solver {

struct Theme;

/// The eight statuses of a job by their keys: pending, processing, completed, completed-warnings, needs-you, failed,
/// paused, cancelled. Shape, word and colour always stand together.
QString statusWord(const QString &key);
QString statusIcon(const QString &key);
QColor statusColour(const Theme &theme, const QString &key);

} // namespace solver
