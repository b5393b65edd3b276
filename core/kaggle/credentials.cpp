// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/credentials.h"

#include "base/files.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 64 * 1024;
const QByteArray tokenPrefix = "KGAT_";

tl::unexpected<Error> bad(const QString &sentence, const QString &nextStep)
{
    return tl::unexpected(Error{.kind = Error::Kind::Usage, .message = sentence, .code = u"bad_credential"_s, .nextStep = nextStep});
}

/// Letters of a token or key; anything else has come in by a mistake, and would break a header.
bool isPlain(const QByteArray &secret)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9._~+/=-]{8,512}$"_s);
    return plain.match(QString::fromLatin1(secret)).hasMatch();
}

Result<KaggleCredential> made(const QString &user, const QByteArray &secret, const QString &name, const QString &source)
{
    if (!isPlain(secret))
        return bad(u"%1 holds no usable token: it has letters in it that none has, or is too short."_s.arg(name),
                   u"Copy the token again from Kaggle (Settings, API)."_s);
    // A token in kaggle.json's field is still a token.
    if (secret.startsWith(tokenPrefix) || secret.startsWith("kagat_"))
        return KaggleCredential{.kind = KaggleCredential::Kind::Token, .userName = user, .secret = secret, .source = source};
    if (user.isEmpty() || user.contains(u':'))
        return bad(u"%1 holds a key without the user's name."_s.arg(name),
                   u"Give the whole kaggle.json, or a new token, which begins with KGAT_."_s);
    return KaggleCredential{.kind = KaggleCredential::Kind::LegacyKey, .userName = user, .secret = secret, .source = source};
}

Result<KaggleCredential> fromJson(const QByteArray &text, const QString &name, const QString &source)
{
    const nlohmann::json json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (json.is_object())
        return made(textOf(json, "username").trimmed(), trimmedSecret(textOf(json, "key").toUtf8()), name, source);
    static const QRegularExpression curly(u"[\\x{201C}\\x{201D}\\x{201E}\\x{2018}\\x{2019}]"_s);
    const QStringList lines = QString::fromUtf8(text).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].contains(curly))
            return bad(u"%1 has curly quotation marks in line %2; JSON wants straight ones."_s.arg(name).arg(i + 1),
                       u"Download kaggle.json again from Kaggle, and do not open it in a text processor."_s);
    }
    return bad(u"%1 begins like JSON, but is none."_s.arg(name), u"Download it again from Kaggle (Settings, API)."_s);
}

Result<KaggleCredential> fromValues(const QHash<QString, QByteArray> &values, const QString &name, const QString &source)
{
    if (const QByteArray token = values.value(u"KAGGLE_API_TOKEN"_s); !token.isEmpty())
        return made({}, token, name, source);
    if (const QByteArray key = values.value(u"KAGGLE_KEY"_s); !key.isEmpty())
        return made(QString::fromUtf8(values.value(u"KAGGLE_USERNAME"_s)), key, name, source);
    return bad(u"%1 names no Kaggle token."_s.arg(name), u"Its line is KAGGLE_API_TOKEN=…"_s);
}

/// For people: the home folder as `~`.
QString shortPath(const QString &path, const QString &home)
{
    return !home.isEmpty() && path.startsWith(home + u'/') ? u"~"_s + path.mid(home.size()) : path;
}

/// Adds what a file of Kaggle's own tools holds, if it is there.
void offer(const QString &path, const QString &home, FoundCredentials &found)
{
    if (!QFileInfo(path).isFile())
        return;
    const QString name = shortPath(path, home);
    const Result<KaggleCredential> credential =
        readFile(path, longestFile).and_then([&](const QByteArray &text) { return credentialFromText(text, name, name); });
    if (!credential) {
        found.warnings << credential.error().message;
        return;
    }
    found.offered << *credential;
    if (const QString warning = warningForRights(path); !warning.isEmpty())
        found.warnings << warning;
}

/// Folders with kaggle.json, in the official order: the first that there is counts.
QString legacyFolder(const CredentialPlaces &places)
{
    if (const QString named = places.environment.value(u"KAGGLE_CONFIG_DIR"_s); !named.isEmpty())
        return named;
    if (const QString own = places.home + u"/.kaggle"_s; QFileInfo(own).isDir())
        return own;
    const QString xdg = places.environment.value(u"XDG_CONFIG_HOME"_s);
    return (xdg.isEmpty() ? places.home + u"/.config"_s : xdg) + u"/kaggle"_s;
}

/// The environment of Kaggle's own tools; a token may be a file's path there.
std::optional<Result<KaggleCredential>> fromEnvironment(const CredentialPlaces &places)
{
    const QString token = places.environment.value(u"KAGGLE_API_TOKEN"_s);
    if (!token.isEmpty()) {
        const QString source = u"the environment variable KAGGLE_API_TOKEN"_s;
        if (QFileInfo(token).isFile())
            return readFile(token, longestFile).and_then([&](const QByteArray &text) {
                return credentialFromText(text, shortPath(token, places.home), source);
            });
        return credentialFromText(token.toUtf8(), u"KAGGLE_API_TOKEN"_s, source);
    }
    const QString key = places.environment.value(u"KAGGLE_KEY"_s), user = places.environment.value(u"KAGGLE_USERNAME"_s);
    if (key.isEmpty() || user.isEmpty())
        return {};
    return made(user.trimmed(), trimmedSecret(key.toUtf8()), u"KAGGLE_KEY"_s, u"the environment variables KAGGLE_USERNAME and KAGGLE_KEY"_s);
}

} // namespace

QByteArray KaggleCredential::authorization() const
{
    return kind == Kind::Token ? "Bearer " + secret : "Basic " + (userName.toUtf8() + ':' + secret).toBase64();
}

QByteArray KaggleCredential::toText() const
{
    return kind == Kind::Token ? secret : dump({{"username", toStd(userName)}, {"key", secret.toStdString()}});
}

Result<KaggleCredential> credentialFromText(const QByteArray &text, const QString &name, const QString &source)
{
    const QByteArray trimmed = trimmedSecret(text);
    if (trimmed.startsWith('{'))
        return fromJson(trimmed, name, source);
    const Result<TokenFile> file = TokenFile::parse(trimmed, name);
    if (!file)
        return tl::unexpected(file.error());
    return file->bare.isEmpty() ? fromValues(file->values, name, source) : made({}, file->bare, name, source);
}

FoundCredentials findCredentials(const CredentialPlaces &places, KeyStore *keys, std::stop_token stop)
{
    FoundCredentials found;
    const auto take = [&found](const Result<KaggleCredential> &credential) {
        if (credential)
            found.inForce = *credential;
        else
            found.warnings << credential.error().message;
    };
    if (!places.tokenFile.isEmpty()) {
        const QString source = u"the token file %1"_s.arg(shortPath(places.tokenFile, places.home));
        if (const Result<QByteArray> text = readFile(places.tokenFile, longestFile); !text)
            found.warnings << u"The token file %1 cannot be read."_s.arg(places.tokenFile);
        else if (const Result<TokenFile> file = TokenFile::parse(*text, places.tokenFile);
                 file && file->bare.isEmpty() && !file->values.contains(u"KAGGLE_API_TOKEN"_s) && !file->values.contains(u"KAGGLE_KEY"_s))
            ; // it holds other secrets
        else
            take(credentialFromText(*text, places.tokenFile, source));
        if (const QString warning = warningForRights(places.tokenFile); !warning.isEmpty() && QFileInfo::exists(places.tokenFile))
            found.warnings << warning;
    }
    if (!found.inForce) {
        if (const auto there = fromEnvironment(places))
            take(*there);
    }
    if (!found.inForce && keys) {
        if (const Result<QByteArray> kept = keys->read(QLatin1String(kaggleKeyName), stop); kept)
            take(credentialFromText(*kept, u"The key store"_s, u"the key store"_s));
    }
    for (const QString &name : {u"access_token"_s, u"access_token.txt"_s})
        offer(places.home + u"/.kaggle/"_s + name, places.home, found);
    offer(legacyFolder(places) + u"/kaggle.json"_s, places.home, found);
    return found;
}

} // namespace solver
