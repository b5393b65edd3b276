// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"

#include <QWidget>

#include <functional>

class QAction;
class QLabel;
class QTabWidget;

namespace solver {

class CodePage;
class CompetitionPage;
class DataPage;
class ElidedLabel;
class FileChip;
class LogPage;
class OverviewPage;
class SubmissionPage;

/// Everything of one job: its head with the file to drag, and its pages as tabs. A page is told of the job when it is looked at.
class JobPage final : public QWidget
{
    Q_OBJECT

public:
    enum Tab { Overview, Competition, Data, Code, Log, Submission, TabCount };

    explicit JobPage(QWidget *parent = nullptr);

    void show(const JobDetails &details);
    void clear();
    /// For the window's tick: what is written right now.
    void refresh();
    void openTab(Tab tab);
    Tab currentTab() const;
    /// One for each tab, with its key.
    const QList<QAction *> &tabActions() const { return m_tabActions; }
    /// Whether Ctrl+F at this widget is the page's own.
    bool findsIn(const QWidget *focus) const { return currentTab() != Overview && currentTab() != Competition && isAncestorOf(focus); }
    /// Buttons of the head, and those of the cards on the overview.
    void setActions(const QList<QAction *> &head, const QList<QAction *> &failed, const std::function<QList<QAction *>(const Job &)> &needs);
    /// The button that sends the file to Kaggle.
    void setSubmitAction(QAction *action);
    void setFileActions(const QList<QAction *> &actions);

Q_SIGNALS:
    void useAttemptRequested(int no);
    void addProgramRequested();
    void saveAsRequested();
    void openFolderRequested();
    void noticed(const QString &sentence); ///< for a toast

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void addPage(QWidget *page, const QString &title);
    void showHead();
    void showPage();

    std::optional<JobDetails> m_details;
    bool m_showsDataFile = false; ///< the Submission page shows another file until it or the job is left
    QLabel *m_icon, *m_origin, *m_score, *m_error;
    ElidedLabel *m_title, *m_sentence;
    FileChip *m_file;
    QWidget *m_buttons;
    QTabWidget *m_tabs;
    QList<QAction *> m_tabActions;
    OverviewPage *m_overview;
    CompetitionPage *m_competition;
    DataPage *m_data;
    CodePage *m_code;
    LogPage *m_log;
    SubmissionPage *m_submission;
};

} // namespace solver
