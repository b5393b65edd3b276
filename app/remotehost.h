// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobhost.h"

#include <QLocalSocket>

namespace solver {

/// A start that was there before holds the data folder: it does the work, and this process follows it. See HandOver.
class RemoteHost final : public JobHost
{
public:
    /// \return null when nobody listens for these folders
    static std::unique_ptr<RemoteHost> connect(const Paths &paths);

    /// Asks the other start to show its window.
    Result<> comeForward();

    Result<Job> submit(const CompetitionUrl &url, const QString &asGiven, const JobOptions &options) override;
    Result<QList<Job>> resumeAll() override;
    QList<JobEvent> waitForEvents(std::chrono::milliseconds timeout) override;
    Result<Job> job(const QString &id) override;
    int active() const override { return m_active; }
    bool isThere() const override { return m_socket.state() == QLocalSocket::ConnectedState; }
    QString stop(int signal, int unfinished) override;

private:
    RemoteHost() = default;
    Result<nlohmann::json> ask(const nlohmann::json &question);
    std::optional<nlohmann::json> readLine();
    void keep(const nlohmann::json &line);
    Job take(const nlohmann::json &value);

    QLocalSocket m_socket;
    QList<JobEvent> m_events;  ///< came while a reply was awaited
    QHash<QString, Job> m_jobs;
    int m_active = 0;
};

} // namespace solver
