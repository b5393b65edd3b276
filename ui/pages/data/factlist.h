// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/data/contractfacts.h"

#include <QScrollArea>

namespace solver {

/// Names and values in two columns; values wrap and can be selected.
class FactList final : public QScrollArea
{
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);

    void setFacts(const QList<Fact> &facts);
};

} // namespace solver
