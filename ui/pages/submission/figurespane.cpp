// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/figurespane.h"

#include "delegates/rowdelegate.h"
#include "theme/fonts.h"
#include "widgets/background.h"
#include "widgets/filechip.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QStandardItemModel>
#include <QTableView>
#include <QTimer>

#include <algorithm>

namespace solver {

FiguresPane::FiguresPane(QWidget *parent)
    : QWidget(parent), m_chip(new FileChip(FileChip::Large, this)), m_histogram(new Histogram(this)), m_note(new QLabel(this)),
      m_model(new QStandardItemModel(this)), m_table(new QTableView(this))
{
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(m_note, fonts::Small);
    m_note->hide();
    m_histogram->setMinimumHeight(fonts::scaled(200));
    m_histogram->setMaximumHeight(fonts::scaled(260));
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Figures of the predictions"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // as high as its rows
    auto *delegate = new RowDelegate(m_table);
    delegate->setCompact(true);
    delegate->setSeparators(true);
    delegate->attach(m_table);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 16);
    layout->setSpacing(16);
    auto *inside = new QVBoxLayout; // the table brings its own margins
    inside->setContentsMargins(16, 0, 16, 0);
    inside->setSpacing(16);
    inside->addWidget(m_chip);
    inside->addWidget(m_histogram, 1);
    inside->addWidget(m_note);
    layout->addLayout(inside);
    layout->addWidget(m_table);
    layout->addStretch();
    m_histogram->hide();
    m_table->hide();
}

FiguresPane::~FiguresPane()
{
    m_stop.request_stop();
}

QString FiguresPane::note() const
{
    return m_note->text();
}

void FiguresPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) { // the text may have grown
        m_histogram->setMinimumHeight(fonts::scaled(200));
        m_histogram->setMaximumHeight(fonts::scaled(260));
        QTimer::singleShot(0, this, &FiguresPane::fitTable); // when the rows have
    }
}

void FiguresPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitTable();
}

QSize FiguresPane::minimumSizeHint() const
{
    const int table = m_table->isHidden() ? 0 : m_table->minimumWidth();
    return {std::max(fonts::scaled(280), table), QWidget::minimumSizeHint().height()};
}

void FiguresPane::setFiles(const FigureFiles &files, bool again)
{
    if (files == m_files && !again)
        return;
    const QString column = files.submission == m_files.submission ? m_figures.column : QString();
    const bool isOther = files.submission != m_files.submission;
    m_files = files;
    if (isOther)
        showFigures(Figures{}); // nothing of the old file beside the new one
    read(column);
}

void FiguresPane::setColumn(const QString &column)
{
    if (column != m_figures.column && m_figures.columns.contains(column))
        read(column);
}

void FiguresPane::read(const QString &column)
{
    m_stop.request_stop();
    m_stop = {};
    const int request = ++m_request;
    if (m_files.submission.isEmpty())
        return;
    inBackground(
        this, [files = m_files, column, stop = m_stop.get_token()] { return figuresOf(files, column, stop); },
        [this, request](const Result<Figures> &figures) {
            if (request == m_request)
                showFigures(figures);
        });
}

void FiguresPane::showFigures(const Result<Figures> &figures)
{
    m_figures = figures.value_or(Figures{});
    m_histogram->setData(m_figures.column, m_figures.histogram);
    m_histogram->setVisible(!m_figures.histogram.predictions.empty());
    m_note->setText(figures ? m_figures.note : figures.error().message);
    m_note->setVisible(!m_note->text().isEmpty());
    fillTable();
    Q_EMIT ready();
}

void FiguresPane::fillTable()
{
    m_model->clear();
    QStringList heads{QString()};
    heads << m_figures.heads;
    m_model->setHorizontalHeaderLabels(heads);
    for (int column = 1; column < heads.size(); ++column)
        m_model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (qsizetype row = 0; row < m_figures.names.size(); ++row) {
        auto *name = new QStandardItem(m_figures.names[row]);
        QList<QStandardItem *> items{name};
        for (const QString &cell : m_figures.cells.value(row)) {
            auto *item = new QStandardItem(cell);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            items << item;
        }
        m_model->appendRow(items);
    }
    m_table->setVisible(m_model->rowCount() > 0);
    fitTable();
}

void FiguresPane::fitTable()
{
    const int rows = m_table->verticalHeader()->defaultSectionSize() * m_model->rowCount();
    const QAbstractItemView *view = m_table;
    QHeaderView *header = m_table->horizontalHeader();
    int widest = 0, all = 0;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const int wide = std::max(header->sectionSizeHint(column), view->sizeHintForColumn(column));
        widest = std::max(widest, wide);
        all += wide;
    }
    m_table->setMinimumWidth(all);
    // In equal columns where there is room, else each as wide as it must be.
    const bool equal = widest * m_model->columnCount() <= width();
    for (int column = 0; column < m_model->columnCount(); ++column)
        header->setSectionResizeMode(column, column == 0 || equal ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    m_table->setFixedHeight(rows + m_table->horizontalHeader()->sizeHint().height() + 2 * m_table->frameWidth());
}

} // namespace solver
