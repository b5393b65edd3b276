// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/startpage.h"

#include "delegates/readinessdelegate.h"
#include "delegates/roles.h"
#include "theme/fonts.h"
#include "widgets/actionbutton.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListView>
#include <QStandardItemModel>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int NameRole = Qt::UserRole + 100; ///< of the line

struct Look {
    QString title, icon;
};

Look lookOf(const QString &name)
{
    if (name == u"engine"_s)
        return {StartPage::tr("Container engine"), u"container"_s};
    if (name == u"image"_s)
        return {StartPage::tr("Sandbox image"), u"stage-prepare"_s};
    if (name == u"kaggle"_s)
        return {StartPage::tr("Kaggle account"), u"account"_s};
    if (name == u"disk"_s)
        return {StartPage::tr("Disk space"), u"disk"_s};
    return {StartPage::tr("Data folder"), u"folder"_s};
}

} // namespace

StartPage::StartPage(const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent), m_lines(new QStandardItemModel(this)), m_list(new QListView)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *title = new QLabel(tr("A competition in, a scored submission.csv out"));
    fonts::assign(title, fonts::StartTitle);
    title->setWordWrap(true);
    auto *words = new QLabel(tr("Paste the address of a competition above, or begin with one of these. The demo needs no account and no key."));
    words->setWordWrap(true);
    words->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QAction *action : actions) {
        auto *button = new ActionButton(action);
        button->setProperty("primary", action == actions.first());
        buttons->addWidget(button);
    }
    buttons->addStretch();
    m_list->setModel(m_lines);
    m_list->setAccessibleName(tr("What the program needs"));
    m_list->setFrameShape(QFrame::NoFrame);
    auto *delegate = new ReadinessDelegate(this);
    delegate->attach(m_list);
    const auto fix = [this](const QModelIndex &index) {
        if (!index.data(ActionTextRole).toString().isEmpty())
            Q_EMIT fixRequested(m_shown.at(index.row()));
    };
    connect(delegate, &RowDelegate::actionRequested, this, fix);
    connect(m_list, &QAbstractItemView::activated, this, fix); // the same by Enter
    auto *heading = new QLabel(tr("Ready?"));
    fonts::assign(heading, fonts::CardTitle);

    auto *column = new QVBoxLayout;
    column->setSpacing(12);
    column->addSpacing(24);
    column->addWidget(title);
    column->addWidget(words);
    column->addLayout(buttons);
    column->addSpacing(16);
    column->addWidget(heading);
    column->addWidget(m_list, 1);
    auto *row = new QHBoxLayout(this);
    row->addStretch(1);
    row->addLayout(column, 4);
    row->addStretch(1);
}

void StartPage::show(const QList<ReadinessLine> &lines)
{
    m_shown = lines;
    m_lines->setRowCount(int(lines.size()));
    for (int row = 0; row < int(lines.size()); ++row) {
        if (!m_lines->item(row)) {
            auto *item = new QStandardItem;
            item->setEditable(false);
            m_lines->setItem(row, item);
        }
        showLine(row, lines[row]);
    }
}

void StartPage::setBuilding(const QString &sentence)
{
    if (std::exchange(m_building, sentence) != sentence)
        show(QList(m_shown));
}

void StartPage::showLine(int row, const ReadinessLine &line)
{
    QStandardItem *item = m_lines->item(row);
    const Look look = lookOf(line.name);
    const bool ok = line.state == ReadinessLine::State::Ok, missing = line.state == ReadinessLine::State::Missing;
    const bool image = line.name == u"image"_s && !ok, building = image && !m_building.isEmpty();
    item->setText(look.title);
    item->setData(line.name, NameRole);
    item->setData(look.icon, IconNameRole);
    item->setData(building ? m_building : (line.sentence + u' ' + line.nextStep).trimmed(), SentenceRole);
    item->setData(building ? u"processing"_s : ok ? u"completed"_s : missing ? u"failed"_s : u"pending"_s, StatusKeyRole);
    item->setData(building ? tr("building") : ok ? tr("ok") : missing ? tr("missing") : tr("optional"), StateTextRole);
    item->setData(building                                 ? QString()
                  : image                                  ? tr("Build now")
                  : line.name == u"engine"_s && missing    ? tr("Copy the command")
                  : line.offer == u"use_account"_s         ? tr("Use")
                  : line.offer == u"set_up_account"_s      ? tr("Fix")
                                                           : QString(),
                  ActionTextRole);
    item->setData(u"%1: %2. %3"_s.arg(look.title, item->data(StateTextRole).toString(), item->data(SentenceRole).toString()), Qt::AccessibleTextRole);
}

} // namespace solver
