// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settings.h"

#include "base/blocking.h"

#include <QLoggingCategory>
#include <QSettings>

#include <algorithm>

namespace solver {

Q_LOGGING_CATEGORY(lcSettings, "solver.settings", QtInfoMsg)

using namespace Qt::StringLiterals;

namespace {

bool isChoice(const Key<const char *> &key, const QString &text)
{
    return !key.choices || QString::fromUtf8(key.choices).split(u' ').contains(text);
}

Result<> write(const QString &file, const char *name, const QVariant &value, bool isDefault)
{
    QSettings stored(file, QSettings::IniFormat); // locks the file while it writes, and replaces it by renaming
    if (isDefault)
        stored.remove(QLatin1StringView(name));
    else
        stored.setValue(QLatin1StringView(name), value);
    stored.sync();
    if (stored.status() == QSettings::NoError)
        return {};
    return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                .message = u"The settings cannot be written to %1."_s.arg(file),
                                .code = u"settings_not_written"_s,
                                .nextStep = u"Look whether the disk is full and who owns the file."_s});
}

} // namespace

Settings::Settings(const QString &file) : m_path(file)
{
    mayBlock();
    const QSettings stored(file, QSettings::IniFormat);
    for (const QString &name : stored.allKeys())
        m_file[name.toUtf8()] = stored.value(name);
}

Settings Settings::reread() const
{
    Settings now(m_path);
    now.m_overrides = m_overrides;
    return now;
}

QVariant Settings::lookUp(const char *name, const char *variable) const
{
    if (const auto found = m_overrides.constFind(name); found != m_overrides.cend())
        return *found;
    if (qEnvironmentVariableIsSet(variable))
        return qEnvironmentVariable(variable);
    return m_file.value(name);
}

Settings::Source Settings::source(const char *name, const char *variable) const
{
    // The command line also takes over what variables say, so an option of the same value is no option.
    const auto option = m_overrides.constFind(name);
    const bool isSet = qEnvironmentVariableIsSet(variable);
    if (option != m_overrides.cend() && !(isSet && option->toString() == qEnvironmentVariable(variable)))
        return Source::Option;
    if (isSet)
        return Source::Environment;
    return m_file.contains(name) ? Source::File : Source::Default;
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
    if (!found.isValid())
        return QString::fromUtf8(key.fallback);
    if (!isChoice(key, found.toString())) {
        qCWarning(lcSettings) << key.name << "is none of" << key.choices << "; the default is used:" << key.fallback;
        return QString::fromUtf8(key.fallback);
    }
    return found.toString();
}

Result<> writeSetting(const QString &file, const Key<int> &key, int value)
{
    if (value < key.lowest || value > key.highest)
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"%1 is %2 to %3, not %4."_s.arg(QLatin1StringView(key.name))
                                                   .arg(key.lowest).arg(key.highest).arg(value),
                                    .code = u"out_of_range"_s});
    return write(file, key.name, value, value == key.fallback);
}

Result<> writeSetting(const QString &file, const Key<const char *> &key, const QString &value)
{
    if (!isChoice(key, value))
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"%1 is one of %2, not “%3”."_s.arg(QLatin1StringView(key.name), QString::fromUtf8(key.choices), value),
                                    .code = u"out_of_range"_s});
    return write(file, key.name, value, value == QString::fromUtf8(key.fallback));
}

} // namespace solver
