// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMutex>
#include <QString>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QUrl>

#include <atomic>
#include <functional>

/// What a client sent.
struct Asked {
    QByteArray method{};
    QByteArray target{};
    QList<std::pair<QByteArray, QByteArray>> headers{}; ///< names as they came
    QByteArray body{};

    QByteArray header(const QByteArray &name) const
    {
        for (const auto &[each, value] : headers) {
            if (each.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }
};

/// What the server does: raw bytes, in pieces with pauses between them, and then it may close.
struct Answer {
    QList<QByteArray> pieces{};
    int pauseMs = 0;
    bool close = false; ///< after the last piece; with no piece: without a word

    static Answer of(int status, const QList<std::pair<QByteArray, QByteArray>> &headers, const QByteArray &body)
    {
        QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
        for (const auto &[name, value] : headers)
            head += name + ": " + value + "\r\n";
        return {.pieces = {head + "\r\n" + body}};
    }
    static Answer json(const QByteArray &body, int status = 200) { return of(status, {{"Content-Type", "application/json"}}, body); }
};

/// A server on this machine that answers as a test says; in a thread of its own, since clients block.
class ScriptedServer
{
public:
    using Script = std::function<Answer(const Asked &, int no)>; ///< no: 0, 1, 2 … of the requests

    explicit ScriptedServer(Script script) : m_script(std::move(script))
    {
        m_thread.start();
        m_server = new QTcpServer;
        m_server->moveToThread(&m_thread);
        QMetaObject::invokeMethod(m_server, [this] {
            m_server->listen(QHostAddress::LocalHost, 0);
            QObject::connect(m_server, &QTcpServer::newConnection, m_server, [this] {
                while (QTcpSocket *socket = m_server->nextPendingConnection())
                    serve(socket);
            });
        }, Qt::BlockingQueuedConnection);
        m_port = m_server->serverPort();
    }
    ~ScriptedServer()
    {
        QMetaObject::invokeMethod(m_server, [this] { delete m_server; }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    quint16 port() const { return m_port; }
    QUrl url(const QByteArray &path = {}) const { return QUrl::fromEncoded("http://127.0.0.1:" + QByteArray::number(m_port) + path); }
    QList<Asked> asked() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_asked;
    }
    int closedByClient() const { return m_closed; }

private:
    void serve(QTcpSocket *socket)
    {
        QObject::connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
            if (!socket->property("closing").toBool())
                ++m_closed;
            socket->deleteLater();
        });
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            QByteArray all = socket->property("in").toByteArray() + socket->readAll();
            const qsizetype end = all.indexOf("\r\n\r\n");
            Asked asked;
            if (end >= 0) {
                const QByteArrayList lines = all.left(end).split('\n');
                const QByteArrayList first = lines.value(0).trimmed().split(' ');
                asked = {.method = first.value(0), .target = first.value(1)};
                for (const QByteArray &line : lines.mid(1)) {
                    const qsizetype colon = line.indexOf(':');
                    asked.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
                }
                asked.body = all.mid(end + 4);
            }
            if (end < 0 || asked.body.size() < asked.header("content-length").toLongLong()) {
                socket->setProperty("in", all);
                return;
            }
            socket->setProperty("in", QByteArray());
            int no = 0;
            {
                const QMutexLocker lock(&m_mutex);
                no = int(m_asked.size());
                m_asked.append(asked);
            }
            const Answer answer = m_script(asked, no);
            for (const QByteArray &piece : answer.pieces) {
                socket->write(piece);
                socket->flush();
                if (answer.pauseMs > 0) {
                    socket->waitForBytesWritten(100);
                    QThread::msleep(ulong(answer.pauseMs));
                }
            }
            if (answer.close) {
                socket->setProperty("closing", true);
                socket->disconnectFromHost();
            }
        });
    }

    const Script m_script;
    QThread m_thread;
    QTcpServer *m_server = nullptr;
    quint16 m_port = 0;
    mutable QMutex m_mutex;
    QList<Asked> m_asked;
    std::atomic<int> m_closed = 0;
};
