// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/dropframe.h"

#include "competition/competitionurl.h"
#include "theme/fonts.h"
#include "theme/painting.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QMimeData>
#include <QPainter>

#include <algorithm>

namespace solver {

DropFrame::DropFrame(QWidget *over) : QWidget(over)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

bool DropFrame::accepts(const QMimeData &mime)
{
    return mime.hasUrls() || mime.hasText();
}

void DropFrame::showFor(const QMimeData &mime)
{
    // What a file holds is looked at when it is dropped; nothing waits for a disk here.
    const QStringList words = mime.hasUrls() ? QStringList() : wordsOfPaste(mime.text());
    const auto count = mime.hasUrls() ? mime.urls().size() : std::ranges::count_if(words, [](const QString &word) { return word.contains(u'/') && slugFromText(word); });
    m_sentence = QCoreApplication::translate("DropFrame", "Add %n competition(s)", nullptr, int(std::max<qsizetype>(1, count)));
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void DropFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    painter.setPen(QPen(theme.accent, 2 * 2)); // the outer half lies outside
    painter.drawRect(rect());
    painter.setFont(fonts::cardTitle());
    const QSize text = painter.fontMetrics().size(Qt::TextSingleLine, m_sentence);
    QRectF box(QPointF(), QSizeF(text.width() + 48, text.height() + 24));
    box.moveCenter(QRectF(rect()).center());
    painting::box(&painter, box, painting::controlRadius, theme.raised, theme.accent, 1);
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignCenter, m_sentence);
}

} // namespace solver
