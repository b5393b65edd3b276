// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"

#include <QWidget>

class QAction;
class QBoxLayout;
class QLabel;
class QPushButton;

namespace solver {

/// What was sent to Kaggle of a job, the newest first, with the button that sends. Not there for a job that has nothing to do
/// with Kaggle. It takes the details each time they change, and rebuilds only what is new.
class SentPane final : public QWidget
{
    Q_OBJECT

public:
    explicit SentPane(QWidget *parent = nullptr);

    void setSubmitAction(QAction *action);
    void show(const JobDetails &details);
    using QWidget::show;

Q_SIGNALS:
    /// A code of a finding of the job's file was clicked: V06.
    void findingRequested(const QString &code);

protected:
    bool event(QEvent *event) override;

private:
    void rebuild();
    void addLine(const Submission &submission);

    QList<Submission> m_submissions; ///< the newest first
    nlohmann::json m_shown;          ///< to tell whether anything is new
    QStringList m_codes;             ///< of findings that can be gone to
    bool m_all = false;              ///< else only the newest ones
    QLabel *m_title;
    QPushButton *m_more;
    QBoxLayout *m_head, *m_lines;
};

} // namespace solver
