// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/accountdesk.h"

namespace solver::kaggle {

using namespace Qt::StringLiterals;

AccountDesk::AccountDesk(Account &account, const Api &api, KeyStore &keys, Masker &masker, CredentialPlaces places)
    : m_account(account), m_api(api), m_keys(keys), m_masker(masker), m_places(std::move(places))
{
}

/// What is found must not be in a log, whatever becomes of it.
FoundCredentials AccountDesk::find()
{
    FoundCredentials found = findCredentials(m_places, &m_keys);
    if (found.inForce)
        m_masker.add(found.inForce->secret);
    for (const KaggleCredential &each : std::as_const(found.offered))
        m_masker.add(each.secret);
    return found;
}

AccountDesk::State AccountDesk::look()
{
    const FoundCredentials found = find();
    if (!m_account.current() && found.inForce)
        m_account.use(found.inForce);
    const std::optional<KaggleCredential> current = m_account.current();
    State state{.isSet = current.has_value(), .warnings = found.warnings, .hasKeyStore = m_keys.isThere()};
    for (const KaggleCredential &each : found.offered)
        state.offered << each.source;
    const std::lock_guard lock(m_mutex);
    if (current) {
        state.source = current->source;
        state.userName = m_userName.isEmpty() ? current->userName : m_userName;
    }
    return state;
}

Result<QString> AccountDesk::test(const QByteArray &pasted, std::stop_token stop)
{
    if (pasted.trimmed().isEmpty()) {
        const Result<KaggleCredential> current = m_account.credential();
        if (!current)
            return tl::unexpected(current.error());
        const Result<QString> name = m_api.userName(*current, std::move(stop));
        if (name) {
            const std::lock_guard lock(m_mutex);
            m_userName = *name;
        }
        return name;
    }
    const Result<KaggleCredential> credential = credentialFromText(pasted, u"What was pasted"_s, u"what was pasted"_s);
    if (!credential)
        return tl::unexpected(credential.error());
    m_masker.add(credential->secret);
    return m_api.userName(*credential, std::move(stop));
}

Result<QString> AccountDesk::take(KaggleCredential credential, std::stop_token stop)
{
    m_masker.add(credential.secret);
    const Result<QString> name = m_api.userName(credential, stop);
    if (!name)
        return name;
    const Result<KeyStore::Kept> kept = m_keys.write(QLatin1String(kaggleKeyName), credential.toText(), stop);
    if (!kept)
        return tl::unexpected(kept.error());
    const bool inStore = *kept == KeyStore::Kept::InStore;
    credential.source = inStore ? u"the key store"_s : u"this session"_s;
    m_account.use(std::move(credential));
    const std::lock_guard lock(m_mutex);
    m_userName = *name;
    return inStore ? u"The account %1 is kept in the key store."_s.arg(*name)
                   : u"The account %1 lasts for this session: this system has no key store. Set KAGGLE_API_TOKEN, or give --token-file, to keep it."_s
                         .arg(*name);
}

Result<QString> AccountDesk::keep(const QByteArray &pasted, std::stop_token stop)
{
    Result<KaggleCredential> credential = credentialFromText(pasted, u"What was pasted"_s, u"what was pasted"_s);
    if (!credential)
        return tl::unexpected(credential.error());
    return take(std::move(*credential), std::move(stop));
}

Result<QString> AccountDesk::useOffered(int index, std::stop_token stop)
{
    const FoundCredentials found = find();
    if (index < 0 || index >= found.offered.size())
        return tl::unexpected(Error{.kind = Error::Kind::NotFound,
                                    .message = u"That file is not there any more."_s,
                                    .code = u"not_found"_s,
                                    .nextStep = u"Paste a token instead."_s});
    return take(found.offered[index], std::move(stop));
}

Result<> AccountDesk::forget()
{
    m_account.use({});
    {
        const std::lock_guard lock(m_mutex);
        m_userName.clear();
    }
    return m_keys.remove(QLatin1String(kaggleKeyName));
}

QStringList AccountDesk::useWhatIsThere()
{
    const FoundCredentials found = find();
    if (found.inForce)
        m_account.use(found.inForce);
    else if (!found.offered.isEmpty())
        m_account.use(found.offered.front());
    return found.warnings;
}

} // namespace solver::kaggle
