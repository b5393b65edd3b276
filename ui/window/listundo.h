// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobmanager.h"

#include <QObject>
#include <QThreadPool>

namespace solver {

/// What a person changed in the list, step by step, back and forward again. The core does the work, in a thread of the pool.
/// Removals are remembered by the database: behind the steps of this session come those of earlier ones.
class ListUndo final : public QObject
{
    Q_OBJECT

public:
    struct Step {
        enum class Kind { Removal, Cancel, Move };
        Kind kind = Kind::Removal;
        QStringList jobs{};
        QStringList cancelled{}; ///< by the removal: they go on when they come back
        Places before{};         ///< of a move
        Places after{};
        int no = 0;              ///< given by add()
    };

    /// \param inTurn  a pool of one thread, in which the steps are also done at first: what came first is done first
    ListUndo(JobManager &jobs, const JobStore &store, QThreadPool &inTurn);

    /// Takes in a step that was just done. What was undone before cannot be done again any more.
    void add(const Step &step);
    void undo();
    void redo();
    bool canUndo() const;
    bool canRedo() const;

Q_SIGNALS:
    void changed(); ///< what can be undone and redone
    void finished(const QString &sentence, const QStringList &jobs);

private:
    void run(const Step &step, bool back);
    void settle(int no, const QStringList *cancelled);
    void lookForEarlier();
    static QString sentence(Step::Kind kind, bool back, int count);

    JobManager &m_jobs;
    const JobStore &m_store;
    QThreadPool &m_inTurn;
    QList<Step> m_steps;
    int m_lastNo = 0;
    qsizetype m_done = 0;     ///< steps from here on are undone
    QStringList m_earlier;    ///< removed by an earlier session; known while nothing of this one is left to undo
    bool m_running = false;
};

} // namespace solver
