// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "jobs/attempt.h"
#include "jobs/stages/stages.h"
#include "solution/programtemplate.h"

#include <QFileInfo>

#include <algorithm>

namespace solver::stages {

using namespace Qt::StringLiterals;

namespace {

constexpr double floorShare = 0.6; // of the time left: nothing of ours follows the floor
constexpr double longestFloor = 300;
constexpr double shortest = 10;    // seconds, of any run

std::chrono::seconds limitOf(double wanted)
{
    return std::chrono::seconds(std::lround(std::max(wanted, shortest)));
}

bool hasLabels(const Contract &contract)
{
    const auto targets = contract.json().find("targets");
    return targets != contract.json().end() && !targets->empty() && contract.labelledUnits() > 1;
}

Result<> runFloor(const Dataset &dataset, Contract &contract, StageContext &context)
{
    if (!hasLabels(contract)) {
        context.warn(u"There are no usable labels, so no program was trained."_s);
        return {};
    }
    const Result<QByteArray> program =
        floorProgram(contract.json(), dataset.folder.slug, Assets::text(u"resources/templates/floor.py"_s));
    if (!program) {
        context.warn(program.error().message);
        return {};
    }
    const double share = floorShare * context.timeLeftBeforeReserve() / (contract.views() + 1);
    Trial floor{.no = 1, .origin = Origin::Baseline, .name = u"LightGBM floor"_s, .program = *program};
    floor.checkFirst = false;
    floor.limit = limitOf(std::min(share, longestFloor));
    return carryOut(floor, dataset, contract, context).map([&](const Attempt &attempt) {
        if (attempt.state == Attempt::State::Failed)
            context.warn(u"The built-in solver failed (%1): %2"_s.arg(attempt.outcome, attempt.sentence));
    });
}

} // namespace

Result<> baseline(const Dataset &dataset, const Contract &given, StageContext &context)
{
    Contract contract = given;
    if (const Result<> floor = runFloor(dataset, contract, context); !floor)
        return floor;
    int no = 2; // the floor is 1, also where it could not be run
    for (const QString &file : context.job.options.programs) {
        const Result<QByteArray> program = readFile(file);
        if (!program)
            return tl::unexpected(program.error());
        const QString name = QFileInfo(file).fileName().section(u'-', 1); // behind the number of its copy
        if (context.timeLeftBeforeReserve() < shortest) {
            context.warn(u"There was no time left for %1."_s.arg(name));
            break;
        }
        Trial own{.no = no++, .origin = Origin::User, .name = name, .program = *program};
        own.limit = limitOf(std::min<double>(presetTimes(context.job.options.preset).runSeconds, context.timeLeftBeforeReserve() / 4));
        const Result<Attempt> tried = carryOut(own, dataset, contract, context);
        if (!tried)
            return tl::unexpected(tried.error());
        if (tried->state == Attempt::State::Failed)
            context.warn(u"%1 failed (%2): %3"_s.arg(own.name, tried->outcome, tried->sentence));
    }
    return {};
}

} // namespace solver::stages
