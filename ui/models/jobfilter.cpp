// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobfilter.h"

#include "delegates/roles.h"
#include "models/jobmodel.h"

#include <QDateTime>

#include <algorithm>

namespace solver {

JobFilter::JobFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setDynamicSortFilter(true);
}

void JobFilter::setWords(const QString &words)
{
    m_words = words.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void JobFilter::setStatuses(const QSet<QString> &keys)
{
    m_statuses = keys;
    invalidateFilter();
}

void JobFilter::setColumnVisible(int column, bool visible)
{
    if (visible)
        m_hidden.remove(column);
    else
        m_hidden.insert(column);
    if (!m_words.isEmpty())
        invalidateFilter();
}

bool JobFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QAbstractItemModel *jobs = sourceModel();
    if (!m_statuses.isEmpty() && !m_statuses.contains(jobs->index(row, 0, parent).data(StatusKeyRole).toString()))
        return false;
    if (m_words.isEmpty())
        return true;
    QString line;
    for (int column = 0; column < jobs->columnCount(parent); ++column) {
        if (!m_hidden.contains(column))
            line += jobs->index(row, column, parent).data(Qt::DisplayRole).toString() + u'\n';
    }
    return std::ranges::all_of(m_words, [&line](const QString &word) { return line.contains(word, Qt::CaseInsensitive); });
}

bool JobFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole), b = right.data(SortRole);
    const auto amongEquals = [&] {
        const int place = left.siblingAtColumn(JobModel::Queue).data(SortRole).toInt();
        const int other = right.siblingAtColumn(JobModel::Queue).data(SortRole).toInt();
        if (place > 0 && other > 0) // the queue is never shown upside down
            return (sortOrder() == Qt::AscendingOrder) == (place < other);
        return left.row() < right.row();
    };
    const auto empty = [](const QVariant &value) {
        return !value.isValid() || (value.typeId() == QMetaType::QString && value.toString().isEmpty()) ||
               (value.typeId() == QMetaType::QDateTime && !value.toDateTime().isValid());
    };
    if (empty(a) != empty(b)) // the proxy turns the answer round when it sorts downwards
        return (sortOrder() == Qt::AscendingOrder) == empty(b);
    if (empty(a))
        return amongEquals();
    const QPartialOrdering order = QVariant::compare(a, b);
    if (order == QPartialOrdering::Equivalent)
        return amongEquals();
    return order == QPartialOrdering::Less;
}

} // namespace solver
