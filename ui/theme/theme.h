// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QPalette;

namespace solver {

/// All colours of the window, by what they are for. There are two values of it, light and dark. Ask for it when
/// painting, with the palette at hand, and never keep a colour: the scheme may change while the window is open.
struct Theme {
    /// Which of the two belongs to \a palette: the one whose window is lighter or darker than its text.
    static const Theme &of(const QPalette &palette);
    static const Theme &light();
    static const Theme &dark();

    bool isDark;

    // Text, icons and lines that carry meaning: at least 4.5 : 1 (field: 3 : 1) on base, chrome and sel.
    QColor text;
    QColor text2;  ///< secondary text, placeholders, headers
    QColor accent; ///< links, progress, chart line, focus
    QColor pending, processing, completed, warning, failed, paused, cancelled;
    QColor field; ///< edge of fields and check boxes, scroll thumb

    // Surfaces.
    QColor base;       ///< tables, pages, fields
    QColor chrome;     ///< bars, every second row
    QColor raised;     ///< buttons, tool tips
    QColor sel, selin; ///< selected row; the same in a window that is not active
    QColor rowhover;
    QColor hover, press;                     ///< buttons
    QColor disabled;                         ///< text and icons
    QColor sep;                              ///< 1 px separators
    QColor border;                           ///< edge of buttons and cards
    QColor track, tracksel;                  ///< under progress; the same on sel
    QColor fill, fillhover, onfill;          ///< primary button and its text
    QColor asoft, oksoft, warnsoft, errsoft; ///< soft fills: information, good, warning, failure
    QColor hit, hitcur;                      ///< search hit, current search hit
    QColor dadd, daddw, ddel, ddelw;         ///< difference: added line and words, removed line and words

    // Code.
    QColor keyword, string, number, comment, function, builtin;
};

/// The application's palette in these colours.
QPalette paletteOf(const Theme &theme);

/// Contrast of two opaque colours by the formula of WCAG 2.2, 1 to 21.
double contrast(const QColor &one, const QColor &other);

} // namespace solver
