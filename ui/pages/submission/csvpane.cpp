// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/csvpane.h"

#include "pages/submission/hintfield.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/background.h"
#include "viewers/csvview.h"
#include "widgets/elidedlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QDesktopServices>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

CsvPane::CsvPane(QWidget *keys, QWidget *parent)
    : QWidget(parent), m_view(new CsvView(this)), m_bar(new QWidget(this)), m_notice(new QLabel(this)), m_counts(new ElidedLabel(QString(), Qt::ElideRight, this)),
      m_form(new ElidedLabel(QString(), Qt::ElideLeft, this))
{
    m_view->setAccessibleName(tr("Table"));
    makeBar(keys);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_notice->setMargin(16);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    m_notice->hide();
    for (ElidedLabel *label : {m_counts, m_form}) {
        label->setColour(&Theme::text2);
        fonts::assign(label, fonts::Small);
    }
    m_form->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(12, 4, 12, 4);
    line->setSpacing(16);
    line->addWidget(m_counts, 1);
    line->addWidget(m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_notice, 1);
    layout->addLayout(line);
    setMinimumWidth(fonts::scaled(240));

    connect(m_view, &CsvView::countsChanged, this, &CsvPane::showCounts);
    connect(m_view, &CsvView::currentChanged, this, [this] {
        m_said.clear();
        showCounts();
        showHits();
    });
    connect(m_view, &CsvView::copied, this, &CsvPane::copied);
    connect(m_view, &CsvView::copyRefused, this, [this](const QString &why) {
        m_said = why;
        showCounts();
    });
    connect(&m_view->source(), &RecordSource::found, this, [this] {
        if (m_finds && !m_view->source().hits().empty()) {
            m_finds = false;
            m_view->goToFirstHit();
        }
        showHits();
    });
}

CsvPane::~CsvPane()
{
    m_stop.request_stop();
}

QAction *CsvPane::key(const QString &text, const QKeySequence &shortcut, QWidget *keys, const QString &iconName)
{
    auto *action = new QAction(text, this);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(tr("%1 (%2)").arg(text, shortcut.toString(QKeySequence::NativeText)));
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    keys->addAction(action);
    return action;
}

QToolButton *CsvPane::button(QAction *action)
{
    auto *made = new QToolButton(m_bar);
    made->setDefaultAction(action);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setAccessibleName(action->text());
    return made;
}

void CsvPane::makeBar(QWidget *keys)
{
    const QKeySequence findKey(QKeySequence::Find), rowKey(u"Ctrl+G"_s);
    auto *find = new HintField(tr("Find in file"), findKey, m_bar);
    auto *row = new HintField(tr("Go to row"), rowKey, m_bar);
    find->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    for (HintField *field : {find, row})
        connect(field, &HintField::left, m_view, qOverload<>(&QWidget::setFocus));
    m_find = find;
    m_row = row;
    m_hits = new QLabel(m_bar);
    fonts::assign(m_hits, fonts::Small);
    m_hits->hide();
    m_stopFinding = new QToolButton(m_bar);
    m_stopFinding->setText(tr("Stop"));
    m_stopFinding->setAccessibleName(tr("Stop finding"));
    m_stopFinding->setFocusPolicy(Qt::StrongFocus);
    m_stopFinding->hide();
    connect(m_stopFinding, &QToolButton::clicked, this, [this] {
        m_view->source().stopSearch();
        m_view->setFocus(); // the button goes away
        showHits();
    });

    connect(key(tr("Find in the file"), findKey, keys), &QAction::triggered, this, [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    connect(key(tr("Next hit"), QKeySequence(u"F3"_s), keys), &QAction::triggered, this, [this] { findNext(true); });
    connect(key(tr("Previous hit"), QKeySequence(u"Shift+F3"_s), keys), &QAction::triggered, this, [this] { findNext(false); });
    connect(key(tr("Go to a row"), rowKey, keys), &QAction::triggered, this, [this] {
        m_row->setFocus(Qt::ShortcutFocusReason);
        m_row->selectAll();
    });
    connect(m_find, &QLineEdit::textEdited, this, &CsvPane::findText);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { findNext(true); });
    connect(m_row, &QLineEdit::returnPressed, this, [this] {
        bool ok = false;
        const qint64 wanted = QLocale().toLongLong(m_row->text().trimmed(), &ok);
        m_row->setProperty("invalid", !ok || wanted < 1);
        m_row->update();
        if (!ok || wanted < 1)
            return;
        goToRow(wanted);
        m_view->setFocus();
    });
    connect(m_row, &QLineEdit::textEdited, this, [this] {
        m_row->setProperty("invalid", false);
        m_row->update();
    });

    // Ctrl+C is the view's own key, so that fields keep theirs; here it only stands in the menu.
    auto *copy = new QAction(icon(u"copy"_s), tr("Copy cells"), m_view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    copy->setToolTip(tr("%1 (%2)").arg(copy->text(), copy->shortcut().toString(QKeySequence::NativeText)));
    auto *copyNames = new QAction(tr("Copy cells with column names"), m_view);
    copyNames->setShortcut(QKeySequence(u"Ctrl+Shift+C"_s));
    copyNames->setShortcutContext(Qt::WidgetShortcut);
    auto *outside = new QAction(icon(u"open-external"_s), tr("Open with another program"), m_view);
    connect(copy, &QAction::triggered, m_view, [this] { m_view->copySelection(false); });
    connect(copyNames, &QAction::triggered, m_view, [this] { m_view->copySelection(true); });
    connect(outside, &QAction::triggered, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_path)); });
    m_view->addActions({copy, copyNames, outside});

    auto *layout = new QHBoxLayout(m_bar);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(8);
    layout->addWidget(m_find, 3);
    layout->addWidget(m_hits);
    layout->addWidget(m_stopFinding);
    layout->addWidget(m_row, 2);
    layout->addStretch(1);
    layout->addWidget(button(copy));
    layout->addWidget(button(outside));
}

void CsvPane::open(const QString &path)
{
    if (path == m_path)
        return;
    m_path = path;
    m_isOpen = false;
    m_shape = {};
    m_stop.request_stop();
    m_stop = {};
    m_find->clear();
    m_row->clear();
    m_said.clear();
    m_finds = false;
    m_view->open({}, ',', true);
    setNotice({});
    showCounts();
    showHits();
    if (path.isEmpty())
        return;
    inBackground(
        this, [path, stop = m_stop.get_token()] { return csvShapeOf(path, stop); },
        [this, path](const Result<CsvShape> &shape) {
            if (path != m_path)
                return;
            if (shape && shape->obstacle.isEmpty())
                take(*shape);
            else if (shape || shape.error().kind != Error::Kind::Cancelled)
                setNotice(shape ? shape->obstacle : shape.error().message);
        });
}

void CsvPane::take(const CsvShape &shape)
{
    m_shape = shape;
    m_isOpen = true;
    m_view->open(shape.path, shape.delimiter, shape.names.size() > 1);
    m_form->setText(shape.sentence());
    Q_EMIT opened();
}

void CsvPane::setNotice(const QString &sentence)
{
    m_notice->setText(sentence);
    m_notice->setVisible(!sentence.isEmpty());
    m_view->setVisible(sentence.isEmpty());
    m_bar->setEnabled(sentence.isEmpty());
    m_bar->setVisible(!m_path.isEmpty());
    if (!sentence.isEmpty() || m_path.isEmpty())
        m_form->setText({});
}

void CsvPane::findText(const QString &text)
{
    if (m_find->text() != text)
        m_find->setText(text);
    m_finds = !text.isEmpty();
    m_view->find(text);
    showHits();
}

void CsvPane::findNext(bool forward)
{
    m_view->goToHit(forward);
    showHits();
}

void CsvPane::goToRow(qint64 row)
{
    m_view->goTo(row - 1, m_view->currentColumn());
}

void CsvPane::showHits()
{
    const RecordSource &source = m_view->source();
    const bool finds = !m_find->text().isEmpty() && m_isOpen;
    const auto count = qint64(source.hits().size());
    const qint64 current = m_view->currentHit();
    const QLocale locale;
    m_hits->setVisible(finds);
    m_stopFinding->setVisible(finds && source.isSearching());
    if (!finds)
        return;
    //: Hits of a search: the current one of all so far
    m_hits->setText(count == 0 ? (source.isSearching() ? tr("searching …") : tr("no hits"))
                    : current > 0 ? tr("%1 of %2").arg(locale.toString(current), locale.toString(count))
                                  : tr("%Ln row(s)", nullptr, int(count)));
}

QString CsvPane::countsText() const
{
    const int rows = int(std::min<qint64>(m_view->rows(), std::numeric_limits<int>::max()));
    const QString counts = tr("%1, %2").arg(tr("%Ln row(s)", nullptr, rows), tr("%Ln column(s)", nullptr, m_view->columns()));
    const RecordSource &source = m_view->source();
    if (source.isIndexed() || !source.fault().isEmpty())
        return counts;
    const double total = double(source.totalBytes());
    const int percent = total > 0 ? int(100 * double(source.indexedBytes()) / total) : 0;
    return tr("%1 so far, indexing %2 %").arg(counts).arg(percent);
}

QString CsvPane::placeText() const
{
    if (m_view->rows() == 0 || m_view->columns() == 0)
        return {};
    if (m_view->selectedRows() > 1 || m_view->selectedColumns() > 1)
        return tr("%1 by %2 selected").arg(tr("%Ln row(s)", nullptr, int(std::min<qint64>(m_view->selectedRows(), std::numeric_limits<int>::max()))),
                                           tr("%Ln column(s)", nullptr, m_view->selectedColumns()));
    return tr("row %1, %2").arg(QLocale().toString(m_view->currentRow() + 1), m_view->columnName(m_view->currentColumn()));
}

void CsvPane::showCounts()
{
    if (!m_isOpen || m_view->columns() == 0) {
        m_counts->setText(m_path.isEmpty() || m_notice->isVisible() ? QString() : tr("Reading …"));
        return;
    }
    QStringList parts{countsText()};
    parts << placeText() << m_said;
    parts.removeAll(QString());
    m_counts->setText(parts.join(u" · "_s));
    fitLine();
    const std::optional<QString> text = m_view->textAt(m_view->currentRow(), m_view->currentColumn());
    m_view->setAccessibleDescription(text ? tr("%1: %2").arg(placeText(), text->left(200)) : placeText());
}

/// Where both do not fit, the place matters more than the form.
void CsvPane::fitLine()
{
    m_form->setVisible(m_counts->sizeHint().width() + m_form->sizeHint().width() + 40 <= width());
}

void CsvPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitLine();
}

void CsvPane::copied(qint64 rows)
{
    m_said = tr("%Ln row(s) copied", nullptr, int(std::min<qint64>(rows, std::numeric_limits<int>::max())));
    showCounts();
}

} // namespace solver
