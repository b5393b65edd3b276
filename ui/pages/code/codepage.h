// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace solver {

class AttemptChooser;
class CodeEdit;
class DiffView;
class ElidedLabel;
class FindBar;
class Programs;
class ToolRow;

/// The programs of a job: one to be read, or what changed from one to another.
class CodePage final : public QWidget
{
    Q_OBJECT

public:
    explicit CodePage(QWidget *parent = nullptr);

    /// Again whenever the job changes: what is still right stays as it is, with choice, selection and scroll position.
    void show(const JobDetails &details);
    using QWidget::show;
    void showAttempt(int no);
    int currentAttempt() const { return m_chosen; }
    void showDiff(bool diff);
    bool isDiff() const;

Q_SIGNALS:
    void attemptChosen(int no);
    /// A person wants this attempt's file to be the job's submission.
    void useAttemptRequested(int no);
    void addProgramRequested();
    /// Something was done, or could not be done: a sentence for a toast.
    void noticed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum Sheet { MessageSheet, CodeSheet, DiffSheet };

    void makeActions();
    void makeSide();
    void makeTools();
    void arrange();
    void fitWidths();

    const Attempt *attempt(int no) const;
    const Attempt *against() const; ///< what the chosen one is compared with; null: there is no other
    void choose(int no);
    void fillAgainst();
    void refresh();
    void showMessage(const QString &sentence);
    void showCode(const Attempt &attempt, const QString &text);
    void showChanges(const Attempt &before, const Attempt &after, const QString &left, const QString &right);
    void showFacts();
    void showCounts();
    void enableActions();
    int running() const;
    QString sideDetail(const Attempt &attempt) const;

    // codepagedeeds.cpp
    void connectDeeds();
    void copyAll();
    void saveAs();
    void openInEditor();
    void openFolder();
    CodeEdit *searched() const;
    void beginFind();
    void find(const QString &text);
    void findNext(bool forward);
    void markHits();

    JobDetails m_details;
    Programs *m_programs;
    int m_chosen = -1;
    QVariant m_wantedAgainst; ///< what a person chose; invalid: the best
    QString m_shownCode, m_shownDiff; ///< keys of what the views hold
    quint64 m_comparison = 0;         ///< number of the last one that was begun

    QAction *m_code, *m_diff, *m_side, *m_unified, *m_ignore, *m_previous, *m_next;
    QAction *m_copy, *m_save, *m_open, *m_folder, *m_find, *m_findNext, *m_findPrevious, *m_use, *m_foldAll, *m_selectAll;
    QWidget *m_left, *m_facts;
    AttemptChooser *m_chooser;
    ElidedLabel *m_heading, *m_factsTitle;
    QLabel *m_factsText;
    QPushButton *m_useButton;
    ToolRow *m_tools;
    QLabel *m_againstLabel, *m_counts, *m_place;
    QComboBox *m_against;
    QCheckBox *m_ignoreBox;
    QStackedWidget *m_sheets;
    QLabel *m_message;
    QPushButton *m_add;
    CodeEdit *m_view;
    DiffView *m_changes;
    FindBar *m_findBar;
};

} // namespace solver
