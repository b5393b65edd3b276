// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/masker.h"

#include <QByteArray>
#include <QFile>

namespace solver {

/// Writes `run.log` by one policy (sandbox specification 8): append-only up to 64 MiB; beyond that the last 1 MiB is kept
/// in memory and added at the end, after a line that says how much was left out. Secrets are masked. One thread.
class RunLog
{
public:
    /// \param masker may be null; must outlive this object
    RunLog(const QString &file, const Masker *masker);
    ~RunLog() { close(); }

    void write(QByteArrayView piece);
    /// A sentence of ours between the program's lines.
    void note(const QString &sentence);
    void close();

    qint64 bytes() const { return m_total; }
    /// The end of what was written, at most 64 KiB: enough to name a failure.
    QByteArray tail() const;

    static constexpr qint64 headLimit = 64LL << 20;
    static constexpr qint64 tailLimit = 1LL << 20;
    static constexpr qint64 floodLimit = 2LL << 30; ///< a run is ended beyond this

private:
    void store(const QByteArray &text);

    QFile m_file;
    const Masker *m_masker;
    QByteArray m_pending; ///< an unfinished line: masking needs whole ones
    QByteArray m_tail;
    qint64 m_total = 0;
    qint64 m_leftOut = 0;
};

} // namespace solver
