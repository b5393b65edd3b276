// SPDX-License-Identifier: GPL-3.0-or-later
#include "gallery.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStyleOptionButton>
#include <QTabBar>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

QPushButton *button(const QString &text, const QString &iconName = {}, const char *property = nullptr)
{
    auto *made = new QPushButton(text);
    if (!iconName.isEmpty())
        made->setIcon(icon(iconName));
    if (property)
        made->setProperty(property, true);
    return made;
}

/// Buttons in states that a window at rest does not show.
class States final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), palette().base());
        painter.setFont(fonts::bodyMedium());
        int y = 12;
        for (const bool primary : {true, false}) {
            int x = 12;
            setProperty("primary", primary);
            for (const QStyle::State state : {QStyle::State_None, QStyle::State_MouseOver, QStyle::State_Sunken,
                                              QStyle::State_HasFocus, QStyle::State_On}) {
                QStyleOptionButton option;
                option.initFrom(this);
                option.fontMetrics = QFontMetrics(fonts::bodyMedium());
                option.state = QStyle::State_Enabled | state;
                option.text = u"Save as…"_s;
                option.icon = icon(u"save"_s);
                option.iconSize = QSize(fonts::scaled(16), fonts::scaled(16));
                const QSize size = style()->sizeFromContents(QStyle::CT_PushButton, &option, {}, this);
                option.rect = QRect(QPoint(x, y), size);
                style()->drawControl(QStyle::CE_PushButton, &option, &painter, this);
                x += size.width() + 12;
            }
            y += fonts::scaled(32) + 16;
        }
    }
};

} // namespace

QWidget *gallery::states()
{
    return new States;
}

QWidget *gallery::lists()
{
    auto *page = paper();
    auto *box = new QGridLayout(page);
    auto *bar = new QMenuBar;
    for (const QString &name : {u"&File"_s, u"&Edit"_s, u"&Job"_s})
        bar->addMenu(name);
    auto *menu = new QMenu(page);
    menu->addAction(icon(u"retry"_s), u"Retry"_s)->setShortcut(QKeySequence(u"Ctrl+R"_s));
    menu->addAction(icon(u"stop"_s), u"Cancel"_s)->setEnabled(false);
    menu->addSeparator();
    auto *check = menu->addAction(u"Compact rows"_s);
    check->setCheckable(true);
    check->setChecked(true);
    menu->addMenu(u"Move in the queue"_s);
    menu->setActiveAction(menu->actions().constFirst());
    menu->setWindowFlags(Qt::Widget);
    auto *splitter = new QSplitter;
    auto *list = new QListWidget;
    for (const QString &name : {u"jobs"_s, u"container"_s, u"key"_s, u"account"_s, u"folder"_s, u"look"_s, u"bell"_s})
        for (int i = 0; i < 3; ++i)
            list->addItem(new QListWidgetItem(icon(name), name));
    list->setCurrentRow(1);
    auto *table = new QTableWidget(20, 3);
    table->setHorizontalHeaderLabels({u"Id"_s, u"SalePrice"_s, u"Finding"_s});
    for (int row = 0; row < 20; ++row)
        for (int column = 0; column < 3; ++column)
            table->setItem(row, column, new QTableWidgetItem(QString::number((row + 1) * 1459 * (column + 1))));
    table->setAlternatingRowColors(true);
    splitter->addWidget(list);
    splitter->addWidget(table);
    box->setRowStretch(1, 1);
    box->addWidget(bar, 0, 0, 1, 2);
    box->addWidget(splitter, 1, 0);
    box->addWidget(menu, 1, 1, Qt::AlignTop);
    return page;
}

QWidget *gallery::controls()
{
    auto *page = paper();
    auto *grid = new QGridLayout(page);
    auto line = [grid, row = 0](const QList<QWidget *> &widgets) mutable {
        auto *box = new QHBoxLayout;
        for (QWidget *widget : widgets)
            box->addWidget(widget);
        box->addStretch();
        grid->addLayout(box, row++, 0);
    };
    auto *disabled = button(u"Save as…"_s, u"save"_s);
    disabled->setEnabled(false);
    auto *toggle = button(u"Follow"_s, u"follow"_s);
    toggle->setCheckable(true);
    toggle->setChecked(true);
    auto *flat = button(u"Copy"_s, u"copy"_s);
    flat->setFlat(true);
    auto *menu = button(u"More"_s);
    menu->setMenu(new QMenu(menu));
    auto *noPrimary = button(u"Add"_s, u"add"_s, "primary");
    noPrimary->setEnabled(false);
    line({button(u"Add"_s, u"add"_s, "primary"), noPrimary, button(u"Save as…"_s, u"save"_s), disabled, toggle, flat,
          menu, button(u"Open log there"_s, {}, "compact"), button({}, u"more"_s)});

    auto *field = new QLineEdit;
    field->setPlaceholderText(u"Filter jobs"_s);
    field->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    auto *bad = new QLineEdit(u"tittanic"_s);
    bad->setProperty("invalid", true);
    bad->addAction(icon(u"status-failed"_s, &Theme::failed), QLineEdit::TrailingPosition);
    auto *focused = new QLineEdit(u"titanic"_s);
    focused->setObjectName(u"focused"_s);
    focused->setClearButtonEnabled(true);
    auto *combo = new QComboBox;
    combo->addItems({u"Standard"_s, u"Quick"_s, u"Deep, takes its time"_s});
    auto *model = new QComboBox;
    model->addItem(icon(u"model"_s), u"Built-in solver"_s);
    auto *spin = new QSpinBox;
    spin->setValue(8);
    auto *money = new QDoubleSpinBox;
    money->setPrefix(u"$"_s);
    money->setValue(20);
    line({field, focused, bad, combo, model, spin, money});

    auto *on = new QCheckBox(u"on"_s), *off = new QCheckBox(u"off"_s), *some = new QCheckBox(u"some"_s),
         *never = new QCheckBox(u"never"_s);
    on->setChecked(true);
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    never->setEnabled(false);
    auto *one = new QRadioButton(u"light"_s), *two = new QRadioButton(u"dark"_s);
    one->setChecked(true);
    auto *tabs = new QTabBar;
    for (const QString &name : {u"Overview"_s, u"Competition"_s, u"Code\t5"_s, u"Log\t1,284"_s, u"Submission"_s})
        tabs->addTab(name);
    tabs->setExpanding(false);
    auto *bar = new QProgressBar;
    bar->setValue(62);
    line({on, off, some, never, one, two, tabs, bar});

    auto *tools = new QToolBar;
    tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tools->addAction(icon(u"copy"_s), u"Copy"_s);
    tools->addAction(icon(u"wrap"_s), u"Wrap"_s)->setCheckable(true);
    tools->actions().constLast()->setChecked(true);
    auto *only = new QToolButton;
    only->setIcon(icon(u"open-external"_s));
    only->setAutoRaise(true);
    tools->addWidget(only);
    auto *label = new QLabel(u"Start page title 0.8127"_s), *page2 = new QLabel(u"Page title ± 0.0046"_s),
         *card = new QLabel(u"Card title"_s), *caption = new QLabel(u"Caption 1234567890"_s),
         *code = new QLabel(u"if a != b: x >= 10  # 1111111111"_s);
    fonts::assign(label, fonts::StartTitle);
    fonts::assign(page2, fonts::PageTitle);
    fonts::assign(card, fonts::CardTitle);
    fonts::assign(caption, fonts::Caption);
    caption->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(code, fonts::Code);
    line({tools, label, page2, card, caption, code});

    QList<QWidget *> icons;
    for (const QString &key : {u"needs-you"_s, u"processing"_s, u"pending"_s, u"paused"_s, u"completed"_s,
                               u"completed-warnings"_s, u"failed"_s, u"cancelled"_s})
        for (const int size : {16, 24, 32}) {
            auto *picture = new QLabel;
            picture->setPixmap(pixmap(statusIcon(key), size, statusColour(Theme::of(QApplication::palette()), key),
                                      page->devicePixelRatio()));
            icons << picture;
        }
    for (const int size : {16, 32, 48}) {
        auto *picture = new QLabel;
        picture->setPixmap(icon(u"app-icon"_s).pixmap(size, size));
        icons << picture;
    }
    line(icons);
    return page;
}
