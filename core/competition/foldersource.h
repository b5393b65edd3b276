// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "competition/archive.h"
#include "competition/datacache.h"
#include "competition/metriccatalogue.h"
#include "competition/overrides.h"

#include <optional>
#include <stop_token>

namespace solver {

/// What is to be taken in, and what is known of it beside its files.
struct Intake {
    QString path{};        ///< a folder or an archive
    QByteArray identity{}; ///< changes when the data do; empty: the files' own facts tell it
    QString title{};
    QString pages{};       ///< folder of Markdown pages that win over those among the files; empty: none
    QString metric{};      ///< as the platform calls it; empty: it does not say
    QString direction{};   ///< maximize or minimize, as its leaderboard is sorted; empty: not known
};

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
    Result<Dataset> acquire(const Intake &intake, const QString &slug, const Overrides &options, std::stop_token stop) const;
    /// The same data and options from an earlier time, if they are still there. The files need not be.
    std::optional<Dataset> known(const Intake &intake, const QString &slug, const Overrides &options) const;

private:
    struct Gathered {
        QStringList data;  ///< relative paths below the staging's data/
        QStringList notes;
        Overrides overrides;
    };

    Result<Gathered> gather(const QString &path, const QString &staging, std::stop_token stop) const;
    Result<> unpackInner(const QString &data, Gathered &gathered, std::stop_token stop) const;
    std::optional<MetricCatalogue::Match> metric(const Intake &intake, const QString &pages, QStringList &notes) const;
    nlohmann::json request(const Intake &intake, const QString &slug, const Overrides &overrides, const QString &pages,
                           QStringList &notes) const;
    QString competition(const QString &slug) const;
    QString index(const Intake &intake, const QString &slug, const Overrides &options) const;

    const Paths m_paths;
    const MetricCatalogue &m_catalogue;
    const archive::Limits m_limits;
};

} // namespace solver
