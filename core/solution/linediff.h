// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

namespace solver {

/// A stretch of a line, in UTF-16 units.
struct TextSpan {
    qsizetype begin = 0;
    qsizetype length = 0;
    bool operator==(const TextSpan &) const = default;
};

/// A line of two texts side by side.
struct DiffRow {
    int left = -1;  ///< line of the old text, from 0; -1: nothing stands here
    int right = -1; ///< line of the new text
    bool changed = false;
    QList<TextSpan> leftWords{}; ///< what differs within lines that are alike; empty: all of it, or nothing
    QList<TextSpan> rightWords{};
};

/// How one text became another.
struct LineDiff {
    /// Rows that belong together: [begin, end).
    struct Change {
        int begin = 0;
        int end = 0;
    };
    QList<DiffRow> rows{}; ///< each line of both texts once, in order
    QList<Change> changes{};
    int removed = 0; ///< lines
    int added = 0;
};

struct DiffOptions {
    bool ignoreWhiteSpace = false;
};

/// The few lines that have to go and to come (Comparison); those that look alike are put beside each other. 2 × 2,000 lines
/// take well below 100 ms.
LineDiff diffLines(const QStringList &left, const QStringList &right, const DiffOptions &options = {});

/// Lines without their ends; what ends with a line end has no empty line behind it.
QStringList linesOf(const QString &text);

} // namespace solver
