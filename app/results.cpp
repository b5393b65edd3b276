// SPDX-License-Identifier: GPL-3.0-or-later
#include "results.h"

#include "base/clock.h"
#include "base/files.h"
#include "progress.h"

#include <QDir>
#include <QFileInfo>
#include <QScopeGuard>
#include <QUuid>

#include <cstdio>

namespace solver {

using namespace Qt::StringLiterals;

bool writeOut(const QByteArray &bytes)
{
    return std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout) == size_t(bytes.size()) &&
           std::fflush(stdout) == 0;
}

Result<> Results::prepare() const
{
    if (m_options.out.isEmpty() || (QDir().mkpath(m_options.out) && QFileInfo(m_options.out).isWritable()))
        return {};
    return tl::unexpected(Error{.kind = Error::Kind::Usage,
                                .message = u"The folder %1 cannot be written."_s.arg(m_options.out),
                                .code = u"usage"_s,
                                .nextStep = u"Choose another one with --out."_s});
}

Result<QString> Results::publish(const Job &job) const
{
    if (m_options.out.isEmpty())
        return job.path;
    const QString from = QFileInfo(job.path).absolutePath();
    const QDir out(QDir(m_options.out).absolutePath());
    const QString staging = out.filePath(u".%1.part"_s.arg(QUuid::createUuid().toString(QUuid::Id128)));
    const auto cleanUp = qScopeGuard([&staging] { (void)removeFolder(staging); });
    if (const Result<> made = makeFolder(staging); !made)
        return tl::unexpected(made.error());
    QFile::setPermissions(staging, m_options.folderRights);
    for (const QString &name : {QFileInfo(job.path).fileName(), u"report.md"_s, u"solution.py"_s, u"solution.ipynb"_s}) {
        const QString source = from + u'/' + name;
        if (!QFileInfo::exists(source) && name != QFileInfo(job.path).fileName())
            continue;
        if (const Result<> copied = copyFile(source, staging + u'/' + name); !copied)
            return tl::unexpected(copied.error());
        QFile::setPermissions(staging + u'/' + name, m_options.folderRights & ~QFile::Permissions(0x1111));
    }
    const QString name = safeName(job.slug);
    QString target = out.filePath(name);
    for (int next = 2; QFileInfo::exists(target) || QFileInfo(target).isSymLink(); ++next)
        target = out.filePath(u"%1-%2"_s.arg(name).arg(next));
    return renamePath(staging, target).map([&] { return target + u'/' + QFileInfo(job.path).fileName(); });
}

void Results::event(const JobEvent &event)
{
    if (!m_options.json)
        return;
    nlohmann::ordered_json line{{"v", 1},
                                {"time", toStd(rfc3339(event.time))},
                                {"event", toStd(event.event)},
                                {"job_id", toStd(event.job)},
                                {"url", toStd(event.url)}};
    for (const auto &[key, value] : event.data.items())
        line[key] = value;
    write(QByteArray::fromStdString(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) +
          '\n');
}

void Results::job(const Job &job, const QString &path, const nlohmann::json &finished)
{
    if (m_options.json)
        return;
    const QHash<QString, QString> fields{{u"slug"_s, job.slug},
                                         {u"title"_s, job.title},
                                         {u"score"_s, numberText(finished, "score")},
                                         {u"standard_error"_s, numberText(finished, "standard_error")},
                                         {u"metric"_s, job.metric},
                                         {u"direction"_s, job.higherIsBetter ? u"maximize"_s : u"minimize"_s},
                                         {u"origin"_s, word(job.origin)},
                                         {u"status"_s, word(job.status)},
                                         {u"job_id"_s, job.id},
                                         {u"url"_s, job.url},
                                         {u"path"_s, path},
                                         {u"seconds"_s, numberText(finished, "seconds")}};
    const QString text = m_options.format.isEmpty() ? path : fillFormat(m_options.format, fields).value_or(path);
    write(text.toUtf8() + (m_options.nul ? '\0' : '\n'));
}

void Results::summary(const QDateTime &now, int completed, int failed, int cancelled, int exitCode)
{
    if (!m_options.json)
        return;
    const nlohmann::ordered_json line{
        {"v", 1},           {"time", toStd(rfc3339(now))}, {"event", "summary"}, {"completed", completed},
        {"failed", failed}, {"cancelled", cancelled},      {"cost_usd", 0},      {"exit_code", exitCode}};
    write(QByteArray::fromStdString(line.dump()) + '\n');
}

void Results::write(const QByteArray &bytes)
{
    m_closed = m_closed || !writeOut(bytes);
}

} // namespace solver
