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
/// A text has no range; it may be one of some words.
template <> struct Key<const char *> {
    const char *name;
    const char *variable;
    const char *fallback;
    const char *choices = nullptr; ///< words with blanks between; none: any text
};

/// Every setting there is.
namespace keys {
inline constexpr Key<int> parallelJobs{"jobs/parallel", "KCS_JOBS", 50, 1, 50};
inline constexpr Key<int> containers{"sandbox/containers", "KCS_CONTAINERS", 0, 0, 64};         ///< 0: by cores
inline constexpr Key<int> memoryPerRunMb{"sandbox/memory_mb", "KCS_MEMORY_MB", 0, 0, 1 << 20};   ///< 0: by memory
inline constexpr Key<int> diskFloorMb{"sandbox/disk_floor_mb", "KCS_DISK_FLOOR_MB", 0, 0, 1 << 30}; ///< 0: by disk
inline constexpr Key<const char *> engine{"sandbox/engine", "KCS_ENGINE", "docker"};             ///< client program
inline constexpr Key<const char *> baseImage{"sandbox/base_image", "KCS_BASE_IMAGE", ""};        ///< pulled base
inline constexpr Key<int> cacheLimitGb{"cache/limit_gb", "KCS_CACHE_GB", 0, 0, 1 << 20}; ///< of competitions' data; 0: a quarter of the disk
inline constexpr Key<const char *> caFile{"network/ca_file", "KCS_CA_FILE", ""}; ///< certificates of a company's proxy
inline constexpr Key<const char *> kaggleUrl{"kaggle/url", "KCS_KAGGLE_URL", "https://api.kaggle.com"};
/// Hosts, with blanks or commas between, that downloads may come from and uploads go to.
inline constexpr Key<const char *> kaggleStorageHosts{"kaggle/storage_hosts", "KCS_KAGGLE_STORAGE_HOSTS", "storage.googleapis.com"};
inline constexpr Key<int> kaggleCallsPerMinute{"kaggle/calls_per_minute", "KCS_KAGGLE_CALLS_PER_MINUTE", 60, 1, 60'000};
/// Messages of the desktop: never, while another program is in front, always.
inline constexpr Key<const char *> notifications{"notifications/desktop", "KCS_NOTIFICATIONS", "away", "off away always"};
} // namespace keys

/// Values by precedence: option of this start, environment, settings.ini, default. Read through the table above, never
/// by string. Not changed after the start, so any thread may read; what is written later is in reread().
class Settings
{
public:
    /// Where a value comes from.
    enum class Source { Default, File, Environment, Option };

    /// \param file settings.ini; need not exist
    explicit Settings(const QString &file);

    /// A value given on the command line.
    template <typename T> void override(const Key<T> &key, const QVariant &value) { m_overrides[key.name] = value; }

    int value(const Key<int> &key) const;
    QString value(const Key<const char *> &key) const;
    template <typename T> Source source(const Key<T> &key) const { return source(key.name, key.variable); }

    QString file() const { return m_path; }
    /// The same options over the file as it is now. Blocks.
    Settings reread() const;

private:
    QVariant lookUp(const char *name, const char *variable) const;
    Source source(const char *name, const char *variable) const;

    QString m_path;
    QHash<QByteArray, QVariant> m_overrides;
    QHash<QByteArray, QVariant> m_file;
};

// Writing blocks, for as long as the disk takes; call it in any thread but the window's. The file is replaced as a whole,
// and keeps what it holds of other keys. A default is not written but taken out, so that a later version may have another.
/// \return Kind::BadData when \a value is outside the key's range, Kind::Storage when the file cannot be written
Result<> writeSetting(const QString &file, const Key<int> &key, int value);
/// \return Kind::BadData when \a value is none of the key's words, Kind::Storage when the file cannot be written
Result<> writeSetting(const QString &file, const Key<const char *> &key, const QString &value);

} // namespace solver
