// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/services.h"
#include "jobs/submission.h"

#include <functional>
#include <map>
#include <mutex>

namespace solver {

/// Sends files to Kaggle by a person's order, and follows them until they are scored. Each step is in the store before the next
/// one, so that a start after a kill goes on and sends nothing twice. Thread-safe but for follow().
class SubmissionDesk
{
public:
    /// \param changed hears of each change, after it is stored, in the thread where it happened
    SubmissionDesk(const Services &services, std::function<void(const Submission &)> changed)
        : m_services(services), m_changed(std::move(changed)), m_begun(services.clock.utc())
    {
    }

    /// Looks whether the job's file can be sent, and stores the order. Refused for a file that the validator does not accept, a
    /// competition that is not on Kaggle or takes only notebooks. Blocks.
    /// \param message empty: one that tells origin and score
    Result<Submission> order(const Job &job, const QString &message);
    /// Sends what was ordered. Blocks for as long as the upload takes. \return as it stands then; open when it was stopped
    Submission send(Submission submission, std::stop_token stop);
    /// Asks after those that Kaggle has, each at its time. Blocks; belongs to the watcher's thread.
    void follow(std::stop_token stop);
    /// What an order would be: message, file, and how many may still be sent today. Blocks.
    struct Prospect {
        QString message{};
        QString file{};
        std::optional<kaggle::SubmissionLimits> limits{};
        int dailyLimit = 0;
    };
    Result<Prospect> prospect(const Job &job, std::stop_token stop) const;

private:
    struct Look {
        Clock::Instant next;
        int times = 0;
    };
    Result<> check(const Job &job) const;
    Submission settle(Submission submission);
    Submission fail(Submission submission, const Error &error);

    const Services &m_services;
    const std::function<void(const Submission &)> m_changed;
    const QDateTime m_begun; ///< an order from before may have been sent already
    std::map<qint64, Look> m_looks; ///< of the watcher's thread
};

} // namespace solver
