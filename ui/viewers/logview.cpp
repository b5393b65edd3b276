// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewers/logview.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/theme.h"
#include "widgets/background.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>

namespace solver {

namespace {

constexpr qsizetype shownBytes = 16 * 1024; // of a line: its end, as progress bars rewrite themselves
constexpr size_t errorsKept = 100'000;
constexpr qint64 linesCopied = 200'000;
constexpr int padding = 8;
constexpr int iconWidth = 22;

struct Counted {
    LogLevels levels;
    qint64 bytes = 0;
};

/// Goes on counting where the last call ended; a last line without its end waits for the next call.
Counted count(const QString &path, Counted so)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(so.bytes))
        return so;
    QByteArray rest;
    for (;;) {
        const QByteArray block = file.read(1 << 20);
        if (block.isEmpty())
            return so;
        rest += block;
        qsizetype at = 0;
        for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', at)) {
            const LogLine::Level level = levelOf(QByteArrayView(rest).sliced(at, end - at));
            if (level == LogLine::Level::Error && so.levels.errors.size() < errorsKept)
                so.levels.errors.push_back(so.levels.lines);
            ++so.levels.counts[size_t(level)];
            ++so.levels.lines;
            so.bytes += end + 1 - at;
            at = end + 1;
        }
        rest.remove(0, at);
        if (rest.size() > (8 << 20)) // a line without end: what matters of it is its last part
            return so;
    }
}

QColor ansi(const Theme &theme, int colour)
{
    switch (colour) {
    case 1: return theme.failed;
    case 2: return theme.completed;
    case 3: return theme.warning;
    case 4: return theme.accent;
    case 5: return theme.cancelled;
    case 6: return theme.function;
    default: return theme.text2;
    }
}

} // namespace

LogView::LogView(QWidget *parent) : QAbstractScrollArea(parent), m_chip(new QToolButton(viewport()))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setBackgroundRole(QPalette::Base);
    m_chip->setIcon(icon(QStringLiteral("arrow-down")));
    m_chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chip->setProperty("primary", true);
    m_chip->setFocusPolicy(Qt::NoFocus); // the same by the key End
    m_chip->hide();
    connect(m_chip, &QToolButton::clicked, this, [this] { setFollowing(true); });
    connect(&m_source, &RecordSource::grew, this, &LogView::sourceGrew);
    connect(&m_source, &RecordSource::loaded, viewport(), qOverload<>(&QWidget::update));
    connect(&m_source, &RecordSource::found, viewport(), qOverload<>(&QWidget::update));
    connect(&m_source, &RecordSource::failed, viewport(), qOverload<>(&QWidget::update));
}

void LogView::open(const QString &path)
{
    if (path == m_path && m_source.fault().isEmpty()) {
        refresh();
        return;
    }
    m_path = path;
    m_levels = {};
    m_counted = 0;
    m_counting = false;
    m_current = m_anchor = -1;
    m_widest = 0;
    m_seen = 0;
    m_source.open(path, RecordRules::log(), shownBytes, KeepPart::End);
    setFollowing(true);
    updateBars();
    viewport()->update();
    Q_EMIT countsChanged();
}

void LogView::refresh()
{
    m_source.refresh();
}

void LogView::sourceGrew()
{
    updateBars();
    if (m_following) {
        m_moving = true;
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        m_moving = false;
    }
    placeChip();
    countLevels();
    viewport()->update();
    Q_EMIT countsChanged();
}

void LogView::countLevels()
{
    if (m_counting || m_path.isEmpty())
        return;
    m_counting = true;
    inBackground(this, [path = m_path, so = Counted{.levels = m_levels, .bytes = m_counted}] { return count(path, so); }, [this, path = m_path](const Counted &counted) {
        if (path != m_path)
            return;
        m_counting = false;
        m_levels = counted.levels;
        m_counted = counted.bytes;
        viewport()->update();
        Q_EMIT countsChanged();
    });
}

int LogView::lineHeight() const
{
    return QFontMetrics(fonts::log()).height() + 3;
}

int LogView::numbersWidth() const
{
    return QFontMetrics(fonts::log()).horizontalAdvance(QString::number(std::max<qint64>(lines(), 999))) + 2 * padding;
}

int LogView::visibleLines() const
{
    return std::max(1, viewport()->height() / lineHeight());
}

bool LogView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

qint64 LogView::lineAt(int y) const
{
    return std::clamp<qint64>(verticalScrollBar()->value() + y / lineHeight(), 0, std::max<qint64>(0, lines() - 1));
}

void LogView::updateBars()
{
    m_moving = true;
    verticalScrollBar()->setRange(0, int(std::clamp<qint64>(lines() - visibleLines(), 0, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(visibleLines());
    const int width = viewport()->width() - numbersWidth() - iconWidth;
    horizontalScrollBar()->setRange(0, std::max(0, m_widest + padding - width));
    horizontalScrollBar()->setPageStep(std::max(1, width));
    horizontalScrollBar()->setSingleStep(fonts::scaled(24));
    m_moving = false;
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    sourceGrew();
}

void LogView::setFollowing(bool following)
{
    if (following) {
        m_moving = true;
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        m_moving = false;
    } else {
        m_seen = lines();
    }
    if (m_following != following) {
        m_following = following;
        Q_EMIT followingChanged(following);
    }
    placeChip();
}

void LogView::scrollContentsBy(int, int)
{
    if (!m_moving && m_following != isAtEnd())
        setFollowing(isAtEnd());
    viewport()->update(); // rows are painted, not moved: hits and marks depend on the place
}

void LogView::placeChip()
{
    const qint64 fresh = lines() - m_seen;
    m_chip->setVisible(!m_following && fresh > 0);
    if (m_chip->isHidden())
        return;
    m_chip->setText(tr("%n new line(s)", nullptr, int(std::min<qint64>(fresh, std::numeric_limits<int>::max()))));
    m_chip->setAccessibleName(m_chip->text());
    m_chip->adjustSize();
    m_chip->move((viewport()->width() - m_chip->width()) / 2, viewport()->height() - m_chip->height() - padding);
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.base);
    if (lines() == 0 || !m_source.fault().isEmpty()) {
        painter.setPen(theme.text2);
        painter.setFont(fonts::body());
        const QString text = !m_source.fault().isEmpty() ? m_source.fault()
                             : m_path.isEmpty()          ? QString()
                             : m_source.isIndexed()      ? tr("Nothing was printed.")
                                                         : tr("Reading …");
        painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text);
        return;
    }
    const int before = m_widest;
    int y = 0;
    for (qint64 line = verticalScrollBar()->value(); line < lines() && y < viewport()->height(); ++line, y += lineHeight())
        paintLine(painter, line, y);
    paintHitMarks(painter);
    if (m_widest != before)
        QMetaObject::invokeMethod(this, &LogView::updateBars, Qt::QueuedConnection);
}

void LogView::paintLine(QPainter &painter, qint64 number, int y)
{
    const Theme &theme = Theme::of(palette());
    const int height = lineHeight(), left = numbersWidth();
    const std::optional<RecordText> record = m_source.record(number);
    const LogLine line = record ? logLine(record->bytes) : LogLine{.text = QStringLiteral("…")};
    const QRect row(0, y, viewport()->width(), height);
    if (line.level == LogLine::Level::Error)
        painter.fillRect(row, theme.errsoft);
    else if (line.level == LogLine::Level::Warning)
        painter.fillRect(row, theme.warnsoft);
    const auto [top, bottom] = std::minmax(m_anchor, m_current);
    if (top >= 0 && number >= top && number <= bottom)
        painter.fillRect(row, hasFocus() ? theme.sel : theme.selin);
    const auto &hits = m_source.hits();
    if (std::binary_search(hits.begin(), hits.end(), number))
        painter.fillRect(row, number == m_current ? theme.hitcur : theme.hit);

    painter.setFont(fonts::log());
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, y, left - padding, height), Qt::AlignVCenter | Qt::AlignRight, QString::number(number + 1));
    if (line.level == LogLine::Level::Error)
        paintIcon(&painter, QRect(left, y, iconWidth, height), QStringLiteral("level-error"), 14, theme.failed);
    else if (line.level == LogLine::Level::Warning)
        paintIcon(&painter, QRect(left, y, iconWidth, height), QStringLiteral("level-warning"), 14, theme.warning);

    painter.save();
    painter.setClipRect(left + iconWidth, y, viewport()->width() - left - iconWidth, height);
    const QFontMetrics metrics = painter.fontMetrics();
    int x = left + iconWidth - horizontalScrollBar()->value();
    qsizetype at = 0;
    const auto piece = [&](qsizetype length, const QColor &colour) {
        const QString text = line.text.mid(at, length);
        painter.setPen(colour);
        painter.drawText(QPoint(x, y + (height - metrics.height()) / 2 + metrics.ascent()), text);
        x += metrics.horizontalAdvance(text);
        at += length;
    };
    for (const LogLine::Span &span : line.spans) {
        piece(span.begin - at, theme.text);
        piece(span.length, ansi(theme, span.colour));
    }
    piece(line.text.size() - at, record ? theme.text : theme.disabled);
    if (record && record->dropped > 0)
        piece(0, theme.text2);
    painter.restore();
    m_widest = std::max(m_widest, x + horizontalScrollBar()->value() - left - iconWidth);
}

/// Hits beside the scroll bar, as a ruler of the whole file.
void LogView::paintHitMarks(QPainter &painter)
{
    const auto &hits = m_source.hits();
    if (hits.empty() || lines() == 0)
        return;
    const Theme &theme = Theme::of(palette());
    const int x = viewport()->width() - 4;
    int last = -1;
    for (const qint64 hit : hits) {
        const int y = int(double(hit) / double(lines()) * viewport()->height());
        if (y == std::exchange(last, y))
            continue;
        painter.fillRect(x, y, 4, 2, theme.warning);
    }
}

void LogView::goTo(qint64 line)
{
    m_current = m_anchor = std::clamp<qint64>(line, 0, std::max<qint64>(0, lines() - 1));
    QScrollBar *bar = verticalScrollBar();
    if (m_current < bar->value() || m_current >= bar->value() + visibleLines())
        bar->setValue(int(std::max<qint64>(0, m_current - visibleLines() / 3)));
    viewport()->update();
}

void LogView::goToOneOf(const std::vector<qint64> &places, bool forward)
{
    if (places.empty())
        return;
    const qint64 from = m_current < 0 ? (forward ? -1 : lines()) : m_current;
    if (forward) {
        const auto after = std::ranges::upper_bound(places, from);
        goTo(after == places.end() ? places.front() : *after);
    } else {
        const auto here = std::ranges::lower_bound(places, from);
        goTo(here == places.begin() ? places.back() : *std::prev(here));
    }
}

void LogView::goToHit(bool forward)
{
    goToOneOf(m_source.hits(), forward);
}

void LogView::goToError(bool forward)
{
    goToOneOf(m_levels.errors, forward);
}

void LogView::copySelection()
{
    const auto [top, bottom] = std::minmax(m_anchor, m_current);
    if (top < 0)
        return;
    const qint64 page = top - top % RecordIndex::stride;
    const qint64 count = std::min(bottom - top + 1, linesCopied);
    inBackground(this, [path = m_path, offset = m_source.pageOffset(page), skip = top - page, count] {
        QString text;
        const Result<QList<RecordText>> records = readRecords(path, RecordRules::log(), offset, int(skip + count), 1 << 20, KeepPart::End, {});
        for (qsizetype at = qsizetype(skip); records && at < records->size(); ++at)
            text += logLine(records->at(at).bytes).text + u'\n';
        return text;
    }, [this, count](const QString &text) {
        QApplication::clipboard()->setText(text);
        Q_EMIT copied(count);
    });
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const qint64 here = m_current < 0 ? verticalScrollBar()->value() : m_current;
    const qint64 anchor = m_anchor;
    switch (event->key()) {
    case Qt::Key_Up: goTo(here - 1); break;
    case Qt::Key_Down: goTo(here + 1); break;
    case Qt::Key_PageUp: goTo(here - visibleLines()); break;
    case Qt::Key_PageDown: goTo(here + visibleLines()); break;
    case Qt::Key_Home: goTo(0); break;
    case Qt::Key_End: goTo(lines() - 1); setFollowing(true); break;
    case Qt::Key_F8: goToError(!extend); return;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    if (extend && anchor >= 0)
        m_anchor = anchor;
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || lines() == 0)
        return;
    m_current = lineAt(event->position().toPoint().y());
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor < 0)
        m_anchor = m_current;
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || lines() == 0)
        return;
    m_current = lineAt(event->position().toPoint().y());
    viewport()->update();
}

void LogView::wheelEvent(QWheelEvent *event)
{
    if (event->angleDelta().y() > 0 && m_following)
        setFollowing(false); // before the next line comes and takes the view down again
    QAbstractScrollArea::wheelEvent(event);
}

} // namespace solver
