// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace solver {

class LogView;

/// The log of one run, or of the image's making: the one that is written now unless a person chooses another.
class LogPage final : public QWidget
{
    Q_OBJECT

public:
    explicit LogPage(QWidget *parent = nullptr);

    void show(const JobDetails &details);
    /// For the window's tick, while the page is visible.
    void refresh();
    void showAttempt(int no);
    LogView &view() { return *m_view; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void openChosen();
    void showCounts();

    LogView *m_view;
    QComboBox *m_which;
    QLineEdit *m_find;
    QLabel *m_hits, *m_counts;
    QToolButton *m_follow;
    QString m_job;
    QString m_live;
    bool m_chosen = false; ///< by a person: then it stays
};

} // namespace solver
