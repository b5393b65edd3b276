// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/pastedtext.h"

#include "base/files.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

bool looksLikeUrl(const QString &word)
{
    return word.contains(u"kaggle.com/"_s, Qt::CaseInsensitive) || word.startsWith(u"file://"_s, Qt::CaseInsensitive);
}

} // namespace

PastedText readPastedText(const QString &text)
{
    PastedText result;
    const auto take = [&result](const QString &part, const CompetitionUrl &url) {
        const bool known = std::ranges::any_of(result.found, [&](const PastedText::Found &found) {
            return found.url.kind == url.kind && found.url.slug == url.slug && found.url.folder == url.folder;
        });
        if (!known)
            result.found << PastedText::Found{.text = part, .url = url};
    };
    for (const QString &raw : text.split(QRegularExpression(u"[\\r\\n]+"_s), Qt::SkipEmptyParts)) {
        const QString line = raw.trimmed();
        if (line.isEmpty())
            continue;
        const Result<CompetitionUrl> whole = parseCompetitionUrl(line);
        if (whole) {
            take(line, *whole);
            continue;
        }
        QString reason = whole.error().message;
        bool any = false;
        // In HTML an address stands between quotes right behind a word.
        for (const QString &word : wordsOfPaste(QString(line).replace(QRegularExpression(u"[<>\"']"_s), u" "_s))) {
            if (!looksLikeUrl(word))
                continue;
            const Result<CompetitionUrl> url = parseCompetitionUrl(word);
            if (url)
                take(word, *url);
            else
                reason = url.error().message;
            any = any || url.has_value();
        }
        if (!any)
            result.unknown << PastedText::Unknown{.line = line, .reason = reason};
    }
    return result;
}

QString textOfDropped(const QString &path)
{
    constexpr qint64 longestList = 1 << 20;
    static const QStringList lists{u"url"_s, u"webloc"_s, u"txt"_s, u"csv"_s};
    if (!lists.contains(QFileInfo(path).suffix().toLower()))
        return path;
    const Result<QByteArray> bytes = readFile(path, longestList);
    if (!bytes)
        return path;
    // A Windows link has `URL=` before its address.
    const QString text = QString::fromUtf8(*bytes).replace(QRegularExpression(u"^URL="_s, QRegularExpression::MultilineOption), {});
    QStringList found;
    for (const PastedText::Found &one : readPastedText(text).found) {
        if (one.url.kind == CompetitionUrl::Kind::Folder || looksLikeUrl(one.text)) // a word alone may be anything
            found << one.text;
    }
    return found.isEmpty() ? path : found.join(u'\n');
}

} // namespace solver
