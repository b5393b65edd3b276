// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QPalette>

#include <algorithm>
#include <cmath>

namespace solver {

const Theme &Theme::light()
{
    static const Theme theme{
        .isDark = false,
        .text = 0x1A1D21,
        .text2 = 0x5A6472,
        .accent = 0x0B5CAD,
        .pending = 0x5A6472,
        .processing = 0x0B5CAD,
        .completed = 0x0B6B45,
        .warning = 0x8A5200,
        .failed = 0xB3261E,
        .paused = 0x7A5C00,
        .cancelled = 0x6A5674,
        .field = 0x838D9B,
        .base = 0xFFFFFF,
        .chrome = 0xF3F4F6,
        .raised = 0xFFFFFF,
        .sel = 0xCFE3FA,
        .selin = 0xE3E7ED,
        .rowhover = 0xF3F6FA,
        .hover = 0xEAEEF3,
        .press = 0xDDE3EA,
        .disabled = 0x9BA3AE,
        .sep = 0xE1E4E9,
        .border = 0xC7CDD5,
        .track = 0xDCE1E8,
        .tracksel = 0xB4CBE6,
        .fill = 0x0B5CAD,
        .fillhover = 0x0A4F94,
        .onfill = 0xFFFFFF,
        .asoft = 0xE8F1FB,
        .oksoft = 0xE7F4EE,
        .warnsoft = 0xFCF2E2,
        .errsoft = 0xFBEAE9,
        .hit = 0xFFE08A,
        .hitcur = 0xFFB84D,
        .dadd = 0xE5F5EB,
        .daddw = 0xB9E4C9,
        .ddel = 0xFCECEA,
        .ddelw = 0xF8CFCA,
        .keyword = 0x0B4FA3,
        .string = 0x0B6140,
        .number = 0x8A3F00,
        .comment = 0x4D5764,
        .function = 0x6B3A9E,
        .builtin = 0x8A1F5C,
    };
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme{
        .isDark = true,
        .text = 0xE6E8EB,
        .text2 = 0xAAB4C0,
        .accent = 0x7CB8FF,
        .pending = 0xAAB4C0,
        .processing = 0x7CB8FF,
        .completed = 0x5ED6A6,
        .warning = 0xFFB454,
        .failed = 0xFF9B92,
        .paused = 0xE6C65C,
        .cancelled = 0xC7B3D1,
        .field = 0x7A818C,
        .base = 0x1E1F22,
        .chrome = 0x26282C,
        .raised = 0x303338,
        .sel = 0x274766,
        .selin = 0x34373C,
        .rowhover = 0x24262A,
        .hover = 0x2F3237,
        .press = 0x3A3E44,
        .disabled = 0x6B727C,
        .sep = 0x34373C,
        .border = 0x474B52,
        .track = 0x3A3E44,
        .tracksel = 0x3E5E80,
        .fill = 0x2A69AF,
        .fillhover = 0x2D6FB8,
        .onfill = 0xFFFFFF,
        .asoft = 0x202F42,
        .oksoft = 0x1D3129,
        .warnsoft = 0x352B1B,
        .errsoft = 0x3A2625,
        .hit = 0x6B5518,
        .hitcur = 0x80590F,
        .dadd = 0x1D3327,
        .daddw = 0x254B37,
        .ddel = 0x3B2526,
        .ddelw = 0x6A3533,
        .keyword = 0x8DC1FF,
        .string = 0x93DDB1,
        .number = 0xF4B97F,
        .comment = 0xAFB9C4,
        .function = 0xCDB2F2,
        .builtin = 0xF2A7CF,
    };
    return theme;
}

const Theme &Theme::of(const QPalette &palette)
{
    const int window = palette.color(QPalette::Active, QPalette::Window).lightness();
    return window < palette.color(QPalette::Active, QPalette::WindowText).lightness() ? dark() : light();
}

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    const auto all = [&palette](std::initializer_list<QPalette::ColorRole> roles, const QColor &colour) {
        for (const QPalette::ColorRole role : roles)
            palette.setColor(QPalette::All, role, colour);
    };
    all({QPalette::Window, QPalette::AlternateBase}, theme.chrome);
    all({QPalette::Base}, theme.base);
    all({QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::HighlightedText, QPalette::ToolTipText},
        theme.text);
    all({QPalette::PlaceholderText}, theme.text2);
    all({QPalette::Button, QPalette::ToolTipBase}, theme.raised);
    // The highlight is pale: progress, focus and check marks are drawn in the accent, never in it.
    all({QPalette::Highlight}, theme.sel);
    palette.setColor(QPalette::Inactive, QPalette::Highlight, theme.selin);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.selin);
    all({QPalette::Link, QPalette::LinkVisited}, theme.accent);
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    all({QPalette::Accent}, theme.accent);
#endif
    all({QPalette::Light}, theme.hover);
    all({QPalette::Midlight}, theme.sep);
    all({QPalette::Mid}, theme.border);
    all({QPalette::Dark, QPalette::Shadow}, theme.field);
    all({QPalette::BrightText}, theme.failed);
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText,
                                           QPalette::HighlightedText, QPalette::PlaceholderText, QPalette::Link})
        palette.setColor(QPalette::Disabled, role, theme.disabled);
    return palette;
}

double contrast(const QColor &one, const QColor &other)
{
    const auto luminance = [](const QColor &colour) {
        const auto linear = [](double part) {
            return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    };
    const double first = luminance(one), second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace solver
