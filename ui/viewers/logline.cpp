// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logline.h"

#include <algorithm>
#include <array>

namespace solver {

namespace {

constexpr qsizetype lookedAt = 4096; // bytes of a line in which a level is searched; the word stands in front

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// What follows the last carriage return that is not part of the line's end.
QByteArrayView lastVersion(QByteArrayView bytes)
{
    while (bytes.endsWith('\r'))
        bytes.chop(1);
    const qsizetype back = bytes.lastIndexOf('\r');
    return back < 0 ? bytes : bytes.sliced(back + 1);
}

/// \a word with no letter before it (an exception's name may go before `Error`) and none behind it.
bool holds(QByteArrayView line, QByteArrayView word, bool alsoAsEnding)
{
    for (qsizetype at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
        const bool begins = at == 0 || !isWordByte(line[at - 1]);
        const qsizetype end = at + word.size();
        const bool ends = end == line.size() || !isWordByte(line[end]);
        if (ends && (begins || alsoAsEnding))
            return true;
    }
    return false;
}

/// Applies `ESC [ … m`. \return the colour from now on; -1 is the ordinary one
int colourAfter(QByteArrayView parameters, int colour)
{
    for (qsizetype at = 0; at <= parameters.size();) {
        qsizetype end = parameters.indexOf(';', at);
        if (end < 0)
            end = parameters.size();
        const int code = parameters.sliced(at, end - at).toByteArray().toInt();
        if (code == 0 || code == 39)
            colour = -1;
        else if (code >= 30 && code <= 37)
            colour = code - 30;
        else if (code >= 90 && code <= 97)
            colour = code - 90;
        at = end + 1;
    }
    return colour;
}

} // namespace

LogLine::Level levelOf(QByteArrayView bytes)
{
    const QByteArrayView line = lastVersion(bytes).first(std::min(lookedAt, lastVersion(bytes).size()));
    struct Word { const char *word; bool ending; };
    for (const auto &[word, ending] : std::array<Word, 7>{{{"Traceback", false}, {"Error", true}, {"ERROR", false}, {"Exception", true},
                                                           {"CRITICAL", false}, {"FATAL", false}, {"Fatal", false}}}) {
        if (holds(line, word, ending))
            return LogLine::Level::Error;
    }
    for (const auto &[word, ending] : std::array<Word, 3>{{{"Warning", true}, {"WARNING", false}, {"WARN", false}}}) {
        if (holds(line, word, ending))
            return LogLine::Level::Warning;
    }
    return holds(line, "INFO", false) || holds(line, "Info", false) ? LogLine::Level::Info : LogLine::Level::Plain;
}

LogLine logLine(QByteArrayView bytes)
{
    const QByteArrayView shown = lastVersion(bytes);
    LogLine line{.level = levelOf(bytes)};
    QByteArray run; // text of one colour, turned into characters as a whole: a character may be several bytes
    int colour = -1;
    const auto flush = [&] {
        const QString text = QString::fromUtf8(run);
        if (colour >= 0 && !text.isEmpty())
            line.spans << LogLine::Span{line.text.size(), text.size(), colour};
        line.text += text;
        run.clear();
    };
    for (qsizetype at = 0; at < shown.size(); ++at) {
        const char c = shown[at];
        if (c != '\x1b') {
            if (c == '\t')
                run += "    ";
            else if (c >= 0 && c < ' ')
                run += "\xEF\xBF\xBD"; // U+FFFD: there was something
            else
                run += c;
            continue;
        }
        if (at + 1 < shown.size() && shown[at + 1] == ']') { // operating system command: to BEL or ESC backslash
            at += 2;
            while (at < shown.size() && shown[at] != '\a' && shown[at] != '\x1b')
                ++at;
            if (at + 1 < shown.size() && shown[at] == '\x1b')
                ++at;
            continue;
        }
        if (at + 1 >= shown.size() || shown[at + 1] != '[') {
            ++at; // a two-byte sequence
            continue;
        }
        qsizetype end = at + 2;
        while (end < shown.size() && (shown[end] < '@' || shown[end] > '~'))
            ++end;
        if (end < shown.size() && shown[end] == 'm') {
            flush();
            colour = colourAfter(shown.sliced(at + 2, end - at - 2), colour);
        }
        at = end;
    }
    flush();
    return line;
}

} // namespace solver
