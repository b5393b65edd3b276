// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingfield.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/elidedlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QUrl>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

SettingField::SettingField(const SettingRow &row, QWidget *parent)
    : QWidget(parent), m_row(row), m_value(row.fallback), m_line(new QHBoxLayout), m_column(new QVBoxLayout(this)), m_hint(new QLabel), m_sentence(new QLabel), m_reset(new QPushButton(tr("Reset"), this))
{
    m_line->setSpacing(8);
    switch (row.kind) {
    case SettingRow::Kind::Number: m_control = makeNumber(); break;
    case SettingRow::Kind::Choice: m_control = makeChoice(); break;
    case SettingRow::Kind::Text: m_control = makeText(); break;
    case SettingRow::Kind::Folder: m_control = makeFolder(); break;
    }
    if (row.kind == SettingRow::Kind::Folder) {
        auto *path = new ElidedLabel(QDir::toNativeSeparators(row.folder), Qt::ElideMiddle);
        m_line->addWidget(path, 1);
        m_line->addWidget(m_hint);
        m_line->addWidget(m_control);
    } else {
        m_control->setAccessibleName(row.label);
        m_control->setAccessibleDescription(row.sentence);
        m_hint->setWordWrap(true);
        m_line->addWidget(m_control);
        m_line->addWidget(m_hint, 1);
        m_line->addStretch();
        m_line->addWidget(m_reset);
    }
    for (QLabel *label : {m_hint, m_sentence}) {
        label->setTextFormat(Qt::PlainText);
        label->setForegroundRole(QPalette::PlaceholderText);
        fonts::assign(label, fonts::Small);
    }
    m_sentence->setText(row.fromNextStart ? row.sentence + u' ' + tr("A change counts from the next start.") : row.sentence);
    m_sentence->setWordWrap(true);
    m_reset->setFlat(true);
    m_reset->setAutoDefault(false);
    m_reset->setAccessibleName(tr("Reset: %1").arg(row.label));
    m_reset->setToolTip(tr("Back to the default: %1").arg(shown(row.fallback)));
    connect(m_reset, &QPushButton::clicked, this, &SettingField::reset);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_column->addLayout(m_line);
    m_column->addWidget(m_sentence);
    m_control->installEventFilter(this);
    fit();
    display(m_value);
}

QWidget *SettingField::makeNumber()
{
    auto *number = new QSpinBox;
    number->setRange(m_row.lowest, m_row.highest);
    number->setSingleStep(m_row.step);
    number->setSuffix(m_row.unit);
    number->setSpecialValueText(m_row.lowestText);
    number->setKeyboardTracking(false); // 1 on the way to 12 is no value
    // The keys go to the spin box; its inner field would be a second stop without a name.
    number->findChild<QLineEdit *>()->setFocusPolicy(Qt::ClickFocus);
    number->setFocusPolicy(Qt::StrongFocus); // the line above is handed on to it
    connect(number, &QSpinBox::valueChanged, this, [this](int value) { take(value); });
    return number;
}

QWidget *SettingField::makeChoice()
{
    auto *choice = new QComboBox;
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents); // also after a change of text size
    for (const SettingRow::Choice &each : m_row.choices)
        choice->addItem(each.text, each.word);
    connect(choice, &QComboBox::currentIndexChanged, this, [this, choice] { take(choice->currentData()); });
    return choice;
}

QWidget *SettingField::makeText()
{
    auto *text = new QLineEdit;
    text->setPlaceholderText(m_row.placeholder);
    connect(text, &QLineEdit::editingFinished, this, [this, text] {
        // Where empty means nothing, it is the wish for the default.
        const QString typed = text->text().trimmed();
        const QString meant = typed.isEmpty() ? m_row.fallback.toString() : typed;
        text->setText(meant);
        take(meant);
    });
    return text;
}

QWidget *SettingField::makeFolder()
{
    auto *open = new QPushButton(icon(u"open-external"_s), tr("Open"));
    open->setAutoDefault(false);
    open->setAccessibleName(tr("Open: %1").arg(m_row.label));
    open->setAccessibleDescription(m_row.folder);
    connect(open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_row.folder)); });
    return open;
}

void SettingField::take(const QVariant &value)
{
    if (value == m_value)
        return;
    m_value = value;
    refresh();
    Q_EMIT changed(value);
}

void SettingField::setValue(const QVariant &value)
{
    m_value = value;
    display(value);
}

void SettingField::display(const QVariant &value)
{
    const QSignalBlocker quiet(m_control);
    if (auto *number = qobject_cast<QSpinBox *>(m_control))
        number->setValue(value.toInt());
    else if (auto *choice = qobject_cast<QComboBox *>(m_control))
        choice->setCurrentIndex(choice->findData(value));
    else if (auto *text = qobject_cast<QLineEdit *>(m_control))
        text->setText(value.toString());
    refresh();
}

void SettingField::setLocked(const QString &reason)
{
    m_locked = reason;
    if (m_row.kind != SettingRow::Kind::Folder)
        m_control->setEnabled(reason.isEmpty());
    refresh();
}

void SettingField::setBytes(qint64 bytes)
{
    m_bytes = bytes;
    refresh();
}

QWidget *SettingField::resetButton() const
{
    return m_reset;
}

void SettingField::setNarrow(bool narrow)
{
    if (narrow == m_narrow || m_row.kind == SettingRow::Kind::Folder)
        return;
    m_narrow = narrow;
    (narrow ? m_line : m_column)->removeWidget(m_hint);
    if (narrow)
        m_column->insertWidget(1, m_hint);
    else
        m_line->insertWidget(1, m_hint, 1);
}

bool SettingField::canReset() const
{
    return m_row.kind != SettingRow::Kind::Folder && m_locked.isEmpty() && m_value != m_row.fallback;
}

void SettingField::reset()
{
    if (!canReset())
        return;
    if (m_reset->hasFocus()) // it goes away
        m_control->setFocus(Qt::OtherFocusReason);
    display(m_row.fallback);
    take(m_row.fallback);
}

bool SettingField::matches(const QStringList &words, const QString &pageTitle) const
{
    QStringList said{pageTitle, m_row.label, m_row.sentence, m_row.folder};
    for (const SettingRow::Choice &choice : m_row.choices)
        said << choice.text;
    const QString all = said.join(u'\n').toLower();
    return std::ranges::all_of(words, [&all](const QString &word) { return all.contains(word); });
}

/// A value in the words of its control.
QString SettingField::shown(const QVariant &value) const
{
    switch (m_row.kind) {
    case SettingRow::Kind::Number:
        return value.toInt() == m_row.lowest && !m_row.lowestText.isEmpty() ? m_row.lowestText : QLocale().toString(value.toInt()) + m_row.unit;
    case SettingRow::Kind::Choice: {
        const auto choice = std::ranges::find(m_row.choices, value.toString(), &SettingRow::Choice::word);
        return choice == m_row.choices.end() ? value.toString() : choice->text;
    }
    default:
        return value.toString().isEmpty() ? m_row.placeholder : value.toString();
    }
}

QString SettingField::rangeText() const
{
    const QString usual = shown(m_row.fallback);
    if (m_row.kind != SettingRow::Kind::Number)
        //: Beside a setting
        return tr("default: %1").arg(usual);
    const bool word = !m_row.lowestText.isEmpty();
    const QString from = QLocale().toString(m_row.lowest + (word ? 1 : 0)), to = QLocale().toString(m_row.highest) + m_row.unit;
    //: Beside a setting: "automatic, or 1 to 64; default: automatic"
    return word ? tr("%1, or %2 to %3; default: %4").arg(m_row.lowestText, from, to, usual)
                //: Beside a setting: "1 to 50; default: 50"
                : tr("%1 to %2; default: %3").arg(from, to, usual);
}

void SettingField::refresh()
{
    if (m_row.kind == SettingRow::Kind::Folder)
        m_hint->setText(m_bytes < 0 ? tr("being counted …") : QLocale().formattedDataSize(m_bytes, m_bytes < 1024 ? 0 : 1));
    else
        m_hint->setText(m_locked.isEmpty() ? rangeText() : m_locked);
    m_reset->setVisible(canReset());
}

void SettingField::fit()
{
    if (m_row.kind == SettingRow::Kind::Text)
        m_control->setMinimumWidth(fonts::scaled(200));
}

/// The wheel scrolls the page; it changes a value only where a person has gone to.
bool SettingField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel && !m_control->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SettingField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fit();
}

} // namespace solver
