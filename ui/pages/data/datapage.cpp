// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/data/datapage.h"

#include "delegates/rowdelegate.h"
#include "models/jobfilter.h"
#include "models/profilemodel.h"
#include "pages/data/factlist.h"
#include "pages/data/filefacts.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/background.h"

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QDesktopServices>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int readingIsSaidAfter = 200; // milliseconds

QWidget *line()
{
    auto *separator = new QWidget;
    separator->setFixedHeight(1);
    separator->setBackgroundRole(QPalette::Midlight);
    separator->setAutoFillBackground(true);
    return separator;
}

QTableView *makeTable(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTableView;
    table->setAccessibleName(name);
    table->setModel(model);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setFocusPolicy(Qt::NoFocus);
    auto *delegate = new RowDelegate(table);
    delegate->setSeparators(true);
    delegate->setCompact(true);
    delegate->attach(table);
    return table;
}

QToolButton *buttonOf(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonTextBesideIcon);
    return button;
}

} // namespace

struct DataPage::Read {
    QList<FileFact> files;
    QList<Fact> facts;
    QList<ColumnProfile> columns;
};

DataPage::DataPage(QWidget *parent)
    : QWidget(parent), m_files(new FileModel(this)), m_profile(new ProfileModel(this)), m_filter(new JobFilter(this)),
      m_words(new QLineEdit), m_count(new QLabel), m_sheets(new QStackedWidget), m_message(new QLabel)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_filter->setSourceModel(m_profile);
    m_bar = makeBar();

    auto *message = new QWidget;
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    auto *words = new QVBoxLayout(message);
    words->setContentsMargins(16, 16, 16, 16);
    words->addWidget(m_message);
    words->addStretch(1);
    m_sheets->insertWidget(MessageSheet, message);
    m_sheets->insertWidget(OverviewSheet, makeOverview());
    makeColumns();
    m_sheets->insertWidget(ColumnsSheet, m_columnTable);

    auto *box = new QVBoxLayout(this);
    box->setContentsMargins({});
    box->setSpacing(0);
    box->addWidget(m_bar);
    box->addWidget(line());
    box->addWidget(m_sheets, 1);
    fitWidths();
    showMessage(tr("The data files are not here yet."));
}

QWidget *DataPage::makeBar()
{
    auto *group = new QActionGroup(this);
    m_overview = group->addAction(tr("Files and contract"));
    m_columns = group->addAction(tr("Columns"));
    m_overview->setCheckable(true);
    m_columns->setCheckable(true);
    m_overview->setChecked(true);
    connect(group, &QActionGroup::triggered, this, &DataPage::showSheet);
    m_open = new QAction(icon(u"table"_s), tr("Open file"), this);
    m_folder = new QAction(icon(u"folder"_s), tr("Open folder"), this);

    m_words->setPlaceholderText(tr("Filter columns"));
    m_words->setAccessibleName(tr("Filter columns"));
    m_words->setClearButtonEnabled(true);
    m_words->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setWords(text);
        showSheet();
    });
    auto *find = new QAction(tr("Filter columns"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(find);
    connect(find, &QAction::triggered, this, [this] {
        m_columns->trigger();
        m_words->setFocus(Qt::ShortcutFocusReason);
        m_words->selectAll();
    });
    m_count->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(m_count, fonts::Small);

    auto *bar = new QWidget;
    auto *box = new QHBoxLayout(bar);
    box->setContentsMargins(12, 6, 12, 6);
    box->setSpacing(6);
    box->addWidget(buttonOf(m_overview));
    box->addWidget(buttonOf(m_columns));
    box->addStretch(1);
    box->addWidget(m_count);
    box->addWidget(m_words);
    m_openButton = buttonOf(m_open);
    m_folderButton = buttonOf(m_folder);
    box->addWidget(m_openButton);
    box->addWidget(m_folderButton);
    return bar;
}

QWidget *DataPage::makeOverview()
{
    m_fileTable = makeTable(m_files, tr("Data files"));
    m_fileTable->addActions({m_open, m_folder});
    connect(m_fileTable, &QTableView::activated, this, &DataPage::openFile);
    connect(m_fileTable->selectionModel(), &QItemSelectionModel::currentChanged, this, &DataPage::showSheet);
    connect(m_open, &QAction::triggered, this, [this] { openFile(m_fileTable->currentIndex()); });
    connect(m_folder, &QAction::triggered, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_dataFolder)); });
    m_contract = new FactList;
    m_contract->setAccessibleName(tr("Contract"));
    m_splitter = new QSplitter;
    m_splitter->setObjectName(u"data"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_fileTable);
    m_splitter->addWidget(m_contract);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({900, 600});
    return m_splitter;
}

void DataPage::makeColumns()
{
    m_columnTable = makeTable(m_filter, tr("Columns of the data files"));
    m_columnTable->setSortingEnabled(false); // the profile's own order until a header is pressed
    m_columnTable->horizontalHeader()->setSectionsClickable(true);
    m_columnTable->horizontalHeader()->setSortIndicatorClearable(true);
    m_columnTable->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_columnTable->horizontalHeader()->setSortIndicatorShown(true);
    connect(m_columnTable->horizontalHeader(), &QHeaderView::sortIndicatorChanged, m_filter, &QSortFilterProxyModel::sort);
    // Headers are for the mouse; the keyboard has the context menu.
    auto *menu = new QMenu(this);
    const auto add = [this, menu](const QString &text, int column) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, column] {
            QHeaderView *header = m_columnTable->horizontalHeader();
            const bool again = column == header->sortIndicatorSection() && header->sortIndicatorOrder() == Qt::AscendingOrder;
            header->setSortIndicator(column, again ? Qt::DescendingOrder : Qt::AscendingOrder);
        });
    };
    for (int column = 0; column < ProfileModel::ColumnCount; ++column)
        add(m_profile->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), column);
    add(tr("As in the files"), -1);
    auto *sort = new QAction(tr("Sort by"), this);
    sort->setMenu(menu);
    m_columnTable->addAction(sort);
}

void DataPage::show(const JobDetails &details)
{
    const StageEvent *prepared = nullptr;
    for (const StageEvent &event : details.stages) {
        if (event.stage == u"prepare" && event.state == u"finished")
            prepared = &event;
    }
    m_dataFolder = details.dataFolder;
    const QString key = prepared && !details.contractFolder.isEmpty()
                            ? details.contractFolder + u'\n' + prepared->at.toString(Qt::ISODateWithMs)
                            : QString();
    const bool other = details.job.id != m_job;
    m_job = details.job.id;
    if (key.isEmpty()) {
        ++m_reading; // what is being read is of another job, or out of date
        m_key.clear();
        m_loaded = false;
        showMessage(details.job.isOver()          ? tr("This job ended before its data were prepared.")
                    : details.dataFolder.isEmpty() ? tr("The data files are not here yet. They come with stage acquire.")
                                                   : tr("The data files are here and are being looked at: files, contract and columns "
                                                        "are shown when stage prepare is over."));
        return;
    }
    if (key == m_key)
        return;
    m_key = key;
    if (other) {
        m_loaded = false;
        m_words->clear();
    }
    read(key, details);
}

void DataPage::read(const QString &key, const JobDetails &details)
{
    const quint64 number = ++m_reading;
    QTimer::singleShot(readingIsSaidAfter, this, [this, number] {
        if (number == m_reading && !m_loaded)
            showMessage(tr("Reading contract and profile …"));
    });
    JobDetails where;
    where.contractFolder = details.contractFolder;
    const auto work = [where] {
        return jobData(where).map([](const JobData &made) {
            return Read{.files = fileFacts(made.contract), .facts = contractFacts(made.contract), .columns = columnProfiles(made.profile)};
        });
    };
    inBackground(this, work, [this, number, key](const Result<Read> &made) {
        if (number != m_reading || key != m_key)
            return;
        if (!made) {
            m_key.clear(); // so that the next look at the job tries again
            m_loaded = false;
            showMessage(made.error().message);
            return;
        }
        m_files->setFiles(made->files);
        m_contract->setFacts(made->facts);
        m_profile->setColumns(made->columns);
        if (m_files->rowCount() > 0)
            m_fileTable->setCurrentIndex(m_files->index(0, 0));
        m_columns->setText(tr("Columns (%1)").arg(m_profile->rowCount()));
        m_loaded = true;
        showSheet();
    });
}

void DataPage::showMessage(const QString &sentence)
{
    m_message->setText(sentence);
    m_sheets->setCurrentIndex(MessageSheet);
    m_bar->setEnabled(false);
}

void DataPage::showSheet()
{
    if (!m_loaded)
        return;
    const bool columns = m_columns->isChecked();
    m_bar->setEnabled(true);
    m_sheets->setCurrentIndex(columns ? ColumnsSheet : OverviewSheet);
    m_words->setVisible(columns);
    m_count->setVisible(columns && m_filter->isFiltering());
    //: Filtered list of columns
    m_count->setText(tr("%1 of %2").arg(m_filter->rowCount()).arg(m_profile->rowCount()));
    const QModelIndex current = m_fileTable->currentIndex();
    m_openButton->setVisible(!columns);
    m_open->setEnabled(current.isValid() && m_files->file(current.row()).count <= 1 && !m_dataFolder.isEmpty());
    m_folderButton->setVisible(!columns);
    m_folder->setEnabled(!m_dataFolder.isEmpty());
}

void DataPage::openFile(const QModelIndex &index)
{
    if (!index.isValid() || m_dataFolder.isEmpty())
        return;
    if (const FileFact &file = m_files->file(index.row()); file.count <= 1)
        Q_EMIT openFileRequested(m_dataFolder + u'/' + file.path);
}

void DataPage::fitWidths()
{
    m_words->setMaximumWidth(fonts::scaled(260));
    m_splitter->setOrientation(width() < fonts::scaled(1000) ? Qt::Vertical : Qt::Horizontal);
    const auto set = [](QTableView *table, std::initializer_list<int> widths) {
        int column = 0;
        for (const int width : widths)
            table->setColumnWidth(column++, fonts::scaled(width));
    };
    set(m_fileTable, {220, 80, 80, 80, 80});
    set(m_columnTable, {190, 130, 84, 84, 104, 96, 96, 96, 96, 100});
}

void DataPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_splitter->setOrientation(width() < fonts::scaled(1000) ? Qt::Vertical : Qt::Horizontal);
}

void DataPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitWidths();
}

} // namespace solver
