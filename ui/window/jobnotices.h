// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "notifications/desktopnotifier.h"
#include "notifications/notificationpolicy.h"

#include <QTimer>

namespace solver {

class JobModel;
struct Job;

/// Tells of jobs by messages of the desktop: what the model says has happened goes through the policy to the notifier.
class JobNotices final : public QObject
{
    Q_OBJECT

public:
    /// \param mode  value of the setting keys::notifications
    JobNotices(const JobModel &jobs, const QString &mode, QObject *parent);

    void setMode(const QString &mode);

Q_SIGNALS:
    /// A person clicked on a message. \param job may be empty: it spoke of several
    void opened(const QString &job);

private:
    void add(const Job &job);
    void look();

    const JobModel &m_jobs;
    NotificationPolicy m_policy;
    DesktopNotifier m_notifier;
    QTimer m_timer; ///< runs while the policy waits for something
};

} // namespace solver
