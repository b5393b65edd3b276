// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

namespace solver {

/// One line of a program's log as it is shown.
struct LogLine {
    enum class Level : quint8 { Plain, Info, Warning, Error };
    /// A stretch in one of the eight ANSI colours.
    struct Span {
        qsizetype begin = 0;
        qsizetype length = 0;
        int colour = 0; ///< 0 black … 7 white
        bool operator==(const Span &) const = default;
    };
    QString text{};
    QList<Span> spans{};
    Level level = Level::Plain;
};

/// What a terminal would show of the bytes: only what stands behind the last carriage return, colours as spans, other escape
/// sequences and control characters dropped, what is no UTF-8 as replacement characters.
LogLine logLine(QByteArrayView bytes);

/// What stands behind the last carriage return that is not part of the line's end.
QByteArrayView lastVersion(QByteArrayView bytes);

/// Pure bytes suffice for it, so that a whole file can be counted. One look at each byte.
LogLine::Level levelOf(QByteArrayView bytes);

} // namespace solver
