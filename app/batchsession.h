// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobhost.h"
#include "progress.h"
#include "results.h"
#include "urllist.h"

#include <QSet>

namespace solver {

/// The way of `--url`, `--urls-from` and `--resume`: gives jobs to a host, follows them to their end, prints. The host is this
/// process, or the one that holds the data folder. Lives in the main thread.
class BatchSession
{
public:
    BatchSession(const Options &options, const Clock &clock);

    /// Blocks until all jobs are over, a person stops it, or what is missing stays missing for too long.
    /// \return the exit code
    int run();

private:
    struct Word {
        QString text; ///< as given
        CompetitionUrl url;
    };
    struct Tracked {
        QString url{};
        bool waits = false; ///< for something outside
        Error need{};
        Clock::Instant since{}; ///< waits since
    };

    Result<Word> parse(const QString &text) const;
    Result<> gatherWords();
    Result<> gatherFile(const QString &file);
    void readInput();
    void takeInputLine(const QByteArray &line);
    Result<> openHost();
    /// The start that did the work has ended: go on wherever it can be done.
    bool moveOn();
    void submit(const Word &word);
    void track(const Job &job);
    void follow();
    void take(const JobEvent &event);
    void finished(const JobEvent &event);
    bool hasWaitedLongEnough() const;
    std::chrono::seconds patienceFor(const QString &need) const;
    QString resumeCommand() const;
    int stop(int signal);
    int end();
    int exitCode() const;

    const Options &m_options;
    const Clock &m_clock;
    const Clock::Instant m_begun;
    Progress m_progress;
    Results m_results;
    std::unique_ptr<JobHost> m_host;
    QList<Word> m_words;
    QSet<QString> m_seen;      ///< what names each competition that was given
    bool m_readsInput = false; ///< standard input may bring more
    UrlList m_inputList;
    QByteArray m_inputRest;            ///< a line that has no end yet
    QHash<QString, Tracked> m_tracked; ///< jobs that are not over
    bool m_atTerminal = false;
    int m_completed = 0;
    int m_failed = 0;
    int m_cancelled = 0;
    int m_unscored = 0; ///< completed, but not scored by Kaggle as was ordered
    bool m_toldOfGuests = false;
    bool m_wrongUsage = false;
    bool m_setupMissing = false;
};

} // namespace solver
