// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QCoreApplication>
#include <QString>

namespace solver {

/// Words of this room for the person who reads a finding.
struct SubmissionText {
    Q_DECLARE_TR_FUNCTIONS(solver::SubmissionText)
public:
    /// A cell or a name from a file as it may stand in a sentence: in quotes, at most 40 characters, line breaks and
    /// other control characters as symbols, bytes that are not UTF-8 as U+FFFD.
    static QString shown(QByteArrayView text);
    /// "1.2 MB" style, the same under every locale.
    static QString bytes(qint64 count);
};

} // namespace solver
