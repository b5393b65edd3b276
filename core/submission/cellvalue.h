// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

/// What the text of a cell means. All pure, thread-safe, and the same under every locale.
namespace solver {

/// A cell read as a number.
struct NumberReading {
    enum class Form {
        Number,   ///< finite; `value` holds it
        Missing,  ///< empty, NaN, None, NULL, NA
        Infinite, ///< inf, or above the range of a double
        Text,     ///< anything else
    };
    Form form = Form::Text;
    double value = 0;
};

/// Takes 12, -0, +0.5, .5, 5., 1e-5, 1E-3, with blanks around; not 1,5, 0x10, 1_000, other digits than 0-9.
NumberReading readNumber(QByteArrayView cell);

/// Whether a cell is empty or says that there is nothing: NaN, None, NULL, NA and their usual spellings.
bool isMissing(QByteArrayView cell);

/// Whether a cell is a number with a decimal comma, such as 1,5.
bool hasDecimalComma(QByteArrayView cell);

/// Whether a cell is written with decimal digits only, a sign allowed: a whole number as text.
bool isWholeText(QByteArrayView cell);

/// The shortest text that reads back as the same number; 0 for -0.
QByteArray numberText(double value);
/// The number with at most \a digits significant digits.
QByteArray numberText(double value, int digits);

/// One form for all spellings of an id that data tools mix up: "007", "7.0", " 7", "7e0" give "7". Text stays, without
/// the blanks around it. Exact for numbers of any length.
QByteArray canonicalId(QByteArrayView id);

/// One form for all spellings of a label: as canonicalId(), and without regard to case and a final stop.
QByteArray canonicalLabel(QByteArrayView label);

/// A cell as it must be written between commas: as it is, or in quotes with quotes doubled.
QByteArray quotedCell(QByteArrayView text);

} // namespace solver
