// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/http.h"

#include <functional>
#include <optional>

namespace solver::kaggle {

/// What is to be fetched, and where to.
struct Download {
    QString name{};   ///< for sentences: train.zip
    QString target{}; ///< absolute path; beside it `.part` and `.part.json` while it is not complete
    qint64 diskFloor = 0; ///< bytes that stay free
    std::chrono::milliseconds stallLimit = std::chrono::seconds(60);
    /// Asks for a signed address; they expire. Called once, and again when the one in use is not taken any more.
    std::function<Result<QUrl>(std::stop_token)> address{};
    /// Whether a file may come from there: signed addresses may lead on.
    std::function<bool(const QUrl &)> isTrusted{};
    /// Whether the file with these marks (ETag or date, and size) is there already: then nothing of it is loaded.
    std::function<bool(const QByteArray &)> isKnown{};
    /// Bytes that are there, and of how many (0: not known). Called often, in the calling thread.
    std::function<void(qint64, qint64)> progress{};
};

/// What came.
struct Downloaded {
    qint64 bytes = 0;
    QString lastSegment{}; ///< of the address: `train.csv.zip` where a CSV was asked for
    QByteArray marks{};    ///< change when the file on the server does
    bool wasKnown = false; ///< nothing was loaded
};

/// Fetches a file to its end, whatever breaks: goes on where it stopped (Range with If-Range), also after a kill of the
/// program, as long as the file on the server is the same; checks length and checksum; the target appears whole.
/// \return Kind::BadData code `web_page` when a page came instead of the file, `checksum` when it came wrong twice;
/// Kind::Storage when the disk has no room
Result<Downloaded> fetch(const Http &http, const Download &download, std::stop_token stop);

} // namespace solver::kaggle
