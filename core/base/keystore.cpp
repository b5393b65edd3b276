// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keystore.h"

#include "base/blocking.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QThread>

#include <qt6keychain/keychain.h>

#include <condition_variable>
#include <utility>

namespace solver {

Q_LOGGING_CATEGORY(lcKeys, "solver.keys", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

Error noStore(const QString &detail)
{
    return {.kind = Error::Kind::Setup,
            .message = u"This system has no key store, so a key typed here lasts for this session."_s,
            .code = u"no_key_store"_s,
            .nextStep = u"Set it in the environment, or give --token-file."_s,
            .detail = detail};
}

/// Without a session bus libsecret would try to start one.
bool hasSessionBus()
{
    const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    if (!address.isEmpty())
        return !address.startsWith("autolaunch:");
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + u"/bus"_s);
}

QThread *keychainThread = nullptr;

/// Lives in the thread in which every job of QtKeychain runs. The library queues them in one object of the process that belongs
/// to the thread of the first of them and takes no lock: a second thread's job would be its last. It ends with the application.
/// Nothing here is deleted: a call that got no answer cannot be taken back, and writes into its job when one comes.
QObject *keychainContext()
{
    static QObject *const context = [] {
        keychainThread = new QThread;
        keychainThread->setObjectName(u"keychain"_s);
        auto *object = new QObject;
        object->moveToThread(keychainThread);
        keychainThread->start();
        qAddPostRoutine([] {
            keychainThread->quit();
            keychainThread->wait(1000);
        });
        return object;
    }();
    return context;
}

} // namespace

struct KeyStore::Request {
    enum class Deed { Read, Write, Remove };
    Deed deed = Deed::Read;
    QString name{};
    QByteArray secret{};
};

/// Shared by the caller, who may leave, and the job.
struct KeyStore::Answer {
    std::mutex mutex;
    std::condition_variable_any arrived;
    bool done = false;
    QKeychain::Error error = QKeychain::NoError;
    QString text{};
    QByteArray secret{};

    bool isDone()
    {
        const std::lock_guard lock(mutex);
        return done;
    }
};

Result<QByteArray> KeyStore::ask(Request request, std::chrono::milliseconds limit, std::stop_token stop)
{
    mayBlock();
    {
        const std::lock_guard lock(m_mutex);
        if (m_late && m_late->isDone()) {
            m_late.reset();
            m_missing.reset();
        }
        if (!m_missing && !hasSessionBus())
            m_missing = noStore(u"no session bus"_s);
        if (m_missing)
            return tl::unexpected(*m_missing);
    }
    const QString name = request.name;
    const auto answer = std::make_shared<Answer>();
    QMetaObject::invokeMethod(keychainContext(), [request = std::move(request), answer] {
        const QString service = u"kaggle-solver"_s;
        QKeychain::Job *job = nullptr; // deletes itself
        if (request.deed == Request::Deed::Read) {
            job = new QKeychain::ReadPasswordJob(service);
        } else if (request.deed == Request::Deed::Write) {
            auto *write = new QKeychain::WritePasswordJob(service);
            write->setBinaryData(request.secret);
            job = write;
        } else {
            job = new QKeychain::DeletePasswordJob(service);
        }
        job->setKey(request.name);
        job->setInsecureFallback(false);
        QObject::connect(job, &QKeychain::Job::finished, keychainContext(), [answer](QKeychain::Job *ended) {
            const std::lock_guard lock(answer->mutex);
            answer->done = true;
            answer->error = ended->error();
            answer->text = ended->errorString();
            if (const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(ended))
                answer->secret = read->binaryData();
            answer->arrived.notify_all();
        });
        job->start();
    });

    std::unique_lock lock(answer->mutex);
    const bool answered = answer->arrived.wait_for(lock, stop, limit, [&answer] { return answer->done; });
    if (!answered && stop.stop_requested())
        return cancelled();
    if (answered && answer->error == QKeychain::NoError)
        return answer->secret;
    if (answered && answer->error == QKeychain::EntryNotFound)
        return tl::unexpected(
            Error{.kind = Error::Kind::NotFound, .message = u"The key store has no %1."_s.arg(name), .code = u"not_found"_s});
    const Error why = noStore(answered ? u"%1: %2"_s.arg(answer->error).arg(answer->text)
                                       : u"no answer within %1 ms"_s.arg(limit.count()));
    lock.unlock();
    qCInfo(lcKeys).noquote() << "key store:" << why.detail;
    const std::lock_guard own(m_mutex);
    m_missing = why;
    m_late = answered ? nullptr : answer;
    return tl::unexpected(why);
}

Result<QByteArray> KeyStore::read(const QString &name, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_session.constFind(name); found != m_session.cend())
            return *found;
    }
    return ask({.deed = Request::Deed::Read, .name = name}, m_readLimit, std::move(stop));
}

Result<KeyStore::Kept> KeyStore::write(const QString &name, const QByteArray &secret, std::stop_token stop)
{
    const Result<QByteArray> done = ask({.deed = Request::Deed::Write, .name = name, .secret = secret}, m_writeLimit, std::move(stop));
    if (!done && done.error().code != u"no_key_store")
        return tl::unexpected(done.error());
    const std::lock_guard lock(m_mutex);
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
        m_session.remove(name);
    }
    const Result<QByteArray> done = ask({.deed = Request::Deed::Remove, .name = name}, m_writeLimit, std::move(stop));
    if (!done && done.error().kind != Error::Kind::NotFound && done.error().code != u"no_key_store")
        return tl::unexpected(done.error());
    return {};
}

bool KeyStore::isThere()
{
    const Result<QByteArray> any = read(u"kaggle"_s);
    const std::lock_guard lock(m_mutex);
    return !m_missing && (any || any.error().kind == Error::Kind::NotFound);
}

} // namespace solver
