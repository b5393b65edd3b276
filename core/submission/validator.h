// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "submission/submissionformat.h"
#include "submission/validation.h"

#include <QString>

#include <stop_token>

namespace solver {

/// Judges a submission against the sample: codes V01 to V17, V19 to V21, V25 of solution-generation.md section 10.
///
/// Streams both files: time grows with their length, memory does not, but for about 20 bytes a record when the ids
/// are not in the sample's order. Cells are compared as text. Never changes \a file. The result is the same under
/// every locale.
///
/// Blocking; from any thread but the window's, also from several at once.
///
/// \param file          the submission
/// \param sample        the competition's sample submission as plain CSV
/// \param format        kinds of the columns, from the contract or guessed from the sample
/// \param facts         what is known of the run and the platform
/// \param repairedPath  where a repaired file goes when one can be made; empty: no repair, so that what could be
///                      repaired is Verdict::Invalid. A file of that name is replaced, or left as it was when there is
///                      no repair. A repaired file is validated again before it counts
/// \return the judgement; Kind::NotFound, Kind::BadData (no regular file, a sample that cannot be used),
///         Kind::Usage (the repaired file would replace one of the two), Kind::Storage, Kind::Cancelled
Result<Validation> validate(const QString &file, const QString &sample, const SubmissionFormat &format,
                            const RunFacts &facts, const QString &repairedPath, std::stop_token stop = {});

} // namespace solver
