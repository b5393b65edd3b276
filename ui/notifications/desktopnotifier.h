// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QHash>
#include <QObject>

#include <optional>

namespace solver {

/// Shows messages by the desktop's own service, org.freedesktop.Notifications (Desktop Notifications Specification 1.2).
/// Never waits for the bus or the service. Where there is none, nothing happens.
class DesktopNotifier final : public QObject
{
    Q_OBJECT

public:
    /// Over the bus of this login, which is opened, in another thread, with the first message.
    explicit DesktopNotifier(QObject *parent = nullptr);
    /// Over another bus.
    explicit DesktopNotifier(const QDBusConnection &bus, QObject *parent = nullptr);

    /// \param title, text  plain text, from wherever it came
    /// \param tag          comes back with opened()
    void show(const QString &title, const QString &text, const QString &tag);

Q_SIGNALS:
    /// A person clicked on a message.
    void opened(const QString &tag);

private Q_SLOTS:
    void actionInvoked(uint id, const QString &action, const QDBusMessage &message);
    void notificationClosed(uint id, uint reason, const QDBusMessage &message);

private:
    struct Message {
        QString title, text, tag;
    };
    struct Shown {
        QString service; ///< unique name: anybody on the bus may send signals
        QString tag;
    };

    void openBus();
    void listen(const QDBusConnection &bus);
    void ask(const Message &message);
    void send(const Message &message, const QStringList &capabilities);

    std::optional<QDBusConnection> m_bus;
    bool m_opening = false;
    QList<Message> m_early; ///< shown when the bus is open
    QHash<uint, Shown> m_shown;
};

} // namespace solver
