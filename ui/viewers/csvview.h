// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewers/csvrow.h"
#include "viewers/recordsource.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QTimer>

namespace solver {

struct Theme;

/// A cell that a finding speaks of.
struct CellMark {
    qint64 row = 0;     ///< from 0, without the header; -1: every row
    int column = -1;    ///< -1: the whole row
    QString text{};     ///< tool tip
    QString code{};     ///< V14; with note: shown in the column of findings at the right
    QString note{};
    bool operator==(const CellMark &) const = default;
};

/// A CSV file of any size, read-only. Only visible rows are read and painted; rows count from 1 as people do, behind the header.
/// While it is visible it looks every second whether the file is still the same, and shows it anew when it is not.
/// Keys: arrows, Page and Home/End, with Shift they select, Ctrl+A, Shift+Space (rows); Ctrl+C copies, Ctrl+Shift+C with the
/// column names. Its actions are its context menu.
class CsvView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit CsvView(QWidget *parent = nullptr);

    /// \param skipBlankLines  off for files of one column
    void open(const QString &path, char delimiter, bool skipBlankLines);
    RecordSource &source() { return m_source; }
    const RecordSource &source() const { return m_source; }

    qint64 rows() const;    ///< known so far, without the header
    int columns() const { return int(m_names.size()); }
    QString columnName(int column) const { return m_names.value(column); }
    int columnNamed(const QString &name) const { return int(m_names.indexOf(name)); }
    qint64 currentRow() const { return m_current.row; }
    int currentColumn() const { return m_current.column; }
    /// The cell's text, if its row was read.
    std::optional<QString> textAt(qint64 row, int column);
    /// Scrolls there and selects the one cell. Rows that are not indexed yet are gone to when they are.
    void goTo(qint64 row, int column);
    void setMarks(const QList<CellMark> &marks);

    /// Looks for a text; source() tells hits and end. An empty text ends it.
    void find(const QString &text);
    /// The next (or previous) row of the search's hits after the current one, around the end; in it the first cell that
    /// holds the text.
    void goToHit(bool forward);
    /// The first of the hits as they come: in the current row, else the next one.
    void goToFirstHit();
    /// Place of the current row among the hits, from 1; 0: it is none.
    qint64 currentHit() const;

    /// Tab-separated text of the selection; read in a thread, since it may be large.
    void copySelection(bool withNames);
    qint64 selectedRows() const { return std::abs(m_anchor.row - m_current.row) + 1; }
    int selectedColumns() const { return std::abs(m_anchor.column - m_current.column) + 1; }
    void selectAll();

    static constexpr qint64 mostCopied = 100'000'000; ///< bytes; more is refused with copyRefused()

Q_SIGNALS:
    void currentChanged();
    void countsChanged(); ///< rows, columns or the state of the indexing
    void copied(qint64 rows);
    void copyRefused(const QString &why);
    void reopened(); ///< there was another file under the name

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Place {
        qint64 row = 0;
        int column = 0;
        bool operator==(const Place &) const = default;
    };

    int rowHeight() const;
    int headerHeight() const;
    int numbersWidth() const; ///< of the column with row numbers
    int notesWidth() const;   ///< of the column of findings; 0: there is none
    qint64 visibleRows() const;
    int columnAt(int x) const;
    Place placeAt(const QPoint &at) const;
    QRect cellRect(int column, int y) const;
    const CsvRow *row(qint64 number); ///< valid until the next call
    QList<CellMark> marksOf(const Place &place) const;
    bool holdsNeedle(const QByteArray &cell) const;

    void clear();
    void reopen();
    void moveTo(const Place &place, bool extend);
    void showCurrent();
    void goToWanted();
    void sourceGrew();
    void readHeader();
    void measure();
    void updateBars();
    void fit(int column);
    QString toolTipAt(const QPoint &at);

    void paintNothing(QPainter &painter, const Theme &theme) const;
    void paintHeader(QPainter &painter, const Theme &theme);
    void paintRow(QPainter &painter, const Theme &theme, qint64 number, int y);
    void paintCell(QPainter &painter, const Theme &theme, const QRect &rect, const Place &place, const QByteArray *cell);
    void paintNote(QPainter &painter, const Theme &theme, qint64 number, int y) const;

    RecordSource m_source;
    QTimer m_tick;
    char m_delimiter = ',';
    QStringList m_names;
    std::vector<int> m_widths;
    std::vector<int> m_edges; ///< left edge of each column, and the end
    std::vector<bool> m_numeric; ///< columns whose first cells are numbers
    bool m_measured = false;
    qint64 m_lastRow = -1; ///< at the last look at the file
    QCache<qint64, CsvRow> m_rows; ///< cost in hundreds of cells
    QMultiHash<qint64, CellMark> m_marks;
    bool m_hasNotes = false;
    QByteArray m_needle; ///< as it is searched, in lower case
    Place m_current;
    Place m_anchor;
    Place m_wanted{-1, 0}; ///< to go to when it is known
    bool m_wantsHit = false; ///< the current row's first cell with the needle is gone to when the row is there
};

} // namespace solver
