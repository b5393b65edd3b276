// SPDX-License-Identifier: GPL-3.0-or-later
#include "gallery.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/status.h"
#include "widgets/card.h"
#include "widgets/elidedlabel.h"
#include "widgets/filechip.h"
#include "widgets/filterchip.h"
#include "widgets/histogram.h"
#include "widgets/scorechart.h"
#include "widgets/stagestrip.h"
#include "widgets/statusbutton.h"
#include "widgets/toast.h"

#include <QAction>
#include <QBoxLayout>

using namespace solver;
using namespace Qt::StringLiterals;

QWidget *gallery::overview()
{
    auto *page = paper();
    auto *box = new QVBoxLayout(page);
    for (const bool waiting : {false, true}) {
        auto *strip = new StageStrip;
        QList<StageCell> stages{{u"preflight"_s, StageCell::Done, 2, u"rules accepted"_s},
                                {u"acquire"_s, StageCell::Done, 4, u"4 files, 1.2 MiB"_s},
                                {u"prepare"_s, StageCell::Done, 9, u"8,693 rows, 5 sealed views"_s},
                                {u"brief"_s, StageCell::Done, 18, u"target Transported"_s},
                                {u"baseline"_s, StageCell::Done, 66, u"0.7985, built-in solver"_s},
                                {u"search"_s, StageCell::Running, 363, u"attempt 5 of 8, view 3 of 5"_s},
                                {u"blend"_s, StageCell::Ahead, -1, u"if better beyond noise"_s},
                                {u"finish"_s, StageCell::Ahead, -1, u"validated submission.csv"_s}};
        if (waiting) {
            stages[0].state = StageCell::Waiting;
            stages[1].state = StageCell::Failed;
        }
        strip->setStages(stages);
        strip->setCurrentStage(waiting ? 0 : 5);
        box->addWidget(strip);
    }
    auto *charts = new QHBoxLayout;
    const QList<ChartPoint> points{{1, 0.8041, 0.0051, ChartPoint::Scored, u"LightGBM, cabin split"_s},
                                   {2, 0.8127, 0.0046, ChartPoint::Best, u"CatBoost"_s},
                                   {3, {}, 0, ChartPoint::Failed, u"ExtraTrees"_s},
                                   {4, 0.8104, 0.0049, ChartPoint::Scored, u"Spending totals"_s},
                                   {5, {}, 0, ChartPoint::Running, u"Five seeds"_s}};
    auto *chart = new ScoreChart;
    chart->setMetric(u"accuracy"_s, true);
    chart->setBaseline(0.7985);
    chart->setPlanned(8);
    chart->setPoints(points);
    chart->setCurrentAttempt(5);
    auto *lower = new ScoreChart;
    lower->setObjectName(u"focused"_s);
    lower->setMetric(u"rmse"_s, false);
    lower->setBaseline(28977.4);
    lower->setPoints({{1, 28415.1, 310, ChartPoint::Scored, {}},
                      {2, 29800, 0, ChartPoint::Screened, {}},
                      {3, {}, 0, ChartPoint::Screened, {}},
                      {4, 27950.7, 290, ChartPoint::Best, {}},
                      {5, {}, 0, ChartPoint::Failed, {}}});
    lower->setCurrentAttempt(4);
    charts->addWidget(chart);
    charts->addWidget(lower);
    box->addLayout(charts);
    return page;
}

QWidget *gallery::submission()
{
    auto *page = paper();
    auto *box = new QHBoxLayout(page);
    auto *numbers = new Histogram;
    HistogramData prices{{},
                         {0,    .0014, .0165, .07,  .138, .184, .160, .128, .107,  .072,
                          .051, .0288, .0226, .014, .004, .004, .002, .002, .0014, .001},
                         {0,    .002, .014, .08,  .11,  .1527, .1534, .131,  .1138, .078,
                          .052, .034, .028, .016, .008, .007,  .005,  .0034, .004,  .003},
                         {}};
    for (int i = 0; i <= 20; ++i)
        prices.edges.push_back(i * 25000);
    numbers->setData(u"SalePrice"_s, prices);
    auto *classes = new Histogram;
    classes->setData(u"Transported"_s,
                     {{}, {0.52, 0.40, 0.08}, {0.503, 0.42, 0.077}, {u"True"_s, u"False"_s, u"Neither of the two"_s}});
    box->addWidget(numbers);
    box->addWidget(classes);
    return page;
}

QWidget *gallery::things()
{
    auto *page = paper();
    auto *box = new QVBoxLayout(page);
    const auto line = [box](const QList<QWidget *> &widgets) {
        auto *row = new QHBoxLayout;
        for (QWidget *widget : widgets)
            row->addWidget(widget);
        row->addStretch();
        box->addLayout(row);
    };
    QList<QWidget *> chips;
    auto *all = new FilterChip(u"All"_s);
    all->setCount(11);
    all->setPlain(true);
    all->setChecked(true);
    chips << all;
    for (const QString &key : {u"needs-you"_s, u"processing"_s, u"pending"_s, u"completed"_s, u"failed"_s}) {
        auto *chip = new FilterChip(statusWord(key), key);
        chip->setCount(key == u"failed" ? 0 : int(key.size()));
        chip->setChecked(key == u"processing");
        chips << chip;
    }
    line(chips);

    auto *file = new FileChip, *none = new FileChip, *large = new FileChip(FileChip::Large),
         *noneLarge = new FileChip(FileChip::Large);
    file->setFile(u"/tmp/x/submission.csv"_s, u"titanic-submission.csv"_s, u"2.8 KiB"_s);
    none->setUnavailable(u"No valid file yet: the baseline is still running."_s);
    large->setFile(u"/tmp/x/submission.csv"_s, u"house-prices-advanced-regression-techniques-submission.csv"_s,
                   u"33.1 KiB, 1,459 rows. Drag out, or Ctrl+C"_s);
    noneLarge->setUnavailable(u"No valid file yet: the baseline is still running."_s);
    large->setFixedWidth(fonts::scaled(400));
    noneLarge->setFixedWidth(fonts::scaled(400));
    line({file, none});
    line({large, noneLarge});

    auto *elided = new ElidedLabel(u"a-very-long-name-of-a-file-that-does-not-fit-submission.csv"_s, Qt::ElideMiddle);
    elided->setFixedWidth(fonts::scaled(200));
    auto *end = new ElidedLabel(u"A sentence that is longer than its room"_s);
    end->setColour(&Theme::text2);
    end->setFixedWidth(fonts::scaled(160));
    auto *containers = new StatusButton, *running = new StatusButton, *free = new StatusButton;
    running->setParts({}, u"3"_s, u"processing"_s);
    containers->setIcon(icon(u"container"_s));
    containers->setParts(u"containers"_s, u"2 of 4"_s);
    free->setIcon(icon(u"disk"_s));
    free->setParts({}, u"182 GiB"_s, u"free"_s);
    free->setSeparator(false);
    line({elided, end, running, containers, free});

    const auto action = [page](const QString &text, const QString &iconName = {}) {
        auto *made = new QAction(text, page);
        if (!iconName.isEmpty())
            made->setIcon(icon(iconName));
        return made;
    };
    auto *needs = new Card(Card::Warning);
    needs->setIcon(u"status-needs-you"_s, 32);
    needs->setTitle(u"Kaggle lets you download Digit Recognizer only after you accept its rules in the browser."_s);
    needs->setText(u"Accept them once as @kaggler; the job goes on by itself. Nothing was downloaded or spent."_s);
    needs->setActions({action(u"Open rules"_s, u"open-external"_s), action(u"Check now"_s, u"retry"_s),
                       action(u"Use a folder instead…"_s, u"folder"_s)},
                      true);
    box->addWidget(needs);
    auto *failed = new Card(Card::Failure);
    failed->setTitle(u"Attempt 3 needed more than 8 GiB and was stopped."_s);
    failed->setText(u"The next attempt is told so."_s);
    failed->setDetail(u"14:06:22  exit code 137, out of memory\n14:06:22  peak 8.0 GiB"_s);
    failed->setActions({action(u"Allow more memory"_s)});
    box->addWidget(failed);
    auto *demo = new Card(Card::Info), *open = new Card(Card::Plain);
    demo->setIcon(u"resume"_s, 32);
    demo->setTitle(u"Try the demo"_s);
    demo->setText(u"A bundled competition, solved on this computer in about two minutes. No account, no key."_s);
    demo->setActionsBeside(true);
    demo->setActions({action(u"Try the demo"_s)}, true);
    open->setIcon(u"folder"_s, 32);
    open->setTitle(u"Open a data folder"_s);
    open->setText(
        u"Your own train, test and sample submission files. Nothing leaves this computer with the built-in solver."_s);
    open->setActionsBeside(true);
    open->setActions({action(u"Open folder…"_s, u"folder"_s)});
    auto *good = new Card(Card::Good);
    good->setTitle(u"Valid"_s);
    good->setText(u"1,459 of 1,459 rows match the sample."_s);
    box->addWidget(good);
    auto *row = new QHBoxLayout;
    row->addWidget(demo);
    row->addWidget(open);
    box->addLayout(row);
    box->addStretch();
    box->addSpacing(fonts::scaled(60));
    auto *toast = new Toast(page);
    auto *undo = action(u"Undo"_s);
    undo->setShortcut(QKeySequence::Undo);
    toast->showMessage(u"Removed Titanic."_s, undo);
    return page;
}
