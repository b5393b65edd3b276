// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

namespace solver {

/// What a word in the paste field or after `--url` means.
struct CompetitionUrl {
    enum class Kind {
        Demo,   ///< the bundled competition
        Folder, ///< a folder or a file:// URL of one, or of a competition's archive
        Kaggle, ///< a competition on Kaggle
    };
    Kind kind = Kind::Kaggle;
    QString slug;   ///< the user's case is kept; for a folder a safe form of its name
    QString folder; ///< absolute path, for Kind::Folder

    bool operator==(const CompetitionUrl &) const = default;
    /// Names the competition: the same for `demo` and `DEMO`, for a folder and a link to it. Is given as a word again, it means
    /// the same competition.
    QString key() const;
};

/// Reads one word: `demo`, else an existing folder or archive or a file:// URL, else a slug or URL of Kaggle's.
/// \return Kind::Usage with one sentence that says what the text is instead
Result<CompetitionUrl> parseCompetitionUrl(const QString &text);

/// Reads only Kaggle's forms (specification of Kaggle's API, section 6); never looks at the disk.
/// \return the slug, or Kind::Usage with one sentence
Result<QString> slugFromText(const QString &text);

/// Cuts a paste into words: blanks, commas, semicolons, line ends; brackets, quotes, a final full stop and Markdown
/// links are taken off; doubles are dropped whatever their case; the order is kept.
QStringList wordsOfPaste(const QString &text);

} // namespace solver
