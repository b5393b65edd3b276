// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/checksum.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>

namespace solver::kaggle {

using namespace Qt::StringLiterals;

namespace {

/// Castagnoli's polynomial, bits reversed.
constexpr std::array<std::uint32_t, 256> crcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) ? 0x82F63B78U ^ (value >> 1) : value >> 1;
        table[i] = value;
    }
    return table;
}();

} // namespace

Checksum::Checksum(const QByteArray &told)
{
    for (const QByteArray &each : told.split(',')) {
        const QByteArray entry = each.trimmed();
        if (entry.startsWith("md5="))
            m_md5Told = QByteArray::fromBase64(entry.mid(4));
        else if (entry.startsWith("crc32c="))
            m_crcTold = QByteArray::fromBase64(entry.mid(7));
    }
}

void Checksum::add(QByteArrayView piece)
{
    if (!m_md5Told.isEmpty())
        m_md5->addData(piece);
    if (!m_md5Told.isEmpty() || m_crcTold.isEmpty())
        return; // one is enough, and the other takes as long again
    std::uint32_t crc = m_crc;
    for (const char byte : piece)
        crc = crcTable[(crc ^ std::uint8_t(byte)) & 0xFF] ^ (crc >> 8);
    m_crc = crc;
}

Result<> Checksum::addFile(const QString &name, qint64 bytes, std::stop_token stop)
{
    m_md5->reset();
    m_crc = ~0U;
    if (bytes == 0)
        return {};
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The file %1 cannot be read."_s.arg(name),
                                    .code = u"storage"_s,
                                    .detail = file.errorString()});
    QByteArray block(1 << 20, Qt::Uninitialized);
    while (bytes > 0) {
        if (stop.stop_requested())
            return cancelled();
        const qint64 got = file.read(block.data(), std::min<qint64>(block.size(), bytes));
        if (got <= 0)
            return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                        .message = u"The file %1 cannot be read."_s.arg(name),
                                        .code = u"storage"_s,
                                        .detail = file.errorString()});
        add(QByteArrayView(block.constData(), got));
        bytes -= got;
    }
    return {};
}

bool Checksum::fits() const
{
    if (!m_md5Told.isEmpty())
        return m_md5->result() == m_md5Told;
    return m_crcTold.isEmpty() || (m_crcTold.size() == 4 && qFromBigEndian<quint32>(m_crcTold.constData()) == ~m_crc);
}

} // namespace solver::kaggle
