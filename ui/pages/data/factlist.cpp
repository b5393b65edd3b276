// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/data/factlist.h"


#include <QGridLayout>
#include <QLabel>

namespace solver {

FactList::FactList(QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::StrongFocus); // so that the arrow keys scroll it
}

void FactList::setFacts(const QList<Fact> &facts)
{
    auto *paper = new QWidget;
    paper->setBackgroundRole(QPalette::Base);
    auto *grid = new QGridLayout(paper);
    grid->setContentsMargins(16, 12, 16, 12);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const Fact &fact : facts) {
        auto *name = new QLabel(fact.name);
        name->setTextFormat(Qt::PlainText);
        name->setForegroundRole(QPalette::PlaceholderText);
        auto *value = new QLabel(fact.value);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setMinimumWidth(1);
        grid->addWidget(name, row, 0, Qt::AlignTop | Qt::AlignLeft);
        grid->addWidget(value, row++, 1, Qt::AlignTop);
    }
    grid->setRowStretch(row, 1);
    setWidget(paper); // the one before is deleted
}

} // namespace solver
