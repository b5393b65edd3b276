// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"
#include "jobs/jobmanager.h"

namespace solver {

/// Writes results to standard output, flushed at once, and copies them to --out. Used by one thread.
class Results
{
public:
    explicit Results(const Options &options) : m_options(options) {}

    /// Makes and tries the folder of --out; Kind::Usage when nothing can be written there.
    Result<> prepare() const;

    /// Copies submission, report and code of a completed job to `DIR/<slug>/`, or `<slug>-2` … when taken: the whole
    /// folder or nothing. Without --out nothing is copied.
    /// \return the path of the submission
    Result<QString> publish(const Job &job) const;

    /// With --json: an event as one line. Else nothing.
    void event(const JobEvent &event);
    /// Without --json: a completed job's line. \param path what publish() returned
    void job(const Job &job, const QString &path, const nlohmann::json &finished);
    /// With --json: the last line.
    void summary(const QDateTime &now, int completed, int failed, int cancelled, int exitCode);

    /// True when nobody reads standard output any more.
    bool isClosed() const { return m_closed; }

private:
    void write(const QByteArray &bytes);

    const Options &m_options;
    bool m_closed = false;
};

/// Writes to standard output and flushes. \return false when that failed
bool writeOut(const QByteArray &bytes);

} // namespace solver
