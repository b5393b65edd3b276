// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewers/logline.h"
#include "viewers/recordsource.h"

#include <QAbstractScrollArea>

class QToolButton;

namespace solver {

/// Counts of a log's levels, and where its errors are.
struct LogLevels {
    qint64 lines = 0;
    std::array<qint64, 4> counts{}; ///< by LogLine::Level
    std::vector<qint64> errors{};   ///< line numbers from 0, the first 100,000
};

/// A log of any size that may still be written. It follows the end while it is shown; scrolling up ends that. Keys: arrows,
/// Page, Home, End (follows again), F8 and Shift+F8 for the next and previous error, Ctrl+C for the selected lines.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit LogView(QWidget *parent = nullptr);

    void open(const QString &path);
    RecordSource &source() { return m_source; }
    qint64 lines() const { return m_source.records(); }
    const LogLevels &levels() const { return m_levels; }
    /// Looks whether the file has grown. For a tick.
    void refresh();

    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    void goTo(qint64 line);
    qint64 currentLine() const { return m_current; }
    void goToHit(bool forward);
    void goToError(bool forward);
    void copySelection();

Q_SIGNALS:
    void followingChanged(bool following);
    void countsChanged();
    void copied(qint64 lines);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    int lineHeight() const;
    int numbersWidth() const;
    int visibleLines() const;
    bool isAtEnd() const;
    qint64 lineAt(int y) const;
    void sourceGrew();
    void countLevels();
    void updateBars();
    void goToOneOf(const std::vector<qint64> &lines, bool forward);
    void paintLine(QPainter &painter, qint64 number, int y);
    void paintHitMarks(QPainter &painter);
    void placeChip();

    RecordSource m_source;
    LogLevels m_levels;
    qint64 m_counted = 0; ///< bytes
    bool m_counting = false;
    QString m_path;
    bool m_following = true;
    bool m_moving = false;      ///< we scroll, not the person
    qint64 m_seen = 0;          ///< lines that were there when following ended
    qint64 m_current = -1;
    qint64 m_anchor = -1;
    int m_widest = 0;           ///< pixels, of what was painted so far
    QToolButton *m_chip = nullptr;
};

} // namespace solver
