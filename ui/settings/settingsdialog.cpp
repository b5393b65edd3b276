// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingsdialog.h"

#include "settings/foldersize.h"
#include "settings/pagelist.h"
#include "settings/settingfield.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/background.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QShortcut>
#include <QSignalBlocker>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int edge = 24; ///< of a page
constexpr int narrowPage = 480; ///< below it, labels stand above their controls

QWidget *line(bool upright)
{
    auto *made = new QWidget;
    upright ? made->setFixedWidth(1) : made->setFixedHeight(1);
    made->setAutoFillBackground(true);
    made->setBackgroundRole(QPalette::Midlight); // sep
    return made;
}

} // namespace

SettingsDialog::SettingsDialog(const QList<SettingsPage> &pages, const Settings &settings, QWidget *parent)
    : QDialog(parent), m_settings(settings), m_search(new QLineEdit), m_pages(new PageList), m_scroll(new QScrollArea), m_nothing(new QLabel),
      m_restore(new QPushButton(tr("Restore defaults"))), m_state(new QLabel), m_close(new QPushButton(tr("Close")))
{
    setWindowTitle(tr("Settings"));
    m_writer.setMaxThreadCount(1);
    auto *paper = new QWidget;
    paper->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(paper);
    column->setContentsMargins(edge, 16, edge, 16);
    column->setSpacing(edge);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setWordWrap(true);
    m_nothing->setTextFormat(Qt::PlainText);
    column->addWidget(m_nothing);
    m_scroll->setWidget(paper);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus); // going to a control scrolls to it
    m_scroll->setBackgroundRole(QPalette::Base);
    for (const SettingsPage &page : pages)
        addPage(page);
    column->addStretch();

    auto *upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(makeSide());
    upper->addWidget(line(true));
    upper->addWidget(m_scroll, 1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(upper, 1);
    all->addWidget(line(false));
    all->addWidget(makeFoot());

    const QSize room = screen()->availableSize() * 0.95;
    resize(QSize(fonts::scaled(960), fonts::scaled(700)).boundedTo(room));
    orderTabs();
    showValues(true);
    tell({});
    m_pages->setCurrentRow(0);
    select();
}

SettingsDialog::~SettingsDialog()
{
    m_stop.request_stop();
    if (!m_toWrite.isEmpty()) { // a write was under way when the last change came
        for (auto it = m_toWrite.cbegin(); it != m_toWrite.cend(); ++it)
            m_writer.start([write = it.key()->row().write, file = m_settings.file(), value = it.value()] { (void)write(file, value); });
    }
}

void SettingsDialog::addPage(const SettingsPage &page)
{
    Section section{.title = page.title,
                    .widget = new QWidget,
                    .sentence = new QLabel(page.sentence),
                    .rows = {},
                    .content = page.content ? page.content() : nullptr,
                    .words = QStringList{page.title, page.sentence, page.words}.join(u' ').toLower()};
    auto *title = new QLabel(page.title);
    fonts::assign(title, fonts::PageTitle);
    section.sentence->setWordWrap(true);
    section.sentence->setForegroundRole(QPalette::PlaceholderText);
    auto *column = new QVBoxLayout(section.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(title);
    column->addWidget(section.sentence);
    auto *rows = new QVBoxLayout;
    rows->setContentsMargins(0, 8, 0, 0);
    rows->setSpacing(16);
    column->addLayout(rows);
    for (const SettingRow &row : page.rows) {
        auto *widget = new QWidget;
        auto *layout = new QBoxLayout(QBoxLayout::LeftToRight, widget);
        layout->setContentsMargins(0, 0, 0, 0);
        auto *field = new SettingField(row);
        auto *label = new QLabel(row.label);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setBuddy(field->control());
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        layout->addWidget(label, 0, Qt::AlignTop);
        layout->addWidget(field, 1);
        rows->addWidget(widget);
        section.rows.push_back({.widget = widget, .layout = layout, .label = label, .field = field});
        connect(field, &SettingField::changed, this, [this, field](const QVariant &value) { change(field, value); });
    }
    if (section.content)
        rows->addWidget(section.content);
    m_scroll->widget()->layout()->addWidget(section.widget);
    m_pages->addPage(page.icon, page.title);
    m_sections.push_back(std::move(section));
}

/// As it is read: the side, the rows, the foot.
void SettingsDialog::orderTabs()
{
    QList<QWidget *> order{m_search, m_pages};
    for (const Section &section : m_sections) {
        for (const Row &row : section.rows)
            order << row.field->control() << row.field->resetButton();
        if (!section.content)
            continue;
        for (QWidget *part : section.content->findChildren<QWidget *>()) {
            if (part->focusPolicy() & Qt::TabFocus)
                order << part;
        }
    }
    order << m_restore << m_close;
    for (qsizetype at = 1; at < order.size(); ++at)
        setTabOrder(order[at - 1], order[at]);
}

QWidget *SettingsDialog::makeSide()
{
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::select);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        const auto all = fields();
        const auto first = std::ranges::find_if(all, [](const SettingField *field) { return field->control()->isVisible() && field->control()->isEnabled(); });
        if (first != all.end())
            (*first)->control()->setFocus(Qt::TabFocusReason);
    });
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    m_pages->setAccessibleName(tr("Pages"));
    const auto choose = [this] {
        const QSignalBlocker quiet(m_search);
        m_search->clear();
        select();
    };
    connect(m_pages, &QListWidget::currentRowChanged, this, choose);
    connect(m_pages, &QListWidget::itemClicked, this, choose); // also the one that is current, out of a search
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(8, 12, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_search);
    column->addWidget(m_pages, 1);
    return side;
}

QWidget *SettingsDialog::makeFoot()
{
    for (QPushButton *button : {m_restore, m_close})
        button->setAutoDefault(false); // Enter is for the field that has the focus
    m_restore->setFlat(true);
    m_restore->setToolTip(tr("Of the page that is shown"));
    connect(m_restore, &QPushButton::clicked, this, &SettingsDialog::restoreDefaults);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    fonts::assign(m_state, fonts::Small);
    auto *foot = new QWidget;
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 8, 16, 8);
    row->addWidget(m_restore);
    row->addWidget(m_state, 1);
    row->addWidget(m_close);
    return foot;
}

void SettingsDialog::present()
{
    show();
    raise();
    activateWindow();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    readFile();
    countFolders();
}

void SettingsDialog::showPage(int page)
{
    m_pages->setCurrentRow(page);
}

void SettingsDialog::showPage(const QString &title)
{
    const auto found = std::ranges::find(m_sections, title, &Section::title);
    if (found != m_sections.end())
        showPage(int(found - m_sections.begin()));
}

void SettingsDialog::search(const QString &text)
{
    m_search->setText(text);
}

/// Shows the current page, or of every page the rows that fit the search.
void SettingsDialog::select()
{
    const QStringList words = m_search->text().toLower().split(u' ', Qt::SkipEmptyParts);
    bool any = false;
    for (size_t page = 0; page < m_sections.size(); ++page) {
        Section &section = m_sections[page];
        bool shown = false;
        for (const Row &row : section.rows) {
            const bool fits = words.isEmpty() || row.field->matches(words, section.title);
            row.widget->setVisible(fits);
            shown = shown || fits;
        }
        if (section.content) {
            const bool fits = std::ranges::all_of(words, [&section](const QString &word) { return section.words.contains(word); });
            section.content->setVisible(fits);
            shown = shown || fits;
        }
        if (words.isEmpty())
            shown = int(page) == m_pages->currentRow();
        section.sentence->setVisible(words.isEmpty());
        section.widget->setVisible(shown);
        any = any || shown;
    }
    m_nothing->setVisible(!any);
    //: %1 is what a person typed
    m_nothing->setText(tr("No setting fits “%1”.").arg(m_search->text().trimmed()));
    updateRestore();
    // While rows of many pages are shown, none is the chosen one.
    m_pages->selectionModel()->select(m_pages->currentIndex(), words.isEmpty() ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Clear);
    fit();
    m_scroll->ensureVisible(0, 0);
}

void SettingsDialog::restoreDefaults()
{
    for (const Row &row : m_sections.at(size_t(m_pages->currentRow())).rows)
        row.field->reset();
}

void SettingsDialog::updateRestore()
{
    const auto page = size_t(m_pages->currentRow()); // none yet: a large number
    m_restore->setEnabled(m_search->text().isEmpty() && page < m_sections.size() &&
                          std::ranges::any_of(m_sections[page].rows, [](const Row &row) { return row.field->canReset(); }));
}

std::vector<SettingField *> SettingsDialog::fields() const
{
    std::vector<SettingField *> all;
    for (const Section &section : m_sections) {
        for (const Row &row : section.rows)
            all.push_back(row.field);
    }
    return all;
}

void SettingsDialog::readFile()
{
    inBackground(this, [settings = m_settings] { return settings.reread(); }, [this](const Settings &now) {
        if (m_writing || !m_toWrite.isEmpty())
            return; // what is shown is newer
        m_settings = now;
        showValues(true);
    });
}

/// \param alsoWritten  else only what is kept elsewhere, which may change while the dialog is open
void SettingsDialog::showValues(bool alsoWritten)
{
    for (SettingField *field : fields()) {
        const SettingRow &row = field->row();
        if (!row.read || (row.write && !alsoWritten))
            continue;
        field->setValue(row.read(m_settings));
        if (row.locked)
            field->setLocked(row.locked(m_settings));
    }
    updateRestore();
}

void SettingsDialog::countFolders()
{
    for (SettingField *field : fields()) {
        const SettingRow &row = field->row();
        if (row.kind != SettingRow::Kind::Folder)
            continue;
        inBackground(this, [folder = row.folder, without = row.without, stop = m_stop.get_token()] { return folderBytes(folder, without, stop); },
                     [field](const std::optional<qint64> &bytes) { field->setBytes(bytes.value_or(-1)); });
    }
}

void SettingsDialog::change(SettingField *field, const QVariant &value)
{
    updateRestore();
    if (!field->row().write) {
        field->row().apply(value);
        return;
    }
    m_toWrite.insert(field, value);
    write();
}

/// One value after the other, each field's last one only: an arrow that is held makes many.
void SettingsDialog::write()
{
    if (m_writing || m_toWrite.isEmpty())
        return;
    m_writing = true;
    SettingField *field = m_toWrite.cbegin().key();
    const QVariant value = m_toWrite.take(field);
    inBackground(&m_writer, this, [write = field->row().write, file = m_settings.file(), value] { return write(file, value); },
                 [this, field, value](const Result<> &written) {
                     m_writing = false;
                     const SettingRow &row = field->row();
                     if (written && row.apply)
                         row.apply(value);
                     m_restartWanted = m_restartWanted || (written && row.fromNextStart);
                     tell(written ? QString() : (written.error().message + u' ' + written.error().nextStep).trimmed());
                     write();
                 });
}

void SettingsDialog::tell(const QString &sentence)
{
    m_state->setText(!sentence.isEmpty() ? sentence
                     : m_restartWanted   ? tr("Some changes count from the next start.")
                                         : tr("Changes are kept at once."));
}

/// Labels beside their controls while there is room, else above; one width for all labels, so that search looks like a page.
void SettingsDialog::fit()
{
    m_search->setMinimumWidth(fonts::scaled(190));
    const bool narrow = m_scroll->viewport()->width() - 2 * edge < fonts::scaled(narrowPage);
    for (const Section &section : m_sections) {
        for (const Row &row : section.rows) {
            row.layout->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
            row.layout->setSpacing(narrow ? 4 : 16);
            row.label->setMinimumWidth(narrow ? 0 : fonts::scaled(150));
            row.label->setMaximumWidth(narrow ? QWIDGETSIZE_MAX : fonts::scaled(150));
            // Its text stands beside the control's.
            const int lower = (row.field->control()->sizeHint().height() - row.label->fontMetrics().height()) / 2;
            row.label->setContentsMargins(0, narrow ? 0 : lower, 0, 0);
            row.field->setNarrow(narrow);
        }
    }
}

bool SettingsDialog::event(QEvent *event)
{
    if (event->type() == QEvent::WindowActivate)
        showValues(false);
    return QDialog::event(event);
}

/// Scheme and text size are changed by keys and menus, too.
void SettingsDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::PaletteChange)
        return;
    // Not now: the parts get their fonts after this one.
    QMetaObject::invokeMethod(this, [this] {
        showValues(false);
        fit();
    }, Qt::QueuedConnection);
}

void SettingsDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    fit();
}

/// What was typed counts, also when the dialog goes away at once.
void SettingsDialog::done(int result)
{
    if (QWidget *typed = focusWidget())
        typed->clearFocus();
    QDialog::done(result);
}

void SettingsDialog::keyPressEvent(QKeyEvent *event)
{
    // The first Esc ends a search, the next one closes.
    if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty())
        m_search->clear();
    else
        QDialog::keyPressEvent(event);
}

} // namespace solver
