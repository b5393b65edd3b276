// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewers/logrows.h"
#include "viewers/recordsource.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QHash>

#include <memory>

class QToolButton;

namespace solver {

struct Theme;

/// Counts of a log's levels, and where its errors are.
struct LogLevels {
    qint64 lines = 0;                ///< that were looked at
    std::array<qint64, 4> counts{};  ///< by LogLine::Level; a traceback counts as one error
    std::vector<qint64> errors{};    ///< line numbers from 0, the first 100,000; of a traceback its first line
    bool isBinary = false;           ///< there are zero bytes

    qint64 of(LogLine::Level level) const { return counts[size_t(level)]; }
};

/// A log of any size that may still be written. It follows the end while it is shown; scrolling up ends that. Tracebacks and
/// repeated lines are folded, a filter hides lines; both are found off the window's thread while the file is read. Lines count
/// from 0 here. Keys: arrows, Page, Home, End (follows again), with Shift they select; Left and Right fold and unfold; Ctrl+C.
/// Its actions are its context menu.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit LogView(QWidget *parent = nullptr);
    ~LogView() override;

    void open(const QString &path);
    RecordSource &source() { return m_source; }
    const RecordSource &source() const { return m_source; }
    qint64 lines() const { return m_source.records(); }
    const LogLevels &levels() const { return m_levels; }
    const LogRows &rows() const { return m_rows; }
    /// Looks whether the file has grown. For a tick.
    void refresh();

    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    /// To the line, or the next one that is shown.
    void goTo(qint64 line);
    qint64 currentLine() const { return m_current; }
    QString currentText();
    qint64 topLine() const;

    /// Marks what is searched, in the lines and beside the scroll bar. An empty text ends it.
    void find(const RecordSearch &wanted);
    void goToHit(bool forward);
    /// Place of the current line among the hits, from 1; 0: it is none.
    qint64 currentHit() const;
    void goToError(bool forward);

    /// Shows only lines of these levels (a sum of LogFilter::Level; 0: all), and if wanted only those that hold what is searched.
    void setFilter(int levels, bool onlyMatching);
    bool isFiltering() const { return m_filter.isOn(); }
    qint64 shownLines() const { return m_filter.isOn() ? m_shown : lines() - m_filter.from; }
    bool isScanning() const; ///< not all lines that were there are looked at
    bool isStopped() const { return m_stopped; }
    qint64 scannedLines() const { return m_scanned.lines; }
    void stopScanning();     ///< until the filter changes
    bool foldsRepeats() const { return m_filter.foldsRepeats; }
    void setFoldsRepeats(bool folds);
    /// Hides the lines that are there now, in this log only, or shows them again.
    void setCleared(bool cleared);
    qint64 clearedLines() const { return m_filter.from; }

    /// The selected lines that are shown, folded ones among them; read in a thread.
    void copySelection();

Q_SIGNALS:
    void followingChanged(bool following);
    void countsChanged(); ///< lines, levels, what is shown
    void currentChanged();
    void copied(qint64 lines, qint64 leftOut);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct Badge {
        QString text{};
        bool isButton = false; ///< folds and unfolds
    };

    int lineHeight() const;
    int numbersWidth() const;
    int textLeft() const;
    int visibleRows() const;
    bool isAtEnd() const;
    qint64 rowAt(int y) const;

    void load(const QString &path);
    void sourceGrew();
    void scanFromTheBegin();
    void scanOn();
    void take(const LogScanned &scanned);
    void changeRows(const std::function<void()> &change);
    void updateBars();
    void placeChip();
    void moveTo(qint64 row, bool extend);
    void goToOneOf(const std::vector<qint64> &lines, bool forward, bool unfold);
    void fold(qint64 line, bool open);

    void paintNothing(QPainter &painter, const Theme &theme) const;
    void paintRow(QPainter &painter, const Theme &theme, const LogRows::Row &row, int y);
    int paintText(QPainter &painter, const Theme &theme, const LogLine &line, const QRect &room, bool isCurrent) const;
    void paintBadges(QPainter &painter, const Theme &theme, const QList<Badge> &badges, const QRect &room, int textEnd, qint64 line);
    void paintMarks(QPainter &painter, const Theme &theme) const;
    void paintFault(QPainter &painter, const Theme &theme) const;
    std::optional<LogLine> textOf(const LogRows::Row &row, QList<Badge> &badges);

    RecordSource m_source;
    QString m_path;
    LogFilter m_filter;
    LogRows m_rows;
    std::shared_ptr<LogScanner> m_scanner; ///< of a thread of the pool while m_reading
    std::stop_source m_stop;
    bool m_reading = false;
    bool m_isFresh = true;   ///< the scanner began anew, and m_rows is what the last one found
    bool m_caughtUp = false; ///< the scanner was at the end of the file once
    bool m_stopped = false;
    qint64 m_shown = 0;
    LogLevels m_levels;
    LogLevels m_scanned;     ///< as far as the scanner is; it takes their place when it is as far as they are
    size_t m_sureErrors = 0;
    QHash<QString, qint64> m_cleared; ///< lines, by the path of the log
    RecordSearch m_wanted;
    std::optional<QRegularExpression> m_marks; ///< what is searched, in the text of a line
    bool m_onlyMatching = false;
    bool m_following = true;
    bool m_moving = false;      ///< we scroll, not the person
    qint64 m_seen = 0;          ///< lines that were shown when following ended
    qint64 m_current = -1;
    qint64 m_anchor = -1;
    int m_widest = 0;           ///< pixels, of what was painted so far
    QElapsedTimer m_opened;
    QList<std::pair<QRect, qint64>> m_buttons; ///< where runs fold, by their first line; as painted
    QToolButton *m_chip = nullptr;
};

} // namespace solver
