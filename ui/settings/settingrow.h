// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settings.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <functional>

class QWidget;

namespace solver {

/// One row of the settings dialog: what a person reads, which control it becomes, and where its value lives. A value of
/// settings.ini comes from settingOf(); one that the window keeps elsewhere has read() and apply() alone.
struct SettingRow {
    enum class Kind { Number, Choice, Text, Folder };
    struct Choice {
        QString word; ///< as it is stored
        QString text; ///< as it is shown
    };

    Kind kind = Kind::Number;
    QString label{};
    QString sentence{}; ///< what it is for, for a newcomer

    // Number
    int lowest = 0, highest = 0, step = 1;
    QString unit{};       ///< behind the number, with its blank
    QString lowestText{}; ///< shown for the lowest number, where that is a word of its own
    // Choice
    QList<Choice> choices{};
    // Text
    QString placeholder{}; ///< what an empty text means
    // Folder
    QString folder{};
    QStringList without{}; ///< folders below it that have rows of their own

    QVariant fallback{};        ///< the default
    bool fromNextStart = false; ///< else a change counts at once

    std::function<QVariant(const Settings &settings)> read{};
    /// Writes it to settings.ini; run in a thread. None: apply() keeps it.
    std::function<Result<>(const QString &file, const QVariant &value)> write{};
    /// Takes it over, in the window's thread, after it was written.
    std::function<void(const QVariant &value)> apply{};
    /// Why it cannot be changed here: a sentence; empty when it can.
    std::function<QString(const Settings &settings)> locked{};
};

struct SettingsPage {
    QString title{};
    QString icon{};
    QString sentence{};
    QList<SettingRow> rows{};
    /// Makes what the page shows besides rows; none: rows alone.
    std::function<QWidget *()> content{};
    QString words{}; ///< what a search finds the content by, besides title and sentence
};

/// \a row for a key of settings.ini: range and default are the key's.
SettingRow settingOf(const Key<int> &key, SettingRow row);
SettingRow settingOf(const Key<const char *> &key, SettingRow row);

} // namespace solver
