// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobfilter.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace solver {

class FilterChip;
class JobModel;

/// Chips with the counts of each status, and the field for words. What is hidden is told: "41 of 53 jobs".
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    FilterBar(JobModel &jobs, JobFilter &filter, QWidget *parent = nullptr);

    void takeFocus();
    /// Counts anew; for the table's tick.
    void refresh();

private:
    void choose(const QString &key, bool on);

    JobModel &m_jobs;
    JobFilter &m_filter;
    FilterChip *m_all;
    QHash<QString, FilterChip *> m_chips;
    QSet<QString> m_chosen;
    QLineEdit *m_words;
    QLabel *m_shown;
};

} // namespace solver
