// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delegates/rowdelegate.h"

#include <QHash>
#include <QTimer>

namespace solver {

/// Rows of the job table. Say with setPart() what each column shows; the others show their text.
class JobDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    enum Part {
        Text,
        Name,     ///< text in Medium
        Status,   ///< icon and word of StatusKeyRole
        Activity, ///< text, and a button right after it
        Progress, ///< bar and percent, or the step
        Score,    ///< number, direction, metric
    };

    explicit JobDelegate(QObject *parent = nullptr);

    void setPart(int column, Part part) { m_parts.insert(column, part); }
    /// Whether the icon of running jobs turns.
    void setMotion(bool motion) { m_motion = motion; }

protected:
    void paintCell(const Cell &cell) const override;
    QRect actionRect(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintStatus(const Cell &cell) const;
    void paintProgress(const Cell &cell) const;
    void paintScore(const Cell &cell) const;
    void turn();

    QHash<int, Part> m_parts;
    mutable QTimer m_turning; ///< runs while a running job is in sight
    int m_eighths = 0;
    bool m_motion = true;
};

} // namespace solver
