// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>
#include <stop_token>

namespace solver {

/// Bytes of all files below \a folder, as their sizes say; links are not followed. Blocks, perhaps for long.
/// \param without  folders that are not looked into
/// \return nothing when it was stopped; what cannot be read counts as 0
std::optional<qint64> folderBytes(const QString &folder, const QStringList &without, const std::stop_token &stop);

} // namespace solver
