// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/jobdeedactions.h"

#include "base/files.h"
#include "kaggle/source.h"
#include "theme/icons.h"
#include "widgets/background.h"
#include "window/jobtable.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

bool hasFile(const Job &job)
{
    return !job.path.isEmpty();
}

bool isActive(const Job &job)
{
    return !job.isOver();
}

QString sentenceOf(const Error &error)
{
    return error.nextStep.isEmpty() ? error.message : error.message + u' ' + error.nextStep;
}

} // namespace

JobDeedActions::JobDeedActions(QWidget *window) : QObject(window), m_window(window)
{
    m_inTurn.setMaxThreadCount(1);
    JobActions &a = m_actions;
    a.cancel = make(tr("Cancel"), u"stop"_s, Qt::CTRL | Qt::Key_Period, [this] { cancel(); });
    a.retry = make(tr("Retry"), u"retry"_s, Qt::CTRL | Qt::Key_R, [this] {
        forEach(selected(&Job::isOver), [&manager = *m_jobs](const QString &id) { return manager.retry(id); },
                [](int count) { return tr("%n job(s) started again.", nullptr, count); });
    });
    a.addProgram = make(tr("Add own program …"), u"add"_s, {}, [this] { addProgram(); });
    a.remove = make(tr("Remove"), u"remove"_s, QKeySequence::Delete, [this] { remove(); });
    a.undo = make(tr("Undo"), {}, QKeySequence::Undo, [this] { m_undo->undo(); });
    a.redo = make(tr("Redo"), {}, {}, [this] { m_undo->redo(); });
    a.redo->setShortcuts(QKeySequence::Redo); // the first of a platform's keys is not always Ctrl+Shift+Z
    a.copyFile = make(tr("Copy the file"), u"copy"_s, {}, [this] { copyFiles(); });
    a.copyPath = make(tr("Copy path"), {}, {}, [this] { copyPaths(); });
    a.saveAs = make(tr("Save as …"), u"save"_s, Qt::CTRL | Qt::Key_S, [this] { saveAs(); });
    a.openResultFolder = make(tr("Open folder"), u"open-external"_s, {}, [this] { openFolder(); });
    a.submit = make(tr("Submit to Kaggle …"), u"submit"_s, {}, [this] { submit(); });
    a.submit->setShortcuts({Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter});
    makeMoves();
}

void JobDeedActions::begin(JobManager &jobs, const JobStore &store)
{
    m_jobs = &jobs;
    m_undo = std::make_unique<ListUndo>(jobs, store, m_inTurn);
    connect(m_undo.get(), &ListUndo::changed, this, &JobDeedActions::update);
    connect(m_undo.get(), &ListUndo::finished, this, [this](const QString &sentence, const QStringList &ids) {
        Q_EMIT changed();
        m_table->select(ids);
        Q_EMIT told(sentence, nullptr);
    });
}

QAction *JobDeedActions::make(const QString &text, const QString &iconName, const QKeySequence &key, std::function<void()> deed)
{
    auto *action = new QAction(text, this);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, [deed = std::move(deed)] { deed(); });
    m_window->addAction(action);
    return action;
}

void JobDeedActions::makeMoves()
{
    m_actions.move = new QMenu(tr("Move"), m_window);
    m_actions.move->setToolTipsVisible(true);
    const auto one = [this](const QString &text, const QKeySequence &key, Move where) {
        QAction *action = m_actions.move->addAction(text);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut); // Alt+Down opens a list box elsewhere
        connect(action, &QAction::triggered, this, [this, where] {
            move([ids = selected(&Job::isQueued), where](JobManager &jobs) { return jobs.move(ids, where); });
        });
        m_moves << action;
    };
    one(tr("Move up"), Qt::ALT | Qt::Key_Up, Move::Up);
    one(tr("Move down"), Qt::ALT | Qt::Key_Down, Move::Down);
    one(tr("Move to the top"), Qt::ALT | Qt::Key_Home, Move::Top);
    one(tr("Move to the bottom"), Qt::ALT | Qt::Key_End, Move::Bottom);
}

void JobDeedActions::setTable(JobTable *table)
{
    m_table = table;
    table->addActions(m_moves);
    // Elsewhere these keys copy what is selected there.
    for (const auto &[action, key] : {std::pair(m_actions.copyFile, QKeySequence(QKeySequence::Copy)), std::pair(m_actions.copyPath, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C))}) {
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_window->removeAction(action);
        table->addAction(action);
    }
    connect(table, &JobTable::moveRequested, this, [this](const QStringList &ids, const QString &before) {
        move([ids, before](JobManager &jobs) { return jobs.moveBefore(ids, before); });
    });
    update();
}

void JobDeedActions::update()
{
    if (!m_table)
        return;
    const QList<Job> jobs = m_table->selectedJobs();
    const auto any = [&jobs](auto fits) { return std::ranges::any_of(jobs, fits); };
    const auto set = [](QAction *action, bool enabled, const QString &reason) {
        action->setEnabled(enabled);
        action->setToolTip(enabled ? QString() : reason);
    };
    const JobActions &a = m_actions;
    set(a.cancel, any(isActive), tr("No selected job is running or waiting."));
    set(a.retry, any(&Job::isOver), tr("No selected job is over."));
    set(a.remove, !jobs.isEmpty(), tr("Select a job first."));
    set(a.undo, m_undo && m_undo->canUndo(), tr("Nothing was removed, moved or cancelled."));
    set(a.redo, m_undo && m_undo->canRedo(), tr("Nothing was undone."));
    set(a.addProgram, jobs.size() == 1 && jobs.first().isOver(), tr("Select one job that is over."));
    for (QAction *action : m_moves)
        set(action, any(&Job::isQueued), tr("No selected job waits for its turn."));
    for (QAction *action : {a.copyFile, a.copyPath, a.openResultFolder})
        set(action, any(hasFile), tr("There is no valid submission yet."));
    set(a.submit, whyNotSubmit(jobs).isEmpty(), whyNotSubmit(jobs));
    set(a.saveAs, any(hasFile) && jobs.size() == 1, tr("Select one job with a valid submission."));
}

void JobDeedActions::setDetails(const JobDetails &details)
{
    m_known = details.job.id;
    m_onKaggle = details.kaggle.is_object();
    m_notebookOnly = m_onKaggle && kaggle::Entry::fromJson(details.kaggle).competition.notebookOnly;
    update();
}

/// \return a sentence; empty when it can be
QString JobDeedActions::whyNotSubmit(const QList<Job> &jobs) const
{
    if (jobs.size() != 1)
        return tr("Select one job first.");
    if (!hasFile(jobs.first()))
        return tr("There is no valid submission yet.");
    if (jobs.first().id != m_known || !m_onKaggle)
        return tr("This competition is not on Kaggle.");
    return m_notebookOnly ? tr("This competition takes only notebooks, no files.") : QString();
}

void JobDeedActions::submit()
{
    const QList<Job> jobs = m_table->selectedJobs();
    if (whyNotSubmit(jobs).isEmpty())
        Q_EMIT submitRequested(jobs.first());
}

QStringList JobDeedActions::selected(const Fits &fits) const
{
    QStringList ids;
    for (const Job &job : m_table->selectedJobs()) {
        if (fits(job))
            ids << job.id;
    }
    return ids;
}

/// Does one deed for each job in a thread; \a done gets those with which it went well.
void JobDeedActions::forEach(const QStringList &ids, std::function<Result<>(const QString &)> deed, const Sentence &sentence,
                             const std::function<void(const QStringList &)> &done)
{
    if (ids.isEmpty())
        return;
    inBackground(this, [ids, deed = std::move(deed)] {
        std::pair<QStringList, QString> outcome;
        for (const QString &id : ids) {
            if (const Result<> result = deed(id); result)
                outcome.first << id;
            else
                outcome.second = sentenceOf(result.error());
        }
        return outcome;
    }, [this, sentence, done](const std::pair<QStringList, QString> &outcome) {
        const auto &[touched, trouble] = outcome;
        QStringList sentences;
        if (!touched.isEmpty())
            sentences << sentence(int(touched.size()));
        if (!trouble.isEmpty())
            sentences << trouble;
        if (done && !touched.isEmpty())
            done(touched);
        Q_EMIT changed();
        update();
        Q_EMIT told(sentences.join(u' '), nullptr);
    });
}

void JobDeedActions::cancel()
{
    forEach(selected(isActive), [&jobs = *m_jobs](const QString &id) { return jobs.cancel(id); },
            [](int count) { return tr("%n job(s) cancelled.", nullptr, count); },
            [this](const QStringList &ids) { m_undo->add({.kind = ListUndo::Step::Kind::Cancel, .jobs = ids}); });
}

void JobDeedActions::remove()
{
    const QStringList ids = m_table->selectedIds();
    if (ids.isEmpty())
        return;
    inBackground(&m_inTurn, this, [&jobs = *m_jobs, ids] { return jobs.remove(ids); }, [this, ids](const Result<QStringList> &cancelled) {
        if (cancelled)
            m_undo->add({.kind = ListUndo::Step::Kind::Removal, .jobs = ids, .cancelled = *cancelled});
        Q_EMIT changed();
        update();
        if (cancelled)
            Q_EMIT told(tr("%n job(s) removed.", nullptr, int(ids.size())), m_actions.undo);
        else
            Q_EMIT told(sentenceOf(cancelled.error()), nullptr);
    });
}

void JobDeedActions::move(const std::function<Result<JobManager::Moved>(JobManager &)> &deed)
{
    inBackground(&m_inTurn, this, [&jobs = *m_jobs, deed] { return deed(jobs); }, [this](const Result<JobManager::Moved> &moved) {
        if (!moved) {
            Q_EMIT told(sentenceOf(moved.error()), nullptr);
            return;
        }
        if (moved->after.isEmpty()) // they are there already
            return;
        m_undo->add({.kind = ListUndo::Step::Kind::Move, .jobs = moved->jobs, .before = moved->before, .after = moved->after});
        Q_EMIT changed();
        m_table->scrollTo(m_table->currentIndex());
        Q_EMIT told(tr("%n job(s) moved in the queue.", nullptr, int(moved->jobs.size())), m_actions.undo);
    });
}

void JobDeedActions::copyFiles()
{
    if (QMimeData *files = m_table->selectedFiles()) {
        const auto count = int(files->urls().size());
        QApplication::clipboard()->setMimeData(files);
        Q_EMIT told(tr("%n file(s) copied; paste into a folder or a form.", nullptr, count), nullptr);
    }
}

void JobDeedActions::copyPaths()
{
    QStringList paths;
    for (const Job &job : m_table->selectedJobs()) {
        if (hasFile(job))
            paths << QDir::toNativeSeparators(dragFile(job));
    }
    QApplication::clipboard()->setText(paths.join(u'\n'));
    Q_EMIT told(tr("%n path(s) copied.", nullptr, int(paths.size())), nullptr);
}

void JobDeedActions::saveAs()
{
    const QList<Job> jobs = m_table->selectedJobs();
    if (jobs.size() != 1 || !hasFile(jobs.first()))
        return;
    const QString target =
        QFileDialog::getSaveFileName(m_window, tr("Save the submission"), QDir::home().filePath(jobs.first().slug + u"-submission.csv"_s));
    if (target.isEmpty())
        return;
    inBackground(this, [from = jobs.first().path, target] { return copyFile(from, target); }, [this, target](const Result<> &copied) {
        Q_EMIT told(copied ? tr("Saved as %1.").arg(QDir::toNativeSeparators(target)) : sentenceOf(copied.error()), nullptr);
    });
}

void JobDeedActions::openFolder()
{
    for (const Job &job : m_table->selectedJobs()) {
        if (hasFile(job))
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(job.path).path()));
    }
}

void JobDeedActions::addProgram()
{
    const QString id = m_table->currentId();
    const QString file = QFileDialog::getOpenFileName(m_window, tr("A Python program that writes /kaggle/working/submission.csv"), {},
                                                      tr("Python programs (*.py)"));
    if (file.isEmpty())
        return;
    inBackground(this, [&jobs = *m_jobs, id, file] { return jobs.addProgram(id, file); }, [this, file](const Result<> &added) {
        Q_EMIT changed();
        Q_EMIT told(added ? tr("%1 is tried beside the other attempts.").arg(QFileInfo(file).fileName()) : sentenceOf(added.error()), nullptr);
    });
}

} // namespace solver
