// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/stages/stages.h"

namespace solver::stages {

using namespace Qt::StringLiterals;

Result<Preflight> preflight(StageContext &context)
{
    const Result<CompetitionUrl> url = parseCompetitionUrl(context.job.url);
    if (!url)
        return tl::unexpected(url.error());
    if (url->kind == CompetitionUrl::Kind::Kaggle)
        return tl::unexpected(Error{.kind = Error::Kind::Setup,
                                    .message = u"No Kaggle account is set up, so %1 cannot be downloaded."_s.arg(url->slug),
                                    .code = u"no_token"_s,
                                    .nextStep = u"Use a folder with its files instead."_s});
    Preflight result{.url = *url,
                     .path = url->kind == CompetitionUrl::Kind::Demo ? context.services.assets.demo() : url->folder};
    const Result<qint64> bytes = context.services.folders.inspect(result.path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    // Twice: the copy, and the views that are cut from it.
    const qint64 needed = 2 * *bytes + context.services.diskFloor;
    const qint64 free = freeBytes(context.services.paths.cache);
    if (free < needed)
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"%1 needs about %2 MB; %3 MB are free in %4."_s.arg(context.job.slug)
                                                   .arg(needed >> 20)
                                                   .arg(free >> 20)
                                                   .arg(context.services.paths.cache),
                                    .code = u"disk_low"_s,
                                    .nextStep = u"Free some space, or choose another folder with --data-dir."_s});
    return result;
}

} // namespace solver::stages
