// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace solver {

/// One stage of a job.
struct StageCell {
    enum State { Ahead, Running, Done, Failed, Waiting }; ///< Waiting: for a person
    QString name{};                                       ///< preflight, acquire …; gives the icon too
    State state = Ahead;
    double seconds = -1; ///< below 0: no duration
    QString fact{};      ///< one short line

    bool operator==(const StageCell &) const = default;
};

/// The stages of a job in equal columns. One of them is open; the arrow keys, Home and End open others.
class StageStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit StageStrip(QWidget *parent = nullptr);

    void setStages(const QList<StageCell> &stages);
    const QList<StageCell> &stages() const { return m_stages; }
    int currentStage() const { return m_current; }
    /// Opens a stage without a signal. -1: none.
    void setCurrentStage(int stage);

Q_SIGNALS:
    /// A person opened this stage.
    void stageChosen(int stage);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Cell;

    void choose(int stage);

    QList<StageCell> m_stages;
    QList<Cell *> m_cells;
    int m_current = -1;
};

/// "0:48", "7:42", "1:02:09"; empty below 0.
QString durationText(double seconds);

} // namespace solver
