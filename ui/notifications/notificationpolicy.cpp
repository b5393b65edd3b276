// SPDX-License-Identifier: GPL-3.0-or-later
#include "notifications/notificationpolicy.h"

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto window = 1min;
constexpr int mostInWindow = 3;
constexpr int mostWhileRunning = mostInWindow - 1; // the last place is for the end of the batch

} // namespace

NotificationPolicy::Mode NotificationPolicy::modeOf(const QString &word)
{
    return word == u"off"_s ? Mode::Off : word == u"always"_s ? Mode::Always : Mode::Away;
}

void NotificationPolicy::add(const Event &event)
{
    const auto same = [&event](const Event &other) { return other.job == event.job; };
    m_fresh.removeIf(same);
    m_held.removeIf(same);
    m_fresh << event;
    m_batch.insert(event.job, event);
}

QList<NotificationPolicy::Notice> NotificationPolicy::due(Instant now, bool inFront, int active)
{
    const bool batchDone = active == 0;
    const QList<Event> fresh = std::exchange(m_fresh, {});
    if (m_mode == Mode::Off || (m_mode == Mode::Away && inFront)) {
        // Who looks at the window sees it there; what waited to be told is seen, too.
        m_held.clear();
        if (batchDone)
            m_batch.clear();
        return {};
    }
    m_shown.removeIf([now](Instant shown) { return now - shown >= window; });
    const qsizetype most = batchDone ? mostInWindow : mostWhileRunning;
    QList<Notice> notices;
    const auto hasRoom = [&] { return m_shown.size() < most; };
    const auto show = [&](const Notice &notice) {
        notices << notice;
        m_shown << now;
    };

    if (batchDone && m_batch.size() > 1) {
        m_held << fresh;
        if (hasRoom()) {
            show(batchNotice());
            m_held.clear();
            m_batch.clear();
        }
        return notices;
    }
    for (const Event &event : fresh) {
        if (m_held.isEmpty() && hasRoom())
            show(single(event));
        else
            m_held << event;
    }
    if (!m_held.isEmpty() && hasRoom()) {
        show(m_held.size() == 1 ? single(m_held.first()) : together(m_held, tr("More jobs are over")));
        m_held.clear();
    }
    if (batchDone)
        m_batch.clear();
    return notices;
}

NotificationPolicy::Notice NotificationPolicy::single(const Event &event)
{
    switch (event.kind) {
    case Event::Kind::Failed:
        return {.title = tr("%1 failed").arg(event.title), .text = event.sentence, .job = event.job};
    case Event::Kind::NeedsYou:
        return {.title = tr("%1 needs you").arg(event.title), .text = event.sentence, .job = event.job};
    case Event::Kind::Completed:
        break;
    }
    return {.title = tr("%1 is completed").arg(event.title), .text = event.sentence, .job = event.job};
}

NotificationPolicy::Notice NotificationPolicy::batchNotice() const
{
    const bool needsYou = std::ranges::any_of(m_batch, [](const Event &event) { return event.kind == Event::Kind::NeedsYou; });
    return together(m_batch.values(), needsYou ? tr("Nothing runs any more") : tr("All jobs are over"));
}

NotificationPolicy::Notice NotificationPolicy::together(const QList<Event> &events, const QString &title)
{
    const auto count = [&events](Event::Kind kind) { return int(std::ranges::count(events, kind, &Event::kind)); };
    QStringList sentences;
    if (const int completed = count(Event::Kind::Completed); completed > 0)
        sentences << tr("%n job(s) completed.", nullptr, completed);
    if (const int failed = count(Event::Kind::Failed); failed > 0)
        sentences << tr("%n job(s) failed.", nullptr, failed);
    if (const int needs = count(Event::Kind::NeedsYou); needs > 0)
        sentences << tr("%n job(s) need you.", nullptr, needs);
    Notice notice{.title = title, .text = sentences.join(u' ')};
    // Opening it leads to where a person is wanted most.
    for (const Event::Kind kind : {Event::Kind::NeedsYou, Event::Kind::Failed}) {
        const auto found = std::ranges::find(events, kind, &Event::kind);
        if (notice.job.isEmpty() && found != events.end())
            notice.job = found->job;
    }
    return notice;
}

} // namespace solver
