// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/keystore.h"
#include "base/masker.h"
#include "kaggle/account.h"
#include "kaggle/api.h"

namespace solver::kaggle {

/// What a person does with the account, whatever the face. Every function blocks; thread-safe.
class AccountDesk
{
public:
    AccountDesk(Account &account, const Api &api, KeyStore &keys, Masker &masker, CredentialPlaces places);

    /// How things stand. Nothing of a secret is in it.
    struct State {
        bool isSet = false;
        QString source{};          ///< where the credential in force came from: the key store, …
        QString userName{};        ///< of the last test(); empty: not tested
        QStringList offered{};     ///< places of Kaggle's own tools that hold one, for people: ~/.kaggle/kaggle.json
        QStringList warnings{};    ///< sentences: a file that others can read, one that cannot be read
        bool hasKeyStore = true;   ///< else what is pasted lasts for this session
    };
    State look();

    /// One real and free call with what was pasted (a token, the content of kaggle.json, `NAME=value`), or with the one in force when
    /// \a pasted is empty. Nothing is kept. \return whose account it is
    Result<QString> test(const QByteArray &pasted, std::stop_token stop);
    /// Tests, then takes it into use and into the key store. \return a sentence that says where it is kept
    Result<QString> keep(const QByteArray &pasted, std::stop_token stop);
    /// The same with what State::offered holds at \a index.
    Result<QString> useOffered(int index, std::stop_token stop);
    /// Takes it out of use and out of the key store; environment and files are left alone.
    Result<> forget();

    /// What a start without a window does: uses what is there, also a file of Kaggle's own tools. \return sentences for the person
    QStringList useWhatIsThere();

private:
    Result<QString> take(KaggleCredential credential, std::stop_token stop);
    FoundCredentials find();

    Account &m_account;
    const Api &m_api;
    KeyStore &m_keys;
    Masker &m_masker;
    const CredentialPlaces m_places;
    mutable std::mutex m_mutex;
    QString m_userName;
};

} // namespace solver::kaggle
