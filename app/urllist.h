// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>

namespace solver {

/// Reads the lines of --urls-from: a word a line, `#` comments, blank lines; or CSV, when the first line has a column
/// `url`. Feed it line by line, as they arrive.
class UrlList
{
public:
    /// \param line without its end
    /// \return the word in it, if there is one
    std::optional<QString> take(const QString &line);

private:
    bool m_begun = false;
    int m_column = -1; ///< of `url`; -1: no CSV
    QChar m_delimiter = u',';
};

/// The cells of one CSV line with `"` as the quote.
QStringList csvCells(const QString &line, QChar delimiter);

} // namespace solver
