// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace solver {

/// An icon of resources/icons by its name, such as `status-failed`. It is drawn in the colour of the moment: that of
/// button text, of disabled text, of selected text. QIcon::name() gives the name back, and the style draws it in
/// another colour where a button has one.
QIcon icon(const QString &name);
/// The same in a colour of its own, such as &Theme::failed, wherever it is drawn. It has no name().
QIcon icon(const QString &name, QColor Theme::*colour);

/// The icon in \a colour, \a size logical pixels wide and high. From 24 on the drawing with lighter strokes is taken.
/// The app icon keeps its own colours. Cached.
QPixmap pixmap(const QString &name, int size, const QColor &colour, qreal ratio);

/// Draws an icon in the middle of \a rect, at whole device pixels.
void paintIcon(QPainter *painter, const QRect &rect, const QString &name, int size, const QColor &colour);

void dropIconCache();

} // namespace solver
