// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/failure.h"

#include "base/files.h"
#include "kaggle/messages.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace solver::kaggle {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestMessage = 600;

QString oneLine(const QString &text)
{
    return text.simplified().left(longestMessage);
}

/// The layout of `details` is not written down: `reason` is looked for everywhere in it.
QString reasonIn(const nlohmann::json &node)
{
    if (node.is_object()) {
        if (const QString reason = textOf(node, "reason"); !reason.isEmpty())
            return reason;
    }
    if (node.is_structured()) {
        for (const nlohmann::json &child : node) {
            if (const QString reason = reasonIn(child); !reason.isEmpty())
                return reason;
        }
    }
    return {};
}

struct Rule {
    const char *reason;  ///< Kaggle's code; may be empty
    const char *words;   ///< part of Kaggle's message, lower case, words with `|` between; may be empty
    Error::Kind kind;
    const char *code;
    const char *sentence; ///< %1: the competition
    const char *nextStep;
    enum class Page { None, Rules, Settings, Competition } page;
};

// The more special ones first. Texts: specification of Kaggle's API, 5.3 and 5.4.
constexpr auto rules = std::to_array<Rule>({
    {"IdentityVerificationRequired", "identity verif", Error::Kind::Auth, "identity_not_verified",
     "Kaggle wants this account's identity verified before it may enter %1.", "Open the account's settings on Kaggle and verify it.",
     Rule::Page::Settings},
    {"PhoneVerificationRequired", "phone", Error::Kind::Auth, "phone_not_verified",
     "Kaggle wants a verified phone number before this account may enter %1.",
     "Open the account's settings on Kaggle and verify the phone.", Rule::Page::Settings},
    {"", "new entrant", Error::Kind::Auth, "entries_closed", "%1 takes no new entrants any more.",
     "Use another competition, or a folder with its data.", Rule::Page::Competition},
    {"RulesAcceptanceRequired", "accept this competition's rules|accept the competition rules|accept the rules", Error::Kind::Auth,
     "rules_not_accepted", "Kaggle lets you download %1 only after you accept its rules in the browser.",
     "Open the rules page and accept them.", Rule::Page::Rules},
    {"", "only accepts submissions from notebooks", Error::Kind::BadData, "notebook_only",
     "%1 takes only notebooks, no files.", "Use the exported notebook on Kaggle.", Rule::Page::Competition},
    {"", "daily submission allowance|submission allowance", Error::Kind::RateLimited, "daily_limit",
     "Today's submissions to %1 are used up.", "Submit again after 00:00 UTC.", Rule::Page::None},
    {"", "submissions have been disabled", Error::Kind::BadData, "submissions_disabled", "%1 takes no submissions any more.",
     "The file can still be used elsewhere.", Rule::Page::None},
    {"", "files must be named", Error::Kind::BadData, "file_name", "%1 wants another file name.", "Report this: it is a fault of this program.",
     Rule::Page::None},
    {"", "do not have a team", Error::Kind::Auth, "rules_not_accepted", "This account has not joined %1.",
     "Open the rules page and join.", Rule::Page::Rules},
});

QUrl pageOf(Rule::Page page, const QString &slug)
{
    switch (page) {
    case Rule::Page::Rules: return rulesPage(slug);
    case Rule::Page::Settings: return QUrl(u"https://www.kaggle.com/settings"_s);
    case Rule::Page::Competition: return competitionPage(slug);
    case Rule::Page::None: break;
    }
    return {};
}

bool holds(const QString &message, const char *words)
{
    const QStringList each = QString::fromLatin1(words).split(u'|', Qt::SkipEmptyParts);
    return std::ranges::any_of(each, [&message](const QString &some) { return message.contains(some, Qt::CaseInsensitive); });
}

QString said(const QString &sentence, const Failure &failure)
{
    if (failure.message.isEmpty())
        return sentence;
    return failure.isPage ? u"%1 (A web page came instead: \"%2\".)"_s.arg(sentence, failure.message)
                          : u"%1 Kaggle says: \"%2\""_s.arg(sentence, failure.message);
}

} // namespace

QString pageTitle(const QByteArray &body)
{
    static const QRegularExpression begins(u"^\\s*(<!doctype html|<html|<head|<body)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression title(u"<title[^>]*>(.*?)</title>"_s,
                                          QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression tags(u"<(script|style)[^>]*>.*?</\\1>|<[^>]*>"_s,
                                         QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    const QString text = QString::fromUtf8(body.left(64 * 1024));
    if (!begins.match(text).hasMatch())
        return {};
    QString words = title.match(text).captured(1);
    if (words.trimmed().isEmpty())
        words = QString(text).replace(tags, u" "_s);
    words.replace(u"&amp;"_s, u"&"_s).replace(u"&#39;"_s, u"'"_s).replace(u"&quot;"_s, u"\""_s);
    const QString line = words.simplified().left(200);
    return line.isEmpty() ? u"a page without a title"_s : line;
}

std::optional<Failure> failureOf(const HttpReply &reply)
{
    if (reply.status >= 300 && reply.status < 400)
        return {}; // for the caller to follow
    Failure failure{.status = reply.status};
    const bool isJson = reply.header("content-type").contains("json") || reply.body.trimmed().startsWith('{');
    const nlohmann::json json = isJson ? nlohmann::json::parse(reply.body.begin(), reply.body.end(), nullptr, false) : nlohmann::json();
    if (json.is_object()) {
        const auto error = json.find("error");
        const nlohmann::json &told = error != json.end() && error->is_object() ? *error : json;
        const qint64 code = integerOf(told, "code");
        if (reply.isSuccess() && code < 400)
            return {};
        if (code >= 400 && code < 600)
            failure.status = int(code);
        failure.message = oneLine(textOf(told, "message"));
        if (failure.message.isEmpty())
            failure.message = oneLine(textOf(json, "error"));
        failure.reason = reasonIn(told);
        return failure;
    }
    if (const QString title = pageTitle(reply.body); !title.isEmpty()) {
        failure.isPage = true;
        failure.message = title;
        return failure;
    }
    if (reply.isSuccess())
        return {};
    return failure;
}

Error errorOf(const Failure &failure, const QString &slug, const QString &source)
{
    const QString name = slug.isEmpty() ? u"this"_s : slug;
    const auto make = [&](Error::Kind kind, const QString &code, const QString &sentence, const QString &nextStep, const QUrl &page = {}) {
        return Error{.kind = kind,
                     .message = said(sentence, failure),
                     .code = code,
                     .nextStep = nextStep,
                     .actionUrl = page,
                     .detail = u"HTTP %1 %2"_s.arg(failure.status).arg(failure.reason)};
    };
    if (failure.status == 401)
        return make(Error::Kind::Auth, u"key_rejected"_s, u"Kaggle refused the token from %1."_s.arg(source),
                    u"Make a new one on Kaggle (Settings, API) and give it to this program."_s, tokenPage());
    if (failure.status == 429) {
        Error error = make(Error::Kind::RateLimited, u"rate_limited"_s, u"Kaggle asks to wait."_s, u"Nothing is needed; it is tried again."_s);
        error.retryable = true;
        return error;
    }
    if (failure.status >= 500) {
        Error error = make(Error::Kind::Network, u"kaggle_down"_s, u"Kaggle does not work at the moment."_s, u"It is tried again later."_s);
        error.retryable = true;
        return error;
    }
    for (const Rule &rule : rules) {
        const bool byReason = *rule.reason != '\0' && failure.reason == QLatin1String(rule.reason);
        if (byReason || holds(failure.message, rule.words))
            return make(rule.kind, QString::fromLatin1(rule.code), QString::fromLatin1(rule.sentence).arg(name),
                        QString::fromLatin1(rule.nextStep), pageOf(rule.page, slug));
    }
    if (failure.status == 404)
        return make(Error::Kind::NotFound, u"not_found"_s, u"Kaggle has no %1."_s.arg(slug.isEmpty() ? u"such thing"_s : slug),
                    u"Check the address."_s, slug.isEmpty() ? QUrl() : competitionPage(slug));
    if (failure.status == 403 && (failure.isPage || failure.message.isEmpty()))
        return make(Error::Kind::Auth, u"blocked"_s, u"Kaggle lets nobody in from here at the moment."_s,
                    u"Check proxy and connection, or sign in to Kaggle in the browser once."_s);
    if (failure.status == 403)
        return make(Error::Kind::Auth, u"no_access"_s,
                    u"This account may not see %1: it does not exist, is private, is not entered, or the token is not for it."_s.arg(name),
                    u"Check the address, then open it in the browser and join."_s, slug.isEmpty() ? QUrl() : competitionPage(slug));
    if (failure.isPage)
        return make(Error::Kind::Auth, u"web_page"_s, u"Kaggle answered with a web page, which means a login or rules that it wants first."_s,
                    u"Open the competition in the browser and see what it asks for."_s, slug.isEmpty() ? QUrl() : competitionPage(slug));
    return make(Error::Kind::BadData, u"kaggle_refused"_s, u"Kaggle refused the request (HTTP %1)."_s.arg(failure.status),
                u"Read what Kaggle says."_s);
}

std::optional<double> retryAfter(const HttpHead &head, const QDateTime &now)
{
    const QByteArray text = head.header("retry-after").trimmed();
    bool isNumber = false;
    const double wait = text.toDouble(&isNumber);
    if (isNumber && wait >= 0)
        return wait;
    // `Fri, 20 Nov 2026 08:15:30 GMT`; the names are English whatever the system's language.
    const QDateTime date = QDateTime::fromString(QString::fromLatin1(text).replace(u"GMT"_s, u"+0000"_s), Qt::RFC2822Date);
    if (!date.isValid())
        return {};
    return std::max(0.0, double(now.msecsTo(date)) / 1000);
}

QUrl competitionPage(const QString &slug)
{
    return QUrl(u"https://www.kaggle.com/competitions/"_s + slug);
}

QUrl rulesPage(const QString &slug)
{
    return QUrl(u"https://www.kaggle.com/competitions/%1/rules"_s.arg(slug));
}

QUrl tokenPage()
{
    return QUrl(u"https://www.kaggle.com/settings/api"_s);
}

} // namespace solver::kaggle
