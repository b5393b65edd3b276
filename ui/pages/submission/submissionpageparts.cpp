// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/submissionpage.h"

#include "delegates/findingdelegate.h"
#include "models/jobmodel.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/filechip.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QListView>
#include <QScrollArea>

namespace solver {

using namespace Qt::StringLiterals;

/// A line from edge to edge, in the colour of the moment.
QWidget *SubmissionPage::makeSeparator()
{
    auto *line = new QWidget;
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);
    return line;
}

QWidget *SubmissionPage::makeFindings()
{
    auto *panel = new QWidget;
    auto *title = new QLabel(tr("Findings"));
    title->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(title, fonts::SmallMedium);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(m_count, fonts::Small);
    m_rest->setTextFormat(Qt::PlainText);
    m_rest->setWordWrap(true);
    m_rest->setForegroundRole(QPalette::PlaceholderText);
    m_rest->setContentsMargins(12, 12, 12, 12);
    fonts::assign(m_rest, fonts::Small);
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Findings"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *delegate = new FindingDelegate(m_list);
    delegate->attach(m_list);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 10, 12, 10);
    head->addWidget(title, 1);
    head->addWidget(m_count);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(makeSeparator());
    layout->addWidget(m_list, 1);
    layout->addWidget(m_rest);
    panel->setMinimumWidth(fonts::scaled(200));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (current.isValid())
            goToFinding(current.row());
    });
    connect(m_list, &QListView::activated, this, &SubmissionPage::goToNextPlace);
    // A click on the one that is chosen already shows its cell again.
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { goToFinding(index.row()); });
    return panel;
}

QWidget *SubmissionPage::makeSide()
{
    makeChipMenu();
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_figures);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it has the focus
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    m_figures->setAutoFillBackground(true);
    m_figures->setBackgroundRole(QPalette::Base);
    return scroll;
}

void SubmissionPage::makeChipMenu()
{
    FileChip *chip = m_figures->chip();
    auto *copy = new QAction(icon(u"copy"_s), tr("Copy file"), chip);
    auto *copyPath = new QAction(tr("Copy path"), chip);
    auto *save = new QAction(icon(u"save"_s), tr("Save as…"), chip);
    auto *folder = new QAction(icon(u"folder"_s), tr("Open folder"), chip);
    chip->addActions({copy, copyPath, save, folder});
    connect(copy, &QAction::triggered, chip, &FileChip::copyToClipboard);
    connect(copyPath, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(QDir::toNativeSeparators(dragFile(m_details.job)));
    });
    connect(save, &QAction::triggered, this, &SubmissionPage::saveAsRequested);
    connect(folder, &QAction::triggered, this, &SubmissionPage::openFolderRequested);
    connect(chip, &QAbstractButton::clicked, this, [this, chip] {
        if (chip->isAvailable())
            Q_EMIT openFolderRequested();
    });
    chip->setSource([this] { return dragFile(m_details.job); });
}

} // namespace solver
