// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/needwords.h"

#include <QCoreApplication>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(NeedWords)
};

} // namespace

NeedWords needWords(const QString &need)
{
    if (need == u"accept_rules")
        return {.activity = Texts::tr("Accept the rules on Kaggle"), .openPage = Texts::tr("Open rules")};
    if (need == u"no_token")
        return {.activity = Texts::tr("Set up a Kaggle account"), .openPage = Texts::tr("Open account settings"), .setsUpAccount = true};
    if (need == u"key_rejected")
        return {.activity = Texts::tr("Kaggle refused the token"), .openPage = Texts::tr("Open account settings"), .setsUpAccount = true};
    if (need == u"phone_not_verified")
        return {.activity = Texts::tr("Verify the phone on Kaggle"), .openPage = Texts::tr("Open account settings")};
    if (need == u"identity_not_verified")
        return {.activity = Texts::tr("Verify the identity on Kaggle"), .openPage = Texts::tr("Open account settings")};
    if (need == u"entries_closed")
        return {.activity = Texts::tr("No new entrants any more"), .openPage = Texts::tr("Open competition")};
    if (need == u"disk_low")
        return {.activity = Texts::tr("Free some disk space")};
    if (need == u"kaggle_away")
        return {.activity = Texts::tr("Waits until Kaggle answers")};
    if (need == u"engine_missing")
        return {.activity = Texts::tr("Start the container engine")};
    return {};
}

NeedDeed firstDeed(const Job &job)
{
    if (job.needs.isEmpty() || job.isOver())
        return NeedDeed::None;
    const NeedWords words = needWords(job.needs);
    if (words.setsUpAccount)
        return NeedDeed::SetUpAccount;
    return words.openPage.isEmpty() || job.error.actionUrl.isEmpty() ? NeedDeed::None : NeedDeed::OpenPage;
}

QString firstDeedText(const Job &job)
{
    switch (firstDeed(job)) {
    case NeedDeed::SetUpAccount: return Texts::tr("Set up account …");
    case NeedDeed::OpenPage: return needWords(job.needs).openPage;
    case NeedDeed::None: break;
    }
    return {};
}

} // namespace solver
