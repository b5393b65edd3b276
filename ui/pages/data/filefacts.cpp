// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/data/filefacts.h"

#include "base/files.h"

#include <QLocale>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

qint64 numberIn(const nlohmann::json &object, const char *key, qint64 otherwise)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<qint64>() : otherwise;
}

} // namespace

QList<FileFact> fileFacts(const nlohmann::json &contract)
{
    QList<FileFact> files;
    if (!contract.is_object() || !contract.contains("files") || !contract["files"].is_array())
        return files;
    for (const nlohmann::json &file : contract["files"]) {
        if (!file.is_object())
            continue;
        const auto columns = file.find("columns"), views = file.find("in_views");
        files << FileFact{.path = textOf(file, "path"),
                          .role = textOf(file, "role"),
                          .bytes = numberIn(file, "bytes", 0),
                          .records = numberIn(file, "records", -1),
                          .columns = columns != file.end() && columns->is_array() ? qint64(columns->size()) : 0,
                          .inViews = views != file.end() && views->is_boolean() && views->get<bool>(),
                          .note = textOf(file, "note"),
                          .count = numberIn(file, "count", 1)};
    }
    return files;
}

void FileModel::setFiles(const QList<FileFact> &files)
{
    beginResetModel();
    m_files = files;
    endResetModel();
}

int FileModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_files.size());
}

int FileModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FileModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() >= Size && index.column() <= Columns ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const FileFact &file = m_files[index.row()];
    switch (Column(index.column())) {
    case Name:
        //: A file name that stands for %n files that are alike
        return file.count > 1 ? tr("%1 (%n file(s))", nullptr, int(file.count)).arg(file.path) : file.path;
    case Role:
        return file.role;
    case Size:
        return QLocale().formattedDataSize(file.bytes, file.bytes < 1024 ? 0 : 1);
    case Rows:
        return file.records < 0 ? QString() : QLocale().toString(file.records);
    case Columns:
        return file.columns == 0 ? QString() : QLocale().toString(file.columns);
    case Views:
        if (file.inViews)
            return file.note.isEmpty() ? tr("yes") : tr("yes; %1").arg(file.note);
        return file.note.isEmpty() ? tr("no") : tr("no: %1").arg(file.note);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Size && section <= Columns ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (Column(section)) {
    case Name:
        return tr("File");
    case Role:
        return tr("Role");
    case Size:
        return tr("Size");
    case Rows:
        return tr("Rows");
    case Columns:
        return tr("Columns");
    case Views:
        return role == Qt::ToolTipRole ? tr("Whether programs see it in the sealed views") : tr("In views");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace solver
