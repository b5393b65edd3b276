// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/code/scintilla.h"

namespace solver {

struct Theme;

/// Python to be read, in the theme's colours, with line numbers and folding. Tab leaves it.
class CodeEdit : public QsciScintilla
{
    Q_OBJECT

public:
    explicit CodeEdit(QWidget *parent = nullptr);

    void setCode(const QString &text);
    /// The lexer's style of each byte, line by line.
    QList<QByteArray> lineStyles();
    /// Styles of lines that are no program as they stand. They stay until the next text.
    void setLineStyles(const QList<QByteArray> &styles);

    /// Marks a text wherever it stands, case ignored; empty ends it.
    /// \return how many times, up to 10,000
    int find(const QString &text);
    int hits() const { return int(m_hits.size()); }
    /// Goes to the next (or previous) hit from where the cursor is, and selects it; round the end.
    /// \return which one, from 0; -1: there is none
    int goToHit(bool forward);
    /// Like goToHit, but the one at the cursor counts: for while the text is being typed.
    int goToNearestHit();

protected:
    /// Colours and fonts of the moment. Again whenever they change.
    virtual void applyTheme(const Theme &theme, const QFont &font);
    void refreshTheme();
    /// Called with the number of lines: sets the width of the first margin.
    virtual void fitMargin();

    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Hit {
        long begin, end; ///< bytes
    };
    int showHit(std::size_t hit);
    void colourLexer(const Theme &theme, const QFont &font);

    QsciLexerPython *m_lexer;
    std::vector<Hit> m_hits;
    bool m_ready = false;
};

} // namespace solver
