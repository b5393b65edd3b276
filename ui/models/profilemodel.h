// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <nlohmann/json.hpp>

#include <optional>

namespace solver {

/// A column of a data file, as the profile knows it.
struct ColumnProfile {
    QString name{};
    QString file{};
    QString type{};
    QString role{};
    qint64 missing = 0;
    double missingShare = 0; ///< of the rows
    qint64 distinct = 0;
    bool unique = false;     ///< each known value once
    QVariant lowest{}, median{}, highest{}; ///< double, or a date as text; invalid: none
    std::optional<qint64> unseen{};         ///< values of a test column that train never shows
    QString top{};                          ///< the most frequent values with their counts
};
/// Training columns first, then test, then the rest, each file in its own order.
QList<ColumnProfile> columnProfiles(const nlohmann::json &profile);

/// The data profile, a row a column. SortRole has the raw values; what is empty is invalid there.
class ProfileModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, File, Type, Role, Missing, Distinct, Lowest, Median, Highest, Unseen, Top, ColumnCount };
    Q_ENUM(Column)

    using QAbstractTableModel::QAbstractTableModel;

    void setColumns(const QList<ColumnProfile> &columns);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const ColumnProfile &column, int section) const;
    static QVariant raw(const ColumnProfile &column, int section);

    QList<ColumnProfile> m_columns;
};

} // namespace solver
