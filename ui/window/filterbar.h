// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobfilter.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace solver {

class FilterChip;
class JobModel;

/// Chips with the counts of each status, and the field for words. What is hidden is told: "41 of 53 jobs". Where the chips have no
/// room, one button with a menu stands for them.
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

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    QSize minimumSizeHint() const override;

private:
    void apply();
    void fit();
    void fillMenu(QMenu &menu);

    JobModel &m_jobs;
    JobFilter &m_filter;
    QWidget *m_chipBox;
    QToolButton *m_menu;
    FilterChip *m_all;
    QHash<QString, FilterChip *> m_chips;
    QLineEdit *m_words;
    QLabel *m_shown;
};

} // namespace solver
