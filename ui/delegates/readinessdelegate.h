// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delegates/rowdelegate.h"

namespace solver {

/// A list of what the program needs: icon, name and sentence (or a bar), state, button.
class ReadinessDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    explicit ReadinessDelegate(QObject *parent = nullptr);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCell(const Cell &cell) const override;
    QRect actionRect(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Columns {
        int text, textWidth, state, stateWidth;
    };
    Columns columns(int left, int width, const QFont &font, const QModelIndex &index) const;
};

} // namespace solver
