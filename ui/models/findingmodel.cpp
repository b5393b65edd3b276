// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/findingmodel.h"

#include "base/files.h"
#include "delegates/roles.h"

#include <QHash>
#include <QTextDocument>

namespace solver {

using namespace Qt::StringLiterals;

QList<ShownFinding> shownFindings(const nlohmann::json &findings, bool repaired)
{
    QList<ShownFinding> shown;
    if (!findings.is_array())
        return shown;
    for (const nlohmann::json &each : findings) {
        if (!each.is_object())
            continue;
        Finding finding{.code = textOf(each, "code"),
                        .severity = textOf(each, "severity") == u"warning"_s ? Severity::Warning : Severity::Error,
                        .column = textOf(each, "column"),
                        .message = textOf(each, "message"),
                        .repair = textOf(each, "repair")};
        if (const auto count = each.find("count"); count != each.end() && count->is_number_integer())
            finding.count = count->get<qint64>();
        if (const auto lines = each.find("lines"); lines != each.end() && lines->is_array()) {
            for (const nlohmann::json &line : *lines) {
                if (line.is_number_integer())
                    finding.lines << line.get<qint64>();
            }
        }
        const bool gone = repaired && !finding.repair.isEmpty();
        shown.append({.finding = std::move(finding), .repaired = gone});
    }
    return shown;
}

FindingModel::FindingModel(QObject *parent) : QAbstractListModel(parent) {}

void FindingModel::setFindings(const QList<ShownFinding> &findings)
{
    if (findings == m_findings)
        return; // a choice in the list stays
    beginResetModel();
    m_findings = findings;
    endResetModel();
}

QString FindingModel::title(const QString &code)
{
    static const QHash<QString, const char *> titles{
        {u"V01"_s, QT_TR_NOOP("No CSV file")},
        {u"V02"_s, QT_TR_NOOP("Form of the file")},
        {u"V03"_s, QT_TR_NOOP("Column names")},
        {u"V04"_s, QT_TR_NOOP("Column order")},
        {u"V05"_s, QT_TR_NOOP("Saved row index")},
        {u"V06"_s, QT_TR_NOOP("Number of rows")},
        {u"V07"_s, QT_TR_NOOP("Missing or extra ids")},
        {u"V08"_s, QT_TR_NOOP("Doubled ids")},
        {u"V09"_s, QT_TR_NOOP("Row order")},
        {u"V10"_s, QT_TR_NOOP("Id spelling")},
        {u"V11"_s, QT_TR_NOOP("Empty prediction")},
        {u"V12"_s, QT_TR_NOOP("Infinite prediction")},
        {u"V13"_s, QT_TR_NOOP("Not a number")},
        {u"V14"_s, QT_TR_NOOP("Outside the domain")},
        {u"V15"_s, QT_TR_NOOP("Sum of probabilities")},
        {u"V16"_s, QT_TR_NOOP("Label not allowed")},
        {u"V17"_s, QT_TR_NOOP("Decimals in whole numbers")},
        {u"V18"_s, QT_TR_NOOP("Form of masks or lists")},
        {u"V19"_s, QT_TR_NOOP("Changed test columns")},
        {u"V20"_s, QT_TR_NOOP("Same as the sample")},
        {u"V21"_s, QT_TR_NOOP("Nearly all the same")},
        {u"V25"_s, QT_TR_NOOP("Size of the file")},
        {u"V26"_s, QT_TR_NOOP("Sample is a placeholder")},
    };
    const char *known = titles.value(code);
    return known ? tr(known) : tr("Other");
}

/// What is counted differs from check to check; about the whole file nothing is counted.
QString FindingModel::countText(const Finding &finding)
{
    static const QStringList cells{u"V10"_s, u"V11"_s, u"V12"_s, u"V13"_s, u"V14"_s, u"V16"_s, u"V17"_s};
    static const QStringList rows{u"V06"_s, u"V08"_s, u"V09"_s, u"V15"_s, u"V19"_s, u"V20"_s, u"V21"_s};
    const int plural = int(std::min<qint64>(finding.count, std::numeric_limits<int>::max()));
    if (cells.contains(finding.code))
        return tr("%Ln cell(s)", nullptr, plural);
    if (rows.contains(finding.code))
        return tr("%Ln row(s)", nullptr, plural);
    if (finding.code == u"V07"_s)
        return tr("%Ln id(s)", nullptr, plural);
    return {};
}

QString FindingModel::severityText(const ShownFinding &shown)
{
    if (shown.finding.severity == Severity::Error)
        return shown.repaired ? tr("error, repaired") : tr("error");
    return shown.repaired ? tr("warning, repaired") : tr("warning");
}

int FindingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ShownFinding &shown = m_findings[index.row()];
    const Finding &finding = shown.finding;
    const QString sentence = shown.repaired ? finding.message + u' ' + finding.repair : finding.message;
    switch (role) {
    case Qt::DisplayRole:
        return title(finding.code);
    case Qt::ToolTipRole:
        return Qt::convertFromPlainText(sentence);
    case Qt::AccessibleTextRole:
        //: For screen readers: title of a finding, code, "error, repaired", its sentence
        return tr("%1, %2, %3. %4").arg(title(finding.code), finding.code, severityText(shown), sentence);
    case SeverityRole: // what was repaired needs no more than a look
        return finding.severity == Severity::Error && !shown.repaired ? u"error"_s : u"warning"_s;
    case CountTextRole:
        return countText(finding);
    case SentenceRole:
        return sentence;
    case CodeRole:
        return finding.code;
    case SeverityTextRole:
        return severityText(shown);
    default:
        return {};
    }
}

} // namespace solver
