// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/competitionurl.h"
#include "competition/contract.h"
#include "jobs/stagecontext.h"

/// The stages of a job (DESIGN 4), one function each. Each is called when the one before it has been committed; its JSON
/// result is what a restart begins with.
namespace solver::stages {

/// What kind of competition it is, and whether it can be solved here; refuses early and plainly.
struct Preflight {
    CompetitionUrl url;
    QString path{};                      ///< folder or archive on this machine
    std::optional<kaggle::Entry> entry{}; ///< of a competition on Kaggle
};
Result<Preflight> preflight(StageContext &context);

/// The data in the shared cache.
Result<Dataset> acquire(const Preflight &input, StageContext &context);
nlohmann::json toJson(const Dataset &dataset);
Dataset datasetFromJson(const nlohmann::json &json);

/// Contract, profile, the constant submission, and the first sealed view. The constant is the job's file from here on.
Result<Contract> prepare(const Dataset &input, StageContext &context);
/// Makes the sealed views that are not there yet. Where one cannot be made the contract says so afterwards.
Result<Contract> ensureViews(const Dataset &dataset, const Contract &contract, const QStringList &names, StageContext &context);

/// What is asked, every field with where it was found.
Result<nlohmann::json> brief(const Dataset &dataset, const Contract &contract, StageContext &context);

/// The floor and the person's own programs, scored beside the constant.
Result<> baseline(const Dataset &dataset, const Contract &contract, StageContext &context);

/// The best valid file, its program, and the report.
Result<> finish(const Dataset &dataset, const Contract &contract, const nlohmann::json &brief, StageContext &context);

} // namespace solver::stages
