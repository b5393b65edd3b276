// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/overviewpage.h"

#include "base/files.h"
#include "delegates/attemptdelegate.h"
#include "pages/submission/sentpane.h"
#include "theme/fonts.h"
#include "theme/scoretext.h"
#include "theme/theme.h"
#include "widgets/card.h"
#include "widgets/elidedlabel.h"
#include "widgets/scorechart.h"
#include "widgets/stagestrip.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QSet>
#include <QSplitter>
#include <QTableView>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// The eight stages of DESIGN section 4; two of them come with language models.
const QStringList stageNames{u"preflight"_s, u"acquire"_s, u"prepare"_s, u"brief"_s, u"baseline"_s, u"search"_s, u"blend"_s, u"finish"_s};

/// Names in a field of the brief, which is a list or nothing.
QStringList namesIn(const nlohmann::json &brief, const char *field)
{
    QStringList names;
    const nlohmann::json value = brief.is_object() ? brief.value(field, nlohmann::json::object()).value("value", nlohmann::json::array()) : nlohmann::json::array();
    for (const nlohmann::json &name : value) {
        if (name.is_string())
            names << toQt(name);
    }
    return names;
}

QString factOf(const QString &stage, const JobDetails &details)
{
    if (stage == u"prepare"_s) {
        QSet<QString> views;
        for (const Run &run : details.runs) {
            if (run.view != u"real"_s)
                views.insert(run.view);
        }
        return views.isEmpty() ? QString() : OverviewPage::tr("%n sealed view(s)", nullptr, int(views.size()));
    }
    if (stage == u"brief"_s) {
        const QStringList targets = namesIn(details.brief, "targets");
        return targets.isEmpty() ? QString() : OverviewPage::tr("target %1").arg(targets.join(u", "_s));
    }
    if (stage == u"baseline"_s) {
        const auto floor = std::ranges::find(details.attempts, 1, &Attempt::no);
        return floor != details.attempts.end() && floor->score.mean ? scoreText(*floor->score.mean) : QString();
    }
    if (stage == u"search"_s || stage == u"blend"_s)
        return OverviewPage::tr("without a model: left out");
    if (stage == u"finish"_s)
        return OverviewPage::tr("validated submission.csv");
    return {};
}

QList<StageCell> cellsOf(const JobDetails &details)
{
    QList<StageCell> cells;
    for (const QString &name : stageNames) {
        StageCell cell{.name = name, .fact = factOf(name, details)};
        for (const StageEvent &event : details.stages) {
            if (event.stage != name)
                continue;
            cell.state = event.state == u"started"_s ? StageCell::Running : event.state == u"finished"_s ? StageCell::Done : StageCell::Failed;
            cell.seconds = event.state == u"started"_s ? -1 : event.seconds;
        }
        // What stopped for want of something goes on from there.
        if (!details.job.needs.isEmpty() && !details.job.isOver() && (cell.state == StageCell::Running || cell.state == StageCell::Failed))
            cell.state = StageCell::Waiting;
        if (cell.state == StageCell::Running) {
            if (details.job.isOver())
                cell.state = details.job.status == JobStatus::Failed ? StageCell::Failed : StageCell::Ahead;
            else
                cell.fact = details.job.message;
        }
        cells << cell;
    }
    return cells;
}

} // namespace

OverviewPage::OverviewPage(QWidget *parent)
    : QWidget(parent), m_card(new Card(Card::Failure)), m_sent(new SentPane), m_strip(new StageStrip), m_attempts(new AttemptModel(this)), m_table(new QTableView),
      m_chart(new ScoreChart), m_foot(new ElidedLabel), m_firstError(new QAction(tr("Show the first error in the log"), this))
{
    m_table->setModel(m_attempts);
    m_table->setAccessibleName(tr("Attempts"));
    auto *delegate = new AttemptDelegate(this);
    delegate->setPart(AttemptModel::Outcome, AttemptDelegate::Outcome);
    delegate->setPart(AttemptModel::Approach, AttemptDelegate::Approach);
    delegate->setPart(AttemptModel::Score, AttemptDelegate::Score);
    delegate->setPart(AttemptModel::Change, AttemptDelegate::Number);
    delegate->setPart(AttemptModel::Time, AttemptDelegate::Number);
    delegate->attach(m_table);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(AttemptModel::Approach, QHeaderView::Stretch);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    fitColumns();
    fonts::assign(m_foot, fonts::Small);
    m_foot->setColour(&Theme::text2);

    auto *left = new QWidget;
    auto *leftRows = new QVBoxLayout(left);
    leftRows->setContentsMargins(0, 0, 0, 0);
    leftRows->setSpacing(0);
    leftRows->addWidget(m_table, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 4, 16, 4);
    foot->addWidget(m_foot);
    leftRows->addLayout(foot);
    m_halves = new QSplitter(Qt::Horizontal);
    m_halves->setObjectName(u"overview"_s);
    m_halves->addWidget(left);
    m_halves->addWidget(m_chart);
    m_halves->setStretchFactor(0, 2);
    m_halves->setStretchFactor(1, 1);
    m_halves->setChildrenCollapsible(false);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 8, 0, 0);
    rows->setSpacing(8);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(16, 0, 16, 0);
    top->setSpacing(8);
    top->addWidget(m_card);
    top->addWidget(m_sent);
    top->addWidget(m_strip);
    rows->addLayout(top);
    rows->addWidget(m_halves, 1);
    m_card->hide();

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (m_showing || !index.isValid())
            return;
        const int no = m_attempts->number(index.row());
        m_chart->setCurrentAttempt(no);
        Q_EMIT attemptChosen(no);
    });
    connect(m_sent, &SentPane::findingRequested, this, &OverviewPage::findingRequested);
    connect(m_firstError, &QAction::triggered, this, &OverviewPage::firstErrorRequested);
    connect(m_chart, &ScoreChart::attemptChosen, this, [this](int no) { chooseAttempt(no); });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        if (const QModelIndex index = m_table->indexAt(at); index.isValid())
            Q_EMIT attemptMenuRequested(m_attempts->number(index.row()), m_table->viewport()->mapToGlobal(at));
    });
}

/// With little room the chart goes below the attempts.
void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_halves->setOrientation(width() < fonts::scaled(1100) ? Qt::Vertical : Qt::Horizontal);
}

void OverviewPage::fitColumns()
{
    m_table->setMinimumHeight(fonts::scaled(110)); // two attempts
    for (const auto &[column, width] : std::initializer_list<std::pair<int, int>>{
             {AttemptModel::Number, 44}, {AttemptModel::Outcome, 110}, {AttemptModel::Score, 150}, {AttemptModel::Change, 84}, {AttemptModel::Time, 64}})
        m_table->setColumnWidth(column, fonts::scaled(width));
}

void OverviewPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

void OverviewPage::setActions(const QList<QAction *> &failed, const std::function<QList<QAction *>(const Job &)> &needs)
{
    m_failedActions = failed;
    m_needsActions = needs;
}

void OverviewPage::setSubmitAction(QAction *action)
{
    m_sent->setSubmitAction(action);
}

void OverviewPage::chooseAttempt(int no)
{
    const int row = m_attempts->rowOf(no);
    if (row >= 0)
        m_table->setCurrentIndex(m_attempts->index(row, 0));
}

void OverviewPage::showCard(const JobDetails &details)
{
    const Job &job = details.job;
    const bool needs = !job.needs.isEmpty() && !job.isOver();
    m_card->setVisible(needs || job.status == JobStatus::Failed);
    if (m_card->isHidden())
        return;
    m_card->setKind(needs ? Card::Warning : Card::Failure);
    m_card->setTitle(job.message);
    //: %1 is a sentence that says what to do
    m_card->setText(needs ? tr("%1 The job goes on by itself when the cause is gone.").arg(job.error.nextStep).trimmed() : job.error.nextStep);
    m_card->setDetail(job.error.detail.isEmpty() ? QString() : job.error.code + u'\n' + job.error.detail);
    const QList<QAction *> failed = details.runs.isEmpty() ? m_failedActions : m_failedActions + QList{m_firstError};
    m_card->setActions(!needs ? failed : m_needsActions ? m_needsActions(job) : QList<QAction *>(), true);
}

void OverviewPage::show(const JobDetails &details)
{
    m_showing = true;
    showCard(details);
    m_sent->show(details);
    m_strip->setStages(cellsOf(details));
    m_attempts->setAttempts(details.attempts, details.runs, details.job.higherIsBetter);
    QList<ChartPoint> points;
    std::optional<double> constant;
    for (const Attempt &attempt : details.attempts) {
        if (attempt.origin == Origin::Constant) {
            constant = attempt.score.mean;
            continue;
        }
        points << ChartPoint{.attempt = attempt.no,
                             .score = attempt.score.mean,
                             .error = attempt.score.standardError,
                             .kind = attempt.best                                ? ChartPoint::Best
                                     : attempt.state == Attempt::State::Failed   ? ChartPoint::Failed
                                     : attempt.state == Attempt::State::Screened ? ChartPoint::Screened
                                     : attempt.state == Attempt::State::Written  ? ChartPoint::Running
                                                                                 : ChartPoint::Scored,
                             .name = attempt.name};
    }
    m_chart->setMetric(details.job.metric, details.job.higherIsBetter);
    m_chart->setBaseline(constant);
    m_chart->setPoints(points);
    m_foot->setText(points.isEmpty() ? tr("Programs and their sealed scores appear here.")
                                     : tr("Scores come from answers that no program ever saw. The dashed line is the constant."));
    m_showing = false;
}

} // namespace solver
