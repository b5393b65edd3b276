// SPDX-License-Identifier: GPL-3.0-or-later
#include "notifications/desktopnotifier.h"

#include "widgets/background.h"

#include <QCoreApplication>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;

QDBusMessage methodCall(const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, service, method);
}

/// Without one of these libdbus would start a bus of its own, with nobody on it.
bool hasSessionBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
}

} // namespace

DesktopNotifier::DesktopNotifier(QObject *parent) : QObject(parent) {}

DesktopNotifier::DesktopNotifier(const QDBusConnection &bus, QObject *parent) : QObject(parent)
{
    listen(bus);
}

void DesktopNotifier::show(const QString &title, const QString &text, const QString &tag)
{
    const Message message{title, text, tag};
    if (m_bus) {
        ask(message);
        return;
    }
    m_early << message;
    openBus();
}

void DesktopNotifier::openBus()
{
    if (m_opening)
        return;
    m_opening = true;
    inBackground(this, [] { return hasSessionBus() && QDBusConnection::sessionBus().isConnected(); }, [this](bool connected) {
        m_opening = false;
        const QList<Message> early = std::exchange(m_early, {});
        if (!connected)
            return;
        listen(QDBusConnection::sessionBus()); // it is there already: this does not wait
        for (const Message &message : early)
            ask(message);
    });
}

void DesktopNotifier::listen(const QDBusConnection &bus)
{
    m_bus = bus;
    // Not by the service's name: Qt would wait for the bus to say who owns it. The handlers look at the sender instead.
    m_bus->connect(QString(), path, service, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint, QString, QDBusMessage)));
    m_bus->connect(QString(), path, service, u"NotificationClosed"_s, this, SLOT(notificationClosed(uint, uint, QDBusMessage)));
}

/// What the service can do decides how a message is written.
void DesktopNotifier::ask(const Message &message)
{
    auto *reply = new QDBusPendingCallWatcher(m_bus->asyncCall(methodCall(u"GetCapabilities"_s)), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply, message] {
        reply->deleteLater();
        if (const QDBusPendingReply<QStringList> capabilities = *reply; capabilities.isValid())
            send(message, capabilities.value());
    });
}

void DesktopNotifier::send(const Message &message, const QStringList &capabilities)
{
    const QString text = capabilities.contains(u"body-markup"_s) ? message.text.toHtmlEscaped() : message.text;
    QStringList actions;
    if (capabilities.contains(u"actions"_s))
        actions << u"default"_s << tr("Open");
    const QVariantMap hints{{u"desktop-entry"_s, u"kaggle-solver"_s}, {u"suppress-sound"_s, true}};
    QDBusMessage call = methodCall(u"Notify"_s);
    call << tr("Kaggle Competition Solver") << 0U << u"kaggle-solver"_s << message.title << text << actions << hints << -1;
    auto *reply = new QDBusPendingCallWatcher(m_bus->asyncCall(call), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply, tag = message.tag] {
        reply->deleteLater();
        if (const QDBusPendingReply<uint> id = *reply; id.isValid())
            m_shown.insert(id.value(), {.service = id.reply().service(), .tag = tag});
    });
}

void DesktopNotifier::actionInvoked(uint id, const QString &action, const QDBusMessage &message)
{
    const auto shown = m_shown.constFind(id);
    if (action == u"default"_s && shown != m_shown.cend() && shown->service == message.service())
        Q_EMIT opened(shown->tag);
}

void DesktopNotifier::notificationClosed(uint id, uint, const QDBusMessage &message)
{
    if (const auto shown = m_shown.constFind(id); shown != m_shown.cend() && shown->service == message.service())
        m_shown.erase(shown);
}

} // namespace solver
