// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QtConcurrentRun>

namespace solver {

/// Runs \a work in a thread of the pool, then \a done with what it returned, in the thread of \a owner. When the owner is gone
/// by then, nothing more happens. In its place `QtConcurrent::run(…).then(owner, …)` ends the program in that case before
/// Qt 6.5, which does not look whether the context is still there.
template <typename Work, typename Done> void inBackground(QObject *owner, Work work, Done done)
{
    auto *watcher = new QFutureWatcher<std::invoke_result_t<Work>>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done = std::move(done)]() mutable {
        watcher->deleteLater();
        done(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run(std::move(work)));
}

} // namespace solver
