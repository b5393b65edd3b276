// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actionbutton.h"

#include <QAction>

namespace solver {

ActionButton::ActionButton(QAction *action, QWidget *parent) : QPushButton(parent)
{
    follow(*action);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, this, [this, action] { follow(*action); });
}

void ActionButton::follow(const QAction &action)
{
    setText(action.text());
    setIcon(action.icon());
    // QAction's default tool tip is its text again.
    setToolTip(action.toolTip() == QString(action.text()).remove(u'&') ? QString() : action.toolTip());
    setCheckable(action.isCheckable());
    setChecked(action.isChecked());
    setEnabled(action.isEnabled());
    if (parentWidget()) // without one it would be a window
        setVisible(action.isVisible());
}

} // namespace solver
