// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/code/codeedit.h"
#include "solution/linediff.h"

namespace solver {

/// A line of one side of a difference, or of both of them in one.
struct PaneLine {
    enum Kind { Same, Added, Removed, Absent };
    Kind kind = Same;
    QString text{};
    QString number{}; ///< of the line, or of the line in both texts
    QList<TextSpan> words{};
};

/// Code with lines that came, went, or stand on the other side only. It has no scroll bar: the ruler beside is one.
class DiffPane final : public CodeEdit
{
    Q_OBJECT

public:
    explicit DiffPane(QWidget *parent = nullptr);

    void setLines(const QList<PaneLine> &lines);
    /// The change that has the bar: lines [begin, end).
    void setCurrentLines(int begin, int end);
    const QList<PaneLine> &shownLines() const { return m_lines; }

    enum Marker { AddedMarker, RemovedMarker, AbsentMarker };
    enum Indicator { AddedWords = 10, RemovedWords };

protected:
    void applyTheme(const Theme &theme, const QFont &font) override;
    void fitMargin() override;
    void paintEvent(QPaintEvent *event) override;

private:
    QList<PaneLine> m_lines;
    QString m_widest;
    int m_begin = -1, m_end = -1;
};

} // namespace solver
