// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/needactions.h"

#include "models/needwords.h"
#include "theme/icons.h"
#include "widgets/weblink.h"

#include <QAction>

namespace solver {

using namespace Qt::StringLiterals;

NeedActions::NeedActions(QObject *parent)
    : QObject(parent), m_setUp(new QAction(icon(u"account"_s), tr("Set up account …"), this)),
      m_openPage(new QAction(icon(u"open-external"_s), {}, this)), m_check(new QAction(icon(u"retry"_s), tr("Check again"), this))
{
    m_check->setToolTip(tr("Tries it at once; it is tried by itself from time to time"));
    connect(m_setUp, &QAction::triggered, this, &NeedActions::accountRequested);
    connect(m_openPage, &QAction::triggered, this, [this] { openWebPage(m_job.error.actionUrl); });
    connect(m_check, &QAction::triggered, this, [this] { Q_EMIT checkRequested(m_job.id); });
}

QList<QAction *> NeedActions::forJob(const Job &job)
{
    m_job = job;
    if (job.needs.isEmpty() || job.isOver())
        return {};
    const NeedWords words = needWords(job.needs);
    QList<QAction *> actions;
    if (words.setsUpAccount)
        actions << m_setUp;
    if (!words.openPage.isEmpty() && isWebPage(job.error.actionUrl)) {
        m_openPage->setText(words.openPage);
        m_openPage->setToolTip(tr("Opens %1 in the browser").arg(job.error.actionUrl.toDisplayString()));
        actions << m_openPage;
    }
    return actions << m_check;
}

void NeedActions::carryOutFirst(const Job &job)
{
    switch (firstDeed(job)) {
    case NeedDeed::SetUpAccount: Q_EMIT accountRequested(); break;
    case NeedDeed::OpenPage: openWebPage(job.error.actionUrl); break;
    case NeedDeed::None: break;
    }
}

} // namespace solver
