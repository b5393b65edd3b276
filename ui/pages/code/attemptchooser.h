// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QListView>

class QStandardItemModel;

namespace solver {

/// "Attempt 4".
QString attemptTitle(const Attempt &attempt);
/// "0.8104 ± 0.0049"; empty while there is none.
QString scoreWithError(const SealedScore &score);
/// Against the best of now: "−0.0023", or "best"; empty where one of them has no score.
QString standing(const Attempt &attempt, const Attempt *best);

/// The attempts that have a program, the newest on top.
class AttemptChooser final : public QListView
{
    Q_OBJECT

public:
    explicit AttemptChooser(QWidget *parent = nullptr);

    /// Rows that stay keep their place, the choice and the scroll position.
    /// \param running  number of the attempt that is on its way; -1: none
    void setAttempts(const QList<Attempt> &attempts, int running);
    int chosen() const; ///< -1: none
    /// Without a signal.
    void setChosen(int no);

    QSize sizeHint() const override;

Q_SIGNALS:
    void attemptChosen(int no);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    QStandardItemModel *m_model;
    bool m_setting = false;
};

} // namespace solver
