// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filechip.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/theme.h"
#include "widgets/pieces.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QUrl>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int side = 8, gap = 8;

} // namespace

FileChip::FileChip(Form form, QWidget *parent) : QAbstractButton(parent), m_form(form)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setSizePolicy(form == Large ? QSizePolicy::Expanding : QSizePolicy::Maximum, QSizePolicy::Fixed);
    fonts::assign(this, fonts::BodyMedium);
}

void FileChip::setFile(const QString &path, const QString &shownName, const QString &detail)
{
    m_path = path;
    m_name = shownName;
    m_detail = detail;
    setToolTip(shownName);
    setCursor(Qt::OpenHandCursor);
    //: Name of a button for screen readers: a file's name and size
    setAccessibleName(tr("File %1, %2").arg(shownName, detail));
    setAccessibleDescription(tr("Drag it to another program, or copy it."));
    updateGeometry();
    update();
}

void FileChip::setUnavailable(const QString &reason)
{
    m_path.clear();
    m_name = tr("submission.csv");
    m_detail.clear();
    setToolTip(reason);
    unsetCursor();
    setAccessibleName(tr("No file yet"));
    setAccessibleDescription(reason);
    updateGeometry();
    update();
}

QMimeData *FileChip::mimeData() const
{
    const QString path = isAvailable() && m_source ? m_source() : m_path;
    if (path.isEmpty())
        return nullptr;
    auto *file = new QMimeData;
    file->setUrls({QUrl::fromLocalFile(path)});
    file->setText(path);
    return file;
}

void FileChip::copyToClipboard() const
{
    if (QMimeData *file = mimeData())
        QGuiApplication::clipboard()->setMimeData(file);
}

QSize FileChip::sizeHint() const
{
    const int grip = fonts::scaled(16), small = QFontMetrics(fonts::small()).height();
    if (m_form == Large)
        return {fonts::scaled(320), fontMetrics().height() + small + 24};
    const QList<Piece> pieces{{m_name, font(), {}}, {m_detail, fonts::small(), {}}};
    return {side + grip + 2 + grip + gap + widthOf(pieces, gap) + side + 2, fontMetrics().height() + 16};
}

QSize FileChip::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), fonts::scaled(140)), sizeHint().height()};
}

void FileChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    const QColor fill = !isAvailable() ? QColor() : isDown() ? theme.press : underMouse() ? theme.hover : theme.raised;
    if (m_form == Compact) {
        const QColor edge = isAvailable() ? theme.border : theme.sep;
        painting::box(&painter, QRectF(rect()), painting::controlRadius, fill, hasFocus() ? theme.accent : edge,
                      hasFocus() ? 2 : 1);
        paintCompact(painter, rect().adjusted(side, 0, -side - 2, 0));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() && fill != theme.raised ? QBrush(fill) : QBrush(Qt::NoBrush));
    QPen pen(hasFocus() ? theme.accent : theme.field, hasFocus() ? 2 : 1);
    if (!hasFocus())
        pen.setDashPattern({3, 3});
    painter.setPen(pen);
    const qreal inset = pen.widthF() / 2;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), painting::controlRadius,
                            painting::controlRadius);
    paintLarge(painter, rect().adjusted(12, 0, -12, 0));
}

void FileChip::paintCompact(QPainter &painter, QRect inside) const
{
    const Theme &theme = Theme::of(palette());
    const int size = fonts::scaled(16);
    paintIcon(&painter, QRect(inside.x(), inside.y(), size, inside.height()), u"drag"_s, size,
              isAvailable() ? theme.text2 : theme.disabled);
    inside.setLeft(inside.left() + size + 2);
    paintIcon(&painter, QRect(inside.x(), inside.y(), size, inside.height()), u"file-csv"_s, size,
              isAvailable() ? theme.completed : theme.disabled);
    inside.setLeft(inside.left() + size + gap);
    const int detail = m_detail.isEmpty() ? 0 : QFontMetrics(fonts::small()).horizontalAdvance(m_detail) + gap;
    const QString name = fontMetrics().elidedText(m_name, Qt::ElideMiddle, inside.width() - detail + 1);
    drawPieces(&painter, inside,
               {{name, font(), isAvailable() ? theme.text : theme.disabled}, {m_detail, fonts::small(), theme.text2}},
               gap, Qt::LeftToRight);
}

void FileChip::paintLarge(QPainter &painter, QRect inside) const
{
    const Theme &theme = Theme::of(palette());
    const int grip = fonts::scaled(16), file = fonts::scaled(32);
    paintIcon(&painter, QRect(inside.x(), inside.y(), grip, inside.height()), u"drag"_s, grip,
              isAvailable() ? theme.text2 : theme.disabled);
    inside.setLeft(inside.left() + grip + gap);
    paintIcon(&painter, QRect(inside.x(), inside.y(), file, inside.height()), u"file-csv"_s, file,
              isAvailable() ? theme.completed : theme.disabled);
    inside.setLeft(inside.left() + file + 12);
    const QFontMetrics small(fonts::small());
    const int top = inside.y() + (inside.height() - fontMetrics().height() - small.height()) / 2;
    painter.setFont(font());
    painter.setPen(isAvailable() ? theme.text : theme.disabled);
    painter.drawText(QRect(inside.x(), top, inside.width() + 1, fontMetrics().height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_name, Qt::ElideMiddle, inside.width() + 1));
    painter.setFont(fonts::small());
    painter.setPen(theme.text2);
    const QString second = isAvailable() ? m_detail : toolTip();
    painter.drawText(QRect(inside.x(), top + fontMetrics().height(), inside.width() + 1, small.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, small.elidedText(second, Qt::ElideRight, inside.width() + 1));
}

void FileChip::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->position().toPoint();
    QAbstractButton::mousePressEvent(event);
}

void FileChip::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint moved = event->position().toPoint() - m_pressed;
    if (event->buttons() & Qt::LeftButton && moved.manhattanLength() >= QApplication::startDragDistance())
        drag();
    else
        QAbstractButton::mouseMoveEvent(event);
}

void FileChip::drag()
{
    setDown(false);
    QMimeData *file = mimeData();
    if (!file)
        return;
    auto *drag = new QDrag(this); // deletes itself when it is over
    drag->setMimeData(file);
    drag->setPixmap(dragPicture());
    drag->setHotSpot(QPoint(12, 12));
    drag->exec(Qt::CopyAction); // the file stays ours
}

/// The chip without its grip, edged in the accent.
QPixmap FileChip::dragPicture() const
{
    const Theme &theme = Theme::of(palette());
    const int icon = fonts::scaled(16), height = fontMetrics().height() + 16;
    const QList<Piece> pieces{{m_name, font(), theme.text},
                              {m_form == Compact ? m_detail : QString(), fonts::small(), theme.text2}};
    const int width = qMin(12 + icon + gap + widthOf(pieces, gap) + 12, fonts::scaled(420));
    QPixmap picture(QSize(width, height) * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painting::box(&painter, QRectF(0, 0, width, height), painting::controlRadius, theme.raised, theme.accent);
    paintIcon(&painter, QRect(12, 0, icon, height), u"file-csv"_s, icon, theme.completed);
    drawPieces(&painter, QRect(12 + icon + gap, 0, width - 24 - icon - gap, height), pieces, gap, Qt::LeftToRight);
    return picture;
}

void FileChip::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copyToClipboard();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace solver
