// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/keystore.h"
#include "base/tokenfile.h"

#include <QProcessEnvironment>

#include <optional>

namespace solver {

/// What Kaggle knows an account by.
struct KaggleCredential {
    enum class Kind {
        Token,     ///< `KGAT_…`
        LegacyKey, ///< user name and key, as in kaggle.json
    };
    Kind kind = Kind::Token;
    QString userName{}; ///< of a LegacyKey
    QByteArray secret{};
    QString source{};   ///< where it came from, for people: the key store, ~/.kaggle/kaggle.json …

    /// The value of the header.
    QByteArray authorization() const;
    /// A form that credentialFromText() reads; a secret.
    QByteArray toText() const;
};

/// Reads whatever people paste or point at: a token, the content of kaggle.json (also with a token as its key), `NAME=value`
/// lines with Kaggle's names. Byte-order marks, line ends, blanks and straight quotes around values do no harm.
/// \param name for sentences, for example `kaggle.json`. \return Kind::Usage, code `bad_credential`, with one sentence that has
/// nothing of the secret in it
Result<KaggleCredential> credentialFromText(const QByteArray &text, const QString &name, const QString &source);

/// Where to look.
struct CredentialPlaces {
    QProcessEnvironment environment{};
    QString home{};
    QString tokenFile{}; ///< of --token-file; empty: none
};

/// What there is. Blocks.
struct FoundCredentials {
    std::optional<KaggleCredential> inForce{}; ///< that a person gave to this program: token file, environment, key store
    QList<KaggleCredential> offered{};         ///< in files of Kaggle's own tools, in their order
    QStringList warnings{};                    ///< sentences
};

/// Looks in the order of Kaggle's own tools (specification of Kaggle's API, 2.2), after what was given to this program itself.
/// \param keys null: the key store is not asked
FoundCredentials findCredentials(const CredentialPlaces &places, KeyStore *keys, std::stop_token stop = {});

/// The name of Kaggle's credential in the key store.
inline constexpr const char *kaggleKeyName = "kaggle";

} // namespace solver
