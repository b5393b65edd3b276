// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QHash>
#include <QString>
#include <QVariant>


namespace solver {

/// One setting: its name in settings.ini, its environment variable, its default, and the range of a number.
template <typename T> struct Key {
    const char *name;
    const char *variable;
    T fallback;
    T lowest{};
    T highest{};
};

/// Every setting there is.
namespace keys {
inline constexpr Key<int> parallelJobs{"jobs/parallel", "KCS_JOBS", 50, 1, 50};
inline constexpr Key<int> containers{"sandbox/containers", "KCS_CONTAINERS", 0, 0, 64};         ///< 0: by cores
inline constexpr Key<int> memoryPerRunMb{"sandbox/memory_mb", "KCS_MEMORY_MB", 0, 0, 1 << 20};   ///< 0: by memory
inline constexpr Key<int> diskFloorMb{"sandbox/disk_floor_mb", "KCS_DISK_FLOOR_MB", 0, 0, 1 << 30}; ///< 0: by disk
inline constexpr Key<const char *> engine{"sandbox/engine", "KCS_ENGINE", "docker"};             ///< client program
inline constexpr Key<const char *> baseImage{"sandbox/base_image", "KCS_BASE_IMAGE", ""};        ///< pulled base
} // namespace keys

/// Values by precedence: option of this start, environment, settings.ini, default. Read through the table above, never
/// by string. Not changed after the start, so any thread may read.
class Settings
{
public:
    /// \param file settings.ini; need not exist
    explicit Settings(const QString &file);

    /// A value given on the command line.
    template <typename T> void override(const Key<T> &key, const QVariant &value) { m_overrides[key.name] = value; }

    int value(const Key<int> &key) const;
    QString value(const Key<const char *> &key) const;

private:
    QVariant lookUp(const char *name, const char *variable) const;

    QHash<QByteArray, QVariant> m_overrides;
    QHash<QByteArray, QVariant> m_file;
};

} // namespace solver
