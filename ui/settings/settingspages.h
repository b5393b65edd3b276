// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "settings/accountpage.h"
#include "settings/settingrow.h"

namespace solver {

class Appearance;

/// What the rows reach besides settings.ini. Everything outlives the dialog.
struct SettingsReach {
    Paths paths{};
    Appearance &appearance;
    std::function<void(int)> setParallelJobs{};
    std::function<void(const QString &)> setNotifications{};
    std::function<QString()> onClose{}; ///< minimise, stop, or empty: asks
    std::function<void(const QString &)> setOnClose{};
    std::function<QString()> preset{}; ///< of the add bar, which keeps it
    std::function<void(const QString &)> setPreset{};
    AccountCalls account{}; ///< without look(): there is no page for it
    std::function<void()> accountChanged{};
};

/// Title of the page with the account, for who opens it.
QString accountPageTitle();

/// Every page there is, in the order of the dialog.
QList<SettingsPage> settingsPages(const SettingsReach &reach);

} // namespace solver
