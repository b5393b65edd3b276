// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/codeedit.h"

#include "theme/fonts.h"
#include "theme/theme.h"

#include <QWheelEvent>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

enum Indicator { HitIndicator = 8, CurrentHitIndicator };
constexpr int numbersAt = 0, symbolsAt = 1, foldsAt = 2; // margins, from the left
constexpr std::size_t mostHits = 10'000;

/// QScintilla's, with the names that Python brings along as the second set of words.
class PythonLexer final : public QsciLexerPython
{
public:
    using QsciLexerPython::QsciLexerPython;

    const char *keywords(int set) const override
    {
        if (set == 1)
            return "and as assert async await break class continue def del elif else except finally for from global if "
                   "import in is lambda nonlocal not or pass raise return try while with yield match case None True False";
        if (set == 2)
            return "abs all any bool bytes callable chr dict dir divmod enumerate filter float format frozenset getattr "
                   "hasattr hash hex id int isinstance issubclass iter len list map max min next object open ord pow print "
                   "property range repr reversed round set setattr slice sorted staticmethod classmethod str sum super "
                   "tuple type vars zip Exception KeyError ValueError TypeError IndexError RuntimeError StopIteration self";
        return nullptr;
    }
};

} // namespace

CodeEdit::CodeEdit(QWidget *parent) : QsciScintilla(parent), m_lexer(new PythonLexer(this))
{
    setFrameShape(QFrame::NoFrame);
    fonts::assign(this, fonts::Code); // so that it hears of other text sizes
    setUtf8(true);
    setReadOnly(true);
    setAcceptDrops(false);
    setTabWidth(4);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    m_lexer->setFoldComments(false);
    m_lexer->setFoldQuotes(true);
    setLexer(m_lexer);
    setMarginLineNumbers(numbersAt, true);
    setMarginWidth(symbolsAt, 0);
    setFolding(PlainFoldStyle, foldsAt);
    for (const unsigned shape : {SC_MARKNUM_FOLDERSUB, SC_MARKNUM_FOLDERTAIL, SC_MARKNUM_FOLDERMIDTAIL})
        SendScintilla(SCI_MARKERDEFINE, shape, long(SC_MARK_EMPTY));
    for (const unsigned shape : {SC_MARKNUM_FOLDER, SC_MARKNUM_FOLDEREND})
        SendScintilla(SCI_MARKERDEFINE, shape, long(SC_MARK_ARROW));
    for (const unsigned shape : {SC_MARKNUM_FOLDEROPEN, SC_MARKNUM_FOLDEROPENMID})
        SendScintilla(SCI_MARKERDEFINE, shape, long(SC_MARK_ARROWDOWN));
    SendScintilla(SCI_SETFOLDFLAGS, SC_FOLDFLAG_LINEAFTER_CONTRACTED);
    SendScintilla(SCI_SETSCROLLWIDTHTRACKING, 1);
    SendScintilla(SCI_SETSCROLLWIDTH, 1);
    SendScintilla(SCI_SETMARGINLEFT, 0, 6L);
    for (const int indicator : {HitIndicator, CurrentHitIndicator}) {
        indicatorDefine(StraightBoxIndicator, indicator);
        setIndicatorDrawUnder(true, indicator);
        SendScintilla(SCI_INDICSETALPHA, indicator, 255L);
        SendScintilla(SCI_INDICSETOUTLINEALPHA, indicator, 255L);
    }
    m_ready = true;
    refreshTheme();
}

void CodeEdit::setCode(const QString &text)
{
    m_hits.clear();
    SendScintilla(SCI_SETSCROLLWIDTH, 1);
    setText(text);
    fitMargin();
}

void CodeEdit::fitMargin()
{
    const qsizetype digits = std::max<qsizetype>(3, QString::number(lines()).size());
    setMarginWidth(numbersAt, QString(digits + 1, u'0'));
}

QList<QByteArray> CodeEdit::lineStyles()
{
    SendScintilla(SCI_COLOURISE, 0UL, -1L);
    QList<QByteArray> styles;
    for (unsigned long line = 0, count = static_cast<unsigned long>(lines()); line < count; ++line) {
        const long begin = SendScintilla(SCI_POSITIONFROMLINE, line), end = SendScintilla(SCI_GETLINEENDPOSITION, line);
        QByteArray bytes;
        for (long at = begin; at < end; ++at)
            bytes += char(SendScintilla(SCI_GETSTYLEAT, static_cast<unsigned long>(at)));
        styles << bytes;
    }
    return styles;
}

void CodeEdit::setLineStyles(const QList<QByteArray> &styles)
{
    const QByteArray all = styles.join('\0');
    if (all.size() != SendScintilla(SCI_GETLENGTH))
        return;
    SendScintilla(SCI_STARTSTYLING, 0UL, 0L);
    SendScintilla(SCI_SETSTYLINGEX, static_cast<unsigned long>(all.size()), all.constData());
}

int CodeEdit::find(const QString &text)
{
    const long length = SendScintilla(SCI_GETLENGTH);
    for (const int indicator : {HitIndicator, CurrentHitIndicator}) {
        SendScintilla(SCI_SETINDICATORCURRENT, indicator);
        SendScintilla(SCI_INDICATORCLEARRANGE, 0, length);
    }
    m_hits.clear();
    const QByteArray wanted = text.toUtf8();
    if (wanted.isEmpty())
        return 0;
    SendScintilla(SCI_SETSEARCHFLAGS, 0UL);
    SendScintilla(SCI_SETINDICATORCURRENT, HitIndicator);
    for (long from = 0; m_hits.size() < mostHits;) {
        SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(from), length);
        if (SendScintilla(SCI_SEARCHINTARGET, static_cast<unsigned long>(wanted.size()), wanted.constData()) < 0)
            break;
        const Hit hit{SendScintilla(SCI_GETTARGETSTART), SendScintilla(SCI_GETTARGETEND)};
        if (hit.end <= hit.begin)
            break;
        m_hits.push_back(hit);
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(hit.begin), hit.end - hit.begin);
        from = hit.end;
    }
    return hits();
}

int CodeEdit::goToHit(bool forward)
{
    if (m_hits.empty())
        return -1;
    const long begin = SendScintilla(SCI_GETSELECTIONSTART), end = SendScintilla(SCI_GETSELECTIONEND);
    if (forward) {
        const auto next = std::ranges::find_if(m_hits, [&](const Hit &hit) { return hit.begin >= end && hit.end > end; });
        return showHit(next == m_hits.end() ? 0 : std::size_t(next - m_hits.begin()));
    }
    const auto behind = std::ranges::find_if(m_hits, [&](const Hit &hit) { return hit.begin >= begin; });
    return showHit(behind == m_hits.begin() ? m_hits.size() - 1 : std::size_t(behind - m_hits.begin()) - 1);
}

int CodeEdit::goToNearestHit()
{
    if (m_hits.empty())
        return -1;
    const long begin = SendScintilla(SCI_GETSELECTIONSTART);
    const auto nearest = std::ranges::find_if(m_hits, [&](const Hit &hit) { return hit.begin >= begin; });
    return showHit(nearest == m_hits.end() ? 0 : std::size_t(nearest - m_hits.begin()));
}

int CodeEdit::showHit(std::size_t hit)
{
    const Hit &place = m_hits[hit];
    SendScintilla(SCI_SETINDICATORCURRENT, CurrentHitIndicator);
    SendScintilla(SCI_INDICATORCLEARRANGE, 0, SendScintilla(SCI_GETLENGTH));
    SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(place.begin), place.end - place.begin);
    const long line = SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(place.begin));
    SendScintilla(SCI_ENSUREVISIBLE, static_cast<unsigned long>(line)); // it may be folded away
    SendScintilla(SCI_SETSEL, static_cast<unsigned long>(place.begin), place.end);
    SendScintilla(SCI_SCROLLRANGE, static_cast<unsigned long>(place.begin), place.end);
    return int(hit);
}

void CodeEdit::refreshTheme()
{
    if (m_ready)
        applyTheme(Theme::of(palette()), fonts::code());
}

void CodeEdit::colourLexer(const Theme &theme, const QFont &font)
{
    using L = QsciLexerPython;
    m_lexer->setFont(font);
    m_lexer->setPaper(theme.base);
    m_lexer->setColor(theme.text);
    const auto colour = [this](std::initializer_list<int> styles, const QColor &theirs) {
        for (const int style : styles)
            m_lexer->setColor(theirs, style);
    };
    colour({L::Keyword}, theme.keyword);
    colour({L::Number}, theme.number);
    colour({L::DoubleQuotedString, L::SingleQuotedString, L::TripleSingleQuotedString, L::TripleDoubleQuotedString,
            L::DoubleQuotedFString, L::SingleQuotedFString, L::TripleSingleQuotedFString, L::TripleDoubleQuotedFString,
            L::UnclosedString},
           theme.string);
    colour({L::ClassName, L::FunctionMethodName, L::Decorator}, theme.function);
    colour({L::HighlightedIdentifier}, theme.builtin);
    colour({L::Comment, L::CommentBlock}, theme.comment);
    QFont slanted = font;
    slanted.setItalic(true);
    for (const int style : {L::Comment, L::CommentBlock})
        m_lexer->setFont(slanted, style);
}

void CodeEdit::applyTheme(const Theme &theme, const QFont &font)
{
    colourLexer(theme, font);
    setPaper(theme.base);
    setMarginsFont(font);
    setMarginsBackgroundColor(theme.base);
    setMarginsForegroundColor(theme.text2);
    setFoldMarginColors(theme.base, theme.base);
    for (unsigned marker = SC_MARKNUM_FOLDEREND; marker <= SC_MARKNUM_FOLDEROPEN; ++marker) {
        SendScintilla(SCI_MARKERSETFORE, marker, theme.text2);
        SendScintilla(SCI_MARKERSETBACK, marker, theme.text2);
    }
    setMarginWidth(foldsAt, fonts::scaled(14));
    setCaretForegroundColor(theme.text);
    setCaretLineVisible(true);
    setCaretLineBackgroundColor(theme.rowhover);
    setSelectionBackgroundColor(theme.sel);
    resetSelectionForegroundColor();
    setIndicatorForegroundColor(theme.hit, HitIndicator);
    setIndicatorForegroundColor(theme.hitcur, CurrentHitIndicator);
    SendScintilla(SCI_SETEXTRAASCENT, static_cast<unsigned long>(fonts::scaled(1)));
    SendScintilla(SCI_SETEXTRADESCENT, static_cast<unsigned long>(fonts::scaled(1)));
    fitMargin();
}

void CodeEdit::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refreshTheme();
}

/// Text size is one for the whole window: no zoom of its own.
void CodeEdit::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        event->ignore();
    else
        QsciScintilla::wheelEvent(event);
}

} // namespace solver
