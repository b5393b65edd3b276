// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/masker.h"

#include <QRegularExpression>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int shortestSecret = 6;

/// Base64 of a secret that stands anywhere inside a longer text: for each of the three alignments the part that does
/// not depend on the neighbours.
QByteArrayList base64Forms(const QByteArray &secret, QByteArray::Base64Option alphabet)
{
    QByteArrayList forms;
    for (int offset = 0; offset < 3; ++offset) {
        const QByteArray encoded = (QByteArray(offset, 'x') + secret).toBase64(alphabet | QByteArray::OmitTrailingEquals);
        const int cutFront = offset == 0 ? 0 : offset + 1;
        const qsizetype cutBack = (offset + secret.size()) % 3 == 0 ? 0 : 1;
        const QByteArray core = encoded.mid(cutFront, encoded.size() - cutFront - cutBack);
        if (core.size() >= shortestSecret)
            forms << core;
    }
    return forms;
}

QByteArray jsonEscaped(const QByteArray &secret)
{
    QByteArray out;
    for (const char c : secret) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

/// Shapes of well-known tokens, and the password of a URL.
const QRegularExpression &shapes()
{
    static const QRegularExpression expression(
        u"\\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|KGAT_[A-Za-z0-9]{8,}|AKIA[0-9A-Z]{16})"
        "|(?<=Bearer )[A-Za-z0-9._~+/-]{8,}=*|(?<=://)[^/\\s:@]*:[^/\\s@]+(?=@)"_s);
    return expression;
}

} // namespace

void Masker::add(const QByteArray &secret)
{
    if (secret.size() < shortestSecret)
        return;
    const std::lock_guard lock(m_mutex);
    m_forms << secret << secret.toPercentEncoding() << secret.toHex() << secret.toHex().toUpper() << jsonEscaped(secret);
    m_forms << base64Forms(secret, QByteArray::Base64Encoding) << base64Forms(secret, QByteArray::Base64UrlEncoding);
    std::ranges::sort(m_forms, [](const QByteArray &a, const QByteArray &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    m_forms.erase(std::unique(m_forms.begin(), m_forms.end()), m_forms.end());
}

QByteArray Masker::mask(const QByteArray &text) const
{
    QByteArray masked = text;
    {
        const std::lock_guard lock(m_mutex);
        for (const QByteArray &form : m_forms)
            masked.replace(form, "***");
    }
    // The shapes are ASCII, so bytes that are not UTF-8 may pass as Latin-1 without harm.
    if (masked.contains("sk-") || masked.contains("gh") || masked.contains("KGAT_") || masked.contains("AKIA") ||
        masked.contains("Bearer ") || masked.contains("://"))
        masked = QString::fromLatin1(masked).replace(shapes(), u"***"_s).toLatin1();
    return masked;
}

QString Masker::mask(const QString &text) const
{
    return QString::fromUtf8(mask(text.toUtf8()));
}

} // namespace solver
