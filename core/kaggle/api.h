// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kaggle/messages.h"
#include "kaggle/rpc.h"

namespace solver::kaggle {

/// Kaggle's methods that are of use to us, typed. Every function blocks; thread-safe.
class Api
{
public:
    explicit Api(const Rpc &rpc) : m_rpc(rpc) {}

    /// Asks once more in lower case when Kaggle knows no such name.
    Result<Competition> competition(const QString &slug, std::stop_token stop) const;
    /// Slugs, as Kaggle spells them, of the competitions that the account has entered.
    Result<QStringList> entered(std::stop_token stop) const;
    /// Slugs of what Kaggle's own, fuzzy search finds.
    Result<QStringList> search(const QString &words, std::stop_token stop) const;
    /// All pages, as Kaggle gives them: `{"pages": […]}`.
    Result<nlohmann::json> pages(const QString &slug, std::stop_token stop) const;
    /// The listing, which may be incomplete where there are many files.
    Result<QList<DataFile>> files(const QString &slug, std::stop_token stop) const;
    /// Bytes of all files, uncompressed; 0 when Kaggle does not say.
    Result<qint64> totalBytes(const QString &slug, std::stop_token stop) const;
    /// Scores of the first page of the leaderboard, best first.
    Result<QList<double>> topScores(const QString &slug, std::stop_token stop) const;
    /// A signed address; a secret. \param fileName empty: of the whole bundle
    Result<QUrl> downloadAddress(const QString &slug, const QString &fileName, std::stop_token stop) const;

    Result<SubmissionLimits> limits(const QString &slug, std::stop_token stop) const;
    Result<Upload> startUpload(const QString &slug, const QString &fileName, qint64 bytes, const QDateTime &modified, std::stop_token stop) const;
    /// Not repeatable: after a time-out look into submissions() before trying again. \return the submission's ref
    Result<qint64> createSubmission(const QString &slug, const QString &uploadToken, const QString &description, std::stop_token stop) const;
    /// A submission that Kaggle does not know yet counts as pending.
    Result<Submission> submission(qint64 ref, std::stop_token stop) const;
    /// Newest first, one page.
    Result<QList<Submission>> submissions(const QString &slug, std::stop_token stop) const;

    /// Who the credential belongs to: a free call. \param credential empty: the account's
    Result<QString> userName(std::optional<KaggleCredential> credential, std::stop_token stop) const;

    const Rpc &rpc() const { return m_rpc; }

private:
    Result<nlohmann::json> call(const char *method, const QString &slug, nlohmann::json body, std::stop_token stop) const;
    Result<QStringList> list(nlohmann::json body, int mostPages, std::stop_token stop) const;

    const Rpc &m_rpc;
};

} // namespace solver::kaggle
