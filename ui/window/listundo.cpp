// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/listundo.h"

#include "widgets/background.h"

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// How many jobs a step touched, and what was in the way of the others.
struct Touched {
    int count = 0;
    std::optional<Error> error{};
    QStringList cancelled{}; ///< by a removal
};

template <typename T> Touched all(const Result<T> &done, qsizetype count)
{
    return done ? Touched{.count = int(count)} : Touched{.error = done.error()};
}

template <typename Deed> Touched each(const QStringList &jobs, Deed deed)
{
    Touched touched;
    for (const QString &job : jobs) {
        if (const Result<> done = deed(job); done)
            ++touched.count;
        else
            touched.error = done.error();
    }
    return touched;
}

Touched placed(const Result<int> &placed)
{
    return placed ? Touched{.count = *placed} : Touched{.error = placed.error()};
}

Touched takeBack(JobManager &jobs, const ListUndo::Step &step)
{
    const auto goOn = [&jobs](const QString &job) { return jobs.retry(job); };
    switch (step.kind) {
    case ListUndo::Step::Kind::Removal: {
        Touched back = all(jobs.restore(step.jobs), step.jobs.size());
        if (!back.error)
            back.error = each(step.cancelled, goOn).error;
        return back;
    }
    case ListUndo::Step::Kind::Cancel: return each(step.jobs, goOn);
    case ListUndo::Step::Kind::Move: return placed(jobs.place(step.before));
    }
    Q_UNREACHABLE();
}

Touched doAgain(JobManager &jobs, const ListUndo::Step &step)
{
    switch (step.kind) {
    case ListUndo::Step::Kind::Removal: {
        const Result<QStringList> cancelled = jobs.remove(step.jobs);
        Touched removed = all(cancelled, step.jobs.size());
        removed.cancelled = cancelled.value_or(QStringList());
        return removed;
    }
    case ListUndo::Step::Kind::Cancel: return each(step.jobs, [&jobs](const QString &job) { return jobs.cancel(job); });
    case ListUndo::Step::Kind::Move: return placed(jobs.place(step.after));
    }
    Q_UNREACHABLE();
}

} // namespace

ListUndo::ListUndo(JobManager &jobs, const JobStore &store, QThreadPool &inTurn) : m_jobs(jobs), m_store(store), m_inTurn(inTurn)
{
    lookForEarlier();
}

void ListUndo::add(const Step &step)
{
    m_steps.resize(m_done);
    m_steps << step;
    m_steps.last().no = ++m_lastNo;
    m_done = m_steps.size();
    m_earlier.clear();
    Q_EMIT changed();
}

bool ListUndo::canUndo() const
{
    return !m_running && (m_done > 0 || !m_earlier.isEmpty());
}

bool ListUndo::canRedo() const
{
    return !m_running && m_done < m_steps.size();
}

void ListUndo::undo()
{
    if (!canUndo())
        return;
    if (m_done == 0)
        m_steps.prepend({.kind = Step::Kind::Removal, .jobs = std::exchange(m_earlier, {}), .no = ++m_lastNo});
    else
        --m_done;
    run(m_steps[m_done], true);
}

void ListUndo::redo()
{
    if (canRedo())
        run(m_steps[m_done++], false);
}

void ListUndo::run(const Step &step, bool back)
{
    m_running = true;
    inBackground(&m_inTurn, this, [&jobs = m_jobs, step, back] { return back ? takeBack(jobs, step) : doAgain(jobs, step); },
                 [this, kind = step.kind, no = step.no, ids = step.jobs, back](const Touched &touched) {
                     m_running = false;
                     settle(no, touched.count > 0 ? &touched.cancelled : nullptr);
                     if (m_done == 0)
                         lookForEarlier();
                     Q_EMIT changed();
                     QStringList sentences;
                     if (touched.count > 0)
                         sentences << sentence(kind, back, touched.count);
                     else if (!touched.error)
                         sentences << tr("None of the moved jobs waits for its turn any more.");
                     if (touched.error)
                         sentences << touched.error->message << touched.error->nextStep;
                     Q_EMIT finished(sentences.join(u' '), ids);
                 });
    Q_EMIT changed();
}

/// A step that touched nothing cannot be done any more, and must not bar the way to the others.
void ListUndo::settle(int no, const QStringList *cancelled)
{
    const auto step = std::ranges::find(m_steps, no, &Step::no);
    if (step == m_steps.end())
        return; // another step took its place meanwhile
    if (cancelled) {
        step->cancelled = *cancelled;
        return;
    }
    const qsizetype at = step - m_steps.begin();
    m_steps.removeAt(at);
    if (at < m_done)
        --m_done;
}

void ListUndo::lookForEarlier()
{
    inBackground(&m_inTurn, this, [&store = m_store] { return store.lastRemoved(); }, [this](const Result<QStringList> &removed) {
        if (m_done > 0 || m_running)
            return; // asked again when the steps of this session are undone
        m_earlier = removed.value_or(QStringList());
        Q_EMIT changed();
    });
}

QString ListUndo::sentence(Step::Kind kind, bool back, int count)
{
    switch (kind) {
    case Step::Kind::Removal: return back ? tr("%n job(s) are back.", nullptr, count) : tr("%n job(s) removed again.", nullptr, count);
    case Step::Kind::Cancel: return back ? tr("%n job(s) go on.", nullptr, count) : tr("%n job(s) cancelled again.", nullptr, count);
    case Step::Kind::Move: return back ? tr("%n job(s) moved back.", nullptr, count) : tr("%n job(s) moved again.", nullptr, count);
    }
    Q_UNREACHABLE();
}

} // namespace solver
