// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QSortFilterProxyModel>

namespace solver {

/// The job table's rows in the order and the choice of the person. Sorts by raw values, empty ones last whichever
/// way; of two jobs that are alike the one that is further ahead in the queue comes first.
class JobFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit JobFilter(QObject *parent = nullptr);

    /// Words that must all stand somewhere in the visible columns of a row, case ignored.
    void setWords(const QString &words);
    /// Statuses that are shown; none: all.
    void setStatuses(const QSet<QString> &keys);
    void setColumnVisible(int column, bool visible);
    bool isFiltering() const { return !m_words.isEmpty() || !m_statuses.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
    QSet<QString> m_statuses;
    QSet<int> m_hidden;
};

} // namespace solver
