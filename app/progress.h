// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "commandline.h"
#include "jobs/jobmanager.h"

#include <QHash>
#include <QStringList>

namespace solver {

/// Tells a person on standard error how the jobs are getting on: lines that redraw themselves on a terminal, else plain
/// lines, few enough for a log. Used by one thread.
class Progress
{
public:
    Progress(const Options &options, const Clock &clock);
    ~Progress() { clear(); }

    /// True when lines are redrawn; then nothing else should write to the terminal without clear().
    static bool isLive(const Options &options);

    /// A job is there. \param name what a person calls it
    void add(const QString &job, const QString &name);
    /// Follows what happened to a job that was added; its end and its needs are printed for good.
    void take(const JobEvent &event);
    /// Redraws when it is time. Call it often.
    void tick();
    /// Takes the live lines away; the next tick() draws them again.
    void clear();

    /// Prints a line for good, unless --quiet.
    void note(const QString &sentence);
    /// Prints an error: its sentence, then what to do. Also with --quiet.
    void error(const Error &error, const QString &name = {});

private:
    struct Line {
        QString name;
        QString state = QStringLiteral("pending");
        QString stage;
        QString message;
        QString score;
        QString pending; ///< plain line that waits for its turn
        bool printed = false;
        Clock::Instant since{}; ///< of the stage's beginning
        Clock::Instant lastPrint{};
    };

    void finish(const QString &job, const nlohmann::json &data);
    void print(const QString &text);
    void draw();
    QString lineOf(const Line &line) const;
    QString totalLine() const;
    QString colored(const QString &text, const char *code) const;

    const bool m_quiet;
    const bool m_live;
    const bool m_colored;
    const Clock &m_clock;
    const Clock::Instant m_begun;
    QStringList m_order; ///< jobs that are not over
    QHash<QString, Line> m_lines;
    int m_completed = 0;
    int m_failed = 0;
    int m_drawn = 0; ///< live lines on the terminal
    bool m_changed = true;
    Clock::Instant m_lastDraw{};
};

/// `0.9912 ± 0.0040 accuracy`, from the members of an attempt or finished event; empty without a score.
QString scoreText(const nlohmann::json &data);
/// A number as scripts read it, whatever the locale: six significant digits; empty for none.
QString numberText(const nlohmann::json &data, const char *key);

} // namespace solver
