// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/competitionurl.h"

#include <QList>

namespace solver {

/// What a pasted text holds.
struct PastedText {
    struct Found {
        QString text{}; ///< the part of the text that names it
        CompetitionUrl url{};
    };
    struct Unknown {
        QString line{};
        QString reason{}; ///< one sentence
    };
    QList<Found> found{};     ///< in order, each competition once
    QList<Unknown> unknown{}; ///< lines in which nothing was recognised
};

/// Finds competitions in any text: a line that is a slug, `demo`, a URL or an existing folder counts whole (blanks too), else every
/// word of it that is a URL of Kaggle's or a file:// URL. Looks at the disk, so it blocks.
PastedText readPastedText(const QString &text);

/// What a dropped file means as pasted text: the addresses in a link or a list (`.url`, `.webloc`, `.txt`, `.csv`, up to 1 MiB), a
/// line each; else, and where there are none, the path itself. Blocks.
QString textOfDropped(const QString &path);

} // namespace solver
