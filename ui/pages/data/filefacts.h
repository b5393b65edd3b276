// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <nlohmann/json.hpp>

namespace solver {

/// A data file, or many alike, as the contract knows it.
struct FileFact {
    QString path{};     ///< inside the data folder
    QString role{};
    qint64 bytes = 0;
    qint64 records = -1; ///< -1: it is no table
    qint64 columns = 0;
    bool inViews = false;
    QString note{}; ///< why not, or what is remarkable
    qint64 count = 1;
};
/// \note Thread-safe.
QList<FileFact> fileFacts(const nlohmann::json &contract);

class FileModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Role, Size, Rows, Columns, Views, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setFiles(const QList<FileFact> &files);
    const FileFact &file(int row) const { return m_files[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<FileFact> m_files;
};

} // namespace solver
