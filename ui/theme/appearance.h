// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace solver {

struct Theme;

/// How the program looks: style, colours, fonts and text size. Make one of it, after the QApplication and before the
/// first widget, and keep it as long as there are widgets.
class Appearance final : public QObject
{
    Q_OBJECT

public:
    enum class Scheme { System, Light, Dark };
    Q_ENUM(Scheme)
    static constexpr int smallestText = 50, largestText = 200; ///< per cent

    explicit Appearance(QObject *parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    /// Per cent of the system's text size.
    int textScale() const { return m_textScale; }
    void setTextScale(int percent);
    const Theme &theme() const;

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    /// Colours or text size are others now. Qt's widgets and ours follow by themselves; this is for what keeps colours
    /// or sizes of its own, such as an editor.
    void changed();

private:
    bool systemIsDark();
    void apply();

    Scheme m_scheme = Scheme::System;
    int m_textScale = 100;
    bool m_dark = false;
    bool m_applying = false;
};

} // namespace solver
