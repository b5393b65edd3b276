// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QAbstractTableModel>

namespace solver {

/// A job's attempts by number; the constant, which is no program, comes first.
class AttemptModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Number, Outcome, Approach, Score, Change, Time, ColumnCount };

    explicit AttemptModel(QObject *parent = nullptr);

    /// Rows that are there stay where they are; new ones are added at the end.
    void setAttempts(const QList<Attempt> &attempts, const QList<Run> &runs, bool higherIsBetter);
    int number(int row) const { return m_attempts[row].no; }
    int rowOf(int number) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString change(int row) const;
    double seconds(const Attempt &attempt) const;
    QString text(int row, int column) const;

    QList<Attempt> m_attempts;
    QList<Run> m_runs;
    bool m_higherIsBetter = true;
};

} // namespace solver
