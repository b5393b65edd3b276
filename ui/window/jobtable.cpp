// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/jobtable.h"

#include "delegates/jobdelegate.h"
#include "theme/fonts.h"
#include "theme/theme.h"

#include <QContextMenuEvent>
#include <QDrag>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QToolTip>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct ColumnWidth {
    JobModel::Column column;
    int width;  ///< pixels of the design
    bool shown; ///< at first
};
constexpr ColumnWidth widths[] = {
    {JobModel::Status, 212, true},     {JobModel::Competition, 290, true}, {JobModel::Activity, 310, true}, {JobModel::Progress, 180, true},
    {JobModel::Score, 204, true},      {JobModel::Origin, 100, true},      {JobModel::Elapsed, 76, true},   {JobModel::Cost, 64, true},
    {JobModel::Added, 140, false},     {JobModel::Finished, 140, false},   {JobModel::Preset, 90, false},   {JobModel::Id, 150, false},
    {JobModel::Source, 240, false},    {JobModel::Folder, 300, false},   {JobModel::Queue, 76, false},
};

const QString queueFormat = u"application/x-kaggle-solver-queue"_s; // job ids, one a line

constexpr int unitWidth = 1000; // pixels of the design, to see by how much the text size changed

} // namespace

JobTable::JobTable(JobModel &jobs, JobFilter &filter, QWidget *parent) : QTableView(parent), m_jobs(jobs), m_filter(filter)
{
    setModel(&filter);
    setAccessibleName(tr("Jobs"));
    auto *delegate = new JobDelegate(this);
    delegate->setPart(JobModel::Status, JobDelegate::Status);
    delegate->setPart(JobModel::Competition, JobDelegate::Name);
    delegate->setPart(JobModel::Activity, JobDelegate::Activity);
    delegate->setPart(JobModel::Progress, JobDelegate::Progress);
    delegate->setPart(JobModel::Score, JobDelegate::Score);
    delegate->attach(this);
    connect(delegate, &RowDelegate::actionRequested, this, [this](const QModelIndex &index) { Q_EMIT deedRequested(m_jobs.job(m_filter.mapToSource(index).row()).id); });
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setSortingEnabled(true);
    setDragEnabled(true);
    setDragDropMode(DragDrop); // out: files; within: waiting jobs to another place in the queue
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(NoFrame);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(horizontalHeader(), &QWidget::customContextMenuRequested, this, &JobTable::chooseColumns);
    setDefaultColumns();
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { Q_EMIT currentJobChanged(currentId()); });
    connect(this, &QAbstractItemView::doubleClicked, this, [this] { Q_EMIT opened(currentId()); });
}

void JobTable::setDefaultColumns()
{
    m_unit = fonts::scaled(unitWidth);
    for (const auto &[column, width, shown] : widths) {
        setColumnWidth(column, fonts::scaled(width));
        showColumn(column, shown);
    }
    for (int column = 0; column < JobModel::ColumnCount; ++column)
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
    sortByColumn(JobModel::Status, Qt::AscendingOrder);
}

void JobTable::showColumn(int column, bool shown)
{
    setColumnHidden(column, !shown);
    m_filter.setColumnVisible(column, shown);
}

void JobTable::chooseColumns(const QPoint &at)
{
    QMenu menu;
    int shown = 0;
    for (int column = 0; column < JobModel::ColumnCount; ++column)
        shown += isColumnHidden(column) ? 0 : 1;
    for (int column = 0; column < JobModel::ColumnCount; ++column) {
        QAction *action = menu.addAction(m_jobs.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(isColumnHidden(column) || shown > 1); // a table without columns could not be brought back
        connect(action, &QAction::toggled, this, [this, column](bool on) { showColumn(column, on); });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Fit widths")), &QAction::triggered, this, [this] {
        for (int column = 0; column < JobModel::ColumnCount; ++column) {
            if (!isColumnHidden(column))
                resizeColumnToContents(column);
        }
    });
    connect(menu.addAction(tr("Reset columns")), &QAction::triggered, this, &JobTable::setDefaultColumns);
    menu.exec(horizontalHeader()->mapToGlobal(at));
}

QString JobTable::currentId() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? m_jobs.job(m_filter.mapToSource(index).row()).id : QString();
}

QList<Job> JobTable::selectedJobs() const
{
    QList<Job> jobs;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        jobs << m_jobs.job(m_filter.mapToSource(index).row());
    return jobs;
}

QStringList JobTable::selectedIds() const
{
    QStringList ids;
    for (const Job &job : selectedJobs())
        ids << job.id;
    return ids;
}

void JobTable::select(const QStringList &ids)
{
    QItemSelection rows;
    QModelIndex first;
    for (const QString &id : ids) {
        const QModelIndex index = m_filter.mapFromSource(m_jobs.index(m_jobs.rowOf(id), 0));
        if (!index.isValid())
            continue;
        rows.select(index, index.siblingAtColumn(JobModel::ColumnCount - 1));
        if (!first.isValid())
            first = index;
    }
    if (!first.isValid())
        return;
    selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    scrollTo(first);
}

void JobTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionMoved();
}

void JobTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid())
            Q_EMIT opened(currentId());
        return;
    }
    QTableView::keyPressEvent(event);
}

void JobTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QPoint at = event->reason() == QContextMenuEvent::Keyboard ? visualRect(currentIndex()).bottomLeft() : event->pos();
    Q_EMIT menuRequested(viewport()->mapToGlobal(at));
}

void JobTable::startDrag(Qt::DropActions)
{
    if (QMimeData *files = selectedFiles()) {
        auto *drag = new QDrag(this);
        drag->setMimeData(files);
        drag->exec(Qt::CopyAction, Qt::CopyAction); // never a move: the file stays the job's
        return;
    }
    QStringList queued;
    for (const Job &job : selectedJobs()) {
        if (job.isQueued())
            queued << job.id;
    }
    if (queued.isEmpty()) {
        QToolTip::showText(QCursor::pos(), tr("There is no valid submission yet that could be dragged."), this);
    } else if (!showsQueueOrder()) {
        QToolTip::showText(QCursor::pos(), tr("Sort by the column Queue to drag waiting jobs to another place. Alt+Up and Alt+Down move them in any case."), this);
    } else {
        auto *ids = new QMimeData;
        ids->setData(queueFormat, queued.join(u'\n').toUtf8());
        auto *drag = new QDrag(this);
        drag->setMimeData(ids);
        drag->exec(Qt::MoveAction, Qt::MoveAction);
    }
}

QMimeData *JobTable::selectedFiles() const
{
    return m_filter.mimeData(selectionModel()->selectedRows());
}

bool JobTable::showsQueueOrder() const
{
    return m_filter.sortColumn() == JobModel::Queue && m_filter.sortOrder() == Qt::AscendingOrder;
}

// What is not ours to take goes on to the window, which adds competitions that are dropped on it.
void JobTable::dragEnterEvent(QDragEnterEvent *event)
{
    event->setAccepted(event->mimeData()->hasFormat(queueFormat));
}

void JobTable::dragMoveEvent(QDragMoveEvent *event)
{
    showDropLine(event->mimeData()->hasFormat(queueFormat) && showsQueueOrder() ? dropRowAt(event->position().toPoint().y()) : -1);
    event->setAccepted(m_dropRow >= 0);
}

void JobTable::dragLeaveEvent(QDragLeaveEvent *)
{
    showDropLine(-1);
}

void JobTable::dropEvent(QDropEvent *event)
{
    const int row = std::exchange(m_dropRow, -1);
    viewport()->update();
    event->setAccepted(row >= 0);
    if (row < 0)
        return;
    const QModelIndex before = m_filter.mapToSource(m_filter.index(row, 0));
    const bool waits = before.isValid() && m_jobs.placeOf(before.row()) > 0;
    Q_EMIT moveRequested(QString::fromUtf8(event->mimeData()->data(queueFormat)).split(u'\n'), waits ? m_jobs.job(before.row()).id : QString());
}

/// The row before which a drop at this height goes: at most the first that does not wait, as the waiting ones stand first.
int JobTable::dropRowAt(int y) const
{
    const int row = rowAt(y);
    int before = row < 0 ? m_filter.rowCount() : row;
    if (row >= 0 && y - rowViewportPosition(row) > rowHeight(row) / 2)
        ++before;
    int queued = 0;
    while (queued < before && m_jobs.placeOf(m_filter.mapToSource(m_filter.index(queued, 0)).row()) > 0)
        ++queued;
    return queued;
}

void JobTable::showDropLine(int row)
{
    if (std::exchange(m_dropRow, row) != row)
        viewport()->update();
}

void JobTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_dropRow < 0)
        return;
    const int y = m_dropRow > 0 ? rowViewportPosition(m_dropRow - 1) + rowHeight(m_dropRow - 1) : rowViewportPosition(0);
    QPainter painter(viewport());
    painter.fillRect(0, y - 1, viewport()->width(), 2, Theme::of(palette()).accent);
}

void JobTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    const int unit = fonts::scaled(unitWidth);
    if (event->type() != QEvent::FontChange || unit == m_unit)
        return;
    // Hidden columns have their widths, too, for the time when they are shown.
    for (int column = 0; column < JobModel::ColumnCount; ++column) {
        const bool hidden = isColumnHidden(column);
        setColumnHidden(column, false);
        setColumnWidth(column, columnWidth(column) * unit / m_unit);
        setColumnHidden(column, hidden);
    }
    m_unit = unit;
}

QByteArray JobTable::saveState() const
{
    return horizontalHeader()->saveState();
}

void JobTable::restoreState(const QByteArray &state)
{
    if (!horizontalHeader()->restoreState(state))
        return;
    m_unit = fonts::scaled(unitWidth); // it was saved at the text size of now
    bool any = false;
    for (int column = 0; column < JobModel::ColumnCount; ++column) {
        m_filter.setColumnVisible(column, !isColumnHidden(column));
        any = any || !isColumnHidden(column);
    }
    if (!any)
        setDefaultColumns();
}

} // namespace solver
