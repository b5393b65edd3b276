// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace solver {

/// The desktop's store for secrets, with the session's memory behind it: where there is no store, what is typed in lasts until the
/// program ends. Nothing is ever written in clear. Thread-safe; every function blocks, and needs no event loop of the caller's.
class KeyStore
{
public:
    /// How a secret is kept.
    enum class Kept { InStore, ThisSession };

    /// \param readLimit nobody asked for it, so a locked store that prompts is left alone
    /// \param writeLimit a person waits, and may have to unlock it
    explicit KeyStore(std::chrono::milliseconds readLimit = std::chrono::seconds(5),
                      std::chrono::milliseconds writeLimit = std::chrono::seconds(60))
        : m_readLimit(readLimit), m_writeLimit(writeLimit)
    {
    }

    /// \return the secret; Kind::NotFound when there is none, Kind::Setup code `no_key_store` where there is no store
    Result<QByteArray> read(const QString &name, std::stop_token stop = {});
    Result<Kept> write(const QString &name, const QByteArray &secret, std::stop_token stop = {});
    /// Gone from the session as well. A secret that is not there is a success.
    Result<> remove(const QString &name, std::stop_token stop = {});
    /// False once a call has found that this system has no store. The first answer is found by asking. One that did not answer
    /// in time counts as none until it has answered after all.
    bool isThere();

private:
    struct Request;
    struct Answer;

    Result<QByteArray> ask(Request request, std::chrono::milliseconds limit, std::stop_token stop);

    const std::chrono::milliseconds m_readLimit;
    const std::chrono::milliseconds m_writeLimit;
    std::mutex m_mutex;
    QHash<QString, QByteArray> m_session;
    std::optional<Error> m_missing;
    std::shared_ptr<Answer> m_late; ///< of the call that was not answered in time
};

} // namespace solver
