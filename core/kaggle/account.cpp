// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/account.h"

#include "kaggle/failure.h"

namespace solver::kaggle {

using namespace Qt::StringLiterals;

Result<KaggleCredential> Account::credential() const
{
    if (!current())
        std::call_once(m_looked, [this] { lookAgain(); });
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
    const QByteArray before = m_credential ? m_credential->authorization() : QByteArray();
    const QByteArray now = credential ? credential->authorization() : QByteArray();
    m_credential = std::move(credential);
    if (now != before)
        ++m_generation;
}

void Account::lookAgain() const
{
    if (m_look)
        m_look();
}

} // namespace solver::kaggle
