// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/failure.h"
#include "kaggleclient.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error errorFor(int status, const QByteArray &body, const QByteArray &type = "application/json")
{
    HttpReply reply;
    reply.status = status;
    reply.headers = {{"content-type", type}};
    reply.body = body;
    const auto failure = kaggle::failureOf(reply);
    return failure ? kaggle::errorOf(*failure, u"titanic"_s, u"the key store"_s) : Error{.code = u"none"_s};
}

} // namespace

class tst_KaggleApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says"); ///< Kaggle's own words that are shown
        QTest::addColumn<QString>("page");
        const auto google = [](int code, const QByteArray &message, const QByteArray &details = {}) {
            return "{\"error\":{\"code\":" + QByteArray::number(code) + ",\"message\":\"" + message + "\",\"status\":\"X\"" +
                   (details.isEmpty() ? QByteArray() : ",\"details\":" + details) + "}}";
        };
        const QByteArray older = "{\"code\":403,\"message\":\"You must accept this competition's rules first\"}"; // moc trips over raw ones
        const QString rules = u"https://www.kaggle.com/competitions/titanic/rules"_s, settings = u"https://www.kaggle.com/settings"_s,
                      competition = u"https://www.kaggle.com/competitions/titanic"_s;
        QTest::newRow("rules by reason") << 403 << google(403, "Words.", R"([{"@type":"x","reason":"RulesAcceptanceRequired"}])") << u"rules_not_accepted"_s << u"Words."_s << rules;
        QTest::newRow("reason deep down") << 403 << google(403, "Words.", R"([{"a":[{"reason":"IdentityVerificationRequired"}]}])") << u"identity_not_verified"_s << u"Words."_s << settings;
        QTest::newRow("rules by words") << 403 << google(403, "You must accept this competition's rules before you'll be able to download files.") << u"rules_not_accepted"_s << u"You must accept"_s << rules;
        QTest::newRow("rules, older shape") << 403 << older << u"rules_not_accepted"_s << u"You must accept"_s << rules;
        QTest::newRow("rules, with HTTP 200") << 200 << older << u"rules_not_accepted"_s << u"You must accept"_s << rules;
        QTest::newRow("identity") << 403 << google(403, "You must Identity Verify your account to perform this action.") << u"identity_not_verified"_s << u"Identity Verify"_s << settings;
        QTest::newRow("phone") << 403 << google(403, "Please verify your phone number.") << u"phone_not_verified"_s << u"phone number"_s << settings;
        QTest::newRow("new entrants") << 403 << google(403, "New entrants are currently not allowed.") << u"entries_closed"_s << u"New entrants"_s << competition;
        QTest::newRow("no access") << 403 << google(403, "Permission 'competitions.get' was denied") << u"no_access"_s << u"competitions.get"_s << competition;
        QTest::newRow("no word") << 403 << QByteArray() << u"blocked"_s << QString() << QString();
        QTest::newRow("token") << 401 << google(401, "Unauthenticated") << u"key_rejected"_s << u"Unauthenticated"_s << u"https://www.kaggle.com/settings/api"_s;
        QTest::newRow("not there") << 404 << google(404, "Not found") << u"not_found"_s << u"Not found"_s << competition;
        QTest::newRow("too many") << 429 << google(429, "Too many requests") << u"rate_limited"_s << u"Too many"_s << QString();
        QTest::newRow("server") << 500 << google(500, "Internal") << u"kaggle_down"_s << u"Internal"_s << QString();
        QTest::newRow("bad request") << 400 << QByteArray(R"({"message":"Bad thing"})") << u"kaggle_refused"_s << u"Bad thing"_s << QString();
        QTest::newRow("error as text") << 400 << QByteArray(R"({"error":"Bad thing"})") << u"kaggle_refused"_s << u"Bad thing"_s << QString();
        QTest::newRow("notebooks") << 400 << google(400, "Submission not allowed:  This competition only accepts Submissions from Notebooks.") << u"notebook_only"_s << u"only accepts Submissions"_s << competition;
        QTest::newRow("day's limit") << 400 << google(400, "Submission not allowed: Your team has used its daily Submission allowance (5) today, please try again tomorrow UTC (12 hours from now).") << u"daily_limit"_s << u"12 hours"_s << QString();
        QTest::newRow("disabled") << 400 << google(400, "Submissions have been disabled for this competition.") << u"submissions_disabled"_s << u"disabled"_s << QString();
        QTest::newRow("no error") << 200 << QByteArray(R"({"message":"ok"})") << u"none"_s << QString() << QString();
    }
    void errors()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, says);
        QFETCH(QString, page);
        const Error error = errorFor(status, body);
        QCOMPARE(error.code, code);
        QVERIFY2(error.message.contains(says), qPrintable(error.message));
        QCOMPARE(error.actionUrl.toString(), page);
        QCOMPARE(error.retryable, status == 429 || status >= 500);
        if (code != u"none")
            QVERIFY(!error.nextStep.isEmpty());
    }

    void webPages()
    {
        const Error gateway = errorFor(502, "<html><head><title>502 Bad Gateway</title></head></html>", "text/html");
        QCOMPARE(gateway.code, u"kaggle_down"_s);
        QVERIFY(gateway.message.contains(u"502 Bad Gateway"_s));
        const Error login = errorFor(200, "<!DOCTYPE html><html><title>Kaggle &amp; you: Log in</title></html>", "text/html");
        QCOMPARE(login.code, u"web_page"_s);
        QVERIFY2(login.message.contains(u"Kaggle & you: Log in"_s), qPrintable(login.message));
    }

    void theTokenIsNeverInASentence()
    {
        for (const int status : {400, 401, 403, 404, 429, 500}) {
            Client client([status](const Asked &, int) { return Answer::json("{}", status); });
            const auto answer = client.rpc.call({.method = u"GetCompetition"_s, .slug = u"titanic"_s, .repeat = false}, {});
            QVERIFY(!answer);
            const Error &error = answer.error();
            QVERIFY(!(error.message + error.nextStep + error.detail).contains(u"KGAT_"_s));
        }
    }

    void theCall()
    {
        Client client([](const Asked &, int) { return Answer::json(R"({"id":"3136","ref":"https:\/\/www.kaggle.com\/competitions\/titanic","title":"Titanic","deadline":"2030-01-01T00:00:00.1234567Z","teamCount":"15123","userHasEntered":true,"maxDailySubmissions":10,"evaluationMetric":"Categorization Accuracy","tags":[{"name":"binary classification"}],"someNewField":{"a":1}})"); });
        const auto competition = client.api.competition(u"titanic"_s, {});
        QVERIFY(competition);
        QCOMPARE(competition->id, 3136);
        QCOMPARE(competition->slug, u"titanic"_s);
        QCOMPARE(competition->teamCount, 15123);
        QCOMPARE(competition->deadline, QDateTime(QDate(2030, 1, 1), QTime(0, 0, 0, 123), Qt::UTC));
        QVERIFY(competition->userHasEntered && !competition->notebookOnly);
        QCOMPARE(competition->tags, QStringList{u"binary classification"_s});
        QVERIFY(kaggle::Competition::fromJson(competition->toJson()).toJson() == competition->toJson());
        const Asked asked = client.server.asked().value(0);
        QCOMPARE(asked.method, QByteArray("POST"));
        QCOMPARE(asked.target, QByteArray("/v1/competitions.CompetitionApiService/GetCompetition"));
        QCOMPARE(asked.header("content-type"), QByteArray("application/json"));
        QCOMPARE(asked.header("authorization"), QByteArray("Bearer KGAT_0123456789abcdef0123456789abcdef"));
        QVERIFY(client.body(0) == nlohmann::json({{"competitionName", "titanic"}}));
    }

    void legacyKey()
    {
        Client client([](const Asked &, int) { return Answer::json(R"({"userName":"alice"})"); });
        const KaggleCredential key{.kind = KaggleCredential::Kind::LegacyKey, .userName = u"alice"_s, .secret = "0123"};
        QCOMPARE(client.api.userName(key, {}).value(), u"alice"_s);
        QCOMPARE(client.server.asked().at(0).header("authorization"), "Basic " + QByteArray("alice:0123").toBase64());
        QCOMPARE(client.server.asked().at(0).target, QByteArray("/v1/api.v1.DiagnosticsService/Hello"));
    }

    void withoutAnAccountNothingIsSent()
    {
        Client client([](const Asked &, int) { return Answer::json("{}"); });
        client.account.use({});
        const auto answer = client.api.competition(u"titanic"_s, {});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, u"no_token"_s);
        QVERIFY(client.server.asked().isEmpty());
    }

    void lowerCaseIsTriedOnce()
    {
        Client client([](const Asked &asked, int) {
            return asked.body.contains("\"titanic\"") ? Answer::json(R"({"ref":"https:\/\/www.kaggle.com\/competitions\/titanic"})")
                                                      : Answer::json("{\"error\":{\"code\":403,\"message\":\"Permission 'competitions.get' was denied\"}}", 403);
        });
        QCOMPARE(client.api.competition(u"TITANIC"_s, {}).value().slug, u"titanic"_s);
        QCOMPARE(client.server.asked().size(), 2);
    }

    void pages_data()
    {
        QTest::addColumn<QByteArrayList>("answers");
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("calls");
        const auto page = [](const QByteArray &name, const QByteArray &token) {
            return "{\"files\":[{\"name\":\"" + name + "\",\"totalBytes\":\"7\"}],\"nextPageToken\":\"" + token + "\"}";
        };
        QTest::newRow("one") << QByteArrayList{page("a", "")} << 1 << 1;
        QTest::newRow("three") << QByteArrayList{page("a", "1"), page("b", "2"), R"({"files":[{"ref":"c"}]})"} << 3 << 3;
        QTest::newRow("an empty last one") << QByteArrayList{page("a", "1"), "{}"} << 1 << 2;
        QTest::newRow("a token that repeats") << QByteArrayList{page("a", "1"), page("b", "1"), page("c", "1")} << 2 << 2;
        QTest::newRow("no files") << QByteArrayList{"{}"} << 0 << 1;
        QTest::newRow("the same again") << QByteArrayList{page("a", "1"), page("a", "")} << 1 << 2;
    }
    void pages()
    {
        QFETCH(QByteArrayList, answers);
        QFETCH(int, files);
        QFETCH(int, calls);
        Client client([&](const Asked &, int no) { return Answer::json(answers.value(no)); });
        const auto listed = client.api.files(u"titanic"_s, {});
        QVERIFY(listed);
        QCOMPARE(listed->size(), files);
        QCOMPARE(client.server.asked().size(), calls);
        QVERIFY(client.body(0)["pageSize"] == 200);
        QVERIFY(!client.body(0).contains("pageToken"));
    }

    void busyAndBroken()
    {
        Client client([](const Asked &, int no) {
            return no == 0   ? Answer::of(429, {{"Retry-After", "0.05"}}, {})
                   : no == 1 ? Answer{.pieces = {QByteArray()}, .close = true}
                             : Answer::json(R"({"numToday":1,"numAllowedNow":"9"})");
        });
        const auto limits = client.api.limits(u"titanic"_s, {});
        QVERIFY(limits);
        QCOMPARE(limits->allowedNow, 9);
        QCOMPARE(client.server.asked().size(), 3);
    }

    void aDateToRetryAfter()
    {
        HttpHead head;
        head.headers = {{"retry-after", "Fri, 20 Nov 2026 08:15:30 GMT"}};
        const QDateTime now(QDate(2026, 11, 20), QTime(8, 15, 0), Qt::UTC);
        QCOMPARE(kaggle::retryAfter(head, now).value(), 30.0);
        head.headers = {{"retry-after", "12"}};
        QCOMPARE(kaggle::retryAfter(head, now).value(), 12.0);
        head.headers = {{"retry-after", "soon"}};
        QVERIFY(!kaggle::retryAfter(head, now));
    }

    void aSubmissionIsNotCreatedTwice()
    {
        Client client([](const Asked &, int) { return Answer::json("{}", 503); });
        QVERIFY(!client.api.createSubmission(u"titanic"_s, u"t"_s, u"m"_s, {}));
        QCOMPARE(client.server.asked().size(), 1);
    }

    void submissions_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("status");
        using enum kaggle::Submission::Status;
        QTest::newRow("absent") << QByteArray(R"({"ref":1})") << int(Pending);
        QTest::newRow("complete") << QByteArray(R"({"ref":1,"status":"COMPLETE","publicScore":"0.5"})") << int(Complete);
        QTest::newRow("lower case") << QByteArray(R"({"ref":1,"status":"complete"})") << int(Complete);
        QTest::newRow("long") << QByteArray(R"({"ref":1,"status":"SUBMISSION_STATUS_ERROR"})") << int(Error);
        QTest::newRow("new word") << QByteArray(R"({"ref":1,"status":"QUEUED_SOMEWHERE"})") << int(Pending);
        QTest::newRow("null") << QByteArray(R"({"ref":1,"status":null})") << int(Pending);
    }
    void submissions()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, status);
        Client client([&](const Asked &, int) { return Answer::json(json); });
        QCOMPARE(int(client.api.submission(1, {}).value().status), status);
    }

    void tooEarlyIsPending()
    {
        Client client([](const Asked &, int) { return Answer::json(R"({"error":{"code":404,"message":"Not found"}})", 404); });
        const auto submission = client.api.submission(5, {});
        QVERIFY(submission);
        QCOMPARE(submission->status, kaggle::Submission::Status::Pending);
        QCOMPARE(submission->ref, 5);
    }

    void addresses()
    {
        Client client([](const Asked &, int no) {
            return no == 0 ? Answer::of(302, {{"Location", "https://storage.googleapis.com/a%20b?Signature=x%2By%3D%3D&E=1"}}, "<html></html>") : Answer::json("{}");
        });
        const auto address = client.api.downloadAddress(u"titanic"_s, u"im/a b.csv"_s, {});
        QVERIFY(address);
        QCOMPARE(address->toEncoded(), QByteArray("https://storage.googleapis.com/a%20b?Signature=x%2By%3D%3D&E=1"));
        QVERIFY(client.body(0) == nlohmann::json({{"competitionName", "titanic"}, {"fileName", "im/a b.csv"}}));
        QVERIFY(!client.api.downloadAddress(u"titanic"_s, {}, {}));
    }

    void trust()
    {
        Client client([](const Asked &, int) { return Answer::json("{}"); });
        const kaggle::Rpc real(client.http, client.account, client.clock, {});
        const QStringList hosts{u"storage.googleapis.com"_s};
        QVERIFY(real.isTrusted(QUrl(u"https://storage.googleapis.com/x"_s), hosts));
        QVERIFY(!real.isTrusted(QUrl(u"http://storage.googleapis.com/x"_s), hosts));
        QVERIFY(!real.isTrusted(QUrl(u"https://storage.googleapis.com.evil.example/x"_s), hosts));
        QVERIFY(!real.isTrusted(QUrl(u"file:///etc/passwd"_s), hosts));
        QVERIFY(client.rpc.isTrusted(QUrl(u"http://storage.googleapis.com/x"_s), hosts));
    }

    void oneCallAtATimeAndSoManyAMinute()
    {
        std::atomic<int> inside = 0, most = 0;
        Client client([&](const Asked &, int) {
            most = std::max(most.load(), ++inside);
            QThread::msleep(5);
            --inside;
            return Answer::json("{}");
        }, 600); // ten a second, and ten at once
        QElapsedTimer timer;
        timer.start();
        std::vector<std::thread> threads;
        for (int i = 0; i < 20; ++i)
            threads.emplace_back([&client] { QVERIFY(client.api.pages(u"titanic"_s, {})); });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(most.load(), 1);
        QVERIFY2(timer.elapsed() >= 900 && timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
    }

    void aCallerThatGoesAwayHoldsNobodyUp()
    {
        const SystemClock clock;
        kaggle::CallPace pace(clock, 600);
        auto first = pace.await({});
        std::stop_source stop;
        std::thread impatient([&] { QVERIFY(!pace.await(stop.get_token())); });
        std::this_thread::sleep_for(50ms);
        std::atomic<bool> served = false;
        std::thread patient([&] {
            QVERIFY(pace.await({}));
            served = true;
        });
        std::this_thread::sleep_for(50ms);
        stop.request_stop();
        impatient.join();
        QVERIFY(!served);
        { const auto gone = std::move(first); }
        patient.join();
        QVERIFY(served);
    }

    void aPauseIsForAll()
    {
        const SystemClock clock;
        kaggle::CallPace pace(clock, 600);
        pace.pause(0.3);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(pace.await({}));
        QVERIFY2(timer.elapsed() >= 280, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(tst_KaggleApi)
#include "tst_kaggleapi.moc"
