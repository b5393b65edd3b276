// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

/// The pages of the gallery, with the content of the design's pictures. The widget named "focused" gets the focus.
namespace gallery {

/// A page on the ground of tables and pages.
QWidget *paper();

QWidget *controls();
QWidget *states(); ///< buttons hovered, pressed, focused
QWidget *lists();  ///< plain views, scroll bars, splitter, menus

QWidget *jobTable();
QWidget *attemptTable();
QWidget *findings();
QWidget *readiness();

QWidget *overview();
QWidget *submission();
QWidget *things(); ///< chips, files, cards, toast, status bar

} // namespace gallery
