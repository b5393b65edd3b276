// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keystore.h"

#include "base/blocking.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <chrono>
#include <optional>

namespace solver {

Q_LOGGING_CATEGORY(lcKeys, "solver.keys", QtInfoMsg)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString service = u"kaggle-solver"_s;
constexpr auto readLimit = 5s;   // nobody asked for it: a locked store that prompts is left alone
constexpr auto writeLimit = 60s; // a person waits, and may have to unlock it

tl::unexpected<Error> noStore(const QString &detail)
{
    return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                .message = u"This system has no key store, so a key typed here lasts for this session."_s,
                                .code = u"no_key_store"_s,
                                .nextStep = u"Set it in the environment, or give --token-file."_s,
                                .detail = detail});
}

/// Without a session bus libsecret would try to start one.
bool hasSessionBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
}

/// Runs a job of QtKeychain's in this thread. One that does not answer in time is left behind: it cannot be ended, and frees
/// itself when it answers after all.
Result<> run(QKeychain::Job *job, const QString &name, std::chrono::milliseconds limit, const std::stop_token &stop)
{
    mayBlock();
    if (!hasSessionBus()) {
        delete job;
        return noStore(u"no session bus"_s);
    }
    QEventLoop loop;
    bool finished = false;
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    job->setKey(name);
    std::pair<QKeychain::Error, QString> outcome{QKeychain::OtherError, u"it does not answer"_s};
    QObject::connect(job, &QKeychain::Job::finished, &loop, [&](QKeychain::Job *ended) {
        outcome = {ended->error(), ended->errorString()};
        finished = true;
        loop.quit();
    });
    QTimer::singleShot(limit, &loop, &QEventLoop::quit);
    const std::stop_callback onStop(stop, [&loop] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection); });
    job->start();
    if (!finished)
        loop.exec();
    if (!finished && stop.stop_requested())
        return cancelled();
    if (outcome.first == QKeychain::NoError)
        return {};
    if (outcome.first == QKeychain::EntryNotFound)
        return tl::unexpected(Error{.kind = Error::Kind::NotFound, .message = u"The key store has no %1."_s.arg(name), .code = u"not_found"_s});
    qCInfo(lcKeys).noquote() << "key store:" << outcome.first << outcome.second;
    return noStore(outcome.second);
}

} // namespace

Result<QByteArray> KeyStore::read(const QString &name, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_session.constFind(name); found != m_session.cend())
            return *found;
        if (m_missing)
            return noStore({});
    }
    auto *job = new QKeychain::ReadPasswordJob(service);
    QByteArray secret;
    QObject::connect(job, &QKeychain::Job::finished, job, [job, &secret] { secret = job->binaryData(); });
    const Result<> done = run(job, name, readLimit, stop);
    if (done)
        return secret;
    const std::lock_guard lock(m_mutex);
    m_missing = m_missing || done.error().code == u"no_key_store";
    return tl::unexpected(done.error());
}

Result<KeyStore::Kept> KeyStore::write(const QString &name, const QByteArray &secret, std::stop_token stop)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setBinaryData(secret);
    const Result<> done = run(job, name, writeLimit, stop);
    if (!done && done.error().code != u"no_key_store")
        return tl::unexpected(done.error());
    const std::lock_guard lock(m_mutex);
    m_missing = !done;
    if (done)
        m_session.remove(name);
    else
        m_session.insert(name, secret);
    return done ? Kept::InStore : Kept::ThisSession;
}

Result<> KeyStore::remove(const QString &name, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_session.remove(name) > 0 && m_missing)
            return {};
    }
    const Result<> done = run(new QKeychain::DeletePasswordJob(service), name, writeLimit, stop);
    return done || done.error().kind == Error::Kind::NotFound || done.error().code == u"no_key_store" ? Result<>() : done;
}

bool KeyStore::isThere()
{
    const Result<QByteArray> any = read(u"kaggle"_s);
    const std::lock_guard lock(m_mutex);
    return !m_missing && (any || any.error().kind == Error::Kind::NotFound);
}

} // namespace solver
