// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

namespace solver {

/// The metrics that we know (resources/metrics.json), matched with what pages and people call them.
class MetricCatalogue
{
public:
    static Result<MetricCatalogue> read(const QByteArray &text);

    /// A metric that was named or found.
    struct Match {
        QString key;
        QString direction; ///< maximize or minimize
        QString foundIn;   ///< user, files, catalogue
        QString words;     ///< the words that matched
        bool inForce = false;
    };

    /// A metric by its key or one of its names, as a person writes it.
    std::optional<Match> byName(const QString &name) const;
    /// Looks through pages, the most telling first: names as whole words, then formula words; longer names win, and what
    /// a metric `beats` gives way to it.
    std::optional<Match> inPages(const QStringList &pages) const;
    /// Keys in force, for an error message.
    QStringList keysInForce() const;
    QString title(const QString &key) const;

private:
    explicit MetricCatalogue(nlohmann::json json) : m_json(std::move(json)) {}
    nlohmann::json m_json;
};

} // namespace solver
