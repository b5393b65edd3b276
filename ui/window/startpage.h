// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/readiness.h"

#include <QWidget>

class QAction;
class QListView;
class QStandardItemModel;

namespace solver {

/// What is shown instead of an empty table: three ways to begin, and what the program needs, looked at again every few seconds.
class StartPage final : public QWidget
{
    Q_OBJECT

public:
    /// \param actions try the demo, add a competition, open a data folder
    explicit StartPage(const QList<QAction *> &actions, QWidget *parent = nullptr);

    void show(const QList<ReadinessLine> &lines);
    /// What the making of the image does right now; empty: it is not being made.
    void setBuilding(const QString &sentence);

Q_SIGNALS:
    /// The button of a line: engine, image or account.
    void fixRequested(const solver::ReadinessLine &line);

private:
    void showLine(int row, const ReadinessLine &line);

    QList<ReadinessLine> m_shown;
    QString m_building;
    QStandardItemModel *m_lines;
    QListView *m_list;
};

} // namespace solver
