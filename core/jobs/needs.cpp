// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/needs.h"

#include "base/files.h"

#include <QSet>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto rulesEvery = 30s;   // one call for all (specification of Kaggle's API, 3.2)
constexpr auto accountEvery = 30s; // a token file or an environment of Kaggle's own tools
constexpr auto awayEvery = 60s;
constexpr auto verifiedAfter = 5min; // per job: only Kaggle's answer to the download tells
constexpr auto closedAfter = 1h;
constexpr auto diskAfter = 10s;
constexpr qint64 moreRoom = 16LL << 20; // bytes; less than that changes nothing

std::chrono::seconds patienceFor(const QString &need)
{
    if (need == u"phone_not_verified" || need == u"identity_not_verified")
        return verifiedAfter;
    if (need == u"entries_closed")
        return closedAfter;
    if (need == u"disk_low")
        return diskAfter;
    return 0s;
}

} // namespace

QString needFor(const Error &error, const QString &stage)
{
    if (isEngineAway(error))
        return u"engine_missing"_s;
    const bool early = stage == u"preflight" || stage == u"acquire";
    if (!early)
        return {};
    static const QStringList asTheyAre{u"no_token"_s, u"key_rejected"_s, u"phone_not_verified"_s, u"identity_not_verified"_s,
                                       u"entries_closed"_s};
    if (asTheyAre.contains(error.code))
        return error.code;
    if (error.code == u"rules_not_accepted")
        return u"accept_rules"_s;
    if (error.code == u"disk_low" && stage == u"preflight")
        return error.code;
    const bool outside = error.kind == Error::Kind::Network || error.kind == Error::Kind::Timeout || error.kind == Error::Kind::RateLimited;
    return outside && error.retryable ? u"kaggle_away"_s : QString();
}

bool needsPerson(const QString &need)
{
    return need != u"engine_missing" && need != u"kaggle_away" && !need.isEmpty();
}

Waiting NeedsWatch::begin(const QString &need, const QString &slug) const
{
    return {.need = need,
            .slug = slug,
            .next = m_services.clock.now() + patienceFor(need),
            .accountGeneration = m_services.account.generation(),
            .freeBytes = freeBytes(m_services.paths.cache)};
}

bool NeedsWatch::isDue(const QString &need, std::chrono::seconds every)
{
    const Clock::Instant now = m_services.clock.now();
    const auto last = m_looked.constFind(need);
    if (last != m_looked.cend() && now - *last < every)
        return false;
    m_looked.insert(need, now);
    return true;
}

/// Any answer will do, also a refusal.
bool NeedsWatch::kaggleAnswers(std::stop_token stop) const
{
    const Result<QString> name = m_services.kaggle.userName({}, std::move(stop));
    return name || !name.error().retryable;
}

QStringList NeedsWatch::ready(QHash<QString, Waiting> &waiting, std::stop_token stop)
{
    QSet<QString> needs;
    for (const Waiting &each : std::as_const(waiting))
        needs.insert(each.need);
    const bool engine = needs.contains(u"engine_missing"_s) && m_services.engine.probe(stop).has_value();
    const bool away = needs.contains(u"kaggle_away"_s) && isDue(u"kaggle_away"_s, awayEvery) && kaggleAnswers(stop);
    if ((needs.contains(u"no_token"_s) || needs.contains(u"key_rejected"_s)) && isDue(u"no_token"_s, accountEvery))
        m_services.account.lookAgain();
    QStringList entered;
    if (needs.contains(u"accept_rules"_s) && isDue(u"accept_rules"_s, rulesEvery))
        entered = m_services.kaggle.entered(stop).value_or(QStringList());

    const Clock::Instant now = m_services.clock.now();
    const quint64 generation = m_services.account.generation();
    const qint64 free = needs.contains(u"disk_low"_s) ? freeBytes(m_services.paths.cache) : 0;
    QStringList ready;
    for (auto each = waiting.begin(); each != waiting.end(); ++each) {
        const bool late = patienceFor(each->need).count() > 0 && now >= each->next;
        bool good = false;
        if (each->need == u"engine_missing")
            good = engine;
        else if (each->need == u"kaggle_away")
            good = away;
        else if (each->need == u"disk_low")
            good = free > each->freeBytes + moreRoom;
        else if (each->accountGeneration != generation)
            good = true; // another account may have what this one lacked
        else if (each->need == u"accept_rules")
            good = entered.contains(each->slug, Qt::CaseInsensitive);
        else
            good = late;
        if (good)
            ready << each.key();
        else if (late)
            each->next = now + patienceFor(each->need);
    }
    return ready;
}

} // namespace solver
