// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>

#include <vector>

namespace solver {

/// Where jobs stand in the queue: the lower number comes first. Numbers of neighbours may be as close as doubles can be,
/// so that a move changes the moved jobs and no others.
using Places = QHash<QString, double>;

enum class Move { Up, Down, Top, Bottom };

/// The jobs that wait for their turn, in order. Not thread-safe.
class JobQueue
{
public:
    /// Behind those with the same place.
    void insert(const QString &id, double place);
    bool contains(const QString &id) const;
    void remove(const QString &id);
    /// The job whose turn it is. The queue must not be empty.
    QString takeFirst();
    void clear() { m_jobs.clear(); }
    bool isEmpty() const { return m_jobs.empty(); }
    int size() const { return int(m_jobs.size()); }
    QStringList ids() const;

    /// Where these jobs are now; who does not wait is left out.
    Places places(const QStringList &ids) const;
    /// The places after a move of all \a ids together, which keep their order; only those that change. Who does not wait is
    /// passed over. When no numbers are left between two neighbours, the whole queue is numbered anew.
    Places moved(const QStringList &ids, Move where) const;
    /// The same, to right before another waiting job; behind the last one when \a before does not wait.
    Places movedBefore(const QStringList &ids, const QString &before) const;
    /// Takes places over; who does not wait is passed over.
    void place(const Places &places);

private:
    struct Entry {
        QString id;
        double place = 0;
        bool moves = false; ///< used while a move is worked out
    };
    using Entries = std::vector<Entry>;

    Entries marked(const QStringList &ids) const;
    Places difference(const Entries &ordered) const;

    Entries m_jobs;
};

} // namespace solver
