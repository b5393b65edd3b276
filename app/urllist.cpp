// SPDX-License-Identifier: GPL-3.0-or-later
#include "urllist.h"

namespace solver {

using namespace Qt::StringLiterals;

QStringList csvCells(const QString &line, QChar delimiter)
{
    QStringList cells{QString()};
    bool quoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (quoted && c == u'"' && i + 1 < line.size() && line[i + 1] == u'"') {
            cells.last() += c;
            ++i;
        } else if (c == u'"') {
            quoted = !quoted;
        } else if (c == delimiter && !quoted) {
            cells << QString();
        } else {
            cells.last() += c;
        }
    }
    for (QString &cell : cells)
        cell = cell.trimmed();
    return cells;
}

std::optional<QString> UrlList::take(const QString &line)
{
    QString text = line.trimmed();
    if (!m_begun && text.startsWith(QChar(0xFEFF)))
        text.remove(0, 1);
    if (text.isEmpty() || text.startsWith(u'#'))
        return {};
    if (!m_begun) {
        m_begun = true;
        for (const QChar delimiter : {u',', u';', u'\t'}) {
            const qsizetype column = csvCells(text.toLower(), delimiter).indexOf(u"url"_s);
            if (column >= 0) {
                m_column = int(column);
                m_delimiter = delimiter;
                return {};
            }
        }
    }
    if (m_column < 0)
        return text;
    // Not trimmed before: a tab at the front is an empty first cell.
    const QString cell = csvCells(line, m_delimiter).value(m_column);
    return cell.isEmpty() ? std::nullopt : std::optional(cell);
}

} // namespace solver
