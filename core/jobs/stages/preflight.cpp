// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/stages/stages.h"

namespace solver::stages {

using namespace Qt::StringLiterals;

namespace {

Result<> checkRoom(qint64 needed, const StageContext &context)
{
    needed += context.services.diskFloor;
    const qint64 free = freeBytes(context.services.paths.cache);
    if (free >= needed)
        return {};
    return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                .message = u"%1 needs about %2 MB; %3 MB are free in %4."_s.arg(context.job.slug)
                                               .arg(needed >> 20)
                                               .arg(free >> 20)
                                               .arg(context.services.paths.cache),
                                .code = u"disk_low"_s,
                                .nextStep = u"Free some space, or choose another folder with --data-dir."_s});
}

Result<Preflight> onThisMachine(const CompetitionUrl &url, StageContext &context)
{
    Preflight result{.url = url, .path = url.kind == CompetitionUrl::Kind::Demo ? context.services.assets.demo() : url.folder};
    const Result<qint64> bytes = context.services.folders.inspect(result.path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (context.job.options.submit)
        context.warn(u"%1 is not on Kaggle, so nothing is submitted."_s.arg(context.job.slug));
    // Twice: the copy, and the views that are cut from it.
    return checkRoom(2 * *bytes, context).map([&] { return result; });
}

Result<Preflight> onKaggle(const CompetitionUrl &url, StageContext &context)
{
    context.say(u"Asking Kaggle about %1."_s.arg(url.slug));
    const Result<kaggle::Entry> entry = context.services.competitions.inspect(url.slug, context.stop);
    if (!entry)
        return tl::unexpected(entry.error());
    context.job.slug = entry->competition.slug; // Kaggle's own spelling
    if (!entry->competition.title.isEmpty())
        context.job.title = entry->competition.title;
    for (const QString &warning : entry->warnings)
        context.warn(warning);
    // The archive, what is unpacked from it, and the views that are cut from that.
    const qint64 times = entry->offline ? 1 : 3;
    return checkRoom(context.job.options.tablesOnly ? 0 : times * entry->dataBytes, context).map([&] {
        return Preflight{.url = url, .entry = *entry};
    });
}

} // namespace

Result<Preflight> preflight(StageContext &context)
{
    const Result<CompetitionUrl> url = parseCompetitionUrl(context.job.url);
    if (!url)
        return tl::unexpected(url.error());
    return url->kind == CompetitionUrl::Kind::Kaggle ? onKaggle(*url, context) : onThisMachine(*url, context);
}

} // namespace solver::stages
