// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/addbar.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"
#include "window/windowservices.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int linesShown = 6; // of a long paste; the rest scrolls
constexpr int iconRoom = 32, edge = 4;

} // namespace

/// A text field of several lines that looks like the others.
class PasteField final : public QPlainTextEdit
{
public:
    PasteField()
    {
        setFrameShape(QFrame::NoFrame);
        fit();
        viewport()->setAutoFillBackground(false);
    }
    /// Room for the icon.
    void fit() { setViewportMargins(fonts::scaled(iconRoom), edge, fonts::scaled(edge), edge); }
    void setInvalid(bool invalid)
    {
        m_invalid = invalid;
        update();
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            QPainter painter(this);
            const Theme &theme = Theme::of(palette());
            const bool focused = hasFocus();
            painting::box(&painter, QRectF(rect()), painting::controlRadius, theme.base, m_invalid ? theme.failed : focused ? theme.accent : theme.field,
                          m_invalid || focused ? 2 : 1);
            paintIcon(&painter, QRect(0, 0, fonts::scaled(iconRoom), QFontMetrics(font()).lineSpacing() + 3 * edge), u"link"_s, fonts::scaled(16), theme.text2);
            return true;
        }
        if (event->type() == QEvent::ShortcutOverride) {
            // With nothing of its own to take back, the field leaves the keys to the list of jobs.
            const auto *key = static_cast<QKeyEvent *>(event);
            if ((key->matches(QKeySequence::Undo) && !document()->isUndoAvailable()) ||
                (key->matches(QKeySequence::Redo) && !document()->isRedoAvailable())) {
                event->ignore();
                return false;
            }
        }
        return QPlainTextEdit::event(event);
    }
    void focusInEvent(QFocusEvent *event) override
    {
        QPlainTextEdit::focusInEvent(event);
        update();
    }
    void focusOutEvent(QFocusEvent *event) override
    {
        QPlainTextEdit::focusOutEvent(event);
        update();
    }

private:
    bool m_invalid = false;
};

AddBar::AddBar(QWidget *parent)
    : QWidget(parent), m_field(new PasteField), m_hint(new QLabel(m_field)), m_reason(new QLabel), m_preset(new QComboBox), m_add(new QPushButton), m_offer(new QWidget), m_offerText(new QLabel)
{
    m_field->setPlaceholderText(tr("Paste competition URLs, or drop a folder …"));
    m_field->setAccessibleName(tr("Competitions to add"));
    m_field->setTabChangesFocus(true);
    m_field->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_field->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_field->installEventFilter(this);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setBackgroundRole(QPalette::Base);
    m_hint->setAutoFillBackground(true);
    m_hint->setContentsMargins(8, 0, 8, 0);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->hide();
    fonts::assign(m_hint, fonts::Small);
    m_reason->setForegroundRole(QPalette::BrightText);
    m_reason->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    fonts::assign(m_reason, fonts::Small);
    m_reason->hide();
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->addItem(tr("Quick"), u"quick"_s);
    m_preset->addItem(tr("Standard"), u"standard"_s);
    m_preset->setItemData(0, tr("At most 20 minutes of work a competition"), Qt::ToolTipRole);
    m_preset->setItemData(1, tr("At most 2 hours of work a competition"), Qt::ToolTipRole);
    m_preset->setCurrentIndex(1);
    m_add->setText(tr("Add"));
    m_add->setIcon(icon(u"add"_s));
    m_add->setProperty("primary", true);
    m_add->setEnabled(false);

    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_field, 1);
    line->addWidget(m_preset, 0, Qt::AlignTop);
    line->addWidget(m_add, 0, Qt::AlignTop);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(12, 8, 12, 4);
    rows->setSpacing(4);
    rows->addLayout(line);
    rows->addWidget(m_reason);
    rows->addWidget(m_offer);

    m_offerText->setWordWrap(true);
    m_offerText->setTextFormat(Qt::PlainText);
    auto *offered = new QHBoxLayout(m_offer);
    offered->setContentsMargins(0, 0, 0, 4);
    offered->setSpacing(8);
    offered->addWidget(m_offerText);
    for (const auto &[text, act] : {std::pair(tr("Open"), &AddBar::m_openOffered), std::pair(tr("Run again"), &AddBar::m_againOffered)}) {
        auto *button = new QPushButton(text);
        offered->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, act] {
            const std::function<void()> deed = this->*act;
            endOffer();
            deed();
        });
    }
    offered->addStretch();
    m_offer->hide();

    m_pause.setSingleShot(true);
    m_pause.setInterval(80);
    connect(&m_pause, &QTimer::timeout, this, [this] { read(false); });
    connect(m_field, &QPlainTextEdit::textChanged, this, [this] {
        fit();
        m_add->setEnabled(!m_field->toPlainText().trimmed().isEmpty());
        if (m_add->isEnabled())
            endOffer();
        m_pause.start();
    });
    connect(m_add, &QPushButton::clicked, this, [this] { read(true); });
    fit();
}

QString AddBar::preset() const
{
    return m_preset->currentData().toString();
}

void AddBar::setPreset(const QString &preset)
{
    if (const int at = m_preset->findData(preset); at >= 0)
        m_preset->setCurrentIndex(at);
}

/// What stands in the field is left alone: it may be half typed.
void AddBar::add(const QString &text)
{
    inBackground(this, [text] { return readPastedText(text); }, [this](const PastedText &read) {
        if (!read.unknown.isEmpty())
            keep(read.unknown, m_field->toPlainText().split(u'\n', Qt::SkipEmptyParts));
        if (!read.found.isEmpty())
            Q_EMIT competitionsGiven(read.found);
    });
}

/// Lines that are nothing stay in the field, below those before them.
void AddBar::keep(const QList<PastedText::Unknown> &unknown, QStringList before)
{
    for (const PastedText::Unknown &line : unknown)
        before << line.line;
    m_field->setPlainText(before.join(u'\n'));
    fit();
    m_field->moveCursor(QTextCursor::End);
    m_pause.stop();
    show({.unknown = unknown}, m_field->toPlainText());
}

void AddBar::takeFocus()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void AddBar::offer(const QString &sentence, std::function<void()> open, std::function<void()> again)
{
    m_offerText->setText(sentence);
    m_openOffered = std::move(open);
    m_againOffered = std::move(again);
    m_offer->show();
}

void AddBar::endOffer()
{
    m_offer->hide();
    m_openOffered = m_againOffered = {};
}

QSize AddBar::sizeHint() const
{
    return {fonts::scaled(600), QWidget::sizeHint().height()};
}

/// One line high, and higher with more lines.
void AddBar::fit()
{
    m_field->fit();
    const int lines = std::clamp(m_field->document()->blockCount(), 1, linesShown);
    const QFontMetrics metrics(m_field->font());
    const int around = 2 * edge + int(2 * m_field->document()->documentMargin()) + edge; // else the field scrolls by a part of a line
    m_field->setVerticalScrollBarPolicy(m_field->document()->blockCount() > linesShown ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_field->setFixedHeight(std::max(m_add->sizeHint().height(), lines * metrics.lineSpacing() + around));
}

/// At the right end of the field's first line.
void AddBar::placeHint()
{
    const int height = m_add->sizeHint().height() - 2 * edge;
    m_hint->resize(std::min(m_hint->sizeHint().width(), m_field->width() / 2), height);
    m_hint->move(m_field->width() - m_hint->width() - edge, edge);
}

void AddBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

/// Looking at folders may wait for a disk, so it is done in a thread.
void AddBar::read(bool addThem)
{
    m_pause.stop();
    const QString text = m_field->toPlainText();
    const quint64 asked = ++m_asked;
    inBackground(this, [text] { return readPastedText(text); }, [this, text, asked, addThem](const PastedText &found) {
        if (asked != m_asked)
            return; // the person went on
        if (!addThem) {
            show(found, text);
            return;
        }
        keep(found.unknown, {});
        if (!found.found.isEmpty())
            Q_EMIT competitionsGiven(found.found);
    });
}

void AddBar::show(const PastedText &text, const QString &of)
{
    QStringList names;
    for (const PastedText::Found &found : text.found)
        names << found.url.slug;
    m_hint->setVisible(!names.isEmpty());
    m_hint->setText(names.isEmpty() ? QString() : tr("Enter adds %n competition(s): %1", nullptr, int(names.size())).arg(names.mid(0, 3).join(u", "_s) + (names.size() > 3 ? u" …"_s : QString())));
    placeHint();
    // While the last line is still being typed it is no mistake yet.
    const bool typing = m_field->hasFocus() && text.unknown.size() == 1 && of.trimmed() == text.unknown.first().line && !text.unknown.first().line.contains(u' ');
    const bool wrong = !text.unknown.isEmpty() && !typing;
    m_reason->setVisible(wrong);
    m_reason->setText(wrong ? text.unknown.first().reason + (text.unknown.size() > 1 ? u' ' + tr("%n more line(s) were not recognised.", nullptr, int(text.unknown.size()) - 1) : QString())
                            : QString());
    m_field->setInvalid(wrong);
    m_field->setAccessibleDescription(m_reason->text() + m_hint->text());
}

bool AddBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && !key->modifiers().testFlag(Qt::ShiftModifier)) {
            read(true);
            return true;
        }
    }
    if (watched == m_field && event->type() == QEvent::Resize)
        placeHint();
    return QWidget::eventFilter(watched, event);
}

} // namespace solver
