// SPDX-License-Identifier: GPL-3.0-or-later
#include "kaggle/submit.h"
#include "kaggleclient.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

const QString marker = u"solver 0123456789ab"_s;

QByteArray number(qsizetype value)
{
    return QByteArray::number(value);
}

/// A place for an upload and what arrives there.
struct Place {
    QByteArray there{};
    QByteArrayList ranges{}; ///< Content-Range of each request

    /// Takes what follows on what is there, as Google's resumable uploads do.
    Answer take(const Asked &asked, qsizetype most = 1 << 30)
    {
        const QByteArray range = asked.header("content-range");
        ranges << range;
        const qsizetype whole = range.isEmpty() ? asked.body.size() : range.mid(range.indexOf('/') + 1).toLongLong();
        if (!range.startsWith("bytes */")) {
            const qsizetype from = range.isEmpty() ? 0 : range.mid(6).split('-').value(0).toLongLong();
            there = there.left(from) + asked.body.left(most);
        }
        if (there.size() == whole)
            return Answer::of(200, {}, {});
        QList<std::pair<QByteArray, QByteArray>> headers;
        if (!there.isEmpty())
            headers.append({"Range", "bytes=0-" + number(there.size() - 1)});
        return Answer::of(308, headers, {});
    }
};

/// A Kaggle that takes submissions.
struct Desk {
    Desk()
    {
        site.on["ListSubmissions"] = [this](const Asked &) { return Answer::json(QByteArray::fromStdString(nlohmann::json{{"submissions", list}}.dump())); };
        site.says("GetSubmissionLimits", Answer::json("{\"numToday\":1,\"numTotal\":31,\"numAllowedNow\":4}"));
        site.on["StartSubmissionUpload"] = [this](const Asked &asked) {
            const QByteArray no = number(++sessions);
            return Answer::json("{\"token\":\"token-" + no + "\",\"createUrl\":\"http://" + asked.header("host") + "/upload/" + no + "?upload_id=a%2Bb\"}");
        };
        site.on["PUT /upload/1"] = [this](const Asked &asked) { return place.take(asked); };
        site.on["CreateSubmission"] = [this](const Asked &asked) { return Answer::json("{\"ref\":" + number(take(asked)) + ",\"message\":\"Successfully submitted\"}"); };
    }
    /// \return ref of the new one
    int take(const Asked &asked)
    {
        const nlohmann::json body = nlohmann::json::parse(asked.body.toStdString());
        token = toQt(body.at("blobFileTokens"));
        list.insert(list.begin(), nlohmann::json::object({{"ref", 100 + int(list.size())}, {"description", body.at("submissionDescription")}}));
        return list.front().at("ref");
    }
    Result<qint64> submit(const QString &file, std::stop_token stop = {})
    {
        const kaggle::Order order{.slug = u"plants"_s,
                                  .file = file,
                                  .message = u"from a test"_s,
                                  .marker = marker,
                                  .again = true,
                                  .dailyLimit = 5,
                                  .storageHosts = {u"127.0.0.1"_s},
                                  .say = [](const QString &) {}};
        return kaggle::submit(client.api, order, client.clock, std::move(stop));
    }
    qsizetype count(const QByteArray &call) const { return client.calls().count(call); }
    /// Nothing of the file, nothing to be counted.
    bool hasSentNothing() const
    {
        for (const QByteArray &call : client.calls()) {
            if (call.startsWith("PUT") || call == "StartSubmissionUpload" || call == "CreateSubmission")
                return false;
        }
        return true;
    }

    Site site;
    Place place;
    int sessions = 0;
    QString token;
    std::vector<nlohmann::json> list;
    Client client{site.script()};
};

} // namespace

class tst_KaggleSubmit : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_file;
    QByteArray m_content;
    std::unique_ptr<Desk> m_desk;

private Q_SLOTS:
    void initTestCase()
    {
        m_content = "id,y\n";
        for (int i = 0; i < 500; ++i)
            m_content += number(i) + ",0.5\n";
        m_file = m_folder.filePath(u"submission.csv"_s);
        QVERIFY(writeFile(m_file, m_content));
    }
    void init() { m_desk = std::make_unique<Desk>(); }
    void cleanup() { m_desk.reset(); }

    void sent()
    {
        const auto ref = m_desk->submit(m_file);
        QVERIFY2(ref, ref ? "" : qPrintable(ref.error().message));
        QCOMPARE(*ref, 100);
        QCOMPARE(m_desk->client.calls(), (QByteArrayList{"ListSubmissions", "GetSubmissionLimits", "StartSubmissionUpload", "PUT /upload/1", "CreateSubmission"}));
        QCOMPARE(m_desk->place.there, m_content);
        QCOMPARE(m_desk->place.ranges, QByteArrayList{""});
        QCOMPARE(m_desk->token, u"token-1"_s);
        QCOMPARE(toQt(m_desk->list.front().at("description")), u"from a test [%1]"_s.arg(marker));
        const nlohmann::json start = m_desk->client.body(2);
        QCOMPARE(toQt(start.at("fileName")), u"submission.csv"_s);
        QVERIFY(start.at("contentLength") == m_content.size());
        const Asked put = m_desk->client.server.asked().at(3);
        QCOMPARE(put.target, QByteArray("/upload/1?upload_id=a%2Bb"));
        QVERIFY(put.header("authorization").isEmpty());
    }

    /// Case kag-limit-reached.
    void limitReached()
    {
        const nlohmann::json room = caseOf("kag-limit-reached"), given = room.at("input").at("given");
        m_desk->client.clock.at = kaggle::dateOf(given, "now");
        m_desk->site.says("GetSubmissionLimits", Answer::json(QByteArray::fromStdString(given.at("GetSubmissionLimits").dump())));
        const auto ref = m_desk->submit(m_file);
        QVERIFY(!ref);
        QCOMPARE(ref.error().code, u"daily_limit"_s);
        for (const nlohmann::json &part : room.at("expect").at("sentence").at("must_mention"))
            QVERIFY2(ref.error().message.contains(toQt(part)), qPrintable(ref.error().message));
        QVERIFY2(ref.error().message.contains(u"in 2 h 20 min"_s), qPrintable(ref.error().message));
        QVERIFY(!ref.error().retryable); // it is a person's choice, later
        QVERIFY(m_desk->hasSentNothing());
    }

    void limits_data()
    {
        QTest::addColumn<QByteArray>("limits");
        QTest::addColumn<QString>("part"); ///< of the refusal; empty: it is sent
        QTest::newRow("one left") << QByteArray("{\"numToday\":4,\"numTotal\":9,\"numAllowedNow\":1}") << QString();
        QTest::newRow("no team yet") << QByteArray("{\"numToday\":0,\"numTotal\":0,\"numAllowedNow\":0}") << QString();
        QTest::newRow("by the total") << QByteArray("{\"numToday\":0,\"numTotal\":3,\"numAllowedNow\":0,\"limitedByTotal\":true}") << u"whole life"_s;
    }
    void limits()
    {
        QFETCH(QByteArray, limits);
        QFETCH(QString, part);
        m_desk->site.says("GetSubmissionLimits", Answer::json(limits));
        const auto ref = m_desk->submit(m_file);
        QCOMPARE(ref.has_value(), part.isEmpty());
        if (ref)
            return;
        QVERIFY2(ref.error().message.contains(part) && !ref.error().message.contains(u"00:00"_s), qPrintable(ref.error().message));
        QVERIFY(m_desk->hasSentNothing());
    }

    void brokenUploadGoesOn()
    {
        m_desk->site.on["PUT /upload/1"] = [this](const Asked &asked) {
            if (!m_desk->place.ranges.isEmpty())
                return m_desk->place.take(asked);
            (void)m_desk->place.take(asked, 1000);
            return Answer::of(503, {}, "busy");
        };
        const auto ref = m_desk->submit(m_file);
        QVERIFY2(ref, ref ? "" : qPrintable(ref.error().message));
        const QByteArray size = number(m_content.size());
        QCOMPARE(m_desk->place.ranges, (QByteArrayList{"", "bytes */" + size, "bytes 1000-" + number(m_content.size() - 1) + '/' + size}));
        QCOMPARE(m_desk->place.there, m_content);
        QCOMPARE(m_desk->sessions, 1);
        QCOMPARE(m_desk->count("CreateSubmission"), 1);
    }

    void takenInParts()
    {
        m_desk->site.on["PUT /upload/1"] = [this](const Asked &asked) { return m_desk->place.take(asked, 1500); };
        QVERIFY(m_desk->submit(m_file));
        QCOMPARE(m_desk->place.there, m_content);
        QCOMPARE(m_desk->place.ranges.size(), (m_content.size() + 1499) / 1500);
    }

    void expiredSession()
    {
        m_desk->site.says("PUT /upload/1", Answer::of(404, {}, {}));
        m_desk->site.on["PUT /upload/2"] = [this](const Asked &asked) { return m_desk->place.take(asked); };
        QVERIFY(m_desk->submit(m_file));
        QCOMPARE(m_desk->sessions, 2);
        QCOMPARE(m_desk->token, u"token-2"_s);
        QCOMPARE(m_desk->place.there, m_content);
    }

    void sessionsThatAllExpire()
    {
        for (const QByteArray no : {"1", "2", "3", "4"})
            m_desk->site.says("PUT /upload/" + no, Answer::of(410, {}, {}));
        QCOMPARE(m_desk->submit(m_file).error().code, u"upload_broke"_s);
        QCOMPARE(m_desk->sessions, 3);
        QCOMPARE(m_desk->count("CreateSubmission"), 0);
    }

    void uploadThatIsRefused()
    {
        m_desk->site.says("PUT /upload/1", Answer::of(400, {}, "no"));
        QCOMPARE(m_desk->submit(m_file).error().code, u"upload_refused"_s);
        QCOMPARE(m_desk->count("PUT /upload/1"), 1);
        QCOMPARE(m_desk->count("CreateSubmission"), 0);
    }

    void uploadToAForeignHost()
    {
        m_desk->site.says("StartSubmissionUpload", Answer::json("{\"token\":\"t\",\"createUrl\":\"http://storage.evil.example/x\"}"));
        QCOMPARE(m_desk->submit(m_file).error().code, u"foreign_host"_s);
        QCOMPARE(m_desk->count("CreateSubmission"), 0);
    }

    /// Both wait the same five seconds before they look.
    void answerThatNeverCame()
    {
        Desk taken, lost;
        taken.site.on["CreateSubmission"] = [&taken](const Asked &asked) {
            (void)taken.take(asked);
            return Answer{.close = true};
        };
        lost.site.on["CreateSubmission"] = [&lost](const Asked &asked) {
            return lost.count("CreateSubmission") == 1 ? Answer{.close = true} : Answer::json("{\"ref\":" + number(lost.take(asked)) + '}');
        };
        Result<qint64> found, again;
        {
            const std::jthread first([&] { found = taken.submit(m_file); });
            const std::jthread second([&] { again = lost.submit(m_file); });
        }
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QCOMPARE(*found, 100);
        QCOMPARE(taken.count("CreateSubmission"), 1);
        QCOMPARE(taken.list.size(), size_t(1));
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QCOMPARE(lost.count("CreateSubmission"), 2);
        QCOMPARE(lost.count("StartSubmissionUpload"), 1);
        QCOMPARE(lost.list.size(), size_t(1));
    }

    void refusedByKaggle()
    {
        m_desk->site.says("CreateSubmission", Site::error(400, "Submission not allowed:  This competition only accepts Submissions from Notebooks."));
        QCOMPARE(m_desk->submit(m_file).error().code, u"notebook_only"_s);
        QCOMPARE(m_desk->count("CreateSubmission"), 1);
    }

    void sentByAnEarlierStart()
    {
        m_desk->list.push_back(nlohmann::json::object({{"ref", 8}, {"description", "of somebody else"}}));
        m_desk->list.push_back(nlohmann::json::object({{"ref", "9"}, {"description", toStd(u"from a test [%1]"_s.arg(marker))}}));
        QCOMPARE(m_desk->submit(m_file).value(), 9);
        QCOMPARE(m_desk->client.calls(), QByteArrayList{"ListSubmissions"});
    }

    /// Whether an earlier start has sent it is not known then.
    void nothingIsSentWithoutTheList()
    {
        m_desk->site.says("ListSubmissions", Site::error(400, "Not today"));
        const auto ref = m_desk->submit(m_file);
        QVERIFY(!ref);
        QVERIFY2(ref.error().message.contains(u"Not today"_s), qPrintable(ref.error().message));
        QVERIFY(m_desk->hasSentNothing());
    }

    void longMessagesKeepTheMarker()
    {
        const QString text = kaggle::describe({.message = QString(2000, u'x') + u"\n\ny"_s, .marker = marker});
        QVERIFY(text.size() < 500);
        QVERIFY(text.endsWith(u'[' + marker + u']'));
    }

    /// Case kag-scoring-error-texts.
    void scoringErrors()
    {
        const nlohmann::json room = caseOf("kag-scoring-error-texts");
        for (const auto &[key, text] : room.at("input").at("given").at("errorDescription").items()) {
            QStringList expected;
            for (const nlohmann::json &code : room.at("expect").at("values").at(key))
                expected << toQt(code);
            QCOMPARE(kaggle::findingsFor(toQt(text)), expected);
        }
        QCOMPARE(kaggle::findingsFor(u"Something that nobody has seen."_s), QStringList());
        QCOMPARE(kaggle::findingsFor(QString()), QStringList());
    }
};

QTEST_GUILESS_MAIN(tst_KaggleSubmit)
#include "tst_kagglesubmit.moc"
