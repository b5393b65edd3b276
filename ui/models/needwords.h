// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

namespace solver {

/// What a person reads of a job that needs something, besides the job's own sentence.
struct NeedWords {
    QString activity{};     ///< a few words for the row of the table
    QString openPage{};     ///< button that opens the page where it is done; empty: there is no such page
    bool setsUpAccount = false; ///< the settings' Kaggle page helps
};

/// For Job::needs; a need that is not known has no words of its own.
NeedWords needWords(const QString &need);

/// What the one button of the job's row does at once.
enum class NeedDeed { None, OpenPage, SetUpAccount };
/// None as well for a job that needs nothing.
NeedDeed firstDeed(const Job &job);
/// Text of that button; empty: none.
QString firstDeedText(const Job &job);

} // namespace solver
