// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include "base/files.h"

#include <QDir>
#include <QStandardPaths>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

QString below(QStandardPaths::StandardLocation place)
{
    // Generic locations, so that the name below them does not depend on how the application object was set up.
    return QStandardPaths::writableLocation(place) + u"/kaggle-solver"_s;
}

} // namespace

Paths Paths::choose(const QString &dataDir)
{
    if (!dataDir.isEmpty()) {
        const QString root = QDir(dataDir).absolutePath();
        return {.data = root, .cache = root + u"/cache"_s, .config = root + u"/config"_s, .logs = root + u"/logs"_s};
    }
    const QString data = below(QStandardPaths::GenericDataLocation);
    return {.data = data,
            .cache = below(QStandardPaths::GenericCacheLocation),
            .config = below(QStandardPaths::GenericConfigLocation),
            .logs = data + u"/logs"_s};
}

Result<> Paths::create() const
{
    // The engine's client separates the parts of a mount by commas.
    for (const QString &folder : {data, cache}) {
        if (folder.contains(u',') || folder.contains(u'"') || folder.contains(u'\n'))
            return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                        .message = u"The folder %1 has a comma, a quote or a line end in its name."_s.arg(folder),
                                        .code = u"bad_data_dir"_s,
                                        .nextStep = u"Choose another one with --data-dir."_s});
    }
    for (const QString &folder : {data, cache, config, logs, data + u"/jobs"_s}) {
        if (const Result<> made = makeFolder(folder); !made)
            return made;
    }
    return {};
}

} // namespace solver
