// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "base/result.h"

#include <QStringList>

#include <nlohmann/json.hpp>

#include <stop_token>
#include <utility>

namespace solver {

/// The folder of one data hash in the shared cache: `<cache>/competitions/<slug>/<data hash>/`. Whatever stands in it
/// was put there whole, by one rename.
struct DataFolder {
    QString root{};
    QString slug{};

    QString data() const { return root + QStringLiteral("/data"); }
    QString pages() const { return root + QStringLiteral("/pages"); }
    QString request() const { return root + QStringLiteral("/request.json"); }
    QString contract() const { return root + QStringLiteral("/contract/contract.json"); }
    QString profile() const { return root + QStringLiteral("/contract/profile.json"); }
    QString constant() const { return root + QStringLiteral("/contract/constant.csv"); }
    QString sample() const { return root + QStringLiteral("/contract/sample.csv"); }
    QString contractFolder() const { return root + QStringLiteral("/contract"); }
    QString plan() const { return root + QStringLiteral("/plan.csv"); }
    QString views() const { return root + QStringLiteral("/views"); }
    /// The folder that is mounted for a program: `data/` itself for `real`.
    QString view(const QString &name) const
    {
        return name == QLatin1String("real") ? data() : views() + QLatin1Char('/') + name;
    }
    QString answers(const QString &view) const { return root + QStringLiteral("/answers/") + view; }
    /// A new, empty staging folder beside the others.
    Result<QString> staging() const;
    /// Makes the folder this caller's alone, among threads and processes, until the lock is destroyed. Blocks; returns
    /// Kind::Cancelled within 0.3 s of a stop.
    Result<class DataLock> lock(std::stop_token stop) const;
    /// Moves the view \a name from a staging folder of `kcs prepare views` into its place: checks its list of links, makes
    /// them, renames. A half-made view is never visible.
    Result<> publishView(const QString &staging, const QString &name) const;
};

/// Says that a job works with a data folder: it is not evicted meanwhile, by no process, and counts as used now.
class DataUse
{
public:
    explicit DataUse(const DataFolder &folder);
    DataUse(DataUse &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    DataUse &operator=(DataUse &&) = delete;
    ~DataUse();

private:
    int m_fd;
};

/// Removes data folders of the cache, the longest unused first, until all together take no more than \a limitBytes. Blocks.
/// \param competitions `<cache>/competitions`. \param keep roots of jobs that are not over
/// \return bytes that were freed
qint64 evictData(const QString &competitions, qint64 limitBytes, const QStringList &keep, std::stop_token stop);

/// Holds a data folder; the kernel drops it at any end of the process.
class DataLock
{
public:
    explicit DataLock(int fd) : m_fd(fd) {}
    DataLock(DataLock &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    DataLock &operator=(DataLock &&) = delete;
    ~DataLock();

private:
    int m_fd;
};

/// What stage acquire hands on: the data in the cache, and what a person and the pages said about it.
struct Dataset {
    DataFolder folder;
    QString dataHash{};
    QString title{};
    nlohmann::json request; ///< as `kcs prepare contract` reads it
    QStringList notes{};      ///< sentences for the person
};

} // namespace solver
