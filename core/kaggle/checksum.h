// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArrayView>
#include <QCryptographicHash>

#include <array>
#include <cstdint>
#include <memory>
#include <stop_token>

namespace solver::kaggle {

/// MD5 and CRC-32C of what goes by, as Google's storage tells them in `x-goog-hash`.
class Checksum
{
public:
    void add(QByteArrayView piece);
    /// The first \a bytes of a file.
    Result<> addFile(const QString &file, qint64 bytes, std::stop_token stop);
    /// \param told for example `crc32c=n03x6A==, md5=ez0PCpscLT5PUGFyg5Sltg==`; MD5 counts where it is there. Nothing told fits.
    bool fits(const QByteArray &told) const;

private:
    std::unique_ptr<QCryptographicHash> m_md5 = std::make_unique<QCryptographicHash>(QCryptographicHash::Md5);
    std::uint32_t m_crc = ~0U;
};

} // namespace solver::kaggle
