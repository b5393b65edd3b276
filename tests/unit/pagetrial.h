// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/appearance.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>

#include <functional>

/// What tests of pages look for, as a person would: by the words on it.
namespace pagetrial {

using namespace Qt::StringLiterals;

template <typename T> T *shown(QWidget &page, const QString &name)
{
    const auto found = page.findChildren<T *>();
    for (T *widget : found) {
        if (widget->accessibleName() == name)
            return widget;
    }
    return nullptr;
}

/// The message in place of a view.
inline QString sentenceOf(QWidget &page)
{
    const auto labels = page.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible() && label->wordWrap() && label->textInteractionFlags().testFlag(Qt::TextSelectableByMouse))
            return label->text();
    }
    return {};
}

inline QAbstractButton *button(QWidget &page, const QString &text)
{
    const auto buttons = page.findChildren<QAbstractButton *>();
    for (QAbstractButton *one : buttons) {
        if (one->text() == text || one->accessibleName() == text)
            return one;
    }
    return nullptr;
}

/// Everything that can have the focus has a name, and no two have the same.
inline QString faultOfNames(QWidget &page)
{
    QStringList names;
    const auto widgets = page.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisibleTo(&page) || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        QString name = widget->accessibleName();
        if (const auto *itsButton = qobject_cast<const QAbstractButton *>(widget); itsButton && name.isEmpty())
            name = itsButton->text();
        if (name.isEmpty())
            return u"%1 has no name"_s.arg(QString::fromLatin1(widget->metaObject()->className()));
        if (names.contains(name))
            return u"two controls are called %1"_s.arg(name);
        names << name;
    }
    return names.isEmpty() ? u"nothing can have the focus"_s : QString();
}

inline QString write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

/// In both themes and two text sizes: \a grab gets the end of the file's name.
inline void inAllLooks(solver::Appearance &appearance, const std::function<void(const QString &)> &grab)
{
    for (const auto scheme : {solver::Appearance::Scheme::Light, solver::Appearance::Scheme::Dark}) {
        for (const int percent : {100, 200}) {
            appearance.setScheme(scheme);
            appearance.setTextScale(percent);
            const QString colours = scheme == solver::Appearance::Scheme::Light ? u"light"_s : u"dark"_s;
            grab(u"%1-%2.png"_s.arg(colours).arg(percent));
        }
    }
}

inline void grab(QWidget &page, const QString &name)
{
    page.activateWindow();
    for (int i = 0; i < 3; ++i)
        QApplication::processEvents();
    const QDir folder(qEnvironmentVariable("PICTURES"));
    folder.mkpath(u"."_s);
    page.grab().save(folder.filePath(name));
}

} // namespace pagetrial
