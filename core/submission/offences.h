// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/validation.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <algorithm>

namespace solver {

/// Counts offenders of one kind and keeps the first places.
class Offences
{
public:
    void add(qint64 line, QByteArrayView cell = {})
    {
        if (m_count++ == 0)
            m_firstCell = cell.toByteArray();
        if (m_lines.size() < Finding::linesKept && (m_lines.isEmpty() || m_lines.last() != line))
            m_lines.append(line);
    }

    void setFirstCell(const QByteArray &cell) { m_firstCell = cell; }

    /// Takes in another column's offenders; the earlier line becomes the first.
    void merge(const Offences &other)
    {
        if (other.m_count == 0)
            return;
        if (m_count == 0 || other.firstLine() < firstLine())
            m_firstCell = other.m_firstCell;
        m_count += other.m_count;
        m_lines.append(other.m_lines);
        std::sort(m_lines.begin(), m_lines.end());
        m_lines.erase(std::unique(m_lines.begin(), m_lines.end()), m_lines.end());
        m_lines.resize(std::min(m_lines.size(), Finding::linesKept));
    }

    bool any() const { return m_count > 0; }
    qint64 count() const { return m_count; }
    const QList<qint64> &lines() const { return m_lines; }
    qint64 firstLine() const { return m_lines.isEmpty() ? 0 : m_lines.first(); }
    const QByteArray &firstCell() const { return m_firstCell; }

private:
    qint64 m_count = 0;
    QList<qint64> m_lines;
    QByteArray m_firstCell;
};

} // namespace solver
