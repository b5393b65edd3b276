// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <QVariantMap>

namespace solver {

/// What the window remembers between starts: its size, the columns, the job that was looked at. Read once, before there is a
/// window; written in a thread a moment after a change, so a kill loses at most that moment.
class WindowState final : public QObject
{
    Q_OBJECT

public:
    /// Reads \a file (an ini file, which need not exist). Blocks.
    explicit WindowState(const QString &file);
    /// Writes what is not written yet. Blocks.
    ~WindowState() override;

    QVariant value(const QString &key, const QVariant &fallback = {}) const { return m_values.value(key, fallback); }
    /// Costs nothing when nothing changes.
    void setValue(const QString &key, const QVariant &value);

private:
    void writeChanges();

    const QString m_file;
    QVariantMap m_values;
    QStringList m_changed; ///< keys that are not written yet
    QTimer m_pause;
    QThreadPool m_writer; ///< one thread: what is written last was set last
};

} // namespace solver
