// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/appearance.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/style.h"
#include "theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QPalette>
#include <QScopeGuard>
#include <QStyleHints>

namespace solver {

Appearance::Appearance(QObject *parent) : QObject(parent)
{
    fonts::load();
    QApplication::setStyle(new Style); // the application owns it
    apply();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &Appearance::apply);
#endif
    qApp->installEventFilter(this);
}

void Appearance::setScheme(Scheme scheme)
{
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    apply();
}

void Appearance::setTextScale(int percent)
{
    percent = qBound(smallestText, percent, largestText);
    if (percent == m_textScale)
        return;
    m_textScale = percent;
    apply();
}

const Theme &Appearance::theme() const
{
    return m_dark ? Theme::dark() : Theme::light();
}

/// The system's font or, before Qt 6.5, its colours changed: Qt tells it to each window.
bool Appearance::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ThemeChange && !m_applying)
        QMetaObject::invokeMethod(this, &Appearance::apply, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

bool Appearance::systemIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    // An empty palette brings the system's own colours back for as long as it takes to look at them.
    QApplication::setPalette(QPalette());
    return Theme::of(QGuiApplication::palette()).isDark;
#endif
}

void Appearance::apply()
{
    if (m_applying)
        return;
    m_applying = true;
    const auto done = qScopeGuard([this] { m_applying = false; });
    m_dark = m_scheme == Scheme::System ? systemIsDark() : m_scheme == Scheme::Dark;
    QApplication::setPalette(paletteOf(theme()));
    QApplication::setFont(fonts::application(m_textScale));
    fonts::spread();
    dropIconCache();
    Q_EMIT changed();
}

} // namespace solver
