// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/permits.h"
#include "competition/datacache.h"
#include "competition/foldersource.h"
#include "kaggle/api.h"

#include <functional>

namespace solver::kaggle {

/// What is known of a competition before any byte of its data.
struct Entry {
    Competition competition{};
    qint64 dataBytes = 0; ///< uncompressed; 0: Kaggle does not say
    QStringList warnings{};
    std::optional<SubmissionLimits> limits{};
    bool offline = false; ///< Kaggle did not answer; all this is from an earlier time

    nlohmann::json toJson() const;
    static Entry fromJson(const nlohmann::json &json);
};

/// Which files of a competition are wanted.
enum class Wanted { All, Tables };

/// A competition on Kaggle as a source of data: looks whether it can be solved, and brings data and pages into the cache, once
/// for all jobs that ask. Thread-safe; every function blocks.
class Source
{
public:
    struct Setup {
        QString cache{};         ///< `<cache>/competitions`
        QStringList storageHosts{QStringLiteral("storage.googleapis.com")};
        qint64 diskFloor = 0;    ///< bytes that stay free
        QStringList wellKnown{}; ///< slugs to suggest when nothing has been seen yet
    };
    Source(const Api &api, const FolderSource &folders, const Clock &clock, Setup setup)
        : m_api(api), m_folders(folders), m_clock(clock), m_setup(std::move(setup))
    {
    }

    const QStringList &storageHosts() const { return m_setup.storageHosts; }

    /// Is it there, what kind is it, may this account have the data? A refusal has its sentence; what a person can put right
    /// has a code that jobs wait for (jobs/needs.h).
    Result<Entry> inspect(const QString &slug, std::stop_token stop) const;

    /// What acquire() needs of its job.
    struct Job {
        Wanted wanted = Wanted::All;
        Overrides overrides = Overrides::object();
        /// Turns Kaggle's pages (a JSON file) into Markdown in a folder that does not exist yet.
        std::function<Result<>(const QString &json, const QString &folder)> makePages{};
        /// The right to load now.
        std::function<Result<Permit>()> turn{};
        /// Bytes that are there, and of how many (0: not known). Called often, in the calling thread.
        std::function<void(qint64, qint64)> progress{};
    };
    /// Data and pages in the cache. Who asks for a competition that is being fetched waits for it. Data and pages of the last day
    /// are taken as they are; older data are loaded again when they have changed on Kaggle.
    Result<Dataset> acquire(const Entry &entry, const Job &job, std::stop_token stop) const;

private:
    struct Latest;
    QString folder(const QString &slug) const;
    QStringList seenSlugs() const;
    Error unknownCompetition(const QString &slug, Error error, std::stop_token stop) const;
    Result<> proveAccess(const Competition &competition, std::stop_token stop) const;
    Result<> refreshPages(const Competition &competition, const Job &job, QStringList &notes, std::stop_token stop) const;
    Result<Latest> bring(const Competition &competition, const Job &job, const Latest &latest, std::stop_token stop) const;
    Result<Latest> bringBundle(const Competition &competition, const Job &job, const Latest &latest, std::stop_token stop) const;
    Result<Latest> bringFiles(const Competition &competition, const Job &job, const Latest &latest, std::stop_token stop) const;

    const Api &m_api;
    const FolderSource &m_folders;
    const Clock &m_clock;
    const Setup m_setup;
};

/// A listed name as a path below a folder; empty when it would lead out of it or is no name for a file.
QString safePath(const QString &name);

} // namespace solver::kaggle
