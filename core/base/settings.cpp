// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settings.h"

#include "base/blocking.h"

#include <QLoggingCategory>
#include <QSettings>

#include <algorithm>

namespace solver {

Q_LOGGING_CATEGORY(lcSettings, "solver.settings", QtInfoMsg)

Settings::Settings(const QString &file)
{
    mayBlock();
    const QSettings stored(file, QSettings::IniFormat);
    for (const QString &name : stored.allKeys())
        m_file[name.toUtf8()] = stored.value(name);
}

QVariant Settings::lookUp(const char *name, const char *variable) const
{
    if (const auto found = m_overrides.constFind(name); found != m_overrides.cend())
        return *found;
    if (qEnvironmentVariableIsSet(variable))
        return qEnvironmentVariable(variable);
    return m_file.value(name);
}

int Settings::value(const Key<int> &key) const
{
    const QVariant found = lookUp(key.name, key.variable);
    if (!found.isValid())
        return key.fallback;
    bool isNumber = false;
    const qlonglong number = found.toLongLong(&isNumber); // toInt would cut off the upper half of a large one
    if (!isNumber) {
        qCWarning(lcSettings) << key.name << "is not a whole number; the default is used:" << key.fallback;
        return key.fallback;
    }
    return int(std::clamp<qlonglong>(number, key.lowest, key.highest));
}

QString Settings::value(const Key<const char *> &key) const
{
    const QVariant found = lookUp(key.name, key.variable);
    return found.isValid() ? found.toString() : QString::fromUtf8(key.fallback);
}

} // namespace solver
