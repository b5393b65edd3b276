// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profilemodel.h"

#include "base/files.h"
#include "delegates/roles.h"

#include <QDateTime>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

const nlohmann::json &member(const nlohmann::json &object, const char *key)
{
    static const nlohmann::json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

double number(const nlohmann::json &value)
{
    return value.is_number() ? value.get<double>() : 0;
}

QVariant figure(const nlohmann::json &value)
{
    if (value.is_number())
        return value.get<double>();
    return value.is_string() ? QVariant(toQt(value.get<std::string>())) : QVariant();
}

QString textOfFigure(const QVariant &value)
{
    // A point in every language, as in the files.
    return value.typeId() == QMetaType::Double ? QString::number(value.toDouble(), 'g', 7) : value.toString();
}

/// Dates stand behind numbers, by time; so one column has one order.
QVariant rawFigure(const QVariant &value)
{
    if (value.typeId() != QMetaType::QString)
        return value;
    const QDateTime moment = QDateTime::fromString(value.toString().replace(u' ', u'T'), Qt::ISODate);
    return moment.isValid() ? QVariant(double(moment.toMSecsSinceEpoch())) : QVariant();
}

QString topOf(const nlohmann::json &values)
{
    QStringList parts;
    if (values.is_array()) {
        for (const nlohmann::json &value : values)
            parts << u"%1 (%2)"_s.arg(textOf(value, "value"), QString::number(qint64(number(member(value, "count")))));
    }
    return parts.join(u", "_s);
}

ColumnProfile columnOf(const nlohmann::json &json, const QString &file)
{
    const nlohmann::json &unseen = member(json, "values_not_in_train"), &unique = member(json, "unique");
    return {.name = textOf(json, "name"),
            .file = file,
            .type = textOf(json, "type"),
            .role = textOf(json, "role"),
            .missing = qint64(number(member(json, "missing"))),
            .missingShare = number(member(json, "missing_share")),
            .distinct = qint64(number(member(json, "distinct"))),
            .unique = unique.is_boolean() && unique.get<bool>(),
            .lowest = figure(member(json, "min")),
            .median = figure(member(json, "median")),
            .highest = figure(member(json, "max")),
            .unseen = unseen.is_number() ? std::optional(unseen.get<qint64>()) : std::nullopt,
            .top = topOf(member(json, "top"))};
}

int rankOf(const QString &role)
{
    return role == u"train" ? 0 : role == u"test" ? 1 : role == u"sample" ? 3 : 2;
}

} // namespace

QList<ColumnProfile> columnProfiles(const nlohmann::json &profile)
{
    const nlohmann::json &files = member(profile, "files");
    if (!files.is_array())
        return {};
    std::vector<const nlohmann::json *> ordered;
    for (const nlohmann::json &file : files)
        ordered.push_back(&file);
    std::ranges::stable_sort(ordered, {}, [](const nlohmann::json *file) { return rankOf(textOf(*file, "role")); });
    QList<ColumnProfile> columns;
    for (const nlohmann::json *file : ordered) {
        const nlohmann::json &its = member(*file, "columns");
        if (!its.is_array())
            continue;
        for (const nlohmann::json &column : its)
            columns << columnOf(column, textOf(*file, "path"));
    }
    return columns;
}

void ProfileModel::setColumns(const QList<ColumnProfile> &columns)
{
    beginResetModel();
    m_columns = columns;
    endResetModel();
}

int ProfileModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

int ProfileModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProfileModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ColumnProfile &column = m_columns[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(column, index.column());
    case SortRole:
        return raw(column, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() >= Missing && index.column() <= Unseen ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        if (index.column() == Name)
            return tr("%1 of %2, %3, %4, %5 missing, %6 distinct")
                .arg(column.name, column.file, column.type, column.role)
                .arg(column.missing)
                .arg(column.distinct);
        return text(column, index.column());
    default:
        return {};
    }
}

QString ProfileModel::text(const ColumnProfile &column, int section) const
{
    switch (Column(section)) {
    case Name:
        return column.name;
    case File:
        return column.file;
    case Type:
        return column.type;
    case Role:
        return column.role;
    case Missing:
        if (column.missing == 0)
            return u"0"_s;
        //: Missing values: how many, and their share of the rows
        return tr("%1 (%2 %)").arg(column.missing).arg(column.missingShare * 100, 0, 'f', column.missingShare < 0.1 ? 1 : 0);
    case Distinct:
        //: Distinct values: how many, and that no two rows have the same
        return column.unique ? tr("%1, all").arg(column.distinct) : QString::number(column.distinct);
    case Lowest:
        return textOfFigure(column.lowest);
    case Median:
        return textOfFigure(column.median);
    case Highest:
        return textOfFigure(column.highest);
    case Unseen:
        return column.unseen ? QString::number(*column.unseen) : QString();
    case Top:
        return column.top;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ProfileModel::raw(const ColumnProfile &column, int section)
{
    switch (Column(section)) {
    case Name:
        return column.name;
    case File:
        return column.file;
    case Type:
        return column.type;
    case Role:
        return column.role;
    case Missing:
        return column.missingShare;
    case Distinct:
        return column.distinct;
    case Lowest:
        return rawFigure(column.lowest);
    case Median:
        return rawFigure(column.median);
    case Highest:
        return rawFigure(column.highest);
    case Unseen:
        return column.unseen ? QVariant(*column.unseen) : QVariant();
    case Top:
        return column.top;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ProfileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Missing && section <= Unseen ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (Column(section)) {
    case Name:
        return tr("Column");
    case File:
        return tr("File");
    case Type:
        return tr("Type");
    case Role:
        return tr("Role");
    case Missing:
        return tr("Missing");
    case Distinct:
        return role == Qt::ToolTipRole ? tr("How many different values") : tr("Distinct");
    case Lowest:
        return tr("Min");
    case Median:
        return tr("Median");
    case Highest:
        return tr("Max");
    case Unseen:
        return role == Qt::ToolTipRole ? tr("Values of a test column that the training data never show") : tr("New in test");
    case Top:
        return tr("Most frequent values");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace solver
