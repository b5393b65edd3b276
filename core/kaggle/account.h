// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kaggle/credentials.h"

#include <functional>
#include <mutex>
#include <optional>

namespace solver::kaggle {

/// The credential in force, wherever it came from. Thread-safe.
class Account
{
public:
    /// What looks where credentials are kept; may block, and is called when one is needed for the first time. Set before use.
    void lookWith(std::function<void()> look) { m_look = std::move(look); }

    /// Kind::Setup, code `no_token`, when there is none. Blocks the first time.
    Result<KaggleCredential> credential() const;
    std::optional<KaggleCredential> current() const;
    /// Changes with the credential: who waits for a better credential looks here.
    quint64 generation() const;
    void use(std::optional<KaggleCredential> credential);
    /// Looks whether there is one now. Blocks.
    void lookAgain() const;

private:
    std::function<void()> m_look;
    mutable std::mutex m_mutex;
    mutable std::once_flag m_looked;
    std::optional<KaggleCredential> m_credential;
    quint64 m_generation = 0;
};

} // namespace solver::kaggle
