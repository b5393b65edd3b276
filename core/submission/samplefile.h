// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "submission/csvreader.h"
#include "submission/recordhash.h"
#include "submission/submissionformat.h"

#include <stop_token>

namespace solver {

/// A sample submission, and where the columns of a format stand in it.
struct SampleFile {
    QString path{};
    CsvOptions options{};
    QList<QByteArray> header{};
    /// The format asked for, and after its predictions every column that it does not name, as text.
    SubmissionFormat format{};
    Places ids{};
    Places echoes{};
    Places predictions{}; ///< parallel to format.predictions

    /// \return Kind::NotFound, Kind::BadData when the sample cannot be used or lacks a column of the format
    static Result<SampleFile> open(const QString &path, const SubmissionFormat &format, std::stop_token stop = {});

    /// What all say that find a sample broken.
    static Error broken(const QString &sentence);
};

} // namespace solver
