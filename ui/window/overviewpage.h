// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"
#include "models/attemptmodel.h"

#include <QWidget>

#include <functional>

class QAction;
class QSplitter;
class QTableView;

namespace solver {

class Card;
class ElidedLabel;
class ScoreChart;
class SentPane;
class StageStrip;

/// Where a job stands: its stages, its attempts, its scores, and on top what went wrong or what a person must do.
class OverviewPage final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewPage(QWidget *parent = nullptr);

    void show(const JobDetails &details);
    /// Buttons of the card for a failed job and for one that needs somebody; the first is the card's filled one.
    void setActions(const QList<QAction *> &failed, const std::function<QList<QAction *>(const Job &)> &needs);
    void setSubmitAction(QAction *action);
    void chooseAttempt(int no);

Q_SIGNALS:
    void attemptChosen(int no);
    void attemptMenuRequested(int no, const QPoint &globalPosition);
    void firstErrorRequested(); ///< in the log
    void findingRequested(const QString &code);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
    void showCard(const JobDetails &details);

    Card *m_card;
    SentPane *m_sent;
    StageStrip *m_strip;
    AttemptModel *m_attempts;
    QTableView *m_table;
    QSplitter *m_halves = nullptr; ///< attempts and chart
    ScoreChart *m_chart;
    ElidedLabel *m_foot;
    QAction *m_firstError;
    QList<QAction *> m_failedActions;
    std::function<QList<QAction *>(const Job &)> m_needsActions;
    bool m_showing = false;
};

} // namespace solver
