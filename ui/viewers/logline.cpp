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

using Level = LogLine::Level;

struct Word {
    QByteArrayView text;
    Level level;
    bool asEnding; ///< an exception's name may go before it
};
constexpr std::array<Word, 12> words{{{"Traceback", Level::Error, false}, {"Error", Level::Error, true}, {"ERROR", Level::Error, false},
                                      {"Exception", Level::Error, true}, {"CRITICAL", Level::Error, false}, {"FATAL", Level::Error, false},
                                      {"Fatal", Level::Error, false}, {"Warning", Level::Warning, true}, {"WARNING", Level::Warning, false},
                                      {"WARN", Level::Warning, false}, {"INFO", Level::Info, false}, {"Info", Level::Info, false}}};

bool mayBegin(char c)
{
    return c == 'E' || c == 'W' || c == 'T' || c == 'C' || c == 'F' || c == 'I';
}

/// The level of the word that begins at \a at.
Level levelAt(QByteArrayView line, qsizetype at)
{
    const QByteArrayView rest = line.sliced(at);
    const bool begins = at == 0 || !isWordByte(line[at - 1]);
    for (const Word &word : words) {
        if (rest.startsWith(word.text) && (begins || word.asEnding) && (rest.size() == word.text.size() || !isWordByte(rest[word.text.size()])))
            return word.level;
    }
    return Level::Plain;
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

QByteArrayView lastVersion(QByteArrayView bytes)
{
    while (bytes.endsWith('\r'))
        bytes.chop(1);
    const qsizetype back = bytes.lastIndexOf('\r');
    return back < 0 ? bytes : bytes.sliced(back + 1);
}

LogLine::Level levelOf(QByteArrayView bytes)
{
    const QByteArrayView shown = lastVersion(bytes);
    const QByteArrayView line = shown.first(std::min(lookedAt, shown.size()));
    Level level = Level::Plain;
    for (qsizetype at = 0; at < line.size() && level != Level::Error; ++at) {
        if (mayBegin(line[at]))
            level = std::max(level, levelAt(line, at));
    }
    return level;
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
