// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/cellvalue.h"

#include <QString>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace solver {

namespace {

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

QByteArrayView withoutBlanks(QByteArrayView text)
{
    const auto blank = [](char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); };
    while (!text.isEmpty() && blank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && blank(text.back()))
        text.chop(1);
    return text;
}

bool equalsAnyCase(QByteArrayView text, QByteArrayView lower)
{
    return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
           });
}

/// Plain decimals of at most 15 digits: the mantissa and the power of ten are exact doubles, so that one division
/// rounds as from_chars does, in a fifth of its time.
bool readPlainDecimal(const char *at, const char *end, double &value)
{
    static constexpr std::array<double, 16> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (end - at > 16)
        return false;
    quint64 mantissa = 0;
    int digits = 0;
    int fraction = -1;
    for (; at != end; ++at) {
        if (isDigit(*at)) {
            mantissa = mantissa * 10 + static_cast<quint64>(*at - '0');
            ++digits;
            fraction += fraction >= 0 ? 1 : 0;
        } else if (*at == '.' && fraction < 0)
            fraction = 0;
        else
            return false;
    }
    if (digits == 0 || digits > 15)
        return false;
    value = static_cast<double>(mantissa);
    if (fraction > 0)
        value /= powers.at(static_cast<std::size_t>(fraction));
    return true;
}

/// \a text begins with a digit or a dot, behind its sign.
NumberReading readDigits(QByteArrayView text, bool negative)
{
    double value = 0;
    if (!readPlainDecimal(text.begin(), text.end(), value)) {
        const auto [rest, error] = std::from_chars(text.begin(), text.end(), value, std::chars_format::general);
        if (rest != text.end() || error == std::errc::invalid_argument)
            return {};
        if (error == std::errc::result_out_of_range) {
            // Too small is zero, as every scorer reads it; too large is infinite.
            const auto exponent = std::find_if(text.begin(), text.end(), [](char c) { return c == 'e' || c == 'E'; });
            const bool tiny = exponent == text.end() ? text.front() == '0' || text.front() == '.'
                                                     : exponent + 1 != text.end() && exponent[1] == '-';
            if (!tiny)
                return {NumberReading::Form::Infinite, 0};
            value = 0;
        }
    }
    return {NumberReading::Form::Number, negative ? -value : value};
}

/// A number as sign, digits and the place of its decimal point; false when the text is none.
struct Decimal {
    bool negative = false;
    QByteArray digits{}; ///< before and after the point
    qsizetype point = 0; ///< digits before the point; may lie outside of `digits`
};

bool readDecimal(QByteArrayView text, Decimal &number)
{
    constexpr qsizetype longest = 400; // an id is shorter; keeps the work small whatever a cell holds
    if (text.isEmpty() || text.size() > longest)
        return false;
    const char *at = text.begin();
    if (*at == '-' || *at == '+')
        number.negative = *at++ == '-';
    bool dot = false;
    for (; at != text.end() && (isDigit(*at) || (*at == '.' && !dot)); ++at) {
        if (*at == '.')
            dot = true;
        else {
            number.digits.append(*at);
            number.point += dot ? 0 : 1;
        }
    }
    if (number.digits.isEmpty())
        return false;
    if (at == text.end())
        return true;
    if (*at != 'e' && *at != 'E')
        return false;
    ++at;
    if (at != text.end() && *at == '+')
        ++at;
    int exponent = 0;
    const auto [rest, error] = std::from_chars(at, text.end(), exponent);
    if (error != std::errc{} || rest != text.end() || exponent > longest || exponent < -longest)
        return false;
    number.point += exponent;
    return true;
}

} // namespace

bool isMissing(QByteArrayView cell)
{
    static constexpr std::array<QByteArrayView, 9> words{"nan",  "none", "null", "na",  "n/a",
                                                         "<na>", "nat",  "#n/a", "-nan"};
    const QByteArrayView text = withoutBlanks(cell);
    return text.isEmpty() ||
           std::any_of(words.begin(), words.end(), [text](QByteArrayView word) { return equalsAnyCase(text, word); });
}

NumberReading readNumber(QByteArrayView cell)
{
    QByteArrayView text = cell;
    if (text.isEmpty())
        return {NumberReading::Form::Missing, 0};
    if (!isDigit(text.front())) {
        text = withoutBlanks(text);
        const bool negative = !text.isEmpty() && text.front() == '-';
        if (negative || (!text.isEmpty() && text.front() == '+'))
            text = text.sliced(1);
        if (text.isEmpty() || !(isDigit(text.front()) || text.front() == '.')) {
            if (equalsAnyCase(text, "inf") || equalsAnyCase(text, "infinity"))
                return {NumberReading::Form::Infinite, 0};
            return {isMissing(cell) ? NumberReading::Form::Missing : NumberReading::Form::Text, 0};
        }
        return readDigits(text, negative);
    }
    if (!isDigit(text.back()) && text.back() != '.')
        text = withoutBlanks(text);
    return readDigits(text, false);
}

bool hasDecimalComma(QByteArrayView cell)
{
    if (cell.count(',') != 1)
        return false;
    QByteArray dotted = cell.toByteArray();
    dotted.replace(',', '.');
    return readNumber(dotted).form == NumberReading::Form::Number;
}

bool isWholeText(QByteArrayView cell)
{
    if (!cell.isEmpty() && (cell.front() == '-' || cell.front() == '+'))
        cell = cell.sliced(1);
    return !cell.isEmpty() && std::all_of(cell.begin(), cell.end(), isDigit);
}

QByteArray numberText(double value)
{
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value == 0 ? 0.0 : value);
    return error == std::errc{} ? QByteArray(text.data(), end - text.data()) : QByteArray();
}

QByteArray numberText(double value, int digits)
{
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value == 0 ? 0.0 : value,
                                            std::chars_format::general, digits);
    return error == std::errc{} ? QByteArray(text.data(), end - text.data()) : QByteArray();
}

QByteArray canonicalId(QByteArrayView id)
{
    const QByteArrayView text = withoutBlanks(id);
    Decimal number;
    if (!readDecimal(text, number))
        return text.toByteArray();
    QByteArray &digits = number.digits;
    if (number.point > digits.size())
        digits.append(number.point - digits.size(), '0');
    if (number.point < 0) {
        digits.prepend(QByteArray(-number.point, '0'));
        number.point = 0;
    }
    while (digits.size() > number.point && digits.back() == '0')
        digits.chop(1);
    const qsizetype lead =
        std::find_if(digits.begin(), digits.begin() + number.point, [](char c) { return c != '0'; }) - digits.begin();
    digits.remove(0, lead);
    number.point -= lead;
    if (number.point == 0) {
        digits.prepend('0');
        number.point = 1;
    }
    if (digits.size() > number.point)
        digits.insert(number.point, '.');
    if (number.negative && digits != "0")
        digits.prepend('-');
    return digits;
}

QByteArray canonicalLabel(QByteArrayView label)
{
    Decimal number;
    const QByteArrayView text = withoutBlanks(label);
    if (readDecimal(text, number))
        return canonicalId(text);
    QByteArray folded = QString::fromUtf8(text).toCaseFolded().toUtf8();
    if (folded.size() > 1 && folded.endsWith('.'))
        folded.chop(1);
    return folded;
}

QByteArray quotedCell(QByteArrayView text)
{
    const bool needs = std::any_of(text.begin(), text.end(), [](char letter) {
        return letter == ',' || letter == '"' || letter == '\n' || letter == '\r';
    });
    if (!needs)
        return text.toByteArray();
    QByteArray quoted;
    quoted.reserve(text.size() + 8);
    quoted.append('"');
    for (const char letter : text) {
        if (letter == '"')
            quoted.append('"');
        quoted.append(letter);
    }
    quoted.append('"');
    return quoted;
}

} // namespace solver
