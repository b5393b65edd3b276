// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/csvrow.h"

#include "submission/cellvalue.h"

#include <algorithm>

namespace solver {

namespace {

constexpr qsizetype bytesShown = 1024;

} // namespace

CsvRow::CsvRow(const RecordText &record, char delimiter) : m_record(record), m_delimiter(delimiter)
{
    const QByteArrayView bytes(m_record.bytes);
    qsizetype at = 0;
    for (;;) {
        m_begins.push_back(quint32(at));
        if (at < bytes.size() && bytes[at] == '"') {
            for (++at; at < bytes.size(); ++at) { // to the closing quote
                if (bytes[at] != '"')
                    continue;
                if (at + 1 == bytes.size() || bytes[at + 1] != '"')
                    break;
                ++at;
            }
            at = std::min(at + 1, bytes.size());
        }
        const qsizetype end = bytes.indexOf(delimiter, at);
        if (end < 0)
            return;
        at = end + 1;
    }
}

QByteArray CsvRow::cell(int index, qsizetype most) const
{
    if (index < 0 || index >= cells())
        return {};
    const auto place = size_t(index);
    const qsizetype begin = m_begins[place];
    const qsizetype end = place + 1 < m_begins.size() ? qsizetype(m_begins[place + 1]) - 1 : m_record.bytes.size();
    const QByteArrayView bytes = QByteArrayView(m_record.bytes).sliced(begin, std::min(end - begin, most));
    if (!bytes.startsWith('"'))
        return bytes.toByteArray();
    return cellsOf(bytes, m_delimiter).first();
}

QString shownCell(const QByteArray &cell)
{
    QString text = QString::fromUtf8(cell.left(bytesShown));
    for (QChar &letter : text) {
        const char16_t code = letter.unicode();
        if (code == u'\n')
            letter = QChar(0x21B5);
        else if (code == u'\t' || code == u'\r')
            letter = u' ';
        else if (code < 0x20)
            letter = QChar(char16_t(0x2400 + code)); // the symbol of that control character
    }
    if (cell.size() > bytesShown)
        text += QChar(0x2026);
    return text;
}

bool isNumberCell(const QByteArray &cell)
{
    return readNumber(cell).form == NumberReading::Form::Number;
}

QString pastedCell(const QByteArray &cell)
{
    QString text = QString::fromUtf8(cell);
    text.remove(QChar(0)); // ends the text in many programs
    if (text.contains(u'\t') || text.contains(u'\n') || text.contains(u'\r') || text.contains(u'"'))
        return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return text;
}

} // namespace solver
