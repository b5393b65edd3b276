// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/http.h"
#include "kaggle/account.h"
#include "kaggle/callpace.h"

#include <nlohmann/json.hpp>

namespace solver::kaggle {

/// Calls Kaggle's methods: `POST {base}/v1/{service}/{Method}` with a JSON body, signed with the account's credential, at the
/// account's pace. Thread-safe; every function blocks.
class Rpc
{
public:
    struct Setup {
        QUrl base{QStringLiteral("https://api.kaggle.com")};
        int callsPerMinute = 60;
    };
    Rpc(const Http &http, const Account &account, const Clock &clock, const Setup &setup);

    struct Call {
        QString service = QStringLiteral("competitions.CompetitionApiService");
        QString method{};
        nlohmann::json body = nlohmann::json::object();
        QString slug{};       ///< for the sentence of an error
        bool repeat = true;   ///< 429, 5xx and broken connections are tried again; no for what must not happen twice
        std::chrono::seconds timeLimit{60};
        /// Instead of the account's: one that is being tried.
        std::optional<KaggleCredential> credential{};
    };
    /// \return the answer's object; an error has Kaggle's words in its sentence
    Result<nlohmann::json> call(const Call &call, std::stop_token stop) const;
    /// The signed address that a download is redirected to. \return Kind::BadData when it leads where it must not
    Result<QUrl> address(const Call &call, std::stop_token stop) const;

    const Http &http() const { return m_http; }
    /// Plain HTTP is for a server on this machine only.
    bool isTrusted(const QUrl &storage, const QStringList &hosts) const;

private:
    Result<HttpReply> send(const Call &call, const KaggleCredential &credential, std::stop_token stop) const;
    Result<HttpReply> sendPatiently(const Call &call, std::stop_token stop) const;

    const Http &m_http;
    const Account &m_account;
    const Clock &m_clock;
    const Setup m_setup;
    mutable CallPace m_pace;
};

} // namespace solver::kaggle
