// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "competition/archive.h"
#include "competition/datacache.h"
#include "competition/metriccatalogue.h"
#include "competition/overrides.h"

#include <functional>
#include <stop_token>

namespace solver {

/// Takes a folder, or an archive, that is laid out like a competition into the shared cache.
class FolderSource
{
public:
    FolderSource(Paths paths, const MetricCatalogue &catalogue, archive::Limits limits)
        : m_paths(std::move(paths)), m_catalogue(catalogue), m_limits(limits)
    {
    }

    /// Cheap look before anything is copied: is it a folder that may be used, and are there files in it?
    /// \return bytes that will be copied
    Result<qint64> inspect(const QString &path) const;

    /// Copies (by reflink where possible) into `<cache>/competitions/<slug>/<data hash>/data`, read-only, and the pages
    /// beside it. Data that is there already is not copied again. The person's own files are never changed.
    /// \param options what the command line pins; wins over competition.json
    Result<Dataset> acquire(const QString &path, const QString &slug, const Overrides &options, std::stop_token stop) const;

private:
    struct Gathered {
        QStringList data;  ///< relative paths below the staging's data/
        QStringList notes;
        Overrides overrides;
    };

    Result<Gathered> gather(const QString &path, const QString &staging, std::stop_token stop) const;
    Result<> unpackInner(const QString &data, Gathered &gathered, std::stop_token stop) const;
    Result<nlohmann::json> request(const QString &slug, const Overrides &overrides, const QString &pages) const;

    const Paths m_paths;
    const MetricCatalogue &m_catalogue;
    const archive::Limits m_limits;
};

} // namespace solver
