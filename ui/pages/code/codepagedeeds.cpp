// SPDX-License-Identifier: GPL-3.0-or-later
// How the page is built, and what its buttons do.
#include "pages/code/attemptchooser.h"
#include "pages/code/codeedit.h"
#include "pages/code/codepage.h"
#include "pages/code/diffpane.h"
#include "pages/code/diffview.h"
#include "pages/code/findbar.h"
#include "pages/code/programs.h"
#include "pages/code/toolrow.h"
#include "base/files.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/actionbutton.h"
#include "widgets/background.h"
#include "widgets/elidedlabel.h"

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

QWidget *line(bool upright)
{
    auto *separator = new QWidget;
    if (upright)
        separator->setFixedWidth(1);
    else
        separator->setFixedHeight(1);
    separator->setBackgroundRole(QPalette::Midlight);
    separator->setAutoFillBackground(true);
    return separator;
}

} // namespace

CodePage::CodePage(QWidget *parent)
    : QWidget(parent), m_programs(new Programs(this)), m_left(new QWidget), m_facts(new QWidget), m_chooser(new AttemptChooser),
      m_heading(new ElidedLabel), m_factsTitle(new ElidedLabel), m_factsText(new QLabel), m_tools(new ToolRow),
      m_againstLabel(new QLabel(tr("against"))), m_counts(new QLabel), m_place(new QLabel), m_against(new QComboBox),
      m_ignoreBox(new QCheckBox(tr("Ignore white space"))), m_sheets(new QStackedWidget), m_message(new QLabel),
      m_add(new QPushButton(icon(u"add"_s), tr("Add a program of my own …"))), m_view(new CodeEdit), m_changes(new DiffView),
      m_findBar(new FindBar)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_view->setAccessibleName(tr("Program"));
    makeActions();
    makeSide();
    makeTools();
    arrange();
    connectDeeds();
    enableActions();
    fitWidths();
}

void CodePage::makeActions()
{
    const auto make = [this](const QString &text, const QString &iconName, const QKeySequence &key) {
        auto *action = new QAction(text, this);
        if (!iconName.isEmpty())
            action->setIcon(icon(iconName));
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setToolTip(key.isEmpty() ? text : tr("%1 (%2)").arg(text, key.toString(QKeySequence::NativeText)));
        addAction(action);
        return action;
    };
    const auto choice = [this](std::initializer_list<QAction *> actions) {
        auto *group = new QActionGroup(this);
        for (QAction *action : actions) {
            action->setCheckable(true);
            group->addAction(action);
        }
        (*actions.begin())->setChecked(true);
    };
    m_code = make(tr("Code"), {}, {});
    m_diff = make(tr("Diff"), {}, QKeySequence(Qt::CTRL | Qt::Key_D));
    choice({m_code, m_diff});
    m_side = make(tr("Side by side"), u"diff-side"_s, {});
    m_unified = make(tr("In one"), u"diff-unified"_s, {});
    choice({m_side, m_unified});
    m_ignore = make(tr("Ignore white space"), {}, {});
    m_ignore->setCheckable(true);
    m_previous = make(tr("Previous change"), u"arrow-up"_s, QKeySequence(Qt::SHIFT | Qt::Key_F8));
    m_next = make(tr("Next change"), u"arrow-down"_s, QKeySequence(Qt::Key_F8));
    m_copy = make(tr("Copy the program"), u"copy"_s, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_save = make(tr("Save the program as …"), u"save"_s, {});
    m_open = make(tr("Open in editor"), u"open-external"_s, {});
    m_folder = make(tr("Open folder"), u"folder"_s, {});
    m_find = make(tr("Find …"), u"find"_s, QKeySequence::Find);
    m_findNext = make(tr("Next hit"), {}, QKeySequence(Qt::Key_F3));
    m_findPrevious = make(tr("Previous hit"), {}, QKeySequence(Qt::SHIFT | Qt::Key_F3));
    m_foldAll = make(tr("Fold or unfold all"), {}, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketLeft));
    m_selectAll = make(tr("Select all"), {}, {});
    m_use = make(tr("Use as submission"), u"submit"_s, {});
    m_use->setToolTip(tr("Makes this attempt's file the job's submission"));
}

void CodePage::makeSide()
{
    fonts::assign(m_heading, fonts::Small);
    m_heading->setColour(&Theme::text2);
    fonts::assign(m_factsTitle, fonts::BodyMedium);
    fonts::assign(m_factsText, fonts::Small);
    m_factsText->setForegroundRole(QPalette::PlaceholderText);
    m_factsText->setTextFormat(Qt::PlainText);
    m_factsText->setWordWrap(true);
    m_useButton = new ActionButton(m_use);
    m_useButton->setProperty("compact", true);
    m_chooser->addActions({m_use, m_copy, m_save, m_open, m_folder});

    auto *facts = new QVBoxLayout(m_facts);
    facts->setContentsMargins(0, 0, 0, 0);
    facts->setSpacing(0);
    facts->addWidget(line(false));
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(12, 8, 12, 10);
    inside->setSpacing(4);
    inside->addWidget(m_factsTitle);
    inside->addWidget(m_factsText);
    inside->addWidget(m_useButton, 0, Qt::AlignLeft);
    facts->addLayout(inside);

    auto *heading = new QHBoxLayout;
    heading->setContentsMargins(12, 14, 12, 13);
    heading->addWidget(m_heading);
    auto *box = new QVBoxLayout(m_left);
    box->setContentsMargins({});
    box->setSpacing(0);
    box->addLayout(heading);
    box->addWidget(line(false));
    box->addWidget(m_chooser, 1);
    box->addWidget(m_facts);
}

void CodePage::makeTools()
{
    for (QLabel *label : {m_againstLabel, m_counts, m_place}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        fonts::assign(label, fonts::Small);
    }
    m_against->setAccessibleName(tr("Compare with"));
    m_againstLabel->setBuddy(m_against);
    m_tools->addAction(m_code)->setAccessibleName(tr("Show the code")); // the tab is named like the button
    m_tools->addAction(m_diff);
    m_tools->addSpace(6);
    m_tools->add(m_againstLabel, 9);
    m_tools->add(m_against);
    m_tools->addSpace(6);
    m_tools->addAction(m_side, 5);
    m_tools->addAction(m_unified, 5);
    m_tools->add(m_ignoreBox, 6, {m_ignore});
    m_tools->addStretch();
    m_tools->add(m_counts, 8);
    m_tools->addSpace(6);
    m_tools->add(m_place, 4);
    m_tools->addAction(m_previous, 1);
    m_tools->addAction(m_next, 1);
    m_tools->addSpace(6);
    m_tools->addAction(m_find, 2);
    m_tools->addAction(m_copy, 3);
    m_tools->addAction(m_save, 3);
    m_tools->addAction(m_open, 3);
    m_tools->addAction(m_folder, 7);
}

void CodePage::arrange()
{
    auto *message = new QWidget;
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    auto *words = new QVBoxLayout(message);
    words->setContentsMargins(16, 16, 16, 16);
    words->setSpacing(12);
    words->addWidget(m_message);
    words->addWidget(m_add, 0, Qt::AlignLeft);
    words->addStretch(1);
    m_sheets->insertWidget(MessageSheet, message);
    m_sheets->insertWidget(CodeSheet, m_view);
    m_sheets->insertWidget(DiffSheet, m_changes);

    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_tools);
    right->addWidget(line(false));
    right->addWidget(m_findBar);
    right->addWidget(m_sheets, 1);
    auto *box = new QHBoxLayout(this);
    box->setContentsMargins({});
    box->setSpacing(0);
    box->addWidget(m_left);
    box->addWidget(line(true));
    box->addLayout(right, 1);
}

void CodePage::connectDeeds()
{
    connect(m_programs, &Programs::arrived, this, &CodePage::refresh);
    connect(m_chooser, &AttemptChooser::attemptChosen, this, &CodePage::choose);
    connect(m_code, &QAction::triggered, this, &CodePage::refresh);
    connect(m_diff, &QAction::triggered, this, &CodePage::refresh);
    connect(m_against, &QComboBox::activated, this, [this] {
        m_wantedAgainst = m_against->currentData();
        refresh();
    });
    connect(m_unified, &QAction::toggled, m_changes, &DiffView::setUnified);
    connect(m_ignore, &QAction::toggled, m_ignoreBox, &QCheckBox::setChecked);
    connect(m_ignoreBox, &QCheckBox::toggled, m_ignore, &QAction::setChecked);
    connect(m_ignore, &QAction::toggled, this, &CodePage::refresh);
    connect(m_previous, &QAction::triggered, this, [this] { m_changes->goToChange(m_changes->currentChange() - 1); });
    connect(m_next, &QAction::triggered, this, [this] { m_changes->goToChange(m_changes->currentChange() + 1); });
    connect(m_changes, &DiffView::currentChangeChanged, this, &CodePage::showCounts);
    connect(m_copy, &QAction::triggered, this, &CodePage::copyAll);
    connect(m_save, &QAction::triggered, this, &CodePage::saveAs);
    connect(m_open, &QAction::triggered, this, &CodePage::openInEditor);
    connect(m_folder, &QAction::triggered, this, &CodePage::openFolder);
    connect(m_use, &QAction::triggered, this, [this] { Q_EMIT useAttemptRequested(m_chosen); });
    connect(m_add, &QPushButton::clicked, this, &CodePage::addProgramRequested);
    connect(m_foldAll, &QAction::triggered, this, [this] { m_view->foldAll(); });
    connect(m_selectAll, &QAction::triggered, this, [this] { searched()->selectAll(); });

    connect(m_find, &QAction::triggered, this, &CodePage::beginFind);
    connect(m_findNext, &QAction::triggered, this, [this] { findNext(true); });
    connect(m_findPrevious, &QAction::triggered, this, [this] { findNext(false); });
    connect(m_findBar, &FindBar::textChanged, this, &CodePage::find);
    connect(m_findBar, &FindBar::nextRequested, this, &CodePage::findNext);
    connect(m_findBar, &FindBar::closed, this, [this] {
        for (CodeEdit *view : std::initializer_list<CodeEdit *>{m_view, m_changes->leftPane(), m_changes->rightPane()})
            view->find({});
        searched()->setFocus();
    });
    auto *copySelection = new QAction(tr("Copy"), this);
    connect(copySelection, &QAction::triggered, this, [this] { searched()->copy(); });
    for (CodeEdit *view : std::initializer_list<CodeEdit *>{m_view, m_changes->leftPane(), m_changes->rightPane()})
        view->addActions({copySelection, m_selectAll, m_find});
    m_view->addAction(m_foldAll);
}

void CodePage::copyAll()
{
    const Attempt *one = attempt(m_chosen);
    const Programs::Text text = one ? m_programs->of(*one) : Programs::Text{};
    if (text.state != Programs::Text::Ready)
        return;
    QGuiApplication::clipboard()->setText(text.text);
    Q_EMIT noticed(tr("The program of attempt %1 was copied.").arg(m_chosen));
}

void CodePage::saveAs()
{
    const Attempt *one = attempt(m_chosen);
    if (!one)
        return;
    auto *dialog = new QFileDialog(this, tr("Save the program"), {}, tr("Python programs (*.py)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"py"_s);
    dialog->selectFile(u"%1-attempt-%2.py"_s.arg(m_details.job.slug).arg(one->no));
    connect(dialog, &QFileDialog::fileSelected, this, [this, from = one->program](const QString &to) {
        const auto save = [from, to] { return readFile(from).and_then([&to](const QByteArray &bytes) { return writeFile(to, bytes); }); };
        inBackground(this, save, [this, to](const Result<> &saved) {
            Q_EMIT noticed(saved ? tr("Saved as %1.").arg(to) : saved.error().message);
        });
    });
    dialog->open();
}

void CodePage::openInEditor()
{
    const Attempt *one = attempt(m_chosen);
    if (one && !QDesktopServices::openUrl(QUrl::fromLocalFile(one->program)))
        Q_EMIT noticed(tr("No program on this computer opens Python files: %1").arg(one->program));
}

void CodePage::openFolder()
{
    const Attempt *one = attempt(m_chosen);
    if (!one)
        return;
    const QString folder = QFileInfo(one->program).path();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        Q_EMIT noticed(tr("No file manager was found. The folder is %1").arg(folder));
}

CodeEdit *CodePage::searched() const
{
    return m_sheets->currentIndex() == DiffSheet ? m_changes->searched() : m_view;
}

void CodePage::beginFind()
{
    m_findBar->begin();
    find(m_findBar->text());
}

void CodePage::find(const QString &text)
{
    CodeEdit *view = searched();
    const int hits = view->find(text);
    m_findBar->setCount(view->goToNearestHit(), hits);
}

/// A text that is being looked for is marked in what came into the view, too.
void CodePage::markHits()
{
    if (m_findBar->isVisible())
        find(m_findBar->text());
}

void CodePage::findNext(bool forward)
{
    if (!m_findBar->isVisible() && m_findBar->text().isEmpty()) {
        beginFind();
        return;
    }
    CodeEdit *view = searched();
    if (view->hits() == 0)
        view->find(m_findBar->text());
    m_findBar->setCount(view->goToHit(forward), view->hits());
}

} // namespace solver
