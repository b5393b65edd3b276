// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

bool hasOwnColours(const QString &name)
{
    return name.startsWith(u"app-icon") && name != u"app-icon-symbolic";
}

QString fileOf(const QString &name, int size)
{
    if (name == u"app-icon" && size < 24)
        return u":/icons/app-icon-16.svg"_s;
    const QString light = u":/icons/24/"_s + name + u".svg"_s;
    return size >= 24 && QFile::exists(light) ? light : u":/icons/"_s + name + u".svg"_s;
}

QColor colourOf(QIcon::Mode mode)
{
    const QPalette palette = QGuiApplication::palette();
    switch (mode) {
    case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::ButtonText);
    case QIcon::Selected:
        return palette.color(QPalette::Active, QPalette::HighlightedText);
    case QIcon::Normal:
    case QIcon::Active:
        break;
    }
    return palette.color(QPalette::Active, QPalette::ButtonText);
}

class Engine final : public QIconEngine
{
public:
    explicit Engine(QString name, QColor Theme::*colour) : m_name(std::move(name)), m_colour(colour) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(painter, rect, m_name, qMin(rect.width(), rect.height()), colour(mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    /// Qt gives the size in device pixels already and sets the ratio itself.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const int logical = qMax(1, qRound(qMin(size.width(), size.height()) / scale));
        return solver::pixmap(m_name, logical, colour(mode), scale);
    }
    QString key() const override { return u"solver"_s; }
    QString iconName() override { return m_colour ? QString() : m_name; }
    bool isNull() override { return !QFile::exists(fileOf(m_name, 16)); }
    QIconEngine *clone() const override { return new Engine(*this); }

private:
    QColor colour(QIcon::Mode mode) const
    {
        return m_colour && mode != QIcon::Disabled ? Theme::of(QGuiApplication::palette()).*m_colour : colourOf(mode);
    }

    QString m_name;
    QColor Theme::*m_colour; ///< null: that of the moment
};

} // namespace

QIcon icon(const QString &name)
{
    return icon(name, nullptr);
}

QIcon icon(const QString &name, QColor Theme::*colour)
{
    return QIcon(new Engine(name, colour)); // the icon owns it
}

QPixmap pixmap(const QString &name, int size, const QColor &colour, qreal ratio)
{
    const QString key = u"solver/%1/%2/%3/%4"_s.arg(name).arg(colour.rgba(), 0, 16).arg(size).arg(ratio);
    QPixmap found;
    if (QPixmapCache::find(key, &found))
        return found;
    QSvgRenderer drawing(fileOf(name, size));
    const int pixels = qRound(size * ratio);
    QPixmap made(pixels, pixels);
    made.fill(Qt::transparent);
    if (drawing.isValid()) {
        QPainter painter(&made);
        painter.setRenderHint(QPainter::Antialiasing);
        drawing.render(&painter, QRectF(0, 0, pixels, pixels));
        if (!hasOwnColours(name)) {
            painter.setCompositionMode(QPainter::CompositionMode_SourceIn); // QtSvg draws currentColor in black
            painter.fillRect(made.rect(), colour);
        }
    }
    made.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, made);
    return made;
}

void paintIcon(QPainter *painter, const QRect &rect, const QString &name, int size, const QColor &colour)
{
    const qreal ratio = painter->device()->devicePixelRatio();
    const QPixmap drawn = pixmap(name, size, colour, ratio);
    painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, drawn);
}

void dropIconCache()
{
    QPixmapCache::clear();
}

} // namespace solver
