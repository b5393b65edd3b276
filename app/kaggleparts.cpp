// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggleparts.h"

#include <QDir>
#include <QLoggingCategory>

namespace solver {

Q_LOGGING_CATEGORY(lcParts, "solver.kaggle.account", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

QUrl baseUrl(const Settings &settings)
{
    const QUrl base(settings.value(keys::kaggleUrl));
    if (base.isValid() && !base.host().isEmpty())
        return base;
    qCWarning(lcParts) << "KCS_KAGGLE_URL is no address; Kaggle's own is used";
    return kaggle::Rpc::Setup().base;
}

} // namespace

KaggleParts::KaggleParts(const Options &options, const Settings &settings, const Clock &clock, Masker &masker)
    : http({.userAgent = "kaggle-solver/" SOLVER_VERSION,
            .environment = QProcessEnvironment::systemEnvironment(),
            .caFile = settings.value(keys::caFile)}),
      rpc(http, account, clock, {.base = baseUrl(settings), .callsPerMinute = settings.value(keys::kaggleCallsPerMinute)}), api(rpc),
      desk(account, api, keys, masker,
           {.environment = QProcessEnvironment::systemEnvironment(), .home = QDir::homePath(), .tokenFile = options.tokenFile})
{
    // A window offers what it finds in files of Kaggle's own tools; a start without one uses it, as those tools do.
    const bool offers = options.action == Options::Action::None;
    account.lookWith([this, offers] {
        const QStringList warnings = offers ? desk.look().warnings : desk.useWhatIsThere();
        for (const QString &warning : warnings)
            qCWarning(lcParts).noquote() << warning;
    });
}

} // namespace solver
