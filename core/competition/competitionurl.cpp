// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "competition/competitionurl.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refuse(const QString &sentence, const QString &code = u"bad_url"_s, const QString &nextStep = {})
{
    return tl::unexpected(
        Error{.kind = Error::Kind::Usage,
              .message = sentence,
              .code = code,
              .nextStep = nextStep.isEmpty()
                              ? u"Paste the competition's address, for example https://www.kaggle.com/competitions/titanic."_s
                              : nextStep});
}

Result<QString> checkSlug(const QString &slug)
{
    static const QRegularExpression grammar(u"^[A-Za-z0-9][A-Za-z0-9-]*$"_s);
    static const QRegularExpression digits(u"^[0-9]+$"_s);
    if (digits.match(slug).hasMatch())
        return refuse(u"%1 is a competition's number; Kaggle answers by name only."_s.arg(slug), u"numeric_id"_s);
    if (slug.size() > 100 || !grammar.match(slug).hasMatch())
        return refuse(u"\"%1\" is not the name of a Kaggle competition."_s.arg(slug.left(120)), u"bad_slug"_s);
    return slug;
}

/// Takes off what people and mail programs put round a link.
QString unwrapped(QString text)
{
    static const QRegularExpression markdown(u"^\\[[^\\]]*\\]\\(([^)\\s]+)\\)[.,;]?$"_s);
    static const QRegularExpression command(u"^kaggle\\s+(?:competitions|c)\\s+\\S+.*?\\s(?:-c|--competition)[ =](\\S+)"_s);
    text = text.trimmed();
    if (const auto match = markdown.match(text); match.hasMatch())
        return match.captured(1);
    if (const auto match = command.match(text); match.hasMatch())
        return match.captured(1);
    const QString opening = u"<([{\"'`“‘«"_s;
    const QString closing = u">)]}\"'`”’».,;"_s;
    while (!text.isEmpty() && opening.contains(text.front()))
        text.remove(0, 1);
    while (!text.isEmpty() && closing.contains(text.back()))
        text.chop(1);
    return text;
}

bool isKaggleHost(const QString &host)
{
    static const QStringList hosts{u"kaggle.com"_s, u"www.kaggle.com"_s, u"m.kaggle.com"_s, u"inclass.kaggle.com"_s,
                                   u"api.kaggle.com"_s};
    return hosts.contains(host.toLower());
}

Result<QString> slugFromPath(const QUrl &url)
{
    // Encoded text is compared before it is decoded: `ti%2E%2E%2Ftanic` must not become a path.
    const QStringList parts = url.path(QUrl::FullyEncoded).split(u'/', Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return refuse(u"This address names no competition."_s, u"no_competition"_s);
    const QString first = parts.front().toLower();
    if (first == u"account"_s) {
        const QString back = QUrlQuery(url).queryItemValue(u"returnUrl"_s, QUrl::FullyDecoded);
        if (back.startsWith(u'/'))
            return slugFromPath(QUrl(u"https://www.kaggle.com"_s + back));
        return refuse(u"This is Kaggle's sign-in page; it names no competition."_s, u"no_competition"_s);
    }
    if (first == u"api"_s) {
        static const QStringList verbs{u"download-all"_s, u"list"_s, u"download"_s, u"leaderboard"_s, u"submissions"_s};
        for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
            if (verbs.contains(parts[i]) && parts[i + 1] != u"list"_s)
                return checkSlug(parts[i + 1]);
        }
        return refuse(u"This address of Kaggle's API names no competition."_s, u"no_competition"_s);
    }
    if (first == u"t"_s || first == u"join"_s)
        return refuse(u"This is an invitation link."_s, u"invitation_link"_s,
                      u"Open it in a browser and join; then paste the address of the competition's page."_s);
    if (first == u"competitions"_s || first == u"c"_s) {
        if (parts.size() < 2)
            return refuse(u"This is the list of competitions; it names none."_s, u"no_competition"_s);
        return checkSlug(parts[1]);
    }
    static const QHash<QString, QString> others{{u"datasets"_s, u"a data set"_s},   {u"code"_s, u"a notebook"_s},
                                                {u"kernels"_s, u"a notebook"_s},    {u"notebooks"_s, u"a notebook"_s},
                                                {u"models"_s, u"a model"_s},        {u"learn"_s, u"a course"_s},
                                                {u"docs"_s, u"documentation"_s},    {u"discussions"_s, u"a discussion"_s},
                                                {u"organizations"_s, u"an organisation"_s}};
    return refuse(u"This is %1, not a competition."_s.arg(others.value(first, u"a profile or another page"_s)),
                  u"not_a_competition"_s);
}

} // namespace

Result<QString> slugFromText(const QString &text)
{
    QString word = unwrapped(text);
    if (word.isEmpty())
        return refuse(u"There is no address."_s, u"empty"_s);
    static const QRegularExpression scheme(u"^([A-Za-z][A-Za-z0-9+.-]*):(//)?"_s);
    const auto hasScheme = scheme.match(word);
    if (!hasScheme.hasMatch() && !word.contains(u'/') && !word.contains(u'.'))
        return checkSlug(word);
    // `kaggle.com:443/c/x` begins like a scheme, but none has a dot.
    if (!hasScheme.hasMatch() || (hasScheme.captured(2).isEmpty() && hasScheme.captured(1).contains(u'.')))
        word.prepend(u"https://"_s);
    const QUrl url(word, QUrl::TolerantMode);
    const QString protocol = url.scheme().toLower();
    if (!url.isValid() || (protocol != u"http"_s && protocol != u"https"_s))
        return refuse(u"\"%1\" is not an address of a competition."_s.arg(word.left(120)));
    if (!isKaggleHost(url.host()))
        return refuse(u"%1 is not Kaggle; only competitions of kaggle.com, folders and demo can be solved."_s.arg(
                          url.host().isEmpty() ? word.left(120) : url.host()),
                      u"not_kaggle"_s);
    return slugFromPath(url);
}

Result<CompetitionUrl> parseCompetitionUrl(const QString &text)
{
    const QString word = text.trimmed();
    if (word.compare(u"demo"_s, Qt::CaseInsensitive) == 0)
        return CompetitionUrl{.kind = CompetitionUrl::Kind::Demo, .slug = u"demo"_s, .folder = {}};
    const bool fileUrl = word.startsWith(u"file:"_s, Qt::CaseInsensitive);
    const QString path = fileUrl ? QUrl(word).toLocalFile() : word;
    const QFileInfo info(path);
    static const QRegularExpression archive(u"\\.(zip|tar|tar\\.gz|tgz|7z)$"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression relative(u"^(?:\\.\\.?|[^:/.]+)/"_s); // no host's name is without a dot
    const bool looksLikePath = fileUrl || word.startsWith(u'/') || relative.match(word).hasMatch() ||
                               (archive.match(word).hasMatch() && !word.contains(u'/'));
    if (!word.isEmpty() && (info.isDir() || (info.isFile() && archive.match(path).hasMatch()))) {
        QString name = QFileInfo(info.canonicalFilePath()).fileName();
        if (info.isFile())
            name.remove(archive);
        return CompetitionUrl{.kind = CompetitionUrl::Kind::Folder,
                              .slug = safeName(name.isEmpty() ? u"folder"_s : name),
                              .folder = info.canonicalFilePath()};
    }
    if (info.isFile())
        return refuse(u"%1 is a file; a competition is a folder with its train, test and sample files, or a zip of one."_s.arg(path),
                      u"not_a_folder"_s, u"Give the folder that holds the files."_s);
    if (looksLikePath)
        return tl::unexpected(Error{.kind = Error::Kind::NotFound,
                                    .message = u"There is no folder %1."_s.arg(path),
                                    .code = u"not_found"_s,
                                    .nextStep = u"Check the path."_s});
    return slugFromText(word).map([](const QString &slug) {
        return CompetitionUrl{.kind = CompetitionUrl::Kind::Kaggle, .slug = slug, .folder = {}};
    });
}

QStringList wordsOfPaste(const QString &text)
{
    static const QRegularExpression between(u"[\\s,;]+"_s);
    // A Markdown link's text may hold blanks, and a command has other words, so both are taken out first.
    static const QRegularExpression link(u"\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)"_s);
    static const QRegularExpression command(u"\\bkaggle[ \\t]+(?:competitions|c)[ \\t][^\\n]*?[ \\t](?:-c|--competition)[ =](\\S+)[^\\n]*"_s);
    QString plain = text;
    plain.replace(link, u" \\1 "_s);
    plain.replace(command, u" \\1 "_s);
    QStringList words;
    for (const QString &piece : plain.split(between, Qt::SkipEmptyParts)) {
        const QString word = unwrapped(piece);
        if (!word.isEmpty() && !words.contains(word, Qt::CaseInsensitive))
            words << word;
    }
    return words;
}

QString CompetitionUrl::key() const
{
    switch (kind) {
    case Kind::Demo:
        return u"demo"_s;
    case Kind::Folder:
        return folder;
    case Kind::Kaggle:
        break;
    }
    return slug.toLower(); // Kaggle does not tell them apart
}

} // namespace solver
