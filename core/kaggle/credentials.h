// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace solver {

struct KaggleCredential {
    enum class Kind { Token, LegacyKey };
    Kind kind = Kind::Token;
    QString userName{};
    QByteArray secret{};
    QString source{};

    QByteArray authorization() const
    {
        return kind == Kind::Token ? "Bearer " + secret : "Basic " + (userName.toUtf8() + ':' + secret).toBase64();
    }
};

} // namespace solver
