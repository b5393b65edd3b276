// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <type_traits>
#include <utility>

namespace solver {

/// Runs \a work in a thread of the pool, and then \a done with its result in the thread of \a owner; never, when the owner
/// is gone by then. QFuture::then() with a context is not for that: in Qt 6.4 it asserts when the context is gone.
template <typename Work, typename Done>
void inBackground(QThreadPool *pool, QObject *owner, Work work, Done done)
{
    using Outcome = std::invoke_result_t<Work>;
    auto *watcher = new QFutureWatcher<Outcome>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done = std::move(done)] {
        watcher->deleteLater(); // first: what follows may end the owner, and with it this function object
        const Outcome outcome = watcher->result();
        const Done last = done;
        last(outcome);
    });
    watcher->setFuture(QtConcurrent::run(pool, std::move(work)));
}

template <typename Work, typename Done>
void inBackground(QObject *owner, Work work, Done done)
{
    inBackground(QThreadPool::globalInstance(), owner, std::move(work), std::move(done));
}

} // namespace solver
