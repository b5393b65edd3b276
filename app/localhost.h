// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "handover.h"
#include "jobhost.h"
#include "session.h"

namespace solver {

/// Jobs run in this process, and other starts may bring theirs.
class LocalHost final : public JobHost
{
public:
    /// \param resumeCommand  what a person types to go on
    LocalHost(std::unique_ptr<Session> session, QString resumeCommand)
        : m_session(std::move(session)), m_handOver(m_session->paths(), m_session->jobs(), m_session->store(), {}), m_resumeCommand(std::move(resumeCommand))
    {
    }

    Result<Job> submit(const CompetitionUrl &url, const QString &asGiven, const JobOptions &options) override
    {
        return m_session->jobs().submit(url, asGiven, options).and_then([this](const QString &id) { return job(id); });
    }
    Result<QList<Job>> resumeAll() override
    {
        return m_session->jobs().resumeAll().and_then([this](const QStringList &ids) -> Result<QList<Job>> {
            QList<Job> jobs;
            for (const QString &id : ids) {
                Result<Job> found = job(id);
                if (!found)
                    return tl::unexpected(found.error());
                jobs << *found;
            }
            return jobs;
        });
    }
    QList<JobEvent> waitForEvents(std::chrono::milliseconds timeout) override
    {
        QList<JobEvent> events = m_session->jobs().waitForEvents(m_lastEvent, timeout);
        if (!events.isEmpty())
            m_lastEvent = events.last().no;
        return events;
    }
    Result<Job> job(const QString &id) override { return m_session->store().job(id); }
    int active() const override { return m_session->jobs().active(); }
    std::optional<Error> engineError() const override { return m_session->engineError(); }
    bool hasGuests() const override { return m_handOver.pending() > 0; }
    QString stop(int, int unfinished) override
    {
        m_session->jobs().stopAll();
        return QStringLiteral("Interrupted, %1 unfinished: %2").arg(unfinished).arg(m_resumeCommand);
    }

private:
    std::unique_ptr<Session> m_session;
    HandOver m_handOver;
    quint64 m_lastEvent = 0;
    QString m_resumeCommand;
};

} // namespace solver
