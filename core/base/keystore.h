// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>

#include <mutex>
#include <stop_token>

namespace solver {

/// The desktop's store for secrets, with the session's memory behind it: where there is no store, what is typed in lasts until the
/// program ends. Nothing is ever written in clear. Thread-safe; every function blocks, and needs no event loop of the caller's.
class KeyStore
{
public:
    /// How a secret is kept.
    enum class Kept { InStore, ThisSession };

    /// \return the secret; Kind::NotFound when there is none, Kind::Setup code `no_key_store` where there is no store
    Result<QByteArray> read(const QString &name, std::stop_token stop = {});
    Result<Kept> write(const QString &name, const QByteArray &secret, std::stop_token stop = {});
    /// Gone from the session as well. A secret that is not there is a success.
    Result<> remove(const QString &name, std::stop_token stop = {});
    /// False once a call has found that this system has no store. The first answer is found by asking.
    bool isThere();

private:
    std::mutex m_mutex;
    QHash<QString, QByteArray> m_session;
    bool m_missing = false;
};

} // namespace solver
