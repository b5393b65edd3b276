// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/jobpage.h"

#include "models/jobmodel.h"
#include "pages/code/codepage.h"
#include "pages/competition/competitionpage.h"
#include "pages/data/datapage.h"
#include "pages/submission/submissionpage.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/scoretext.h"
#include "theme/status.h"
#include "theme/theme.h"
#include "widgets/actionbutton.h"
#include "widgets/elidedlabel.h"
#include "widgets/filechip.h"
#include "window/logpage.h"
#include "window/overviewpage.h"

#include <QAction>
#include <QBoxLayout>
#include <QCursor>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// What a person should know first: a warning, what is measured, or what the job does.
QString sentenceOf(const Job &job)
{
    if (job.status != JobStatus::Completed || !job.score.mean)
        return job.message;
    if (!job.warnings.isEmpty())
        return job.warnings.first();
    return job.higherIsBetter ? JobPage::tr("Scored by %1 ▲, preset %2").arg(job.metric, job.options.preset) : JobPage::tr("Scored by %1 ▼, preset %2").arg(job.metric, job.options.preset);
}

} // namespace

JobPage::JobPage(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel), m_origin(new QLabel), m_score(new QLabel), m_error(new QLabel), m_title(new ElidedLabel), m_sentence(new ElidedLabel), m_file(new FileChip(FileChip::Compact)),
      m_buttons(new QWidget), m_tabs(new QTabWidget), m_overview(new OverviewPage), m_competition(new CompetitionPage), m_data(new DataPage), m_code(new CodePage), m_log(new LogPage), m_submission(new SubmissionPage)
{
    fonts::assign(m_title, fonts::PageTitle);
    m_sentence->setColour(&Theme::text2);
    for (QLabel *label : {m_origin, m_error}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setTextFormat(Qt::PlainText);
    }
    fonts::assign(m_score, fonts::PageTitle);
    m_file->setAccessibleName(tr("Submission file"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 4);
    head->setSpacing(8);
    head->addWidget(m_icon);
    head->addWidget(m_title, 2);
    head->addWidget(m_sentence, 3);
    head->addWidget(m_origin);
    head->addWidget(m_score);
    head->addWidget(m_error);
    head->addSpacing(8);
    head->addWidget(m_file);
    head->addWidget(m_buttons);
    (new QHBoxLayout(m_buttons))->setContentsMargins(0, 0, 0, 0);
    // Pages are white, bars are grey.
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_tabs->setDocumentMode(true);
    addPage(m_overview, tr("Overview"));
    addPage(m_competition, tr("Competition"));
    addPage(m_data, tr("Data"));
    addPage(m_code, tr("Code"));
    addPage(m_log, tr("Log"));
    addPage(m_submission, tr("Submission"));
    m_tabs->tabBar()->setAccessibleName(tr("Pages of the job"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_tabs, 1);
    connect(m_tabs, &QTabWidget::currentChanged, this, &JobPage::showPage);
    // An attempt that is chosen anywhere is chosen everywhere.
    connect(m_overview, &OverviewPage::attemptChosen, m_log, &LogPage::showAttempt);
    connect(m_overview, &OverviewPage::attemptChosen, m_code, &CodePage::showAttempt);
    connect(m_overview, &OverviewPage::firstErrorRequested, this, [this] {
        openTab(Log);
        m_log->showFirstError();
    });
    connect(m_overview, &OverviewPage::findingRequested, this, [this](const QString &code) {
        openTab(Submission);
        m_submission->goToFinding(code);
    });
    connect(m_log, &LogPage::noticed, this, &JobPage::noticed);
    connect(m_code, &CodePage::attemptChosen, m_overview, &OverviewPage::chooseAttempt);
    connect(m_code, &CodePage::useAttemptRequested, this, &JobPage::useAttemptRequested);
    connect(m_code, &CodePage::addProgramRequested, this, &JobPage::addProgramRequested);
    connect(m_code, &CodePage::noticed, this, &JobPage::noticed);
    // Files of the competition are looked at in the same table as the submission.
    connect(m_data, &DataPage::openFileRequested, this, [this](const QString &path) {
        openTab(Submission);
        m_submission->openFile(path);
        m_showsDataFile = true;
    });
    connect(m_submission, &SubmissionPage::saveAsRequested, this, &JobPage::saveAsRequested);
    connect(m_submission, &SubmissionPage::openFolderRequested, this, &JobPage::openFolderRequested);
    connect(m_overview, &OverviewPage::attemptMenuRequested, this, [this](int no, const QPoint &at) {
        QMenu menu;
        QAction *use = menu.addAction(tr("Use this attempt as the submission"));
        const auto attempt = m_details ? std::ranges::find(m_details->attempts, no, &Attempt::no) : QList<Attempt>::iterator();
        use->setEnabled(m_details && attempt != m_details->attempts.end() && attempt->realValid && !attempt->best && m_details->job.isOver());
        if (menu.exec(at) == use)
            Q_EMIT useAttemptRequested(no);
    });
    clear();
}

/// A page that has less height than it needs is scrolled: with large text nothing on it is squeezed.
void JobPage::addPage(QWidget *page, const QString &title)
{
    auto *area = new QScrollArea;
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    const int tab = m_tabs->addTab(area, title);
    auto *action = new QAction(title, this);
    action->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + tab)));
    connect(action, &QAction::triggered, this, [this, tab, page] {
        m_tabs->setCurrentIndex(tab);
        page->setFocus(Qt::ShortcutFocusReason);
    });
    m_tabActions << action;
}

void JobPage::setActions(const QList<QAction *> &head, const QList<QAction *> &failed, const std::function<QList<QAction *>(const Job &)> &needs)
{
    for (QAction *action : head)
        m_buttons->layout()->addWidget(new ActionButton(action));
    m_overview->setActions(failed, needs);
}

void JobPage::setSubmitAction(QAction *action)
{
    m_overview->setSubmitAction(action);
    m_submission->setSubmitAction(action);
}

void JobPage::setFileActions(const QList<QAction *> &actions)
{
    m_file->addActions(actions);
}

void JobPage::clear()
{
    m_details.reset();
    setEnabled(false);
}

void JobPage::show(const JobDetails &details)
{
    m_showsDataFile = m_showsDataFile && m_details && m_details->job.id == details.job.id;
    m_details = details;
    setEnabled(true);
    showHead();
    showPage();
}

/// With little room the title comes first.
void JobPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_sentence->setVisible(width() > fonts::scaled(1000));
}

void JobPage::showHead()
{
    const Job &job = m_details->job;
    const QString key = JobModel::statusKey(job);
    m_icon->setPixmap(pixmap(statusIcon(key), fonts::scaled(20), statusColour(Theme::of(palette()), key), devicePixelRatioF()));
    m_icon->setToolTip(statusWord(key));
    m_title->setText(job.title.isEmpty() ? job.slug : job.title);
    m_sentence->setText(sentenceOf(job));
    const bool scored = job.score.mean.has_value();
    m_origin->setText(!scored ? word(job.origin) : job.score.selfReported ? tr("%1, self-reported").arg(word(job.origin)) : tr("%1, sealed score").arg(word(job.origin)));
    m_score->setText(scored ? scoreText(*job.score.mean) : QString());
    m_error->setText(scored && !job.score.selfReported ? u"± "_s + scoreText(job.score.standardError, scoreDecimals(*job.score.mean)) : QString());
    for (QLabel *label : {m_origin, m_score, m_error})
        label->setVisible(!label->text().isEmpty());
    if (job.path.isEmpty()) {
        m_file->setUnavailable(tr("There is no valid submission yet."));
    } else {
        m_file->setFile(job.path, u"submission.csv"_s, {});
        m_file->setSource([job] { return dragFile(job); });
    }
}

void JobPage::showPage()
{
    if (!m_details)
        return;
    m_showsDataFile = m_showsDataFile && currentTab() == Submission;
    if (currentTab() == Overview)
        m_overview->show(*m_details);
    else if (currentTab() == Competition)
        m_competition->show(*m_details);
    else if (currentTab() == Data)
        m_data->show(*m_details);
    else if (currentTab() == Code)
        m_code->show(*m_details);
    else if (currentTab() == Log)
        m_log->show(*m_details);
    else if (!m_showsDataFile)
        m_submission->show(*m_details);
}

void JobPage::refresh()
{
    if (m_details && currentTab() == Log && isVisible())
        m_log->refresh();
}

void JobPage::openTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

JobPage::Tab JobPage::currentTab() const
{
    return Tab(m_tabs->currentIndex());
}

} // namespace solver
