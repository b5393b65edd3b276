// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/status.h"

#include "theme/theme.h"

#include <QCoreApplication>
#include <QHash>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct Look {
    const char *word;
    QColor Theme::*colour;
};

const Look *lookOf(const QString &key)
{
    static const QHash<QString, Look> looks{
        {u"pending"_s, {QT_TRANSLATE_NOOP("Status", "Pending"), &Theme::pending}},
        {u"processing"_s, {QT_TRANSLATE_NOOP("Status", "Processing"), &Theme::processing}},
        {u"completed"_s, {QT_TRANSLATE_NOOP("Status", "Completed"), &Theme::completed}},
        {u"completed-warnings"_s, {QT_TRANSLATE_NOOP("Status", "Completed, with warnings"), &Theme::warning}},
        {u"needs-you"_s, {QT_TRANSLATE_NOOP("Status", "Needs you"), &Theme::warning}},
        {u"failed"_s, {QT_TRANSLATE_NOOP("Status", "Failed"), &Theme::failed}},
        {u"paused"_s, {QT_TRANSLATE_NOOP("Status", "Paused"), &Theme::paused}},
        {u"cancelled"_s, {QT_TRANSLATE_NOOP("Status", "Cancelled"), &Theme::cancelled}},
    };
    const auto found = looks.constFind(key);
    return found == looks.cend() ? nullptr : &*found;
}

} // namespace

QString statusWord(const QString &key)
{
    const Look *look = lookOf(key);
    return look ? QCoreApplication::translate("Status", look->word) : key;
}

QString statusIcon(const QString &key)
{
    return u"status-"_s + (lookOf(key) ? key : u"pending"_s);
}

QColor statusColour(const Theme &theme, const QString &key)
{
    const Look *look = lookOf(key);
    return look ? theme.*look->colour : theme.text2;
}

} // namespace solver
