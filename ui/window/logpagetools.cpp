// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/logpage.h"

#include "pages/code/toolrow.h"
#include "pages/submission/hintfield.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "viewers/logview.h"
#include "widgets/elidedlabel.h"
#include "widgets/filterchip.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileInfo>
#include <QKeyEvent>
#include <QToolButton>
#include <QUrl>

namespace solver {

using namespace Qt::StringLiterals;

LogPage::LogPage(QWidget *parent)
    : QWidget(parent), m_view(new LogView), m_row(new ToolRow), m_which(new QComboBox), m_find(new HintField(tr("Find in log"), QKeySequence::Find)),
      m_line(new HintField(tr("Go to line"), QKeySequence(u"Ctrl+G"_s))), m_hits(new ElidedLabel), m_counts(new ElidedLabel)
{
    m_view->setAccessibleName(tr("Lines of the log"));
    for (ElidedLabel *label : {m_hits, m_counts}) {
        label->setColour(&Theme::text2);
        fonts::assign(label, fonts::Small);
    }
    makeActions();
    makeRow();
    makeMenu();
    takeActions();
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(12, 4, 12, 4);
    foot->addWidget(m_counts);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_row);
    rows->addWidget(m_view, 1);
    rows->addLayout(foot);
    showCounts();
    showHits();
}

QAction *LogPage::make(const QString &text, const QString &iconName, const QKeySequence &key, bool checkable)
{
    auto *action = new QAction(text, this);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    action->setCheckable(checkable);
    if (!key.isEmpty()) {
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setToolTip(tr("%1 (%2)").arg(text, key.toString(QKeySequence::NativeText)));
    }
    return action;
}

LogPage::Level LogPage::makeLevel(const QString &text, const QString &toolTip, const QString &iconName, QColor Theme::*colour)
{
    Level level{make(text, {}, {}, true), new FilterChip(text)};
    level.chip->setSign(iconName, colour);
    level.chip->setToolTip(toolTip);
    connect(level.chip, &FilterChip::clicked, level.action, &QAction::trigger);
    connect(level.action, &QAction::toggled, level.chip, &FilterChip::setChecked);
    connect(level.action, &QAction::triggered, this, &LogPage::filter);
    return level;
}

void LogPage::makeActions()
{
    m_follow = make(tr("Follow"), u"follow"_s, {}, true);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Follow the end of the log (%1)").arg(QKeySequence(Qt::Key_End).toString(QKeySequence::NativeText)));
    m_findKey = make(tr("Find in log"), u"find"_s, QKeySequence::Find);
    m_previousHit = make(tr("Previous hit"), u"arrow-up"_s, QKeySequence(u"Shift+F3"_s));
    m_nextHit = make(tr("Next hit"), u"arrow-down"_s, QKeySequence(u"F3"_s));
    m_expression = make(tr("Regular expression"), {}, {}, true);
    m_expression->setIconText(u".*"_s);
    m_only = make(tr("Only matching"), {}, {}, true);
    m_only->setToolTip(tr("Show only lines that hold the text, and two around them"));
    m_stop = make(tr("Stop"), {});
    m_errors = makeLevel(tr("Errors"), tr("Show only errors"), u"level-error"_s, &Theme::failed);
    m_warnings = makeLevel(tr("Warnings"), tr("Show only warnings"), u"level-warning"_s, &Theme::warning);
    m_infos = makeLevel(tr("Info"), tr("Show only what is neither an error nor a warning"), u"level-info"_s, &Theme::accent);
    m_nextError = make(tr("Next error"), u"level-error"_s, QKeySequence(u"F8"_s));
    m_previousError = make(tr("Previous error"), {}, QKeySequence(u"Shift+F8"_s));
    m_lineKey = make(tr("Go to a line …"), {}, QKeySequence(u"Ctrl+G"_s));
    m_repeats = make(tr("Fold repeated lines"), {}, {}, true);
    m_repeats->setChecked(true);
    m_clear = make(tr("Clear view"), {});
    m_saveAs = make(tr("Save log as …"), u"save"_s);
    m_folder = make(tr("Open folder of the log"), u"folder"_s);
    // Ctrl+C is the view's own key, so that fields keep theirs; here it only stands in the menu.
    m_copy = make(tr("Copy lines"), u"copy"_s, QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetShortcut);
}

void LogPage::makeRow()
{
    m_which->setAccessibleName(tr("Which log"));
    m_which->setToolTip(tr("Which log"));
    m_which->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_which->setMinimumContentsLength(12);
    m_find->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    m_find->installEventFilter(this);
    m_line->installEventFilter(this);
    m_row->addAction(m_follow)->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_row->add(m_find);
    m_row->add(m_hits);
    m_stopButton = m_row->addAction(m_stop);
    m_stopButton->setAccessibleName(tr("Stop finding"));
    m_row->addAction(m_previousHit, 7);
    m_row->addAction(m_nextHit, 7);
    m_row->addAction(m_expression, 3);
    m_row->addAction(m_only, 2);
    int leaves = 4;
    for (const Level &level : {m_errors, m_warnings, m_infos})
        m_row->add(level.chip, leaves++, {level.action});
    m_row->addAction(m_nextError, 1);
    m_row->add(m_line);
    m_row->setWanted(m_line, false);
    m_row->addStretch();
    m_row->add(m_which);
    m_row->addAction(m_repeats, 11);
    m_clearButton = m_row->addAction(m_clear, 10);
    m_row->addAction(m_saveAs, 8);
    m_row->addAction(m_folder, 9);
}

void LogPage::makeMenu()
{
    const auto line = [this] {
        auto *made = new QAction(this);
        made->setSeparator(true);
        return made;
    };
    m_view->addActions({m_copy, line(), m_nextError, m_previousError, m_lineKey, line(), m_repeats, m_clear, line(), m_saveAs, m_folder});
}

void LogPage::takeActions()
{
    connect(m_which, &QComboBox::activated, this, [this] {
        m_chosen = true;
        openChosen();
    });
    connect(m_find, &QLineEdit::textChanged, this, &LogPage::find);
    connect(m_find, &QLineEdit::returnPressed, m_nextHit, &QAction::trigger);
    connect(m_line, &QLineEdit::returnPressed, this, &LogPage::goToLine);
    connect(m_expression, &QAction::toggled, this, &LogPage::find);
    connect(m_only, &QAction::toggled, this, &LogPage::filter);
    connect(m_stop, &QAction::triggered, this, [this] {
        m_view->source().stopSearch();
        m_view->stopScanning();
        showHits();
    });
    const auto on = [this](QAction *action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_findKey, [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    on(m_nextHit, [this] { m_view->goToHit(true); });
    on(m_previousHit, [this] { m_view->goToHit(false); });
    on(m_nextError, [this] { m_view->goToError(true); });
    on(m_previousError, [this] { m_view->goToError(false); });
    on(m_lineKey, [this] {
        m_line->clear();
        m_row->setWanted(m_line, true);
        m_line->setFocus(Qt::ShortcutFocusReason);
    });
    on(m_copy, [this] { m_view->copySelection(); });
    on(m_clear, [this] { m_view->setCleared(m_view->clearedLines() == 0); });
    on(m_saveAs, [this] { saveAs(); });
    on(m_folder, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_view->source().path()).path())); });
    connect(m_repeats, &QAction::toggled, m_view, &LogView::setFoldsRepeats);
    connect(m_follow, &QAction::triggered, m_view, &LogView::setFollowing);

    connect(m_view, &LogView::followingChanged, m_follow, &QAction::setChecked);
    connect(m_view, &LogView::followingChanged, this, &LogPage::showCounts);
    connect(m_view, &LogView::countsChanged, this, [this] {
        showCounts();
        showHits();
        tryFirstError();
    });
    connect(m_view, &LogView::currentChanged, this, [this] {
        m_said.clear();
        showCounts();
        showHits();
        describe();
    });
    connect(&m_view->source(), &RecordSource::loaded, this, &LogPage::describe);
    connect(m_view, &LogView::copied, this, [this](qint64 lines, qint64 leftOut) {
        const int count = int(lines);
        m_said = leftOut > 0 ? tr("only the first %Ln line(s) copied", nullptr, count) : tr("%Ln line(s) copied", nullptr, count);
        showCounts();
    });
    connect(&m_view->source(), &RecordSource::found, this, &LogPage::showHits);
}

QAction *LogPage::actionOf(const QKeyEvent &event) const
{
    const QKeySequence key(event.keyCombination());
    for (QAction *action : {m_findKey, m_nextHit, m_previousHit, m_nextError, m_previousError, m_lineKey}) {
        if (action->shortcuts().contains(key))
            return action;
    }
    return nullptr;
}

/// The page's keys come before the window's, which has some of them too: else neither would act.
bool LogPage::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && actionOf(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void LogPage::keyPressEvent(QKeyEvent *event)
{
    if (QAction *action = actionOf(*event))
        action->trigger();
    else if (event->key() == Qt::Key_Escape && !m_find->text().isEmpty())
        endFind();
    else
        QWidget::keyPressEvent(event);
}

bool LogPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    if (watched == m_find) {
        endFind();
    } else {
        m_view->setFocus();
        m_row->setWanted(m_line, false);
    }
    return true;
}

} // namespace solver
