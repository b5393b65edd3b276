// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/diffview.h"

#include "pages/code/diffpane.h"
#include "pages/code/diffruler.h"
#include "theme/fonts.h"
#include "widgets/elidedlabel.h"

#include <QBoxLayout>
#include <QScrollBar>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

QString numberOf(int line)
{
    return line < 0 ? QString() : QString::number(line + 1);
}

PaneLine sideOf(const DiffRow &row, int line, const QStringList &lines, PaneLine::Kind kind, const QList<TextSpan> &words)
{
    if (line < 0)
        return {.kind = PaneLine::Absent};
    return {.kind = row.changed ? kind : PaneLine::Same, .text = lines[line], .number = numberOf(line), .words = words};
}

QWidget *line()
{
    auto *separator = new QWidget;
    separator->setFixedWidth(1);
    separator->setBackgroundRole(QPalette::Midlight);
    separator->setAutoFillBackground(true);
    return separator;
}

} // namespace

DiffView::DiffView(QWidget *parent)
    : QWidget(parent), m_leftSide(new QWidget), m_rightSide(new QWidget), m_left(new DiffPane), m_right(new DiffPane),
      m_ruler(new DiffRuler(m_right->verticalScrollBar()))
{
    m_left->setAccessibleName(tr("Program before"));
    m_right->setAccessibleName(tr("Program after"));
    const auto stack = [this](QWidget *side, ElidedLabel *&title, ElidedLabel *&detail, DiffPane *pane) {
        auto *box = new QVBoxLayout(side);
        box->setContentsMargins({});
        box->setSpacing(0);
        box->addWidget(makeHead(title, detail));
        box->addWidget(pane, 1);
    };
    stack(m_leftSide, m_leftTitle, m_leftDetail, m_left);
    stack(m_rightSide, m_rightTitle, m_rightDetail, m_right);

    auto *box = new QHBoxLayout(this);
    box->setContentsMargins({});
    box->setSpacing(0);
    box->addWidget(m_leftSide, 1);
    box->addWidget(line());
    box->addWidget(m_rightSide, 1);
    box->addWidget(m_ruler);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    follow(m_left->verticalScrollBar(), m_right->verticalScrollBar());
    follow(m_right->verticalScrollBar(), m_left->verticalScrollBar());
    follow(m_left->horizontalScrollBar(), m_right->horizontalScrollBar());
    follow(m_right->horizontalScrollBar(), m_left->horizontalScrollBar());
    setUnified(false);
}

QWidget *DiffView::makeHead(ElidedLabel *&title, ElidedLabel *&detail)
{
    auto *head = new QWidget;
    auto *box = new QHBoxLayout(head);
    box->setContentsMargins(12, 3, 12, 3);
    title = new ElidedLabel;
    fonts::assign(title, fonts::SmallMedium);
    detail = new ElidedLabel;
    fonts::assign(detail, fonts::Small);
    detail->setColour(&Theme::text2);
    detail->setMinimumWidth(1); // gives way first
    box->addWidget(title);
    box->addWidget(detail, 1);
    return head;
}

/// The shorter side stays at its end, and does not pull the longer one back.
void DiffView::follow(QScrollBar *from, QScrollBar *to)
{
    connect(from, &QScrollBar::valueChanged, this, [this, to](int value) {
        if (m_following || m_unified)
            return;
        m_following = true;
        to->setValue(value);
        m_following = false;
    });
}

void DiffView::setSides(const Side &left, const Side &right)
{
    m_old = left;
    m_new = right;
    m_leftTitle->setText(left.title);
    m_leftDetail->setText(left.detail);
    m_rightTitle->setText(m_unified ? tr("%1 to %2").arg(left.title, right.title) : right.title);
    m_rightDetail->setText(right.detail);
}

void DiffView::setDiff(const LineDiff &diff, const QStringList &left, const QStringList &right)
{
    m_diff = diff;
    m_leftLines = left;
    m_rightLines = right;
    m_change = -1;
    fill();
    m_right->verticalScrollBar()->setValue(0);
    if (changes() > 0)
        goToChange(0);
    else
        Q_EMIT currentChangeChanged();
}

void DiffView::setUnified(bool unified)
{
    m_unified = unified;
    m_leftSide->setVisible(!unified);
    m_right->setAccessibleName(unified ? tr("Both programs in one") : tr("Program after"));
    setSides(m_old, m_new);
    fill();
    if (m_change >= 0)
        goToChange(m_change);
}

void DiffView::fill()
{
    QList<PaneLine> left, right;
    m_unifiedChanges.clear();
    if (!m_unified) {
        for (const DiffRow &row : std::as_const(m_diff.rows)) {
            left << sideOf(row, row.left, m_leftLines, PaneLine::Removed, row.leftWords);
            right << sideOf(row, row.right, m_rightLines, PaneLine::Added, row.rightWords);
        }
    } else {
        const auto width = QString::number(std::max(m_leftLines.size(), m_rightLines.size())).size();
        const auto add = [&](PaneLine line, int before, int after) {
            line.number = numberOf(before).rightJustified(width) + u' ' + numberOf(after).rightJustified(width);
            right << line;
        };
        int row = 0;
        for (const LineDiff::Change &change : std::as_const(m_diff.changes)) {
            for (; row < change.begin; ++row)
                add({.text = m_rightLines[m_diff.rows[row].right]}, m_diff.rows[row].left, m_diff.rows[row].right);
            const int begin = int(right.size());
            for (int at = change.begin; at < change.end; ++at) {
                if (const DiffRow &one = m_diff.rows[at]; one.left >= 0)
                    add({.kind = PaneLine::Removed, .text = m_leftLines[one.left], .number = {}, .words = one.leftWords}, one.left, -1);
            }
            for (int at = change.begin; at < change.end; ++at) {
                if (const DiffRow &one = m_diff.rows[at]; one.right >= 0)
                    add({.kind = PaneLine::Added, .text = m_rightLines[one.right], .number = {}, .words = one.rightWords}, -1, one.right);
            }
            row = change.end;
            m_unifiedChanges << LineDiff::Change{begin, int(right.size())};
        }
        for (; row < m_diff.rows.size(); ++row)
            add({.text = m_rightLines[m_diff.rows[row].right]}, m_diff.rows[row].left, m_diff.rows[row].right);
    }
    m_left->setLines(left);
    m_right->setLines(right);
    if (m_unified)
        colourUnified(right);

    QList<DiffRuler::Mark> marks;
    for (int change = 0; change < changes(); ++change) {
        const auto rows = std::ranges::subrange(m_diff.rows.cbegin() + m_diff.changes[change].begin,
                                                m_diff.rows.cbegin() + m_diff.changes[change].end);
        const LineDiff::Change lines = linesOfChange(change);
        marks << DiffRuler::Mark{.begin = lines.begin,
                                 .end = lines.end,
                                 .removed = std::ranges::any_of(rows, [](const DiffRow &one) { return one.left >= 0; }),
                                 .added = std::ranges::any_of(rows, [](const DiffRow &one) { return one.right >= 0; })};
    }
    m_ruler->setMarks(marks, int(right.size()));
}

/// Two programs between each other's lines are no program: each line gets the colours that it has in its own. The left pane,
/// which is not to be seen, reads them.
void DiffView::colourUnified(const QList<PaneLine> &lines)
{
    m_left->setCode(m_leftLines.join(u'\n'));
    const QList<QByteArray> before = m_left->lineStyles();
    m_left->setCode(m_rightLines.join(u'\n'));
    const QList<QByteArray> after = m_left->lineStyles();
    m_left->setLines({});
    QList<QByteArray> styles;
    qsizetype leftLine = 0, rightLine = 0;
    for (const PaneLine &line : lines) {
        styles << (line.kind == PaneLine::Removed ? before.value(leftLine) : after.value(rightLine));
        leftLine += line.kind != PaneLine::Added;
        rightLine += line.kind != PaneLine::Removed;
    }
    m_right->setLineStyles(styles);
}

LineDiff::Change DiffView::linesOfChange(int change) const
{
    return m_unified ? m_unifiedChanges[change] : m_diff.changes[change];
}

void DiffView::goToChange(int change)
{
    if (changes() == 0)
        return;
    m_change = std::clamp(change, 0, changes() - 1);
    const LineDiff::Change lines = linesOfChange(m_change);
    m_left->setCurrentLines(lines.begin, lines.end);
    m_right->setCurrentLines(lines.begin, lines.end);
    // Some lines before it stay in sight; a view that shows it already does not move.
    QScrollBar *bar = m_right->verticalScrollBar();
    const int page = std::max(1, bar->pageStep());
    if (lines.begin < bar->value() || lines.end > bar->value() + page - 1)
        bar->setValue(std::max(0, lines.begin - page / 4));
    if (!m_unified)
        m_left->setCursorPosition(lines.begin, 0);
    m_right->setCursorPosition(lines.begin, 0);
    Q_EMIT currentChangeChanged();
}

CodeEdit *DiffView::searched() const
{
    return m_left->hasFocus() && !m_unified ? m_left : m_right;
}

} // namespace solver
