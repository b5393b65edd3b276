// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QGridLayout;

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

/// The stages of a job in equal columns, in two rows where their names would not fit into one. One of them is open; the
/// arrow keys, Home and End open others.
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
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Cell;

    void choose(int stage);
    void arrange();

    QList<StageCell> m_stages;
    QGridLayout *m_grid;
    QList<Cell *> m_cells;
    int m_current = -1;
    int m_columns = 0;     ///< as arranged
    bool m_placed = false; ///< width() means something
};

/// "0:48", "7:42", "1:02:09"; empty below 0.
QString durationText(double seconds);

} // namespace solver
