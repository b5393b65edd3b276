// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QToolButton;

namespace solver {

/// A bar that keeps its order at every width: what does not fit goes into the menu of the button at its end.
class ToolRow final : public QWidget
{
    Q_OBJECT

public:
    explicit ToolRow(QWidget *parent = nullptr);

    /// \param leaves   the higher, the sooner it gives way; 0: never
    /// \param actions  what stands in the menu instead of it
    void add(QWidget *widget, int leaves = 0, const QList<QAction *> &actions = {});
    /// A button that is the action; its icon, or its text where it has none.
    QToolButton *addAction(QAction *action, int leaves = 0);
    void addSpace(int pixels);
    void addStretch();
    /// In place of setVisible, which is the row's own means.
    void setWanted(QWidget *widget, bool wanted);

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Item {
        QWidget *widget;
        int leaves;
        QList<QAction *> actions;
        bool wanted = true;
    };

    void fit();

    QHBoxLayout *m_box;
    QList<Item> m_items;
    QToolButton *m_more;
    int m_spaces = 0;
};

} // namespace solver
