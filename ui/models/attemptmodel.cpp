// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/attemptmodel.h"

#include "delegates/roles.h"
#include "theme/scoretext.h"

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// Shape and colour of an outcome, in the words of the job table.
QString keyOf(const Attempt &attempt)
{
    switch (attempt.state) {
    case Attempt::State::Written: return u"processing"_s;
    case Attempt::State::Screened: return u"cancelled"_s;
    case Attempt::State::Scored: return u"completed"_s;
    case Attempt::State::Failed: break;
    }
    return u"failed"_s;
}

} // namespace

AttemptModel::AttemptModel(QObject *parent) : QAbstractTableModel(parent) {}

void AttemptModel::setAttempts(const QList<Attempt> &attempts, const QList<Run> &runs, bool higherIsBetter)
{
    m_runs = runs;
    m_higherIsBetter = higherIsBetter;
    const bool same = attempts.size() >= m_attempts.size() &&
                      std::equal(m_attempts.begin(), m_attempts.end(), attempts.begin(),
                                 [](const Attempt &a, const Attempt &b) { return a.no == b.no; });
    if (!same) { // another job
        beginResetModel();
        m_attempts = attempts;
        endResetModel();
        return;
    }
    const int before = int(m_attempts.size());
    for (int row = 0; row < before; ++row)
        m_attempts[row] = attempts[row];
    if (before > 0)
        Q_EMIT dataChanged(index(0, 0), index(before - 1, ColumnCount - 1));
    if (attempts.size() > before) {
        beginInsertRows({}, before, int(attempts.size()) - 1);
        m_attempts = attempts;
        endInsertRows();
    }
}

int AttemptModel::rowOf(int number) const
{
    const auto found = std::ranges::find(m_attempts, number, &Attempt::no);
    return found == m_attempts.end() ? -1 : int(found - m_attempts.begin());
}

int AttemptModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_attempts.size());
}

int AttemptModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

/// Against the best of that moment, as LOOK says: what the attempt brought when it came.
QString AttemptModel::change(int row) const
{
    const Attempt &attempt = m_attempts[row];
    if (!attempt.score.mean || attempt.score.selfReported)
        return {};
    std::optional<double> best;
    for (int before = 0; before < row; ++before) {
        const std::optional<double> &score = m_attempts[before].score.mean;
        if (score && !m_attempts[before].score.selfReported && (!best || (m_higherIsBetter ? *score > *best : *score < *best)))
            best = score;
    }
    if (!best)
        return {};
    const double difference = *attempt.score.mean - *best;
    return differenceText(difference, scoreDecimals(*best));
}

double AttemptModel::seconds(const Attempt &attempt) const
{
    double sum = 0;
    for (const Run &run : m_runs)
        sum += run.attempt == attempt.no ? run.seconds : 0;
    return sum;
}

QString AttemptModel::text(int row, int column) const
{
    const Attempt &attempt = m_attempts[row];
    switch (column) {
    case Number: return QString::number(attempt.no);
    case Outcome:
        return attempt.best                              ? tr("best")
               : attempt.state == Attempt::State::Failed  ? tr("failed")
               : attempt.state == Attempt::State::Written ? tr("running")
                                                          : word(attempt.state);
    case Approach: return attempt.name;
    case Score: return attempt.score.mean ? scoreText(*attempt.score.mean) : u"–"_s;
    case Change: return change(row);
    case Time: {
        const int all = int(seconds(attempt));
        return all == 0 ? QString() : u"%1:%2"_s.arg(all / 60).arg(all % 60, 2, 10, QLatin1Char('0'));
    }
    default: return {};
    }
}

QVariant AttemptModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Attempt &attempt = m_attempts[index.row()];
    switch (role) {
    case Qt::DisplayRole: return text(index.row(), index.column());
    case Qt::ToolTipRole: return index.column() == Approach ? attempt.sentence : text(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return index.column() >= Score ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case StatusKeyRole: return keyOf(attempt);
    case SecondLineRole: {
        if (attempt.state == Attempt::State::Failed)
            return attempt.outcome + (attempt.sentence.isEmpty() ? QString() : u": "_s + attempt.sentence);
        return attempt.sentence.isEmpty() ? tr("origin: %1").arg(word(attempt.origin)) : attempt.sentence;
    }
    case BestRole: return attempt.best;
    case ErrorTextRole:
        return attempt.score.selfReported ? tr("self-reported")
               : attempt.score.mean && attempt.score.standardError > 0 ? u"± "_s + scoreText(attempt.score.standardError, scoreDecimals(*attempt.score.mean))
                                                                       : QString();
    default: return {};
    }
}

QVariant AttemptModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section >= Score)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number: return u"#"_s;
    case Outcome: return tr("Outcome");
    case Approach: return tr("Approach");
    case Score: return tr("Sealed score");
    case Change: return tr("Change");
    case Time: return tr("Time");
    default: return {};
    }
}

} // namespace solver
