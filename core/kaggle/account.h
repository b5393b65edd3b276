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
    /// \param find looks where credentials are kept; may block
    explicit Account(std::function<std::optional<KaggleCredential>()> find = {}) : m_find(std::move(find)) {}

    /// Kind::Setup, code `no_token`, when there is none.
    Result<KaggleCredential> credential() const;
    std::optional<KaggleCredential> current() const;
    /// Changes with each use(): who waits for a better credential looks here.
    quint64 generation() const;
    void use(std::optional<KaggleCredential> credential);
    /// Takes what there is now. Blocks.
    void lookAgain();

private:
    const std::function<std::optional<KaggleCredential>()> m_find;
    mutable std::mutex m_mutex;
    std::optional<KaggleCredential> m_credential;
    quint64 m_generation = 0;
};

} // namespace solver::kaggle
