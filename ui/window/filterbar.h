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
    QString words() const;
    /// Status keys of the chips that are on; none: all jobs are shown.
    QStringList statuses() const;
    void set(const QString &words, const QStringList &statuses);
    /// Shows all jobs.
    void clear() { set({}, {}); }
    /// Counts anew; for the table's tick.
    void refresh();

private:
    void apply();

    JobModel &m_jobs;
    JobFilter &m_filter;
    FilterChip *m_all;
    QHash<QString, FilterChip *> m_chips;
    QLineEdit *m_words;
    QLabel *m_shown;
};

} // namespace solver
