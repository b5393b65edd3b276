// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/stagecontext.h"

#include "base/files.h"

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

void StageContext::say(const QString &sentence)
{
    job.message = sentence;
    tell(u"progress"_s, {{"message", toStd(sentence)}});
}

void StageContext::warn(const QString &sentence)
{
    if (!job.warnings.contains(sentence))
        job.warnings << sentence;
}

Result<TrustedTools::Call> StageContext::call()
{
    if (const Result<> made = makeFolder(logs()); !made)
        return tl::unexpected(made.error());
    const Result<QString> image =
        services.image.ensure(logs() + u"/image.log"_s, [this](const QString &sentence) { say(sentence); }, stop);
    if (!image)
        return tl::unexpected(image.error());
    return TrustedTools::Call{.job = job.id, .image = *image, .logFolder = logs()};
}

double StageContext::jobLimit() const
{
    return job.options.timeLimit.value_or(presetTimes(job.options.preset).jobSeconds);
}

double StageContext::reserve() const
{
    return std::max(5.0, 0.15 * jobLimit());
}

} // namespace solver
