// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"
#include "window/listundo.h"

#include <functional>
#include <memory>

class QAction;
class QKeySequence;
class QMenu;
class QWidget;

namespace solver {

class JobTable;

/// One action a deed, shared by menus, buttons and keys. They belong to JobDeedActions.
struct JobActions {
    QAction *cancel = nullptr, *retry = nullptr, *addProgram = nullptr, *remove = nullptr, *undo = nullptr, *redo = nullptr;
    QAction *copyFile = nullptr, *copyPath = nullptr, *saveAs = nullptr, *openResultFolder = nullptr;
    QAction *submit = nullptr; ///< to Kaggle
    QMenu *move = nullptr; ///< up, down, to the top, to the bottom
};

/// What a person does with the selected jobs. Each deed works on those that it fits, says how many it touched, and is
/// disabled with the reason in its tool tip when it fits none.
class JobDeedActions final : public QObject
{
    Q_OBJECT

public:
    /// \param window  gets the actions' keys, and is the parent of dialogs and of this
    explicit JobDeedActions(QWidget *window);
    /// The core is ready; before, every action is disabled.
    void begin(JobManager &jobs, const JobStore &store);

    const JobActions &actions() const { return m_actions; }
    /// The table whose selection is meant. It gets the keys of the moves, which mean other things in other places.
    void setTable(JobTable *table);
    /// What is known of the current job beyond its row: whether Kaggle takes its file.
    void setDetails(const JobDetails &details);
    /// Looks again at what is selected.
    void update();

    void saveAs();
    void openFolder();
    void addProgram();

Q_SIGNALS:
    void changed(); ///< the rows are not what they were
    void submitRequested(const solver::Job &job); ///< the person has not decided yet
    void told(const QString &sentence, QAction *offer); ///< for a toast; \a offer may be null

private:
    using Fits = std::function<bool(const Job &)>;
    using Sentence = std::function<QString(int count)>;

    QAction *make(const QString &text, const QString &iconName, const QKeySequence &key, std::function<void()> deed);
    void makeMoves();
    QStringList selected(const Fits &fits) const;
    void forEach(const QStringList &ids, std::function<Result<>(const QString &)> deed, const Sentence &sentence,
                 const std::function<void(const QStringList &)> &done = {});
    void cancel();
    void remove();
    void move(const std::function<Result<JobManager::Moved>(JobManager &)> &deed);
    void copyFiles();
    void copyPaths();
    void submit();
    QString whyNotSubmit(const QList<Job> &jobs) const;

    JobManager *m_jobs = nullptr;
    QWidget *m_window;
    JobTable *m_table = nullptr;
    QThreadPool m_inTurn; ///< one thread
    std::unique_ptr<ListUndo> m_undo;
    JobActions m_actions;
    QList<QAction *> m_moves;
    QString m_known;      ///< id of the job whose details came last
    bool m_onKaggle = false, m_notebookOnly = false; ///< of that job
};

} // namespace solver
