// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/settings.h"
#include "commandline.h"
#include "kaggle/accountdesk.h"

namespace solver {

/// What talks to Kaggle, put together in its order. Making it asks nobody: credentials are looked for when one is needed.
struct KaggleParts {
    KaggleParts(const Options &options, const Settings &settings, const Clock &clock, Masker &masker);

    const Http http;
    KeyStore keys;
    kaggle::Account account;
    const kaggle::Rpc rpc;
    const kaggle::Api api;
    kaggle::AccountDesk desk;
};

} // namespace solver
