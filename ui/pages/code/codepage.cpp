// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/codepage.h"

#include "pages/code/attemptchooser.h"
#include "pages/code/codeedit.h"
#include "pages/code/diffpane.h"
#include "pages/code/diffview.h"
#include "pages/code/findbar.h"
#include "pages/code/programs.h"
#include "pages/code/toolrow.h"
#include "theme/fonts.h"
#include "widgets/background.h"
#include "widgets/elidedlabel.h"
#include "theme/scoretext.h"
#include "widgets/stagestrip.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int readingIsSaidAfter = 200; // milliseconds
const QString bestKey = u"best"_s, previousKey = u"previous"_s;

/// A difference with the lines it speaks of.
struct Compared {
    QStringList left, right;
    LineDiff diff;
};

} // namespace

void CodePage::show(const JobDetails &details)
{
    const bool other = details.job.id != m_details.job.id;
    m_details = details;
    if (other) {
        m_programs->clear();
        m_chosen = -1;
        m_wantedAgainst = {};
        m_shownCode.clear();
        m_shownDiff.clear();
    } else {
        m_programs->retryFailed();
    }
    //: Heading of the list of attempts; %1 is the metric, %2 the direction in which it is better
    m_heading->setText(details.job.metric.isEmpty()
                           ? tr("Attempts")
                           : tr("Attempts, %1 %2").arg(details.job.metric, details.job.higherIsBetter ? u"▲"_s : u"▼"_s));
    m_chooser->setAttempts(m_details.attempts, running());
    if (!attempt(m_chosen)) {
        const auto hasProgram = [](const Attempt &one) { return !one.program.isEmpty(); };
        const Attempt *best = m_details.best();
        const auto last = std::ranges::find_if(m_details.attempts.rbegin(), m_details.attempts.rend(), hasProgram);
        m_chosen = best && hasProgram(*best) ? best->no : last != m_details.attempts.rend() ? last->no : -1;
    }
    m_chooser->setChosen(m_chosen);
    refresh();
}

/// Number of the attempt that is on its way.
int CodePage::running() const
{
    if (m_details.job.status != JobStatus::Processing || m_details.attempts.isEmpty())
        return -1;
    const Attempt &last = m_details.attempts.last();
    return last.state == Attempt::State::Written ? last.no : -1;
}

void CodePage::showAttempt(int no)
{
    if (!attempt(no))
        return;
    m_chooser->setChosen(no);
    m_chosen = no;
    refresh();
}

void CodePage::choose(int no)
{
    m_chosen = no;
    refresh();
    Q_EMIT attemptChosen(no);
}

void CodePage::showDiff(bool diff)
{
    (diff ? m_diff : m_code)->setChecked(true);
    refresh();
}

bool CodePage::isDiff() const
{
    return m_diff->isChecked() && against();
}

const Attempt *CodePage::attempt(int no) const
{
    const auto found = std::ranges::find_if(m_details.attempts,
                                            [no](const Attempt &one) { return one.no == no && !one.program.isEmpty(); });
    return found == m_details.attempts.end() ? nullptr : &*found;
}

const Attempt *CodePage::against() const
{
    const QVariant wanted = m_against->currentData();
    if (wanted == bestKey)
        return m_details.best();
    if (wanted == previousKey) {
        const Attempt *previous = nullptr;
        for (const Attempt &one : m_details.attempts) {
            if (!one.program.isEmpty() && one.no < m_chosen)
                previous = &one;
        }
        return previous;
    }
    return wanted.isValid() ? attempt(wanted.toInt()) : nullptr;
}

void CodePage::fillAgainst()
{
    QList<std::pair<QString, QVariant>> entries;
    const Attempt *best = m_details.best();
    if (best && !best->program.isEmpty() && best->no != m_chosen)
        entries.emplaceBack(best->score.mean ? tr("Best: attempt %1, %2").arg(best->no).arg(scoreText(*best->score.mean))
                                             : tr("Best: attempt %1").arg(best->no),
                            bestKey);
    int previous = -1;
    for (const Attempt &one : std::as_const(m_details.attempts)) {
        if (!one.program.isEmpty() && one.no < m_chosen)
            previous = one.no;
    }
    if (previous >= 0)
        entries.emplaceBack(tr("Previous: attempt %1").arg(previous), previousKey);
    for (const Attempt &one : std::as_const(m_details.attempts)) {
        if (!one.program.isEmpty() && one.no != m_chosen)
            entries.emplaceBack(one.score.mean ? tr("Attempt %1, %2").arg(one.no).arg(scoreText(*one.score.mean))
                                               : tr("Attempt %1").arg(one.no),
                                one.no);
    }
    const QSignalBlocker quiet(m_against);
    bool same = entries.size() == m_against->count();
    for (int at = 0; same && at < entries.size(); ++at)
        same = m_against->itemText(at) == entries[at].first && m_against->itemData(at) == entries[at].second;
    if (!same) {
        m_against->clear();
        for (const auto &[text, key] : std::as_const(entries))
            m_against->addItem(text, key);
    }
    m_against->setCurrentIndex(std::max(m_wantedAgainst.isValid() ? m_against->findData(m_wantedAgainst) : 0, 0));
}

/// Brings the views to what is chosen, as far as it is read; the rest follows when it arrives.
void CodePage::refresh()
{
    fillAgainst();
    showFacts();
    const Attempt *one = attempt(m_chosen), *other = against();
    enableActions();
    m_add->setVisible(!one);
    if (!one) {
        showMessage(m_details.attempts.isEmpty()
                        ? tr("No program has been written yet. Each attempt's program will be here.")
                        : tr("There is only the constant submission so far, which needs no program."));
        return;
    }
    const bool diff = isDiff();
    const Programs::Text text = m_programs->of(*one);
    const Programs::Text before = diff ? m_programs->of(*other) : Programs::Text{.state = Programs::Text::Ready};
    if (text.state == Programs::Text::Failed || before.state == Programs::Text::Failed) {
        showMessage(text.state == Programs::Text::Failed ? text.fault : before.fault);
    } else if (text.state == Programs::Text::Reading || before.state == Programs::Text::Reading) {
        QTimer::singleShot(readingIsSaidAfter, this, [this, no = m_chosen] {
            const Attempt *still = attempt(no);
            if (still && no == m_chosen && m_programs->of(*still).state == Programs::Text::Reading)
                showMessage(tr("Reading the program …"));
        });
    } else if (diff) {
        showChanges(*other, *one, before.text, text.text);
    } else {
        showCode(*one, text.text);
    }
}

void CodePage::showMessage(const QString &sentence)
{
    m_message->setText(sentence);
    m_sheets->setCurrentIndex(MessageSheet);
    enableActions();
    showCounts();
}

void CodePage::showCode(const Attempt &attempt, const QString &text)
{
    if (const QString key = Programs::keyOf(attempt); key != m_shownCode) {
        m_shownCode = key;
        m_view->setCode(text);
        m_sheets->setCurrentIndex(CodeSheet);
        markHits();
    }
    m_sheets->setCurrentIndex(CodeSheet);
    enableActions();
    showCounts();
}

void CodePage::showChanges(const Attempt &before, const Attempt &after, const QString &left, const QString &right)
{
    m_changes->setSides({attemptTitle(before), sideDetail(before)}, {attemptTitle(after), sideDetail(after)});
    const bool ignore = m_ignore->isChecked();
    const QString key = Programs::keyOf(before) + u'\n' + Programs::keyOf(after) + (ignore ? u"\n-w"_s : QString());
    if (key == m_shownDiff) {
        m_sheets->setCurrentIndex(DiffSheet);
        enableActions();
        showCounts();
        return;
    }
    const auto compare = [left, right, ignore] {
        Compared compared{.left = linesOf(left), .right = linesOf(right), .diff = {}};
        compared.diff = diffLines(compared.left, compared.right, {.ignoreWhiteSpace = ignore});
        return compared;
    };
    inBackground(this, compare, [this, key, number = ++m_comparison](const Compared &compared) {
        if (number != m_comparison || !isDiff())
            return;
        m_shownDiff = key;
        m_changes->setDiff(compared.diff, compared.left, compared.right);
        m_sheets->setCurrentIndex(DiffSheet);
        markHits();
        enableActions();
        showCounts();
    });
}

QString CodePage::sideDetail(const Attempt &attempt) const
{
    QStringList parts{scoreWithError(attempt.score), standing(attempt, m_details.best()), attempt.name};
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

/// What is known of the chosen attempt, and the button that makes its file the submission.
void CodePage::showFacts()
{
    const Attempt *one = attempt(m_chosen);
    m_facts->setVisible(one && height() > fonts::scaled(400));
    if (!one)
        return;
    m_factsTitle->setText(attemptTitle(*one));
    QStringList lines;
    if (const QString score = scoreWithError(one->score); !score.isEmpty())
        lines << (one->score.selfReported ? tr("%1, self-reported").arg(score)
                                          : tr("%1 in %n view(s)", nullptr, one->score.views).arg(score));
    double seconds = 0;
    for (const Run &run : std::as_const(m_details.runs))
        seconds += run.attempt == one->no ? run.seconds : 0;
    if (seconds > 0)
        lines << tr("ran for %1 in all").arg(durationText(seconds));
    if (!one->sentence.isEmpty())
        lines << one->sentence;
    m_factsText->setText(lines.join(u'\n'));
}

void CodePage::showCounts()
{
    const int changes = m_changes->changes(), current = m_changes->currentChange();
    const bool shown = m_sheets->currentIndex() == DiffSheet;
    //: Lines that a difference adds and removes
    m_counts->setText(tr("+%1 −%2 lines").arg(m_changes->diff().added).arg(m_changes->diff().removed));
    m_place->setText(changes == 0 ? tr("no changes") : tr("change %1 of %2").arg(current + 1).arg(changes));
    m_previous->setEnabled(shown && current > 0);
    m_next->setEnabled(shown && current + 1 < changes);
}

void CodePage::enableActions()
{
    const Attempt *one = attempt(m_chosen);
    const bool diff = isDiff(), there = one && m_sheets->currentIndex() != MessageSheet;
    m_tools->setEnabled(one);
    m_diff->setEnabled(against());
    m_diff->setToolTip(against() ? tr("Show what changed (Ctrl+D)") : tr("There is no other program to compare this one with."));
    if (!against() && m_diff->isChecked())
        m_code->setChecked(true);
    for (QAction *action : {m_copy, m_save, m_open, m_find})
        action->setEnabled(there);
    m_folder->setEnabled(one);
    m_foldAll->setEnabled(there && !diff);
    m_use->setEnabled(one && one->realValid && !one->best && !one->submission.isEmpty());
    m_useButton->setVisible(m_use->isEnabled());
    for (QWidget *widget : std::initializer_list<QWidget *>{m_againstLabel, m_against, m_ignoreBox, m_counts, m_place})
        m_tools->setWanted(widget, diff);
    for (QAction *action : {m_side, m_unified, m_previous, m_next}) {
        action->setVisible(diff);
        const auto buttons = m_tools->findChildren<QToolButton *>();
        for (QToolButton *button : buttons) {
            if (button->defaultAction() == action)
                m_tools->setWanted(button, diff);
        }
    }
}

void CodePage::fitWidths()
{
    m_left->setFixedWidth(std::min(fonts::scaled(214), width() * 2 / 5));
    m_against->setMaximumWidth(fonts::scaled(240));
    showFacts();
}

void CodePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitWidths();
}

void CodePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitWidths();
}

} // namespace solver
