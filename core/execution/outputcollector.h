// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "execution/engine.h"

namespace solver {

/// Takes `submission.csv` out of a container that has ended (sandbox specification 7).
namespace output {

struct Collected {
    qint64 bytes = 0;
    QByteArray sha256; ///< hex
};

/// Reads a tar stream piece by piece and writes the one regular file in it to \a target, whole or not at all.
/// Refused (Kind::BadData): anything but exactly one regular file of the name \a name, links, sparse files, devices, a
/// size above \a limitBytes (told by the header alone), other sizes than the header says, bytes after the end.
class TarReader
{
public:
    TarReader(QString name, QString target, qint64 limitBytes);
    ~TarReader();
    TarReader(const TarReader &) = delete;
    TarReader &operator=(const TarReader &) = delete;

    /// \return false when the stream is refused already: no more is wanted
    bool feed(QByteArrayView piece);
    /// Ends the stream. Kind::NotFound with code `output_missing` when it was empty.
    Result<Collected> finish();

private:
    struct Worker;
    std::unique_ptr<Worker> m_worker;
};

/// `cp ID:/kaggle/working/NAME -`, read by a TarReader.
Result<Collected> collect(const Engine &engine, const QString &containerId, const QString &name, const QString &target,
                          qint64 limitBytes, std::stop_token stop);

} // namespace output

} // namespace solver
