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

/// The checksum of what goes by, as Google's storage tells it in `x-goog-hash`: MD5 where that is told, else CRC-32C.
class Checksum
{
public:
    /// \param told for example `crc32c=n03x6A==, md5=ez0PCpscLT5PUGFyg5Sltg==`
    explicit Checksum(const QByteArray &told = {});

    void add(QByteArrayView piece);
    /// The first \a bytes of a file.
    Result<> addFile(const QString &file, qint64 bytes, std::stop_token stop);
    /// Nothing told fits.
    bool fits() const;

private:
    QByteArray m_md5Told;
    QByteArray m_crcTold;
    std::unique_ptr<QCryptographicHash> m_md5 = std::make_unique<QCryptographicHash>(QCryptographicHash::Md5);
    std::uint32_t m_crc = ~0U;
};

} // namespace solver::kaggle
