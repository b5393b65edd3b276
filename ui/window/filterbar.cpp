// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/filterbar.h"

#include "models/jobmodel.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/status.h"
#include "widgets/filterchip.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace solver {

using namespace Qt::StringLiterals;

FilterBar::FilterBar(JobModel &jobs, JobFilter &filter, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_filter(filter), m_chipBox(new QWidget), m_menu(new QToolButton), m_all(new FilterChip(tr("All"))), m_words(new QLineEdit), m_shown(new QLabel)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 8);
    row->setSpacing(4);
    auto *chips = new QHBoxLayout(m_chipBox);
    chips->setContentsMargins(0, 0, 0, 0);
    chips->setSpacing(4);
    row->addWidget(m_chipBox);
    row->addWidget(m_menu);
    auto *menu = new QMenu(this);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(*menu); });
    m_menu->setMenu(menu);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setFocusPolicy(Qt::StrongFocus);
    m_menu->hide();
    m_all->setPlain(true);
    m_all->setChecked(true);
    chips->addWidget(m_all);
    connect(m_all, &FilterChip::clicked, this, [this] { set(words(), {}); });
    for (const QString &key : {u"needs-you"_s, u"processing"_s, u"pending"_s, u"paused"_s, u"completed"_s, u"failed"_s, u"cancelled"_s}) {
        auto *chip = new FilterChip(statusWord(key), key);
        m_chips.insert(key, chip);
        chips->addWidget(chip);
        connect(chip, &FilterChip::clicked, this, &FilterBar::apply);
    }
    row->addStretch();
    m_shown->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(m_shown, fonts::Small);
    row->addWidget(m_shown);
    m_words->setPlaceholderText(tr("Filter jobs"));
    m_words->setAccessibleName(tr("Filter jobs"));
    m_words->setClearButtonEnabled(true);
    m_words->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    m_words->setMinimumWidth(fonts::scaled(200));
    row->addWidget(m_words);
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_filter.setWords(words);
        refresh();
    });
    refresh();
}

void FilterBar::takeFocus()
{
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
}

QString FilterBar::words() const
{
    return m_words->text();
}

QStringList FilterBar::statuses() const
{
    QStringList keys;
    for (auto chip = m_chips.cbegin(); chip != m_chips.cend(); ++chip) {
        if (chip.value()->isChecked())
            keys << chip.key();
    }
    return keys;
}

void FilterBar::set(const QString &words, const QStringList &statuses)
{
    m_words->setText(words);
    for (auto chip = m_chips.cbegin(); chip != m_chips.cend(); ++chip)
        chip.value()->setChecked(statuses.contains(chip.key()));
    apply();
}

void FilterBar::apply()
{
    QStringList keys = statuses();
    m_all->setChecked(keys.isEmpty());
    if (keys.contains(u"completed"_s))
        keys << u"completed-warnings"_s; // one chip for both
    m_filter.setStatuses({keys.cbegin(), keys.cend()});
    refresh();
}

void FilterBar::refresh()
{
    QHash<QString, int> counts;
    const int all = m_jobs.rowCount();
    for (int row = 0; row < all; ++row) {
        const QString key = JobModel::statusKey(m_jobs.job(row));
        ++counts[key == u"completed-warnings"_s ? u"completed"_s : key];
    }
    m_all->setCount(all);
    for (auto chip = m_chips.cbegin(); chip != m_chips.cend(); ++chip)
        chip.value()->setCount(counts.value(chip.key()));
    const QStringList chosen = statuses();
    m_menu->setText(chosen.isEmpty() ? tr("All jobs") : chosen.size() == 1 ? statusWord(chosen.first()) : tr("%n status(es)", nullptr, int(chosen.size())));
    fit();
    m_shown->setText(m_filter.isFiltering() ? tr("%1 of %n job(s)", nullptr, all).arg(m_filter.rowCount()) : QString());
}

void FilterBar::fillMenu(QMenu &menu)
{
    menu.clear();
    QList<FilterChip *> chips{m_all};
    for (FilterChip *chip : m_chipBox->findChildren<FilterChip *>()) {
        if (chip != m_all)
            chips << chip;
    }
    for (FilterChip *chip : std::as_const(chips)) {
        QAction *action = menu.addAction(chip->accessibleName());
        action->setCheckable(true);
        action->setChecked(chip->isChecked());
        connect(action, &QAction::triggered, chip, &QAbstractButton::click);
    }
}

void FilterBar::fit()
{
    const int others = m_words->minimumSizeHint().width() + m_shown->sizeHint().width() + fonts::scaled(60);
    const bool chipsFit = m_chipBox->sizeHint().width() + others <= width();
    m_chipBox->setVisible(chipsFit);
    m_menu->setVisible(!chipsFit);
}

/// As narrow as the button lets it be: the chips step back by themselves.
QSize FilterBar::minimumSizeHint() const
{
    return {m_menu->sizeHint().width() + m_words->minimumSizeHint().width() + fonts::scaled(60), QWidget::minimumSizeHint().height()};
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    m_words->setMinimumWidth(fonts::scaled(200));
    QMetaObject::invokeMethod(this, &FilterBar::fit, Qt::QueuedConnection); // the parts get their fonts after this one
}

} // namespace solver
