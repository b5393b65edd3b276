// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/validation.h"

#include <QAbstractListModel>

#include <nlohmann/json.hpp>

namespace solver {

/// A finding as a run keeps it, and whether the file that is shown has it no more.
struct ShownFinding {
    Finding finding{};
    bool repaired = false;
    bool operator==(const ShownFinding &) const = default;
};

/// From Run::findings. What is not as expected there is left out or empty.
/// \param repaired  whether the file shown is the repaired one
QList<ShownFinding> shownFindings(const nlohmann::json &findings, bool repaired);

/// The findings about a submission, in the order in which they were made. Roles are those of FindingDelegate.
class FindingModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit FindingModel(QObject *parent = nullptr);

    void setFindings(const QList<ShownFinding> &findings);
    const QList<ShownFinding> &findings() const { return m_findings; }

    /// What the check looks at, in a few words: "Outside the domain".
    static QString title(const QString &code);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    static QString countText(const Finding &finding);
    static QString severityText(const ShownFinding &shown);

    QList<ShownFinding> m_findings;
};

} // namespace solver
