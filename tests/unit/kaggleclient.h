// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/files.h"
#include "kaggle/api.h"
#include "scriptedserver.h"

#include <QHash>

#include <nlohmann/json.hpp>

/// The day and hour that a test sets; time that is measured runs on.
struct SetClock final : solver::Clock {
    QDateTime at{}; ///< UTC; invalid: the machine's

    Instant now() const override { return std::chrono::steady_clock::now(); }
    QDateTime utc() const override { return at.isValid() ? at : QDateTime::currentDateTimeUtc(); }
};

/// The real client against a scripted server.
struct Client {
    explicit Client(ScriptedServer::Script script, int callsPerMinute = 60'000)
        : server(std::move(script)), rpc(http, account, clock, {.base = server.url(), .callsPerMinute = callsPerMinute}), api(rpc)
    {
        account.use(solver::KaggleCredential{.kind = solver::KaggleCredential::Kind::Token,
                                             .secret = "KGAT_0123456789abcdef0123456789abcdef",
                                             .source = QStringLiteral("the test")});
    }
    nlohmann::json body(int no) const { return nlohmann::json::parse(server.asked().at(no).body.toStdString()); }
    /// What was asked for: names of Kaggle's methods, and `GET /path` or `PUT /path` of the storage's.
    QByteArrayList calls() const
    {
        QByteArrayList names;
        for (const Asked &each : server.asked()) {
            const QByteArray path = each.target.split('?').value(0);
            names << (path.startsWith("/v1/") ? path.mid(path.lastIndexOf('/') + 1) : each.method + ' ' + path);
        }
        return names;
    }

    ScriptedServer server;
    SetClock clock{};
    const solver::Http http{{.userAgent = "test/1"}};
    solver::kaggle::Account account;
    solver::kaggle::Rpc rpc;
    solver::kaggle::Api api;
};

/// Kaggle and its storage: an answer for each of what calls() names. What is not named is not there.
struct Site {
    using Reply = std::function<Answer(const Asked &)>;
    QHash<QByteArray, Reply> on{};

    void says(const QByteArray &call, const Answer &answer)
    {
        on[call] = [answer](const Asked &) { return answer; };
    }
    /// Kaggle sends the client to a path of the storage, which is the same server.
    void sends(const QByteArray &method, const QByteArray &path)
    {
        on[method] = [path](const Asked &asked) { return Answer::of(302, {{"Location", "http://" + asked.header("host") + path}}, {}); };
    }
    ScriptedServer::Script script()
    {
        return [this](const Asked &asked, int) {
            const QByteArray path = asked.target.split('?').value(0);
            const auto found = on.constFind(path.startsWith("/v1/") ? path.mid(path.lastIndexOf('/') + 1) : asked.method + ' ' + path);
            return found == on.constEnd() ? error(404, "Not found") : (*found)(asked);
        };
    }
    static Answer error(int status, const QByteArray &message)
    {
        return Answer::json("{\"error\":{\"code\":" + QByteArray::number(status) + ",\"message\":\"" + message + "\",\"status\":\"X\"}}", status);
    }
};

/// A case of tests/cases by its id.
inline nlohmann::json caseOf(const std::string &id)
{
    const auto all = solver::readJson(QStringLiteral(SOLVER_CASES_DIR "/cases.json"));
    for (const nlohmann::json &each : all ? all->at("cases") : nlohmann::json::array()) {
        if (each.at("id") == id)
            return each;
    }
    qFatal("there is no case %s", id.c_str());
}
