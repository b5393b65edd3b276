// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/submissiontext.h"

#include <QLocale>

namespace solver {

QString SubmissionText::shown(QByteArrayView text)
{
    constexpr qsizetype longest = 40;
    constexpr qsizetype longestBytes = longest * 4 + 3; // bytes that are surely enough
    QString words = QString::fromUtf8(text.first(qMin(text.size(), longestBytes)));
    const bool shortened = text.size() > longestBytes || words.size() > longest;
    if (shortened) {
        words.truncate(longest);
        if (!words.isEmpty() && words.back().isHighSurrogate())
            words.chop(1);
    }
    for (QChar &letter : words) {
        const char16_t code = letter.unicode();
        if (code < 0x20)
            letter = QChar(static_cast<char16_t>(0x2400 + code)); // the symbol of that control character
        else if (code == 0x7F)
            letter = QChar(u'\u2421');
        else if (letter.category() == QChar::Other_Control || letter.category() == QChar::Other_Format ||
                 letter.category() == QChar::Separator_Line || letter.category() == QChar::Separator_Paragraph)
            letter = QChar(QChar::ReplacementCharacter); // no direction marks in our sentences
    }
    if (shortened)
        words += QChar(u'\u2026');
    return QChar(u'"') + words + QChar(u'"');
}

QString SubmissionText::bytes(qint64 count)
{
    return QLocale::c().formattedDataSize(count, 1, QLocale::DataSizeSIFormat);
}

} // namespace solver
