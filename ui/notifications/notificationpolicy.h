// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QHash>
#include <QList>
#include <QString>

#include <chrono>

namespace solver {

/// Decides which events become messages of the desktop. Each end of a job is told by itself while there are few; what is
/// too much is told together; when a batch is done, one message says so. Never more than three in a minute. Pure: the
/// time and the state of the window come in.
class NotificationPolicy
{
    Q_DECLARE_TR_FUNCTIONS(NotificationPolicy)

public:
    enum class Mode { Off, Away, Always };
    using Instant = std::chrono::steady_clock::time_point;

    /// Something that a person may want to hear of.
    struct Event {
        enum class Kind { Completed, Failed, NeedsYou };
        Kind kind = Kind::Completed;
        QString job{};      ///< id
        QString title{};    ///< of the job's competition
        QString sentence{}; ///< how it ended, what it needs
    };

    struct Notice {
        QString title{};
        QString text{};
        QString job{}; ///< which to open; empty: only the window

        bool operator==(const Notice &) const = default;
    };

    /// `off`, `away` or `always`, as in the settings; anything else is `away`.
    static Mode modeOf(const QString &word);
    void setMode(Mode mode) { m_mode = mode; }

    void add(const Event &event);
    /// What is to be told now. Ask about twice a second while isWaiting().
    /// \param inFront  whether a window of this program has the focus
    /// \param active   jobs that run or wait for their turn; none: the batch is done
    QList<Notice> due(Instant now, bool inFront, int active);
    bool isWaiting() const { return !m_fresh.isEmpty() || !m_held.isEmpty() || !m_batch.isEmpty(); }

private:
    static Notice single(const Event &event);
    Notice batchNotice() const;
    static Notice together(const QList<Event> &events, const QString &title);

    Mode m_mode = Mode::Away;
    QList<Event> m_fresh;            ///< since the last due()
    QList<Event> m_held;             ///< too many to be told one by one
    QHash<QString, Event> m_batch;   ///< last event of each job since jobs began to run
    QList<Instant> m_shown;          ///< in the last minute
};

} // namespace solver
