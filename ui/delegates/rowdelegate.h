// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QPointer>
#include <QStyledItemDelegate>

namespace solver {

struct Theme;

/// Ground of all rows: whole-row hover and selection with a bar at the left, a frame round the row that has the focus,
/// 8 px beside cells (16 at the edge of the page), text that elides with the full text as tool tip, and one painted
/// button a cell. It serves all columns of one view. The button is for the mouse: give the row's context menu the same
/// action.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RowDelegate(QObject *parent = nullptr);

    /// Makes \a newView use this delegate, and sets row height, hover, margins and the rest it needs. Once a delegate.
    void attach(QAbstractItemView *newView);
    void setCompact(bool compact);
    /// A 1 px line under each row.
    void setSeparators(bool separators) { m_separators = separators; }

    /// Height of a row of one height; 30 at the design's text size, 26 when compact.
    virtual int rowHeight(const QFont &font) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    /// The button of this cell was pressed.
    void actionRequested(const QModelIndex &index);

protected:
    struct Cell {
        QPainter *painter;
        const QStyleOptionViewItem &option; ///< filled by initStyleOption
        const QModelIndex &index;
        const Theme &theme;
        QRect rect; ///< inside the margins
        bool selected;
    };

    virtual void paintCell(const Cell &cell) const;
    /// Where the button of a cell stands; empty when it has none.
    virtual QRect actionRect(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

    /// Cell without its margins.
    QRect inner(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void drawText(const Cell &cell, const QRect &rect, const QString &text, const QFont &font, const QColor &colour,
                  Qt::Alignment align = Qt::AlignLeft) const;
    void drawAction(const Cell &cell, bool small) const;
    static QSize actionSize(const QString &text, const QFont &font, bool small);
    static QFont withWeight(const QFont &font, QFont::Weight weight);

    /// Null before attach(), and while the view is being destroyed: it still sends events then.
    QAbstractItemView *view() const { return qobject_cast<QAbstractItemView *>(m_view.data()); }

private:
    void setHoveredRow(int row);
    void setHotAction(const QPersistentModelIndex &index);
    void fitRows() const;
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, bool front) const;

    QPointer<QObject> m_view, m_viewport;
    int m_hoveredRow = -1;
    QPersistentModelIndex m_hotAction, m_pressedAction; ///< the mouse is over its button; went down in it
    bool m_compact = false;
    bool m_separators = false;
};

} // namespace solver
