// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace solver {

/// A field that shows its key at the right while it is empty. Esc empties it, and then leaves it.
class HintField final : public QLineEdit
{
    Q_OBJECT

public:
    HintField(const QString &placeholder, const QKeySequence &key, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void left(); ///< Esc in the empty field

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_hint;
};

} // namespace solver
