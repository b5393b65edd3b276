// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/runlog.h"

namespace solver {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype longestLine = 16 * 1024; // a longer one is cut here, so that one line never fills the memory
}

RunLog::RunLog(const QString &file, const Masker *masker) : m_file(file), m_masker(masker)
{
    m_file.open(QIODevice::WriteOnly | QIODevice::Append);
    m_total = m_file.size();
}

void RunLog::write(QByteArrayView piece)
{
    m_pending.append(piece);
    const qsizetype end = m_pending.lastIndexOf('\n') + 1;
    const qsizetype take = end > 0 ? end : (m_pending.size() > longestLine ? m_pending.size() : 0);
    if (take == 0)
        return;
    store(m_pending.left(take));
    m_pending.remove(0, take);
    m_file.flush();
}

void RunLog::store(const QByteArray &text)
{
    const QByteArray masked = m_masker ? m_masker->mask(text) : text;
    m_total += masked.size();
    const qint64 room = headLimit - m_file.size();
    if (m_leftOut == 0 && masked.size() <= room) {
        m_file.write(masked);
        m_tail = (m_tail + masked).right(64 * 1024);
        return;
    }
    m_leftOut += masked.size();
    m_tail = (m_tail + masked).right(tailLimit);
}

void RunLog::note(const QString &sentence)
{
    write("[" + sentence.toUtf8() + "]\n");
}

QByteArray RunLog::tail() const
{
    return (m_tail + m_pending).right(64 * 1024);
}

void RunLog::close()
{
    if (!m_file.isOpen())
        return;
    if (!m_pending.isEmpty())
        store(std::exchange(m_pending, {}));
    if (m_leftOut > 0) {
        const qint64 kept = std::min<qint64>(m_tail.size(), m_leftOut);
        m_file.write("\n[… " + QByteArray::number(qlonglong(m_leftOut - kept)) + " bytes of output left out …]\n");
        m_file.write(m_tail.right(kept));
    }
    m_file.close();
}

} // namespace solver
