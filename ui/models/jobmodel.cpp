// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobmodel.h"

#include "delegates/roles.h"
#include "models/needwords.h"
#include "theme/scoretext.h"
#include "theme/status.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct StagePart {
    QLatin1StringView name;
    double share; ///< of a job's time as jobs of the demo's size have it; the baseline runs in six views
};
constexpr StagePart stageParts[] = {
    {QLatin1StringView("preflight"), 0.02}, {QLatin1StringView("acquire"), 0.03}, {QLatin1StringView("prepare"), 0.2},
    {QLatin1StringView("brief"), 0.02},     {QLatin1StringView("baseline"), 0.7}, {QLatin1StringView("finish"), 0.03},
};

QString duration(qint64 seconds)
{
    const auto two = [](qint64 number) { return QString::number(number).rightJustified(2, u'0'); };
    if (seconds >= 3600)
        return u"%1:%2:%3"_s.arg(seconds / 3600).arg(two(seconds / 60 % 60), two(seconds % 60));
    return u"%1:%2"_s.arg(seconds / 60).arg(two(seconds % 60));
}

qint64 elapsed(const Job &job)
{
    const QDateTime end = job.finished.isValid() ? job.finished : QDateTime::currentDateTimeUtc();
    return std::max<qint64>(0, job.created.secsTo(end));
}

/// Share of the stages before the one that runs.
double progressOf(const Job &job)
{
    double done = 0;
    for (const auto &[name, share] : stageParts) {
        if (job.stage == name)
            return done;
        done += share;
    }
    return 0;
}

QVariant when(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
}

} // namespace

QString dragFile(const Job &job)
{
    return job.path.isEmpty() ? QString() : u"%1/%2-submission.csv"_s.arg(QFileInfo(job.path).path(), job.slug);
}

void JobModel::pull()
{
    if (!m_feed)
        return;
    JobFeed::Changes changes = m_feed->since(m_revision);
    m_revision = changes.revision;
    bool queueChanged = std::ranges::any_of(changes.changed, &Job::isQueued);
    for (const QString &id : std::as_const(changes.removed)) {
        const int row = rowOf(id);
        if (row < 0)
            continue;
        queueChanged = queueChanged || m_jobs[row].isQueued();
        beginRemoveRows({}, row, row);
        m_jobs.removeAt(row);
        m_places.removeAt(row);
        m_rows.remove(id);
        for (int &place : m_rows) {
            if (place > row)
                --place;
        }
        endRemoveRows();
    }
    std::vector<std::pair<int, Job>> known;
    QList<Job> fresh, news;
    for (Job &job : changes.changed) {
        const int row = rowOf(job.id);
        if (isNews(job, row >= 0 ? &m_jobs[row] : nullptr)) {
            news << job;
            m_told.insert(job.id, job.finished);
        }
        if (row >= 0) {
            queueChanged = queueChanged || m_jobs[row].isQueued();
            known.emplace_back(row, std::move(job));
        } else {
            fresh << std::move(job);
        }
    }
    if (!fresh.isEmpty()) {
        std::ranges::stable_sort(fresh, {}, &Job::created); // they come in the order of their last change
        const int first = int(m_jobs.size());
        beginInsertRows({}, first, first + int(fresh.size()) - 1);
        for (Job &job : fresh) {
            m_rows.insert(job.id, int(m_jobs.size()));
            m_jobs << std::move(job);
            m_places << 0;
        }
        endInsertRows();
    }
    std::ranges::sort(known, {}, &std::pair<int, Job>::first);
    // Each run is told before the next one changes: who sorts must not find rows changed that it has not heard of.
    for (size_t at = 0; at < known.size();) {
        const int first = known[at].first;
        int row = first;
        for (; at < known.size() && known[at].first == row; ++at, ++row)
            m_jobs[row] = std::move(known[at].second);
        Q_EMIT dataChanged(index(first, 0), index(row - 1, ColumnCount - 1));
    }
    if (queueChanged)
        countPlaces();
    for (const Job &job : std::as_const(news))
        Q_EMIT newsArrived(job);
}

/// One job that begins makes every other one stand further ahead.
void JobModel::countPlaces()
{
    QList<int> queued;
    for (int row = 0; row < m_jobs.size(); ++row) {
        if (m_jobs[row].isQueued())
            queued << row;
    }
    std::ranges::stable_sort(queued, {}, [this](int row) { return m_jobs[row].position; });
    QList<int> places(m_jobs.size(), 0);
    for (int at = 0; at < queued.size(); ++at)
        places[queued[at]] = at + 1;
    for (int row = 0; row < places.size(); ++row) {
        const int first = row;
        for (; row < places.size() && places[row] != m_places[row]; ++row)
            m_places[row] = places[row];
        if (row > first)
            Q_EMIT dataChanged(index(first, 0), index(row - 1, ColumnCount - 1));
    }
}

/// A quick job may be over when it is first seen: its times tell it from history.
bool JobModel::isNews(const Job &job, const Job *before) const
{
    if (job.status == JobStatus::Completed || job.status == JobStatus::Failed)
        return job.finished >= m_since && m_told.value(job.id) != job.finished;
    if (job.status == JobStatus::Cancelled || job.needs.isEmpty())
        return false;
    return before ? before->needs != job.needs : job.created >= m_since;
}

void JobModel::tickClock()
{
    for (int row = 0; row < m_jobs.size(); ++row) {
        if (!m_jobs[row].isOver())
            Q_EMIT dataChanged(index(row, Elapsed), index(row, Elapsed), {Qt::DisplayRole, SortRole});
    }
}

QString JobModel::statusKey(const Job &job)
{
    const bool waits = job.status == JobStatus::Pending || job.status == JobStatus::Paused;
    if (waits && !job.needs.isEmpty())
        return u"needs-you"_s;
    if (job.status == JobStatus::Completed && !job.warnings.isEmpty())
        return u"completed-warnings"_s;
    return word(job.status);
}

int JobModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_jobs.size());
}

int JobModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant JobModel::text(int row, int column) const
{
    const Job &job = m_jobs[row];
    switch (column) {
    case Status: return statusWord(statusKey(job));
    case Competition: return job.title.isEmpty() ? job.slug : job.title;
    case Activity:
        if (job.status == JobStatus::Processing && !job.stage.isEmpty())
            return job.stage + u": "_s + job.message;
        if (m_places[row] > 0)
            return tr("Place %1 in the queue").arg(m_places[row]);
        if (const QString few = job.isOver() ? QString() : needWords(job.needs).activity; !few.isEmpty())
            return few;
        if (job.status == JobStatus::Completed && !job.warnings.isEmpty())
            return job.warnings.first();
        return job.message;
    case Score: return job.score.mean ? scoreText(*job.score.mean) : QString();
    case Origin: return job.origin == solver::Origin::Unknown ? QString() : word(job.origin);
    case Elapsed: return duration(elapsed(job));
    case Cost: return u"$0.00"_s; // nothing of ours costs money yet
    case Added: return when(job.created);
    case Finished: return when(job.finished);
    case Preset: return job.options.preset;
    case Id: return job.id;
    case Source: return job.url;
    case Folder: return QFileInfo(job.path).path();
    case Queue: return m_places[row] > 0 ? QString::number(m_places[row]) : QString();
    default: return {};
    }
}

QVariant JobModel::raw(int row, int column) const
{
    const Job &job = m_jobs[row];
    switch (column) {
    case Status: {
        static const QStringList order{u"needs-you"_s, u"processing"_s, u"pending"_s, u"paused"_s, u"completed"_s, u"completed-warnings"_s,
                                       u"failed"_s, u"cancelled"_s};
        return order.indexOf(statusKey(job));
    }
    case Progress: return job.status == JobStatus::Processing ? QVariant(progressOf(job)) : QVariant();
    case Score: return job.score.mean ? QVariant(*job.score.mean) : QVariant();
    case Elapsed: return elapsed(job);
    case Added: return job.created;
    case Finished: return job.finished;
    case Queue: return m_places[row] > 0 ? QVariant(m_places[row]) : QVariant();
    default: return text(row, column);
    }
}

QVariant JobModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Job &job = m_jobs[index.row()];
    switch (role) {
    case Qt::DisplayRole: return index.column() == Progress ? QVariant() : text(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Elapsed || index.column() == Cost || index.column() == Queue ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == Score && job.score.mean)
            return tr("%1: %2 ± %3 over %n sealed view(s), %4 is better", nullptr, job.score.views)
                .arg(job.metric, scoreText(*job.score.mean), scoreText(job.score.standardError, scoreDecimals(*job.score.mean)), job.higherIsBetter ? tr("higher") : tr("lower"));
        if (index.column() == Status || index.column() == Activity)
            return job.error.nextStep.isEmpty() ? job.message : job.message + u'\n' + job.error.nextStep;
        return text(index.row(), index.column());
    case Qt::AccessibleTextRole: {
        QStringList parts{text(index.row(), Competition).toString(), text(index.row(), Status).toString(), text(index.row(), Activity).toString()};
        if (job.score.mean)
            parts << u"%1 %2"_s.arg(scoreText(*job.score.mean), job.metric);
        return index.column() == Status ? parts.join(u", "_s) : text(index.row(), index.column());
    }
    case StatusKeyRole: return statusKey(job);
    case ActionTextRole: return firstDeedText(job);
    case ProgressRole: return job.status == JobStatus::Processing ? QVariant(progressOf(job)) : QVariant();
    case ProgressPartsRole: {
        QList<double> parts;
        for (const StagePart &part : stageParts)
            parts << part.share;
        return QVariant::fromValue(parts);
    }
    case ErrorTextRole:
        return job.score.mean ? u"± "_s + scoreText(job.score.standardError, scoreDecimals(*job.score.mean)) : QString();
    case MetricRole: return job.score.mean ? job.metric : QString();
    case DirectionRole: return job.higherIsBetter;
    case SortRole: return raw(index.row(), index.column());
    default: return {};
    }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Status: return tr("Status");
    case Competition: return tr("Competition");
    case Activity: return tr("Activity");
    case Progress: return tr("Progress");
    case Score: return tr("Sealed score");
    case Origin: return tr("Origin");
    case Elapsed: return tr("Elapsed");
    case Cost: return tr("Cost");
    case Added: return tr("Added");
    case Finished: return tr("Finished");
    case Preset: return tr("Preset");
    case Id: return tr("Job id");
    case Source: return tr("Source");
    case Folder: return tr("Folder");
    case Queue: return tr("Queue");
    default: return {};
    }
}

Qt::ItemFlags JobModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Qt::ItemFlags plain = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    const Job &job = m_jobs[index.row()]; // its file is dragged out, or its row within the queue
    return job.path.isEmpty() && !job.isQueued() ? plain : plain | Qt::ItemIsDragEnabled;
}

QStringList JobModel::mimeTypes() const
{
    return {u"text/uri-list"_s, u"text/plain"_s};
}

QMimeData *JobModel::mimeData(const QModelIndexList &indexes) const
{
    QList<int> rows;
    for (const QModelIndex &index : indexes) {
        if (!rows.contains(index.row()))
            rows << index.row();
    }
    QList<QUrl> urls;
    QStringList paths;
    for (const int row : std::as_const(rows)) {
        const QString file = dragFile(m_jobs[row]);
        if (file.isEmpty())
            continue;
        urls << QUrl::fromLocalFile(file);
        paths << QDir::toNativeSeparators(file);
    }
    if (urls.isEmpty())
        return nullptr;
    auto *data = new QMimeData;
    data->setUrls(urls);
    data->setText(paths.join(u'\n'));
    return data;
}

} // namespace solver
