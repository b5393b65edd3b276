// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "execution/assets.h"
#include "execution/engine.h"

#include <functional>
#include <mutex>

namespace solver {

/// The image in which everything runs: built on first use from the recipe in `sandbox/image`, found again by the hash of
/// recipe and lock.
class Image
{
public:
    /// \param base a base to pull instead of making one; may be empty
    Image(const Engine &engine, const Assets &assets, const Paths &paths, QString instance, QString base);

    /// Tag made of the hash of the recipe and its lock.
    QString tag() const { return m_tag; }

    using Progress = std::function<void(const QString &sentence)>;
    /// Blocks until the image is there; several jobs that ask at once wait for one build. A build that is interrupted
    /// leaves no image, and the next one goes on with the packages that are there.
    /// \param log the builder's output is appended here
    /// \return the image's id
    Result<QString> ensure(const QString &log, const Progress &progress, std::stop_token stop);

private:
    Result<> build(const QString &log, const Progress &progress, std::stop_token stop) const;

    const Engine &m_engine;
    const Assets &m_assets;
    const Paths m_paths;
    const QString m_instance;
    const QString m_base;
    const QString m_key;
    const QString m_tag;
    std::timed_mutex m_building;
    std::mutex m_mutex;
    QString m_id; ///< once known
};

} // namespace solver
