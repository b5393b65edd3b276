// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "base/result.h"

#include <nlohmann/json.hpp>

namespace solver {

/// The folder of one data hash in the shared cache: `<cache>/competitions/<slug>/<data hash>/`. Whatever stands in it
/// was put there whole, by one rename.
struct DataFolder {
    QString root;
    QString slug;

    QString data() const { return root + QStringLiteral("/data"); }
    QString pages() const { return root + QStringLiteral("/pages"); }
    QString request() const { return root + QStringLiteral("/request.json"); }
    QString contract() const { return root + QStringLiteral("/contract/contract.json"); }
    QString profile() const { return root + QStringLiteral("/contract/profile.json"); }
    QString constant() const { return root + QStringLiteral("/contract/constant.csv"); }
    QString sample() const { return root + QStringLiteral("/contract/sample.csv"); }
    QString contractFolder() const { return root + QStringLiteral("/contract"); }
    QString plan() const { return root + QStringLiteral("/plan.csv"); }
    QString views() const { return root + QStringLiteral("/views"); }
    /// The folder that is mounted for a program: `data/` itself for `real`.
    QString view(const QString &name) const
    {
        return name == QLatin1String("real") ? data() : views() + QLatin1Char('/') + name;
    }
    QString answers(const QString &view) const { return root + QStringLiteral("/answers/") + view; }
    /// A new, empty staging folder beside the others.
    Result<QString> staging() const;
};

/// What stage acquire hands on: the data in the cache, and what a person and the pages said about it.
struct Dataset {
    DataFolder folder;
    QString dataHash;
    QString title;
    nlohmann::json request; ///< as `kcs prepare contract` reads it
    QStringList notes;      ///< sentences for the person
};

} // namespace solver
