// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <stop_token>

namespace solver {

/// A page of a competition, as text.
struct PageFile {
    QString name{}; ///< of the file without its ending, in lower case: evaluation; "files": the list of the data files
    QString text{}; ///< Markdown; of "files": plain lines
    bool operator==(const PageFile &) const = default;
};

/// Reads the Markdown files of a folder, evaluation first, and the list of the data files behind it. A folder that is not there
/// has no pages. Blocks.
QList<PageFile> readPages(const QString &pages, const QString &dataFolder, std::stop_token stop);

} // namespace solver
