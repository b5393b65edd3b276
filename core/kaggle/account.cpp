// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/account.h"

#include "kaggle/failure.h"

namespace solver::kaggle {

using namespace Qt::StringLiterals;

Result<KaggleCredential> Account::credential() const
{
    if (std::optional<KaggleCredential> there = current())
        return std::move(*there);
    return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                .message = u"No Kaggle account is set up."_s,
                                .code = u"no_token"_s,
                                .nextStep = u"Paste a token in the settings, set KAGGLE_API_TOKEN, or give --token-file; or use a folder "
                                            "with the files instead."_s,
                                .actionUrl = tokenPage()});
}

std::optional<KaggleCredential> Account::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_credential;
}

quint64 Account::generation() const
{
    const std::lock_guard lock(m_mutex);
    return m_generation;
}

void Account::use(std::optional<KaggleCredential> credential)
{
    const std::lock_guard lock(m_mutex);
    m_credential = std::move(credential);
    ++m_generation;
}

void Account::lookAgain()
{
    std::optional<KaggleCredential> found = m_find ? m_find() : std::nullopt;
    const std::optional<KaggleCredential> before = current();
    const bool same = found && before && found->authorization() == before->authorization();
    if (found && !same)
        use(std::move(found));
}

} // namespace solver::kaggle
