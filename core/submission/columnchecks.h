// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/cellrepair.h"
#include "submission/offences.h"
#include "submission/submissionformat.h"

#include <QHash>
#include <QSet>

#include <limits>
#include <vector>

namespace solver {

class CsvReader;

/// Judges the cells of the prediction columns, record by record: V11 to V17.
class ColumnChecks final
{
public:
    /// \param format  must outlive this object
    /// \param places  for each prediction column its column in the file, -1 where the file lacks it
    ColumnChecks(const SubmissionFormat &format, const std::vector<qsizetype> &places);

    /// Judges the reader's current record; it has enough cells.
    void look(const CsvReader &file);

    /// What was found, by code.
    /// \param records  of the file, for the messages
    QList<Finding> findings(qint64 records) const;
    /// What the repaired file has to have instead, as far as the findings can be repaired.
    CellRepairs repairs() const;

private:
    struct Column {
        const PredictionColumn *about = nullptr;
        qsizetype place = -1;
        bool number = false;
        double low = -std::numeric_limits<double>::infinity();
        double high = std::numeric_limits<double>::infinity();

        QSet<QByteArray> allowed{};
        QHash<QByteArray, QByteArray> byForm{}; ///< canonical form -> label; empty label: two labels share the form
        QByteArray lastAllowed{};               ///< most labels repeat: one comparison instead of a search
        bool hasLast = false;

        Offences missing{}, infinite{}, text{}, outside{}, decimals{}, variants{}, unknown{};
        double least = std::numeric_limits<double>::infinity();
        double most = -std::numeric_limits<double>::infinity();
        double farthest = 0;       ///< distance of the worst number outside the domain
        bool fractions = false;    ///< V17 with something behind the point
        bool otherNumbers = false; ///< guessed labels only: numbers that are none of the labels
        QHash<QByteArray, QByteArray> spelling{};
    };
    enum class Repairable { No, Clip, Raise, Rescale };

    void lookAtNumber(Column &column, QByteArrayView cell, qint64 line);
    void lookAtLabel(Column &column, QByteArrayView cell, qint64 line);
    void lookAtWhole(Column &column, QByteArrayView cell, double value, qint64 line);
    bool isAllowed(Column &column, QByteArrayView cell) const;
    Repairable domainRepair(const Column &column) const;
    bool rowsCanBeScaled() const;
    void addDomainFinding(QList<Finding> &findings, qint64 records) const;
    void addSumFinding(QList<Finding> &findings, qint64 records) const;
    void addLabelFindings(QList<Finding> &findings, qint64 records) const;

    const SubmissionFormat &m_format;
    std::vector<Column> m_columns;
    bool m_sums = false; ///< class probabilities stand in several columns
    double m_rowSum = 0;
    bool m_rowComplete = true;
    bool m_rowNegative = false;
    Offences m_badSums;
    bool m_sumsFarOff = false;
};

} // namespace solver
