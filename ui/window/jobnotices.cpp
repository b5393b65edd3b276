// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/jobnotices.h"

#include "models/jobmodel.h"

#include <QGuiApplication>

namespace solver {

using namespace std::chrono_literals;

JobNotices::JobNotices(const JobModel &jobs, const QString &mode, QObject *parent) : QObject(parent), m_jobs(jobs)
{
    setMode(mode);
    m_timer.setInterval(500ms);
    connect(&m_timer, &QTimer::timeout, this, &JobNotices::look);
    connect(&jobs, &JobModel::newsArrived, this, &JobNotices::add);
    connect(&m_notifier, &DesktopNotifier::opened, this, &JobNotices::opened);
}

void JobNotices::setMode(const QString &mode)
{
    m_policy.setMode(NotificationPolicy::modeOf(mode));
}

void JobNotices::add(const Job &job)
{
    using Kind = NotificationPolicy::Event::Kind;
    m_policy.add({.kind = !job.isOver()                        ? Kind::NeedsYou
                          : job.status == JobStatus::Completed ? Kind::Completed
                                                               : Kind::Failed,
                  .job = job.id,
                  .title = job.title.isEmpty() ? job.slug : job.title,
                  .sentence = job.message});
    if (!m_timer.isActive())
        m_timer.start();
}

void JobNotices::look()
{
    int active = 0;
    for (int row = 0; row < m_jobs.rowCount(); ++row) {
        const Job &job = m_jobs.job(row);
        active += (job.status == JobStatus::Pending || job.status == JobStatus::Processing) && job.needs.isEmpty() ? 1 : 0;
    }
    const bool inFront = QGuiApplication::applicationState() == Qt::ApplicationActive;
    const auto notices = m_policy.due(std::chrono::steady_clock::now(), inFront, active);
    for (const NotificationPolicy::Notice &notice : notices)
        m_notifier.show(notice.title, notice.text, notice.job);
    if (!m_policy.isWaiting())
        m_timer.stop();
}

} // namespace solver
