// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QEvent;
class QWidget;

namespace solver {

/// Wrapped text is as high as its width wants, which neither windows nor scroll areas ask for: says it as the minimum height of
/// a widget with a layout. Called from its event(), after the base class.
void keepWrappedHeight(QWidget *widget, const QEvent *event);

} // namespace solver
