// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kaggle/api.h"

#include <functional>

namespace solver::kaggle {

/// A file on its way to Kaggle, by a person's order.
struct Order {
    QString slug{};
    QString file{};        ///< valid, and named as Kaggle shall see it
    QString message{};
    QString marker{};      ///< unique; ends the description, so that a submission can be found again
    bool again = false;    ///< of an earlier start, which may have sent it already
    int dailyLimit = 0;    ///< of the competition; 0: not known
    QStringList storageHosts{};
    /// One sentence of what is going on; called in the calling thread.
    std::function<void(const QString &)> say{};
};

/// Looks whether there is room for one more today, uploads, creates. Where it is not known whether Kaggle has taken it, the
/// list of submissions tells: it is never sent twice. Blocks.
/// \return the submission's ref
Result<qint64> submit(const Api &api, const Order &order, const Clock &clock, std::stop_token stop);

/// What Kaggle gives as description: message and marker.
QString describe(const Order &order);

/// Our own findings that may stand behind Kaggle's words for a file that it could not score: V06, V07 …
QStringList findingsFor(const QString &errorDescription);

} // namespace solver::kaggle
