// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delegates/rowdelegate.h"

#include <QHash>

namespace solver {

/// Rows of attempts, two lines high. Say with setPart() what each column shows; the others show their text.
class AttemptDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    enum Part {
        Text,
        Number,   ///< text in the secondary colour
        Outcome,  ///< icon of StatusKeyRole, the column's own word
        Approach, ///< text in Medium, SecondLineRole below
        Score,    ///< number and ErrorTextRole, both at the right
    };

    explicit AttemptDelegate(QObject *parent = nullptr);

    void setPart(int column, Part part) { m_parts.insert(column, part); }
    int rowHeight(const QFont &font) const override;

protected:
    void paintCell(const Cell &cell) const override;

private:
    void paintApproach(const Cell &cell) const;
    void paintScore(const Cell &cell) const;

    QHash<int, Part> m_parts;
};

} // namespace solver
