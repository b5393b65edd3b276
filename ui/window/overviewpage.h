// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"
#include "models/attemptmodel.h"

#include <QWidget>

class QAction;
class QSplitter;
class QSplitter;
class QTableView;

namespace solver {

class Card;
class ElidedLabel;
class ScoreChart;
class StageStrip;

/// Where a job stands: its stages, its attempts, its scores, and on top what went wrong or what a person must do.
class OverviewPage final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewPage(QWidget *parent = nullptr);

    void show(const JobDetails &details);
    /// Buttons of the card for a failed job and for one that needs somebody.
    void setActions(const QList<QAction *> &failed, const QList<QAction *> &needs);
    void chooseAttempt(int no);

Q_SIGNALS:
    void attemptChosen(int no);
    void attemptMenuRequested(int no, const QPoint &globalPosition);
    void firstErrorRequested(); ///< in the log

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
    void showCard(const JobDetails &details);

    Card *m_card;
    StageStrip *m_strip;
    AttemptModel *m_attempts;
    QTableView *m_table;
    QSplitter *m_halves = nullptr; ///< attempts and chart
    ScoreChart *m_chart;
    ElidedLabel *m_foot;
    QAction *m_firstError;
    QList<QAction *> m_failedActions, m_needsActions;
    bool m_showing = false;
};

} // namespace solver
