// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delegates/rowdelegate.h"

namespace solver {

/// A list of findings about a submission: title and count, wrapped sentence, code and severity.
class FindingDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    explicit FindingDelegate(QObject *parent = nullptr);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCell(const Cell &cell) const override;
};

} // namespace solver
