// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace solver {

/// Why something did not work, in a form that the program can decide on and a person can read.
struct Error {
    enum class Kind {
        Cancelled,   ///< somebody asked to stop
        Usage,       ///< wrong option or argument
        Setup,       ///< something needed on this machine is missing (engine, account, model)
        Network,     ///< no connection, or it broke
        Auth,        ///< credentials missing or refused
        RateLimited, ///< the other side asks to wait
        NotFound,    ///< what was named does not exist
        BadData,     ///< input that cannot be used as it is
        Process,     ///< a program that we started failed
        Timeout,     ///< a time limit of ours ran out
        Storage,     ///< disk or database
    };

    Kind kind = Kind::BadData;
    QString message{};  ///< one sentence for the user; no secrets
    QString code{};     ///< machine-readable kind for JSON and REST, for example `engine_missing`
    QString nextStep{}; ///< what the user can do now; may be empty
    QUrl actionUrl{};   ///< the page where to do it; may be empty
    QString detail{};   ///< for the log: tail of stderr, SQL error text, status line
    bool retryable = false;

    bool operator==(const Error &) const = default;
};

/// A value, or the reason why there is none.
template <typename T = void> using Result = tl::expected<T, Error>;

/// What a blocking call returns after its stop token was triggered.
inline tl::unexpected<Error> cancelled()
{
    return tl::unexpected(Error{.kind = Error::Kind::Cancelled, .message = {}, .code = QStringLiteral("cancelled")});
}

} // namespace solver
