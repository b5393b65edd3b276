// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/diffpane.h"

#include "theme/fonts.h"
#include "theme/theme.h"

#include <QPainter>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// Styles of the margin: behind those that Scintilla keeps for itself.
enum Style { PlainStyle = 40, AddedStyle, RemovedStyle, AbsentStyle };

Style styleOf(PaneLine::Kind kind)
{
    switch (kind) {
    case PaneLine::Added:
        return AddedStyle;
    case PaneLine::Removed:
        return RemovedStyle;
    case PaneLine::Absent:
        return AbsentStyle;
    case PaneLine::Same:
        break;
    }
    return PlainStyle;
}

int markerOf(PaneLine::Kind kind)
{
    switch (kind) {
    case PaneLine::Added:
        return DiffPane::AddedMarker;
    case PaneLine::Removed:
        return DiffPane::RemovedMarker;
    case PaneLine::Absent:
        return DiffPane::AbsentMarker;
    case PaneLine::Same:
        break;
    }
    return -1;
}

QString signOf(PaneLine::Kind kind)
{
    return kind == PaneLine::Added ? u"+"_s : kind == PaneLine::Removed ? u"−"_s : u" "_s;
}

/// Slanting lines that go on from one line to the next.
void hatch(QPainter &painter, const QRect &rect, const Theme &theme)
{
    constexpr int gap = 6;
    painter.save();
    painter.setClipRect(rect);
    painter.fillRect(rect, theme.base);
    painter.setPen(QPen(theme.border, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    for (int sum = (rect.left() + rect.top()) / gap * gap; sum <= rect.right() + rect.bottom(); sum += gap)
        painter.drawLine(QPointF(sum - rect.top(), rect.top()), QPointF(sum - rect.bottom() - 1, rect.bottom() + 1));
    painter.restore();
}

} // namespace

DiffPane::DiffPane(QWidget *parent) : CodeEdit(parent)
{
    setFolding(NoFoldStyle);
    SendScintilla(SCI_SETMARGINLEFT, 0UL, 0L); // the fill goes on behind the number
    setMarginType(0, TextMargin);
    setMarginMarkerMask(1, 0);
    for (const int marker : {AddedMarker, RemovedMarker, AbsentMarker})
        markerDefine(Background, marker);
    for (const int indicator : {AddedWords, RemovedWords}) {
        indicatorDefine(StraightBoxIndicator, indicator);
        setIndicatorDrawUnder(true, indicator);
        SendScintilla(SCI_INDICSETALPHA, static_cast<unsigned long>(indicator), 255L);
        SendScintilla(SCI_INDICSETOUTLINEALPHA, static_cast<unsigned long>(indicator), 255L);
    }
    SendScintilla(SCI_SETVSCROLLBAR, 0UL);
    refreshTheme();
}

void DiffPane::setLines(const QList<PaneLine> &lines)
{
    m_lines = lines;
    m_begin = m_end = -1;
    QStringList texts;
    qsizetype numbers = 1;
    for (const PaneLine &line : lines) {
        texts << line.text;
        numbers = qMax(numbers, line.number.size());
    }
    m_widest = QString(numbers + 4, u'0');
    setCode(texts.join(u'\n'));
    markerDeleteAll();
    clearMarginText();
    for (int at = 0; at < lines.size(); ++at) {
        const PaneLine &line = lines[at];
        setMarginText(at, u" %1 %2 "_s.arg(line.number.rightJustified(numbers), signOf(line.kind)), styleOf(line.kind));
        if (line.kind == PaneLine::Same)
            continue;
        markerAdd(at, markerOf(line.kind));
        if (line.words.isEmpty())
            continue;
        const long begin = SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(at));
        SendScintilla(SCI_SETINDICATORCURRENT, line.kind == PaneLine::Added ? AddedWords : RemovedWords);
        for (const TextSpan &word : line.words) {
            const qsizetype before = QStringView(line.text).first(word.begin).toUtf8().size();
            const qsizetype bytes = QStringView(line.text).mid(word.begin, word.length).toUtf8().size();
            SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(begin + before), long(bytes));
        }
    }
}

void DiffPane::setCurrentLines(int begin, int end)
{
    m_begin = begin;
    m_end = end;
    viewport()->update();
}

void DiffPane::fitMargin()
{
    if (!m_widest.isEmpty())
        setMarginWidth(0, m_widest);
}

void DiffPane::applyTheme(const Theme &theme, const QFont &font)
{
    CodeEdit::applyTheme(theme, font);
    setMarginWidth(2, 0);
    setCaretLineVisible(false); // the fill of a line says how it changed
    setMarkerBackgroundColor(theme.dadd, AddedMarker);
    setMarkerBackgroundColor(theme.ddel, RemovedMarker);
    setMarkerBackgroundColor(theme.base, AbsentMarker);
    setIndicatorForegroundColor(theme.daddw, AddedWords);
    setIndicatorForegroundColor(theme.ddelw, RemovedWords);
    const struct {
        Style style;
        QColor text, back;
    } styles[] = {{PlainStyle, theme.text2, theme.base},
                  {AddedStyle, theme.completed, theme.dadd},
                  {RemovedStyle, theme.failed, theme.ddel},
                  {AbsentStyle, theme.text2, theme.base}};
    const QByteArray family = font.family().toUtf8();
    const long size = long(font.pointSizeF() * double(SC_FONT_SIZE_MULTIPLIER));
    for (const auto &[style, text, back] : styles) {
        const auto number = static_cast<unsigned long>(style);
        SendScintilla(SCI_STYLESETFONT, number, family.constData());
        SendScintilla(SCI_STYLESETSIZEFRACTIONAL, number, size);
        SendScintilla(SCI_STYLESETFORE, number, text);
        SendScintilla(SCI_STYLESETBACK, number, back);
    }
}

void DiffPane::paintEvent(QPaintEvent *event)
{
    CodeEdit::paintEvent(event);
    const int height = int(SendScintilla(SCI_TEXTHEIGHT, 0UL));
    if (height <= 0)
        return;
    QPainter painter(viewport());
    const Theme &theme = Theme::of(palette());
    const int first = int(SendScintilla(SCI_GETFIRSTVISIBLELINE)), width = viewport()->width();
    const int last = qMin(int(m_lines.size()), first + viewport()->height() / height + 2);
    for (int line = first; line < last;) {
        int end = line + 1;
        if (m_lines[line].kind == PaneLine::Absent) {
            while (end < last && m_lines[end].kind == PaneLine::Absent)
                ++end;
            hatch(painter, QRect(0, (line - first) * height, width, (end - line) * height), theme);
        }
        line = end;
    }
    if (m_end > m_begin)
        painter.fillRect(QRect(0, (m_begin - first) * height, 3, (m_end - m_begin) * height), theme.accent);
}

} // namespace solver
