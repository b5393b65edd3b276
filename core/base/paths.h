// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace solver {

/// The folders of one installation. Two processes with the same data folder are the same installation.
struct Paths {
    QString data;   ///< database, job folders, lock
    QString cache;  ///< competitions, wheels, unpacked assets: can be made again
    QString config; ///< settings.ini
    QString logs;   ///< application log

    /// \param dataDir folder that holds everything (`--data-dir`, `KCS_DATA_DIR`); empty: the XDG folders
    static Paths choose(const QString &dataDir);
    /// Makes the folders with owner-only rights; Kind::Storage with a sentence when that fails.
    Result<> create() const;

    QString database() const { return data + QStringLiteral("/solver.db"); }
    QString job(const QString &id) const { return data + QStringLiteral("/jobs/") + id; }
};

} // namespace solver
