// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solution/linediff.h"

#include <QWidget>

class QScrollBar;

namespace solver {

class CodeEdit;
class DiffPane;
class DiffRuler;
class ElidedLabel;
struct PaneLine;

/// What changed from one program to another: side by side, or in one.
class DiffView final : public QWidget
{
    Q_OBJECT

public:
    /// A program as its head says it.
    struct Side {
        QString title{};  ///< "Attempt 2"
        QString detail{}; ///< "0.8127 ± 0.0046, best"
        bool operator==(const Side &) const = default;
    };

    explicit DiffView(QWidget *parent = nullptr);

    void setSides(const Side &left, const Side &right);
    void setDiff(const LineDiff &diff, const QStringList &left, const QStringList &right);
    bool isUnified() const { return m_unified; }
    void setUnified(bool unified);

    const LineDiff &diff() const { return m_diff; }
    int changes() const { return int(m_diff.changes.size()); }
    int currentChange() const { return m_change; } ///< from 0; -1: nothing changed
    /// Stops at the ends.
    void goToChange(int change);
    /// Where a text is looked for: the pane with the focus, else the new program.
    CodeEdit *searched() const;
    DiffPane *leftPane() const { return m_left; }
    DiffPane *rightPane() const { return m_right; }

Q_SIGNALS:
    void currentChangeChanged();

private:
    QWidget *makeHead(ElidedLabel *&title, ElidedLabel *&detail);
    void fill();
    void colourUnified(const QList<PaneLine> &lines);
    void follow(QScrollBar *from, QScrollBar *to);
    LineDiff::Change linesOfChange(int change) const;

    QWidget *m_leftSide, *m_rightSide;
    ElidedLabel *m_leftTitle, *m_leftDetail, *m_rightTitle, *m_rightDetail;
    DiffPane *m_left, *m_right; ///< in one: the right pane shows both
    DiffRuler *m_ruler;
    Side m_old, m_new;
    LineDiff m_diff;
    QStringList m_leftLines, m_rightLines;
    QList<LineDiff::Change> m_unifiedChanges;
    int m_change = -1;
    bool m_unified = false;
    bool m_following = false;
};

} // namespace solver
