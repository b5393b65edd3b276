// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

namespace solver {

/// A file of secrets: lines `NAME=value` with the official variables' names (KAGGLE_API_TOKEN, OPENAI_API_KEY, KCS_REST_TOKEN …),
/// `#` comments, blank lines, `export ` before a name; or nothing but one token.
struct TokenFile {
    QHash<QString, QByteArray> values{};
    QByteArray bare{};      ///< the one token of a file without names
    QStringList warnings{}; ///< sentences, without secrets

    /// Kind::Usage with a sentence when it cannot be read. Blocks.
    static Result<TokenFile> read(const QString &file);
    /// \param name for sentences
    static Result<TokenFile> parse(const QByteArray &text, const QString &name);
};

/// A sentence with the command that helps when others can read the file; else empty. Blocks.
QString warningForRights(const QString &file);

/// What an editor leaves around a text: byte-order mark, line ends, blanks; and one pair of straight quotes.
QByteArray trimmedSecret(const QByteArray &text);

} // namespace solver
