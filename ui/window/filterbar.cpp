// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/filterbar.h"

#include "models/jobmodel.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/status.h"
#include "widgets/filterchip.h"

#include <QAction>
#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace solver {

using namespace Qt::StringLiterals;

FilterBar::FilterBar(JobModel &jobs, JobFilter &filter, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_filter(filter), m_all(new FilterChip(tr("All"))), m_words(new QLineEdit), m_shown(new QLabel)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 8);
    row->setSpacing(4);
    m_all->setPlain(true);
    m_all->setChecked(true);
    row->addWidget(m_all);
    connect(m_all, &FilterChip::clicked, this, [this] { set(words(), {}); });
    for (const QString &key : {u"needs-you"_s, u"processing"_s, u"pending"_s, u"paused"_s, u"completed"_s, u"failed"_s, u"cancelled"_s}) {
        auto *chip = new FilterChip(statusWord(key), key);
        m_chips.insert(key, chip);
        row->addWidget(chip);
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
    m_shown->setText(m_filter.isFiltering() ? tr("%1 of %n job(s)", nullptr, all).arg(m_filter.rowCount()) : QString());
}

} // namespace solver
