// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <chrono>

class QAction;
class QLabel;
class QToolButton;

namespace solver {

/// A short message at the lower right of its parent, with one action and its key. It goes by itself after a while, but
/// not while it has the focus or the mouse is on it.
class Toast final : public QWidget
{
    Q_OBJECT

public:
    explicit Toast(QWidget *parent);

    /// Shows a message in place of the one before. \param action may be null; it stays the caller's
    void showMessage(const QString &text, QAction *action = nullptr,
                     std::chrono::milliseconds time = std::chrono::seconds(10));

    bool eventFilter(QObject *watched, QEvent *event) override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void place();
    void endUnlessInUse();

    QLabel *m_text;
    QToolButton *m_button;
    QLabel *m_key;
    QPointer<QAction> m_action;
    QTimer m_time;
};

} // namespace solver
