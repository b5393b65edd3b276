// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/recordindex.h"

#include <QString>

#include <vector>

namespace solver {

/// A record cut into cells. Keeps only where they begin, so that a row of 10,000 cells is cheap while ten are shown.
class CsvRow
{
public:
    CsvRow(const RecordText &record, char delimiter);

    int cells() const { return int(m_begins.size()); }
    /// Without its quotes; empty where the record has no such cell. Cells longer than \a most are cut.
    QByteArray cell(int index, qsizetype most = std::numeric_limits<qsizetype>::max()) const;
    qint64 dropped() const { return m_record.dropped; } ///< bytes of the record that are not here

private:
    RecordText m_record;
    char m_delimiter;
    std::vector<quint32> m_begins;
};

/// A cell as one line for the eye: line breaks and zero bytes become symbols, the rest of long ones is left out.
QString shownCell(const QByteArray &cell);
bool isNumberCell(const QByteArray &cell);
/// A cell for the clipboard: in quotes where a spreadsheet would else tear it apart.
QString pastedCell(const QByteArray &cell);

} // namespace solver
