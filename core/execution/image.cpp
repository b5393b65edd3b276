// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/image.h"

#include "base/files.h"

#include <QFile>
#include <QLoggingCategory>

namespace solver {

Q_LOGGING_CATEGORY(lcImage, "solver.image", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// \param base is a part of it: an image made from another base is another image
QString recipeKey(const QString &base)
{
    QByteArray all;
    for (const char *name : {"build", "install.sh", "base.lock"})
        all += Assets::text(u"sandbox/image/"_s + QLatin1String(name));
    return QString::fromLatin1(sha256(all + base.toUtf8()));
}

} // namespace

Image::Image(const Engine &engine, const Assets &assets, const Paths &paths, QString instance, QString base)
    : m_engine(engine), m_assets(assets), m_paths(paths), m_instance(std::move(instance)), m_base(std::move(base)),
      m_key(recipeKey(m_base)), m_tag(u"kaggle-solver-env:%1"_s.arg(m_key.left(12)))
{
}

Result<QString> Image::ensure(const QString &log, const Progress &progress, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_id.isEmpty())
            return m_id;
    }
    while (!m_building.try_lock_for(100ms)) {
        if (stop.stop_requested())
            return cancelled();
    }
    const std::lock_guard builder(m_building, std::adopt_lock);
    Result<QString> id = m_engine.imageId(m_tag, stop);
    if (id && id->isEmpty()) {
        const Result<> built = build(log, progress, stop);
        id = m_engine.imageId(m_tag, stop);
        // An engine that has gone away is the better reason; and where another installation has made the image meanwhile,
        // it does not matter that our own build failed.
        if (!built && id && id->isEmpty())
            return tl::unexpected(built.error());
    }
    if (!id)
        return id;
    if (id->isEmpty())
        return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                    .message = u"The sandbox image was built but is not there."_s,
                                    .code = u"image_missing"_s,
                                    .nextStep = u"Look at the log, then try again."_s});
    const std::lock_guard lock(m_mutex);
    m_id = *id;
    return m_id;
}

Result<> Image::build(const QString &log, const Progress &progress, std::stop_token stop) const
{
    Command builder = m_engine.command({m_assets.imageRecipe() + u"/build"_s, u"--tag"_s, m_tag, u"--key"_s, m_key,
                                        u"--work"_s, m_paths.cache + u"/image-build"_s, u"--wheels"_s, m_paths.cache + u"/wheels"_s},
                                       2h);
    if (!m_base.isEmpty())
        builder.arguments << u"--base"_s << m_base;
    builder.program = u"bash"_s;
    builder.grace = 5s; // it removes its containers and what mmdebstrap has unpacked
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"HTTP_PROXY"_s, u"HTTPS_PROXY"_s, u"NO_PROXY"_s, u"http_proxy"_s, u"https_proxy"_s,
                                u"no_proxy"_s, u"SSL_CERT_FILE"_s}) {
        if (ours.contains(name))
            builder.environment.insert(name, ours.value(name));
    }
    builder.environment.insert(u"PATH"_s, ours.value(u"PATH"_s) + u":/usr/sbin:/sbin"_s);
    builder.environment.insert(u"DOCKER"_s, m_engine.client());
    builder.environment.insert(u"INSTANCE"_s, m_instance);
    builder.environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);

    QFile file(log);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        qCWarning(lcImage) << "cannot write" << log;
    QByteArray pending;
    QByteArray lastError;
    const Result<Ended> ended = process::run(
        builder,
        [&](QByteArrayView piece) {
            file.write(piece.data(), piece.size());
            pending.append(piece);
            for (qsizetype end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
                const QByteArray line = pending.left(end);
                pending.remove(0, end + 1);
                if (line.startsWith("@step ") && progress)
                    progress(u"Sandbox image, step %1"_s.arg(QString::fromUtf8(line.mid(6))));
            }
        },
        [&](QByteArrayView piece) {
            file.write(piece.data(), piece.size());
            lastError = (lastError + piece.toByteArray()).right(4096);
        },
        stop);
    if (!ended)
        return tl::unexpected(ended.error());
    if (ended->how == Ended::How::Stopped)
        return cancelled();
    if (ended->well())
        return {};
    if (const Error engine = engineError(lastError, DockerGroup::ofThisProcess()); engine.code == u"disk_low"_s)
        return tl::unexpected(engine);
    const QString why = QString::fromUtf8(lastError).trimmed().section(u'\n', -1);
    return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                .message = u"The sandbox image could not be built: %1"_s.arg(why.isEmpty() ? u"no reason given"_s : why.left(300)),
                                .code = u"image_build_failed"_s,
                                .nextStep = u"Check the network (proxy and certificate of this machine are used), then start again; see %1."_s.arg(log),
                                .detail = QString::fromUtf8(lastError),
                                .retryable = true});
}

} // namespace solver
