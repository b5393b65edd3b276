// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace solver {

/// A part of the status bar, which opens what it speaks of: "containers 2 of 4". Give it an icon with setIcon().
class StatusButton final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit StatusButton(QWidget *parent = nullptr);

    /// \param before, after  words around the value, in the secondary colour; either may be empty
    /// \param value          in Medium
    void setParts(const QString &before, const QString &value, const QString &after = {});
    /// A 1 px line behind it.
    void setSeparator(bool separator);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_before, m_value, m_after;
    bool m_separator = true;
};

} // namespace solver
