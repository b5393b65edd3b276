// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"

namespace solver {

/// Whether this start has a screen to show a window on; decided without asking Qt, which would abort where there is none.
bool hasDisplay();

/// The window over the real core. Needs a QApplication. \return the exit code
int runWindow(const Options &options);

} // namespace solver
