// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QAbstractButton>

namespace solver {

/// A filter that is on or off, with the number of rows it stands for. A chip with count 0 stays, greyed.
class FilterChip final : public QAbstractButton
{
    Q_OBJECT

public:
    /// \param statusKey  gives the icon and its colour; empty: none
    explicit FilterChip(const QString &text, const QString &statusKey = {}, QWidget *parent = nullptr);

    int count() const { return m_count; }
    void setCount(int count);
    /// The same for what are no jobs. \param name  for screen readers: what it filters, and the count
    void setCount(int count, const QString &name);
    /// An icon other than a status's.
    void setSign(const QString &iconName, QColor Theme::*colour);
    /// "All": when on it has an edge only, because it filters nothing.
    void setPlain(bool plain);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
    QColor Theme::*m_colour = nullptr; ///< none: that of the status
    QString m_statusKey;
    int m_count = 0;
    bool m_plain = false;
};

} // namespace solver
