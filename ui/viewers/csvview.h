// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewers/recordsource.h"

#include <QAbstractScrollArea>

namespace solver {

/// A cell that a finding speaks of.
struct CellMark {
    qint64 row = 0;   ///< from 0, without the header
    int column = -1;  ///< -1: the whole row
    QString text{};   ///< tool tip
};

/// A CSV file of any size, read-only. Only visible rows are read and painted; rows count from 1 as people do, behind the header.
/// Keys: arrows, Page and Home/End, with Shift they select; Ctrl+C copies, Ctrl+Shift+C with the column names.
class CsvView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit CsvView(QWidget *parent = nullptr);

    /// \param skipBlankLines  off for files of one column
    void open(const QString &path, char delimiter, bool skipBlankLines);
    RecordSource &source() { return m_source; }

    qint64 rows() const;    ///< known so far, without the header
    int columns() const { return int(m_names.size()); }
    QString columnName(int column) const { return m_names.value(column); }
    qint64 currentRow() const { return m_current.row; }
    int currentColumn() const { return m_current.column; }
    /// Scrolls there and selects the one cell. Rows that are not indexed yet are gone to when they are.
    void goTo(qint64 row, int column);
    void setMarks(const QList<CellMark> &marks);
    /// The next (or previous) row of the search's hits after the current one, around the end.
    void goToHit(bool forward);
    /// Tab-separated text of the selection; read in a thread, since it may be large.
    void copySelection(bool withNames);
    qint64 selectedRows() const;

    static constexpr qint64 mostCopied = 100'000'000; ///< cells; more is refused with copyRefused()

Q_SIGNALS:
    void currentChanged();
    void countsChanged(); ///< rows, columns or the state of the indexing
    void copied(qint64 rows);
    void copyRefused(const QString &why);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Place {
        qint64 row = 0;
        int column = 0;
        bool operator==(const Place &) const = default;
    };

    int rowHeight() const;
    int headerHeight() const;
    int numbersWidth() const; ///< of the column with row numbers
    qint64 visibleRows() const;
    int columnAt(int x) const;
    Place placeAt(const QPoint &at) const;
    std::optional<QList<QByteArray>> cells(qint64 row);
    void moveTo(const Place &place, bool extend);
    void showCurrent();
    void sourceGrew();
    void readHeader();
    void measure();
    void updateBars();
    void fit(int column);
    void paintHeader(QPainter &painter);
    void paintRow(QPainter &painter, qint64 row, int y);
    QRect cellRect(int column, int y) const;

    RecordSource m_source;
    char m_delimiter = ',';
    QStringList m_names;
    QList<int> m_widths;
    std::vector<int> m_edges; ///< left edge of each column, and the end
    bool m_measured = false;
    QCache<qint64, QList<QByteArray>> m_cells;
    QList<CellMark> m_marks;
    Place m_current;
    Place m_anchor;
    qint64 m_wanted = -1; ///< a row to go to when it is known
    int m_wantedColumn = 0;
};

} // namespace solver
