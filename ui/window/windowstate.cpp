// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/windowstate.h"

#include "base/blocking.h"

#include <QSettings>

namespace solver {

using namespace std::chrono_literals;

namespace {

constexpr auto pause = 500ms;

/// QSettings replaces the file as a whole and keeps what it does not know.
void write(const QString &file, const QVariantMap &values)
{
    mayBlock();
    QSettings settings(file, QSettings::IniFormat);
    for (auto value = values.cbegin(); value != values.cend(); ++value)
        settings.setValue(value.key(), value.value());
}

} // namespace

WindowState::WindowState(const QString &file) : m_file(file)
{
    mayBlock();
    const QSettings settings(file, QSettings::IniFormat);
    for (const QString &key : settings.allKeys())
        m_values.insert(key, settings.value(key));
    m_writer.setMaxThreadCount(1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &WindowState::writeChanges);
}

WindowState::~WindowState()
{
    writeChanges();
    m_writer.waitForDone();
}

void WindowState::setValue(const QString &key, const QVariant &value)
{
    if (m_values.contains(key) && m_values.value(key) == value)
        return;
    m_values.insert(key, value);
    if (!m_changed.contains(key))
        m_changed << key;
    m_pause.start();
}

void WindowState::writeChanges()
{
    QVariantMap changed;
    for (const QString &key : std::exchange(m_changed, {}))
        changed.insert(key, m_values.value(key));
    if (!changed.isEmpty())
        m_writer.start([file = m_file, changed] { write(file, changed); });
}

} // namespace solver
