// SPDX-License-Identifier: GPL-3.0-or-later
#include "gallery.h"

#include "delegates/attemptdelegate.h"
#include "delegates/findingdelegate.h"
#include "delegates/jobdelegate.h"
#include "delegates/readinessdelegate.h"
#include "delegates/roles.h"
#include "theme/fonts.h"

#include <QHeaderView>
#include <QListView>
#include <QStandardItemModel>
#include <QTableView>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

QStandardItem *cell(const QString &text, bool right = false)
{
    auto *item = new QStandardItem(text);
    item->setTextAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    item->setEditable(false);
    return item;
}

void setHeader(QStandardItemModel *model, const QStringList &names, int firstRight)
{
    model->setHorizontalHeaderLabels(names);
    for (int column = 0; column < names.size(); ++column)
        model->setHeaderData(column, Qt::Horizontal,
                             int((column < firstRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter),
                             Qt::TextAlignmentRole);
}

void setWidths(QTableView *view, const QList<int> &widths)
{
    for (int i = 0; i < widths.size(); ++i)
        view->setColumnWidth(i, fonts::scaled(widths[i]));
    view->horizontalHeader()->setStretchLastSection(true);
}

/// Rows of text, their fields behind each other.
QList<QStringList> rowsOf(const QString &text)
{
    QList<QStringList> rows;
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        rows << line.split(u'|');
    return rows;
}

// status|competition|activity|button|progress|step|score|metric|higher|origin|elapsed|cost
constexpr auto jobRows =
    u"needs-you|Digit Recognizer|Accept the rules on Kaggle|Open rules|||||||0:03|\n"
    u"processing|Spaceship Titanic|search: attempt 5 of 8, view 3 of 5||0.64||0.8127|accuracy|1|candidate|7:42|$0.21\n"
    u"processing|Playground Series: Predicting Road Accident Risk|baseline: sealed view 3 of 5||-1|step 3 of 5|0.1663"
    u"|rmse||constant|2:16|$0.02\n"
    u"processing|Home Credit Default Risk|acquire: 412 of 688 MiB, 18 MiB/s||0.09||||||0:24|\n"
    u"pending|Natural Language Processing with Disaster Tweets|waits for a container, place 1||||||||||\n"
    u"paused|Store Sales - Time Series Forecasting|Paused by you in search, attempt 2||0.38||0.4127|rmsle||candidate"
    u"|11:05|$0.16\n"
    u"completed|Titanic - Machine Learning from Disaster|blend of attempts 2, 4 and 6||||0.8384|accuracy|1|blend|6:18"
    u"|$0.34\n"
    u"completed-warnings|House Prices - Advanced Regression Techniques|1 predicted price was below 0 and was clipped "
    u"to "
    u"0||||28415.1241|rmse||candidate|9:40|$0.48\n"
    u"failed|Connect X|Scored by playing games, not by a file|Why|||||||0:02|\n"
    u"cancelled|Bike Sharing Demand|Cancelled by you, kept baseline submission||||0.3412|rmsle||baseline|3:51|$0.04\n";

// status|outcome|approach|next|score|error|change|time|cost
constexpr auto attemptRows =
    u"completed|scored|Draft: LightGBM, cabin split|Next: draft from another family (CatBoost)|0.8041|± 0.0051|+0.0056"
    u"|0:48|$0.031\n"
    u"completed|best|Draft: CatBoost with native categories|Best so far. Next: draft a third family|0.8127|± "
    u"0.0046|+0.0086|1:34|$0.038\n"
    u"failed|failed|Draft: ExtraTrees on grouped cabins|KeyError CabinNum twice, asks for another "
    u"approach||||0:11|$0.052\n"
    u"processing|running|Improve 2: average five seeds|Sealed view 3 of 5, about 0:50 left||||1:12|$0.041\n";

// title|count|sentence|code|severity
constexpr auto findingRows =
    u"Outside the domain|1 cell|SalePrice must be 0 or more. −1204.5513 was clipped to 0.|V14|error, repaired\n"
    u"Id spelling|1,459 cells|Ids ended in .0 (1461.0); each maps to exactly one id of the sample.|V10|error, "
    u"repaired\n"
    u"Row order|1,459 rows|Rows were in another order; sorted as in the sample.|V09|warning, repaired\n";

// icon|name|sentence|status|state|button|progress
constexpr auto readinessRows =
    u"container|Docker|Docker 27.3 answers: 8 cores, 16 GiB. Generated code runs only in there.|completed|ok||\n"
    u"table|Sandbox image|8 of 13 steps, 1.6 of 2.6 GiB, 2 min left|processing|building||0.62\n"
    u"account|Kaggle account|A token was found in ~/.kaggle/kaggle.json. Needed for competitions, not for the "
    u"demo.|pending|optional|Use it|\n"
    u"model|Model|No key is set up. Ollama answers on this computer with 3 models. Without a model the built-in solver "
    u"works.|pending|optional|Choose…|\n"
    u"disk|Disk space|182 GiB are free in your home folder.|completed|ok||\n";

} // namespace

QWidget *gallery::jobTable()
{
    auto *view = new QTableView;
    auto *model = new QStandardItemModel(view);
    setHeader(model, u"Status,Competition,Activity,Progress,Sealed score,Origin,Elapsed,Cost"_s.split(u','), 6);
    const QList<double> parts{1, 2, 1.5, 2, 6, 24, 4, 3};
    for (const QStringList &row : rowsOf(QStringView(jobRows).toString())) {
        const QList<QStandardItem *> items{cell({}),     cell(row[1]), cell(row[2]),        cell({}),
                                           cell(row[6]), cell(row[9]), cell(row[10], true), cell(row[11], true)};
        for (QStandardItem *item : items) {
            item->setData(row[0], StatusKeyRole);
            item->setData(row[3], ActionTextRole);
            if (!row[4].isEmpty())
                item->setData(row[4].toDouble(), ProgressRole);
            item->setData(QVariant::fromValue(parts), ProgressPartsRole);
            item->setData(row[5], ProgressTextRole);
            item->setData(row[7], MetricRole);
            item->setData(row[8] == u"1", DirectionRole);
        }
        model->appendRow(items);
    }
    view->setModel(model);
    auto *delegate = new JobDelegate(view);
    const QList<JobDelegate::Part> shows{JobDelegate::Status, JobDelegate::Name, JobDelegate::Activity,
                                         JobDelegate::Progress, JobDelegate::Score};
    for (int i = 0; i < shows.size(); ++i)
        delegate->setPart(i, shows[i]);
    delegate->attach(view);
    view->horizontalHeader()->setSortIndicatorShown(true);
    view->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
    setWidths(view, {212, 304, 344, 186, 150, 88, 80, 70});
    view->selectRow(1);
    view->setObjectName(u"focused"_s);
    return view;
}

QWidget *gallery::attemptTable()
{
    auto *view = new QTableView;
    auto *model = new QStandardItemModel(view);
    setHeader(model, u"#,Outcome,Approach,Sealed score,Change,Time,Cost"_s.split(u','), 3);
    for (const QStringList &row : rowsOf(QStringView(attemptRows).toString())) {
        const QList<QStandardItem *> items{cell(QString::number(model->rowCount() + 1)),
                                           cell(row[1]),
                                           cell(row[2]),
                                           cell(row[4], true),
                                           cell(row[6], true),
                                           cell(row[7], true),
                                           cell(row[8], true)};
        for (QStandardItem *item : items) {
            item->setData(row[0], StatusKeyRole);
            item->setData(row[3], SecondLineRole);
            item->setData(row[5], ErrorTextRole);
            item->setData(row[1] == u"best", BestRole);
        }
        model->appendRow(items);
    }
    view->setModel(model);
    auto *delegate = new AttemptDelegate(view);
    const QList<AttemptDelegate::Part> shows{AttemptDelegate::Number, AttemptDelegate::Outcome,
                                             AttemptDelegate::Approach, AttemptDelegate::Score};
    for (int i = 0; i < shows.size(); ++i)
        delegate->setPart(i, shows[i]);
    delegate->attach(view);
    setWidths(view, {44, 104, 390, 140, 72, 60, 70});
    view->selectRow(3);
    return view;
}

QWidget *gallery::findings()
{
    auto *view = new QListView;
    auto *model = new QStandardItemModel(view);
    for (const QStringList &row : rowsOf(QStringView(findingRows).toString())) {
        auto *item = cell(row[0]);
        item->setData(u"warning"_s, SeverityRole);
        item->setData(row[1], CountTextRole);
        item->setData(row[2], SentenceRole);
        item->setData(row[3], CodeRole);
        item->setData(row[4], SeverityTextRole);
        model->appendRow(item);
    }
    view->setModel(model);
    (new FindingDelegate(view))->attach(view);
    view->setCurrentIndex(model->index(0, 0));
    return view;
}

QWidget *gallery::readiness()
{
    auto *view = new QListView;
    auto *model = new QStandardItemModel(view);
    for (const QStringList &row : rowsOf(QStringView(readinessRows).toString())) {
        auto *item = cell(row[1]);
        const bool progress = !row[6].isEmpty();
        item->setData(row[0], IconNameRole);
        item->setData(row[2], progress ? int(ProgressTextRole) : int(SentenceRole));
        item->setData(row[3], StatusKeyRole);
        item->setData(row[4], StateTextRole);
        item->setData(row[5], ActionTextRole);
        if (progress)
            item->setData(row[6].toDouble(), ProgressRole);
        model->appendRow(item);
    }
    view->setModel(model);
    (new ReadinessDelegate(view))->attach(view);
    view->setSelectionMode(QAbstractItemView::NoSelection);
    return view;
}
