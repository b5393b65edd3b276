// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

/// What must hold for every widget of a shown window. Each function returns one sentence for each that breaks the rule.
namespace checks {

/// Texts that need more room than their widget has, and controls of which a part lies outside its parent.
QStringList cutOff(const QWidget &window);
/// Labels and controls that lie on each other.
QStringList overlapping(const QWidget &window);
/// What can have the focus but has no accessible name, or one that another control of the window has too.
QStringList withoutName(const QWidget &window);
/// Presses Tab until it comes round again.
QStringList notReachedByTab(QWidget &window);
/// Presses F6 through the panes of the window.
QStringList notReachedByF6(QWidget &window);

} // namespace checks
