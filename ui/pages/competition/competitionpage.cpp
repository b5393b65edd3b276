// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/competition/competitionpage.h"

#include "delegates/rowdelegate.h"
#include "kaggle/failure.h"
#include "kaggle/source.h"
#include "pages/competition/pagetext.h"
#include "pages/data/factlist.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/background.h"
#include "widgets/weblink.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTableView>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

enum Column { NameColumn, ValueColumn, PlaceColumn, ColumnCount };

QString titleOf(const PageFile &page)
{
    if (page.name == u"evaluation")
        return CompetitionPage::tr("Evaluation");
    if (page.name == u"files")
        return CompetitionPage::tr("Files");
    if (page.name == u"data")
        return CompetitionPage::tr("Data");
    if (page.name == u"description")
        return CompetitionPage::tr("Description");
    if (page.name == u"rules")
        return CompetitionPage::tr("Rules");
    QString title = page.name;
    title.replace(u'-', u' ').replace(u'_', u' ');
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title.left(40).replace(u'&', u"&&"_s);
}

QWidget *line()
{
    auto *separator = new QWidget;
    separator->setFixedHeight(1);
    separator->setBackgroundRole(QPalette::Midlight);
    separator->setAutoFillBackground(true);
    return separator;
}

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    label->setContentsMargins(16, 8, 16, 8);
    label->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(label, fonts::SmallMedium);
    return label;
}

} // namespace

CompetitionPage::CompetitionPage(QWidget *parent)
    : QWidget(parent), m_halves(new QSplitter(Qt::Horizontal)), m_names(new QTabBar), m_text(new PageText), m_message(new QLabel), m_linkBar(new QWidget),
      m_linkTarget(new QLabel), m_openLink(new QPushButton(icon(u"open-external"_s), tr("Open"))),
      m_openKaggle(new QPushButton(icon(u"open-external"_s), tr("Open on Kaggle"))), m_factsTitle(heading(tr("What Kaggle says"))),
      m_noBrief(new QLabel(tr("The brief is made when the data are there."))), m_facts(new FactList), m_brief(new QStandardItemModel(0, ColumnCount, this)),
      m_table(new QTableView)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_halves->setObjectName(u"competition"_s);
    m_halves->addWidget(makeText());
    m_halves->addWidget(makeSide());
    m_halves->setChildrenCollapsible(false);
    m_halves->setStretchFactor(0, 3);
    m_halves->setStretchFactor(1, 2);
    m_halves->setSizes({600, 400}); // in proportion
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_halves);
    fitColumns();
    showPages({});
}

CompetitionPage::~CompetitionPage()
{
    m_stop.request_stop();
}

QWidget *CompetitionPage::makeText()
{
    m_names->setAccessibleName(tr("Pages of the competition"));
    m_names->setDrawBase(false);
    m_names->setExpanding(false);
    m_names->setUsesScrollButtons(true);
    connect(m_names, &QTabBar::currentChanged, this, &CompetitionPage::showPage);
    m_text->setAccessibleName(tr("Text of the page"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setContentsMargins(16, 16, 16, 16);
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_linkTarget->setWordWrap(true);
    m_linkTarget->setTextFormat(Qt::PlainText);
    m_linkTarget->setMinimumWidth(1);
    m_openLink->setAccessibleName(tr("Open the link in the browser"));
    auto *close = new QPushButton(icon(u"close"_s), {});
    close->setFlat(true);
    close->setAccessibleName(tr("Do not open the link"));
    close->setToolTip(close->accessibleName());
    connect(m_text, &PageText::linkChosen, this, &CompetitionPage::tellLink);
    connect(m_openLink, &QAbstractButton::clicked, this, [this] {
        openWebPage(m_link);
        m_linkBar->hide();
    });
    connect(close, &QAbstractButton::clicked, m_linkBar, &QWidget::hide);
    auto *bar = new QHBoxLayout(m_linkBar);
    bar->setContentsMargins(16, 8, 16, 8);
    bar->setSpacing(8);
    bar->addWidget(m_linkTarget, 1);
    bar->addWidget(m_openLink);
    bar->addWidget(close);
    m_linkBar->hide();
    auto *half = new QWidget;
    auto *column = new QVBoxLayout(half);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_names);
    column->addWidget(m_message, 1);
    column->addWidget(m_text, 1);
    column->addWidget(m_linkBar);
    return half;
}

QWidget *CompetitionPage::makeSide()
{
    m_facts->setAccessibleName(tr("What Kaggle says"));
    m_openKaggle->setFlat(true);
    connect(m_openKaggle, &QAbstractButton::clicked, this, [this] { openWebPage(m_address); });
    m_brief->setHorizontalHeaderLabels({tr("Field"), tr("Value"), tr("Found in")});
    m_table->setModel(m_brief);
    m_table->setAccessibleName(tr("Brief"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(ValueColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setFocusPolicy(Qt::NoFocus);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto *delegate = new RowDelegate(m_table);
    delegate->setSeparators(true);
    delegate->setCompact(true);
    delegate->attach(m_table);
    m_noBrief->setContentsMargins(16, 8, 16, 8);
    m_noBrief->setWordWrap(true);
    m_noBrief->setForegroundRole(QPalette::PlaceholderText);
    m_noBrief->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 8, 0);
    top->addWidget(m_factsTitle, 1);
    top->addWidget(m_openKaggle);
    auto *half = new QWidget;
    auto *column = new QVBoxLayout(half);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_facts, 2);
    column->addWidget(line());
    column->addWidget(heading(tr("Brief")));
    column->addWidget(m_table, 3);
    column->addWidget(m_noBrief, 3);
    return half;
}

void CompetitionPage::show(const JobDetails &details)
{
    if (std::exchange(m_job, details.job.id) != details.job.id)
        m_linkBar->hide();
    showFacts(details);
    m_message->setText(m_address.isEmpty() ? tr("There are no pages: the data of this job come from a folder.")
                       : details.dataFolder.isEmpty() ? tr("Kaggle's pages are not here yet. They come with stage acquire.")
                                                      : tr("Kaggle's pages could not be read; see the job's warnings."));
    const QString folders = details.pages + u'\n' + details.dataFolder;
    if (std::exchange(m_read, folders) != folders)
        readFiles(details.pages, details.dataFolder);
}

void CompetitionPage::readFiles(const QString &pages, const QString &dataFolder)
{
    m_stop.request_stop();
    m_stop = {};
    showPages({});
    inBackground(this, [pages, dataFolder, stop = m_stop.get_token()] { return readPages(pages, dataFolder, stop); },
                 [this, request = ++m_request](const QList<PageFile> &files) {
                     if (request == m_request)
                         showPages(files);
                 });
}

/// The list of files alone is no page: without one, a sentence says why.
void CompetitionPage::showPages(const QList<PageFile> &pages)
{
    m_files = pages;
    const QSignalBlocker quiet(m_names);
    while (m_names->count() > 0)
        m_names->removeTab(0);
    for (const PageFile &page : m_files)
        m_names->addTab(titleOf(page));
    const bool any = std::ranges::any_of(m_files, [](const PageFile &page) { return page.name != u"files"; });
    m_names->setVisible(any);
    m_text->setVisible(any);
    m_message->setVisible(!any);
    showPage();
}

void CompetitionPage::showPage()
{
    m_linkBar->hide();
    const PageFile page = m_files.value(m_names->currentIndex());
    if (page.name == u"files")
        m_text->setLines(page.text);
    else
        m_text->setPage(page.text, m_address.isEmpty() ? QUrl() : QUrl(m_address.toString() + u'/'));
}

void CompetitionPage::showFacts(const JobDetails &details)
{
    const kaggle::Entry entry = details.kaggle.is_object() ? kaggle::Entry::fromJson(details.kaggle) : kaggle::Entry();
    m_address = entry.competition.slug.isEmpty() ? QUrl() : kaggle::competitionPage(entry.competition.slug);
    const QList<Fact> facts = kaggleFacts(details.kaggle);
    m_factsTitle->setVisible(!m_address.isEmpty());
    m_openKaggle->setVisible(!m_address.isEmpty());
    m_openKaggle->setToolTip(tr("Opens %1 in the browser").arg(m_address.toString()));
    m_facts->setVisible(!facts.isEmpty());
    if (facts != m_shownFacts) { // what is selected stays selected
        m_shownFacts = facts;
        m_facts->setFacts(facts);
    }
    const QList<BriefField> fields = briefFields(details.brief);
    m_table->setVisible(!fields.isEmpty());
    m_noBrief->setVisible(fields.isEmpty());
    if (fields == m_shownFields)
        return;
    m_shownFields = fields;
    m_brief->setRowCount(0);
    for (const BriefField &field : fields) {
        QList<QStandardItem *> row;
        for (const QString &text : {field.name, field.value, field.foundIn})
            row << new QStandardItem(text);
        m_brief->appendRow(row);
    }
}

/// A link is opened after its target was shown, and only when it leads to the web.
void CompetitionPage::tellLink(const QUrl &url)
{
    m_link = url;
    const bool web = isWebPage(url);
    m_linkTarget->setText(web ? tr("This link leads to %1").arg(url.toDisplayString(QUrl::FullyEncoded))
                              : tr("Only links to web pages are opened, not %1").arg(url.toDisplayString(QUrl::FullyEncoded)));
    m_openLink->setVisible(web);
    m_linkBar->show();
    if (web)
        m_openLink->setFocus(Qt::OtherFocusReason);
}

void CompetitionPage::fitColumns()
{
    m_table->setColumnWidth(NameColumn, fonts::scaled(170));
    m_table->setColumnWidth(PlaceColumn, fonts::scaled(165));
    m_table->setMinimumHeight(fonts::scaled(110));
    m_facts->setMinimumHeight(fonts::scaled(80));
    m_halves->widget(0)->setMinimumSize(fonts::scaled(280), fonts::scaled(140));
}

void CompetitionPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

/// With little room the facts go below the text.
void CompetitionPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_halves->setOrientation(width() < fonts::scaled(900) ? Qt::Vertical : Qt::Horizontal);
}

} // namespace solver
