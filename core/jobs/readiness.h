// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "execution/engine.h"
#include "kaggle/accountdesk.h"

#include <optional>

namespace solver {

/// One thing that the program needs, or could use.
struct ReadinessLine {
    enum class State { Ok, Optional, Missing };
    QString name{}; ///< engine, image, kaggle, disk, data_folder
    State state = State::Ok;
    QString sentence{};
    QString nextStep{};
    QString offer{}; ///< what a window can do about it at once: set_up_account, use_account; empty: see name and state

    bool operator==(const ReadinessLine &) const = default;
};
/// ok, optional or missing.
QString word(ReadinessLine::State state);

struct ReadinessInput {
    const Engine &engine;
    Paths paths{};
    QString baseImage{};   ///< setting sandbox/base_image
    qint64 diskFloor = 0;  ///< bytes
    std::optional<kaggle::AccountDesk::State> account{}; ///< as it stands; none: nobody looked
};

/// Looks at engine, image, account, disk and folders, in this order. Blocks for as long as the engine takes to answer.
QList<ReadinessLine> readiness(const ReadinessInput &input, std::stop_token stop);

} // namespace solver
