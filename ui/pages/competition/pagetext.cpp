// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/competition/pagetext.h"

#include "widgets/weblink.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// Of a document that is not in a view: the base class would read files that a page names.
class Sealed final : public QTextDocument
{
public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int, const QUrl &) override { return QString(); }
};

struct Picture {
    int position = 0;
    QTextImageFormat format{};
};

QList<Picture> picturesIn(const QTextDocument &document)
{
    QList<Picture> pictures;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto each = block.begin(); !each.atEnd(); ++each) {
            const QTextFragment fragment = each.fragment();
            if (!fragment.charFormat().isImageFormat())
                continue;
            for (int at = 0; at < fragment.length(); ++at)
                pictures << Picture{.position = fragment.position() + at, .format = fragment.charFormat().toImageFormat()};
        }
    }
    return pictures;
}

/// In place of each picture its words, and a link to it.
void replacePictures(QTextDocument &document, const QUrl &base, const QColor &link)
{
    QList<Picture> pictures = picturesIn(document);
    while (!pictures.isEmpty()) { // from the end, so that the places before stay right
        const Picture picture = pictures.takeLast();
        const QString words = picture.format.property(QTextFormat::ImageAltText).toString().simplified();
        const QUrl place = base.resolved(QUrl(picture.format.name()));
        QTextCharFormat format;
        if (isWebPage(place)) {
            format.setAnchor(true);
            format.setAnchorHref(place.toString());
            format.setForeground(link);
            format.setFontUnderline(true);
        }
        QTextCursor cursor(&document);
        cursor.setPosition(picture.position);
        cursor.setPosition(picture.position + 1, QTextCursor::KeepAnchor);
        cursor.insertText(words.isEmpty() ? PageText::tr("[picture]") : PageText::tr("[picture: %1]").arg(words), format);
    }
}

} // namespace

PageText::PageText(QWidget *parent) : QTextBrowser(parent)
{
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setFrameShape(QFrame::NoFrame);
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        if (link.toString().startsWith(u'#'))
            scrollToAnchor(link.fragment());
        else
            Q_EMIT linkChosen(m_base.resolved(link));
    });
}

QVariant PageText::loadResource(int, const QUrl &)
{
    return QString();
}

void PageText::setPage(const QString &markdown, const QUrl &base)
{
    m_isMarkdown = true;
    m_text = markdown;
    m_base = base;
    render();
    verticalScrollBar()->setValue(0);
}

void PageText::setLines(const QString &lines)
{
    m_isMarkdown = false;
    m_text = lines;
    render();
    verticalScrollBar()->setValue(0);
}

void PageText::render()
{
    auto *made = new Sealed(this);
    made->setDefaultFont(font());
    made->setDocumentMargin(16);
    if (m_isMarkdown) {
        made->setMarkdown(m_text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) | QTextDocument::MarkdownNoHTML);
        replacePictures(*made, m_base, palette().color(QPalette::Link));
    } else {
        made->setPlainText(m_text);
    }
    setDocument(made);
    delete std::exchange(m_shown, made);
}

/// Sizes and the links' colour are in the document, so it is made again.
void PageText::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        const int place = verticalScrollBar()->value();
        render();
        verticalScrollBar()->setValue(place);
    }
}

} // namespace solver
