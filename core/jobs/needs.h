// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/services.h"

#include <QHash>

namespace solver {

/// What a job waits for that it can do nothing about, and since when.
struct Waiting {
    QString need{};  ///< engine_missing, accept_rules, no_token, key_rejected, phone_not_verified, identity_not_verified,
                     ///< entries_closed, disk_low, kaggle_away
    QString slug{};
    Clock::Instant next{};         ///< when it is worth looking again
    quint64 accountGeneration = 0; ///< as it was then
    qint64 freeBytes = 0;          ///< as they were then
};

/// The need behind an error: the job goes on when it is gone. \return empty when the job fails with it
/// \param stage in which it happened: a disk that fills up in the middle of the work is another thing than one that is too
/// small from the start
QString needFor(const Error &error, const QString &stage);
/// Whether a person has to do something; else waiting is enough.
bool needsPerson(const QString &need);

/// Looks whether what jobs wait for is there now: one look for all that wait for the same. Belongs to the watcher's thread.
class NeedsWatch
{
public:
    explicit NeedsWatch(const Services &services) : m_services(services) {}

    /// \param slug as Kaggle spells it
    Waiting begin(const QString &need, const QString &slug) const;
    /// Jobs that are worth another try now. Blocks for as long as engine and Kaggle take; \a waiting gets new times.
    QStringList ready(QHash<QString, Waiting> &waiting, std::stop_token stop);

private:
    bool isDue(const QString &need, std::chrono::seconds every);
    bool kaggleAnswers(std::stop_token stop) const;

    const Services &m_services;
    QHash<QString, Clock::Instant> m_looked; ///< need → when it was last looked after
};

} // namespace solver
