// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QObject>

class QAction;

namespace solver {

/// What a person can do about what a job waits for: on its card, in its row, in its menu.
class NeedActions final : public QObject
{
    Q_OBJECT

public:
    explicit NeedActions(QObject *parent = nullptr);

    /// Those that help this job, the most telling one first and *Check again* last. They are for this job until the next call.
    QList<QAction *> forJob(const Job &job);
    /// What the button in the job's row does.
    void carryOutFirst(const Job &job);

Q_SIGNALS:
    void accountRequested();                     ///< the settings' Kaggle page is wanted
    void checkRequested(const QString &job);     ///< a person says that it is there

private:
    Job m_job;
    QAction *m_setUp, *m_openPage, *m_check;
};

} // namespace solver
