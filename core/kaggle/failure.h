// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/http.h"

#include <QString>

#include <nlohmann/json.hpp>

#include <optional>

namespace solver::kaggle {

/// What a failed answer of Kaggle says, in any of its shapes: Google's and the older JSON, HTML, XML, nothing.
struct Failure {
    int status = 0;   ///< of the error; also where it came with HTTP 200
    QString message{}; ///< Kaggle's own words, in one line; for a web page its title
    QString reason{}; ///< machine-readable, where there is one: `RulesAcceptanceRequired`
    bool isPage = false; ///< a web page came instead of an answer
};

/// \return nothing when the reply is a success
std::optional<Failure> failureOf(const HttpReply &reply);

/// One sentence and the next step for each kind (user-interface specification, section 8). Kaggle's own words are part of it.
/// \param slug of the competition that was asked about; empty: none
/// \param source where the credential came from, for people
Error errorOf(const Failure &failure, const QString &slug, const QString &source);

/// Title of a web page, or its first words; empty when \a body is no web page.
QString pageTitle(const QByteArray &body);

/// `Retry-After` in seconds: a number or a date. \return nothing when absent or unreadable
std::optional<double> retryAfter(const HttpHead &head, const QDateTime &now);

QUrl rulesPage(const QString &slug);
QUrl competitionPage(const QString &slug);
/// Where a person makes a token.
QUrl tokenPage();

} // namespace solver::kaggle
