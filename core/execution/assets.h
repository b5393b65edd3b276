// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"

namespace solver {

/// The files inside the program that containers and tools need as real files: `kcs`, the image recipe, the seccomp
/// profile, the metric catalogue, the demo competition. Unpacked once per content into the cache.
class Assets
{
public:
    /// Unpacks what is not there yet. Safe when several threads or processes do it at once.
    static Result<Assets> unpack(const Paths &paths);

    /// Changes with any of the files: what an older version of `kcs` made is not used by a newer one.
    QString id() const { return m_root.section(QLatin1Char('/'), -1); }
    QString kcs() const { return m_root + QStringLiteral("/sandbox/kcs"); }
    QString imageRecipe() const { return m_root + QStringLiteral("/sandbox/image"); }
    QString seccompProfile() const { return m_root + QStringLiteral("/sandbox/seccomp.json"); }
    QString metrics() const { return m_root + QStringLiteral("/resources/metrics.json"); }
    QString demo() const { return m_root + QStringLiteral("/resources/demo"); }
    /// Text of a file in the program, for example `resources/templates/floor.py`.
    static QByteArray text(const QString &name);

private:
    explicit Assets(QString root) : m_root(std::move(root)) {}
    QString m_root;
};

} // namespace solver
