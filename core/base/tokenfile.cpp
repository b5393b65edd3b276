// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tokenfile.h"

#include "base/files.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 64 * 1024;

} // namespace

QByteArray trimmedSecret(const QByteArray &text)
{
    QByteArray trimmed = text.trimmed();
    if (trimmed.startsWith("\xEF\xBB\xBF"))
        trimmed = trimmed.mid(3).trimmed();
    for (const char quote : {'"', '\''}) {
        if (trimmed.size() >= 2 && trimmed.startsWith(quote) && trimmed.endsWith(quote))
            trimmed = trimmed.mid(1, trimmed.size() - 2).trimmed();
    }
    return trimmed;
}

QString warningForRights(const QString &file)
{
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (!(QFile::permissions(file) & others))
        return {};
    return u"%1 can be read by others on this machine; this command changes that: chmod 600 '%1'"_s.arg(file);
}

Result<TokenFile> TokenFile::read(const QString &file)
{
    const Result<QByteArray> text = readFile(file, longestFile);
    if (!text)
        return tl::unexpected(Error{.kind = Error::Kind::Usage,
                                    .message = u"The token file %1 cannot be read."_s.arg(file),
                                    .code = u"token_file"_s,
                                    .nextStep = u"Check its path and rights."_s,
                                    .detail = text.error().detail});
    return parse(*text, file).map([&file](TokenFile read) {
        if (const QString warning = warningForRights(file); !warning.isEmpty())
            read.warnings << warning;
        return read;
    });
}

Result<TokenFile> TokenFile::parse(const QByteArray &text, const QString &name)
{
    static const QRegularExpression assignment(u"^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)$"_s);
    TokenFile file;
    const QByteArrayList lines = trimmedSecret(text).replace('\r', '\n').split('\n');
    int number = 0;
    for (const QByteArray &raw : lines) {
        ++number;
        const QByteArray line = raw.trimmed();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        if (const auto match = assignment.match(QString::fromUtf8(line)); match.hasMatch()) {
            file.values.insert(match.captured(1), trimmedSecret(match.captured(2).toUtf8()));
            continue;
        }
        if (!file.bare.isEmpty() || !file.values.isEmpty() || line.contains(' '))
            return tl::unexpected(Error{.kind = Error::Kind::Usage,
                                        .message = u"Line %1 of %2 is neither NAME=value nor the file's only token."_s.arg(number).arg(name),
                                        .code = u"token_file"_s,
                                        .nextStep = u"Write one line NAME=value for each secret, for example KAGGLE_API_TOKEN=…"_s});
        file.bare = trimmedSecret(line);
    }
    if (file.bare.isEmpty() && file.values.isEmpty())
        return tl::unexpected(Error{.kind = Error::Kind::Usage,
                                    .message = u"%1 holds no token."_s.arg(name),
                                    .code = u"token_file"_s,
                                    .nextStep = u"Write one line NAME=value for each secret, for example KAGGLE_API_TOKEN=…"_s});
    return file;
}

} // namespace solver
