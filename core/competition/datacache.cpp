// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/datacache.h"

#include "base/files.h"

#include <QTemporaryDir>

namespace solver {

using namespace Qt::StringLiterals;

Result<QString> DataFolder::staging() const
{
    if (const Result<> made = makeFolder(root); !made)
        return tl::unexpected(made.error());
    QTemporaryDir folder(root + u"/.staging-XXXXXX"_s);
    folder.setAutoRemove(false);
    if (!folder.isValid())
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"No folder can be made in %1."_s.arg(root),
                                    .code = u"storage"_s,
                                    .nextStep = u"Check the free space and the rights of that folder."_s,
                                    .detail = folder.errorString()});
    return folder.path();
}

} // namespace solver
