// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

class QWidget;

/// The ten kinds of text. All sizes are factors of the application font, which follows the system and Ctrl+Plus.
/// Figures of the text font stand in columns (the font was made so), the mono font has no ligatures.
namespace solver::fonts {

enum Role {
    StartTitle, ///< heading of the start page
    PageTitle,  ///< heading of a page, big score
    CardTitle,
    Body,
    BodyMedium,
    Small, ///< second lines, chips, status bar
    SmallMedium,
    Caption, ///< axes, counts
    Code,
    Log,
};

QFont of(Role role);
inline QFont startTitle()
{
    return of(StartTitle);
}
inline QFont pageTitle()
{
    return of(PageTitle);
}
inline QFont cardTitle()
{
    return of(CardTitle);
}
inline QFont body()
{
    return of(Body);
}
inline QFont bodyMedium()
{
    return of(BodyMedium);
}
inline QFont small()
{
    return of(Small);
}
inline QFont smallMedium()
{
    return of(SmallMedium);
}
inline QFont caption()
{
    return of(Caption);
}
inline QFont code()
{
    return of(Code);
}
inline QFont log()
{
    return of(Log);
}

/// Gives \a widget the font of a role, and again whenever Appearance changes the size.
void assign(QWidget *widget, Role role);

/// \a pixels of the 13 px design at the current text size: for icons and widths. Heights come from font metrics.
int scaled(int pixels);

/// Loads the bundled fonts, once. \return whether all of them came
bool load();
/// The application font: the bundled text font, at the system font's size times \a percent / 100.
QFont application(int percent);
/// Fonts of kinds of Qt's widgets (headers, buttons, tabs); then again of all that were assigned a role.
void spread();

} // namespace solver::fonts
