// SPDX-License-Identifier: GPL-3.0-or-later
#include "archives.h"
#include "kaggle/source.h"
#include "kaggleclient.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

const QByteArray denied = "Permission 'competitions.get' was denied";

/// What GetCompetition says, with more members or others than usual.
Answer competition(const nlohmann::json &facts = nlohmann::json::object())
{
    nlohmann::json json{{"id", 7}, {"ref", "https://www.kaggle.com/competitions/plants"}, {"title", "Plants"}, {"userHasEntered", true}};
    json.update(facts);
    return Answer::json(QByteArray::fromStdString(json.dump()));
}

Answer stored(const QByteArray &content, const QByteArray &etag)
{
    return Answer::of(200, {{"ETag", etag}, {"Content-Type", "application/zip"}}, content);
}

} // namespace

class tst_KaggleSource : public QObject
{
    Q_OBJECT

    std::optional<MetricCatalogue> m_catalogue;
    std::unique_ptr<QTemporaryDir> m_place;
    Paths m_paths;
    Site m_site;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<FolderSource> m_folders;
    std::unique_ptr<kaggle::Source> m_source;
    std::atomic<int> m_pages = 0;  ///< times that pages were made
    std::atomic<int> m_pieces = 0; ///< times that bytes came

    QByteArray bundle(const QByteArray &answer = "a") const
    {
        const QString file = m_place->filePath(u"bundle.zip"_s);
        if (!writeArchive(file, Format::Zip, {{"train.csv", "id,x,y\n1,2," + answer + "\n2,3,b\n"}, {"test.csv", "id,x\n3,4\n"}, {"sample_submission.csv", "id,y\n3,a\n"}}))
            qFatal("no archive");
        return readFile(file).value();
    }
    Result<kaggle::Entry> inspect(const QString &slug = u"plants"_s) const { return m_source->inspect(slug, {}); }
    Result<Dataset> acquire(const kaggle::Entry &entry, kaggle::Wanted wanted = kaggle::Wanted::All)
    {
        const kaggle::Source::Job job{.wanted = wanted,
                                      .makePages = [this](const QString &, const QString &folder) {
                                          ++m_pages;
                                          return makeFolder(folder).and_then([&] { return writeFile(folder + u"/overview.md"_s, "Which plant?\n"); });
                                      },
                                      .turn = [] { return Result<Permit>(Permit()); },
                                      .progress = [this](qint64, qint64) { ++m_pieces; }};
        return m_source->acquire(entry, job, {});
    }
    Result<Dataset> inspectAndAcquire(kaggle::Wanted wanted = kaggle::Wanted::All)
    {
        return inspect().and_then([&](const kaggle::Entry &entry) { return acquire(entry, wanted); });
    }
    qsizetype count(const QByteArray &call) const { return m_client->calls().count(call); }
    void hoursLater(int hours) { m_client->clock.at = QDateTime::currentDateTimeUtc().addSecs(hours * 3600); }
    /// As where a hotel's network sends everybody to its login page: none of it is Kaggle's answer.
    void goOffline() { m_site.on = {{"GetCompetition", [](const Asked &) { return Answer::of(302, {{"Location", "http://login.example/"}}, {}); }}}; }
    static QStringList filesOf(const Dataset &dataset) { return QDir(dataset.folder.data()).entryList(QDir::Files); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto read = readFile(QStringLiteral(SOLVER_CASES_DIR) + u"/../../resources/metrics.json"_s).and_then(MetricCatalogue::read);
        QVERIFY(read);
        m_catalogue = *read;
    }
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        m_paths = Paths::choose(m_place->filePath(u"installation"_s));
        QVERIFY(m_paths.create());
        m_pages = m_pieces = 0;
        m_site = {};
        m_site.says("GetCompetition", competition());
        m_site.says("GetCompetitionDataFilesSummary", Answer::json("{\"fileSummaryInfo\":{\"fileTypes\":[{\"totalSize\":\"40\"},{\"totalSize\":2}]}}"));
        m_site.says("GetSubmissionLimits", Answer::json("{\"numToday\":1,\"numTotal\":2,\"numAllowedNow\":4}"));
        m_site.says("ListCompetitionPages", Answer::json("{\"pages\":[{\"name\":\"Overview\",\"content\":\"<p>Which plant?</p>\"}]}"));
        m_site.says("GetLeaderboard", Answer::json("{\"submissions\":[{\"score\":\"0.1\"},{\"score\":\"0.3\"}]}"));
        m_site.says("ListCompetitions", Answer::json("{}"));
        m_site.sends("DownloadDataFiles", "/bundle.zip?Signature=a%2Bb");
        m_site.says("GET /bundle.zip", stored(bundle(), "\"v1\""));
        m_client = std::make_unique<Client>(m_site.script());
        m_folders = std::make_unique<FolderSource>(m_paths, *m_catalogue, archive::Limits{.totalBytes = 64 << 20, .diskFloorBytes = 0});
        m_source = std::make_unique<kaggle::Source>(m_client->api, *m_folders, m_client->clock,
                                                    kaggle::Source::Setup{.cache = m_paths.cache + u"/competitions"_s,
                                                                          .storageHosts = {u"127.0.0.1"_s},
                                                                          .wellKnown = {u"titanic"_s, u"house-prices"_s}});
    }
    void cleanup()
    {
        m_source.reset();
        m_client.reset();
    }

    void whatIsKnownBeforehand()
    {
        const auto entry = inspect();
        QVERIFY2(entry, entry ? "" : qPrintable(entry.error().message));
        QCOMPARE(entry->competition.title, u"Plants"_s);
        QCOMPARE(entry->dataBytes, 42);
        QCOMPARE(entry->limits.value().allowedNow, 4);
        QVERIFY(entry->warnings.isEmpty() && !entry->offline);
        QVERIFY(kaggle::Entry::fromJson(entry->toJson()).toJson() == entry->toJson());
        QCOMPARE(count("GET /bundle.zip"), 0);
    }

    void otherKinds_data()
    {
        QTest::addColumn<QByteArray>("facts");
        QTest::addColumn<QString>("word"); ///< empty: it is taken
        QTest::newRow("hackathon by its tag") << QByteArray("{\"tags\":[{\"name\":\"Hackathon\"}]}") << u"hackathon"_s;
        QTest::newRow("hackathon by its category") << QByteArray("{\"category\":\"Hackathon\"}") << u"hackathon"_s;
        QTest::newRow("simulation") << QByteArray("{\"tags\":[{\"name\":\"games\"},{\"name\":\"simulations\"}]}") << u"playing games"_s;
        QTest::newRow("analytics") << QByteArray("{\"category\":\"analytics\"}") << u"write-ups"_s;
        QTest::newRow("a tag about analytics") << QByteArray("{\"category\":\"Featured\",\"tags\":[{\"name\":\"data analytics\"}]}") << QString();
        QTest::newRow("an unknown category") << QByteArray("{\"category\":\"Something New\"}") << QString();
        QTest::newRow("a tag of another shape") << QByteArray("{\"tags\":[\"simulation\",null,7]}") << QString();
    }
    void otherKinds()
    {
        QFETCH(QByteArray, facts);
        QFETCH(QString, word);
        m_site.says("GetCompetition", competition(nlohmann::json::parse(facts.toStdString())));
        const auto entry = inspect();
        QCOMPARE(entry.has_value(), word.isEmpty());
        if (entry)
            return;
        QCOMPARE(entry.error().code, u"kind_unsupported"_s);
        QVERIFY2(entry.error().message.contains(word) && entry.error().message.contains(u"Plants"_s), qPrintable(entry.error().message));
        QVERIFY(!entry.error().nextStep.isEmpty());
        QCOMPARE(m_client->calls(), QByteArrayList{"GetCompetition"});
    }

    void warnings_data()
    {
        QTest::addColumn<QByteArray>("facts");
        QTest::addColumn<QString>("part"); ///< empty: there is none
        QTest::newRow("past") << QByteArray("{\"deadline\":\"2026-11-19T23:59:00Z\"}") << u"2026-11-19"_s;
        QTest::newRow("to come") << QByteArray("{\"deadline\":\"2026-11-20T23:59:00Z\"}") << QString();
        QTest::newRow("disabled") << QByteArray("{\"submissionsDisabled\":true}") << u"takes no submissions"_s;
        QTest::newRow("notebooks") << QByteArray("{\"isKernelsSubmissionsOnly\":true}") << u"only notebooks"_s;
    }
    void warnings()
    {
        QFETCH(QByteArray, facts);
        QFETCH(QString, part);
        m_client->clock.at = QDateTime(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC);
        m_site.says("GetCompetition", competition(nlohmann::json::parse(facts.toStdString())));
        const auto entry = inspect();
        QVERIFY(entry);
        QCOMPARE(entry->warnings.size(), part.isEmpty() ? 0 : 1);
        QVERIFY2(entry->warnings.join(u' ').contains(part), qPrintable(entry->warnings.join(u' ')));
    }

    void wrongNames_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QByteArray>("found"); ///< by Kaggle's search
        QTest::addColumn<QString>("meant");
        const QByteArray plants = "{\"competitions\":[{\"ref\":\"https://www.kaggle.com/competitions/plants\"}]}";
        QTest::newRow("well known") << u"titanik"_s << QByteArray("{}") << u"titanic"_s;
        QTest::newRow("by the search") << u"plnats"_s << plants << u"plants"_s;
        QTest::newRow("nothing near") << u"something-else-altogether"_s << plants << QString();
    }
    void wrongNames()
    {
        QFETCH(QString, slug);
        QFETCH(QByteArray, found);
        QFETCH(QString, meant);
        m_site.says("GetCompetition", Site::error(403, denied));
        m_site.says("ListCompetitions", Answer::json(found));
        const auto entry = inspect(slug);
        QVERIFY(!entry);
        const Error &error = entry.error();
        QCOMPARE(error.code, u"not_found"_s);
        QCOMPARE(error.kind, Error::Kind::NotFound);
        QVERIFY2(error.message.contains(slug), qPrintable(error.message));
        QCOMPARE(error.message.contains(u"Did you mean"_s), !meant.isEmpty());
        QVERIFY2(error.message.contains(meant), qPrintable(error.message));
    }

    void aPrivateOneIsNotCalledWrong()
    {
        m_site.says("GetCompetition", Site::error(403, denied));
        m_site.says("ListCompetitions", Answer::json("{\"competitions\":[{\"ref\":\"https://www.kaggle.com/competitions/plants\"}]}"));
        QCOMPARE(inspect().error().code, u"no_access"_s);
    }

    void wrongNamesOffline()
    {
        // What a search has found before is remembered.
        m_site.says("GetCompetition", Site::error(403, denied));
        m_site.says("ListCompetitions", Answer::json("{\"competitions\":[{\"ref\":\"https://www.kaggle.com/competitions/mushrooms\"}]}"));
        QVERIFY(!inspect(u"mushrums"_s));
        goOffline();
        for (const auto &[slug, meant] : {std::pair(u"mashrooms"_s, u"mushrooms"_s), std::pair(u"house-price"_s, u"house-prices"_s)}) {
            const Error error = inspect(slug).error();
            QCOMPARE(error.kind, Error::Kind::Network);
            QVERIFY2(error.nextStep.contains(meant), qPrintable(error.nextStep));
        }
        QVERIFY(!inspect(u"titanic"_s).error().nextStep.contains(u"did you mean"_s));
    }

    /// Case kag-entries-closed.
    void entriesClosed()
    {
        const nlohmann::json room = caseOf("kag-entries-closed"), given = room.at("input").at("given"), expect = room.at("expect");
        m_client->clock.at = kaggle::dateOf(given, "now");
        m_site.says("GetCompetition", competition(given.at("GetCompetition")));
        const nlohmann::json &refusal = given.at("DownloadDataFiles");
        m_site.says("DownloadDataFiles", Answer::json(QByteArray::fromStdString(refusal.at("body").dump()), refusal.at("status")));
        const auto entry = inspect();
        QVERIFY(!entry);
        const Error &error = entry.error();
        QCOMPARE(error.code, u"entries_closed"_s);
        for (const nlohmann::json &part : expect.at("sentence").at("must_mention"))
            QVERIFY2(error.message.contains(toQt(part)), qPrintable(error.message));
        for (const nlohmann::json &part : expect.at("sentence").at("must_not_mention"))
            QVERIFY2(!(error.message + error.nextStep).contains(toQt(part), Qt::CaseInsensitive), qPrintable(error.message));
        QVERIFY2(error.message.contains(toQt(refusal.at("body").at("error").at("message"))), qPrintable(error.message));
        QVERIFY(!error.actionUrl.toString().endsWith(u"/rules"_s));
        QCOMPARE(m_client->calls(), (QByteArrayList{"GetCompetition", "DownloadDataFiles"}));
    }

    void notEntered_data()
    {
        QTest::addColumn<int>("status"); ///< of the question for the data's address; 302: it is given
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<QString>("code"); ///< empty: it goes on
        QTest::newRow("allowed all the same") << 302 << QByteArray() << QString();
        QTest::newRow("there is no bundle") << 404 << QByteArray("Not found") << QString();
        QTest::newRow("rules") << 403 << QByteArray("You must accept this competition's rules before you'll be able to download files.") << u"rules_not_accepted"_s;
        QTest::newRow("no word of rules") << 403 << denied << u"rules_not_accepted"_s;
        QTest::newRow("identity") << 403 << QByteArray("You must Identity Verify your account to perform this action.") << u"identity_not_verified"_s;
    }
    void notEntered()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        QFETCH(QString, code);
        m_site.says("GetCompetition", competition({{"userHasEntered", false}}));
        if (status != 302)
            m_site.says("DownloadDataFiles", Site::error(status, says));
        const auto entry = inspect();
        QCOMPARE(entry ? QString() : entry.error().code, code);
        if (!entry && code == u"rules_not_accepted")
            QCOMPARE(entry.error().actionUrl.toString(), u"https://www.kaggle.com/competitions/plants/rules"_s);
        QVERIFY(!m_client->calls().contains("GetSubmissionLimits"));
        QCOMPARE(count("GET /bundle.zip"), 0);
    }

    void bringsDataAndPages()
    {
        const auto dataset = inspectAndAcquire();
        QVERIFY2(dataset, dataset ? "" : qPrintable(dataset.error().message));
        QCOMPARE(filesOf(*dataset), (QStringList{u"sample_submission.csv"_s, u"test.csv"_s, u"train.csv"_s}));
        QCOMPARE(readFile(dataset->folder.pages() + u"/overview.md"_s).value(), QByteArray("Which plant?\n"));
        QCOMPARE(dataset->title, u"Plants"_s);
        QVERIFY(!QFileInfo::exists(m_paths.cache + u"/competitions/plants/kaggle/download"_s));
        const Asked asked = m_client->server.asked().at(m_client->calls().indexOf("GET /bundle.zip"));
        QCOMPARE(asked.target, QByteArray("/bundle.zip?Signature=a%2Bb"));
        QVERIFY(asked.header("authorization").isEmpty());
    }

    void fiftyAtOnce()
    {
        const auto entry = inspect();
        QVERIFY(entry);
        std::array<QString, 50> hashes;
        {
            std::vector<std::jthread> jobs;
            for (QString &hash : hashes) {
                jobs.emplace_back([&] {
                    const Result<Dataset> dataset = acquire(*entry);
                    hash = dataset ? dataset->dataHash : dataset.error().message;
                });
            }
        }
        QVERIFY(!hashes.front().isEmpty());
        QCOMPARE(hashes.front().size(), sha256("").size());
        for (const QString &each : hashes)
            QCOMPARE(each, hashes.front());
        QCOMPARE(count("GET /bundle.zip"), 1);
        QCOMPARE(count("ListCompetitionPages"), 1);
        QCOMPARE(m_pages.load(), 1);
    }

    void aDayLater_data()
    {
        QTest::addColumn<int>("hours");
        QTest::addColumn<QByteArray>("etag");
        QTest::addColumn<int>("asked");
        QTest::addColumn<bool>("loaded");
        QTest::newRow("younger than a day") << 23 << QByteArray("\"v2\"") << 0 << false;
        QTest::newRow("older, the same") << 25 << QByteArray("\"v1\"") << 1 << false;
        QTest::newRow("older, another") << 25 << QByteArray("\"v2\"") << 1 << true;
    }
    void aDayLater()
    {
        QFETCH(int, hours);
        QFETCH(QByteArray, etag);
        QFETCH(int, asked);
        QFETCH(bool, loaded);
        const auto before = inspectAndAcquire();
        QVERIFY(before);
        const qsizetype gets = count("GET /bundle.zip");
        m_pieces = 0;
        hoursLater(hours);
        m_site.says("GET /bundle.zip", stored(bundle("c"), etag));
        const auto now = inspectAndAcquire();
        QVERIFY2(now, now ? "" : qPrintable(now.error().message));
        QCOMPARE(count("GET /bundle.zip") - gets, asked);
        QCOMPARE(m_pieces > 0, loaded);
        QCOMPARE(now->dataHash != before->dataHash, loaded);
        QCOMPARE(readFile(now->folder.data() + u"/train.csv"_s).value().contains("1,2,c"), loaded);
        QCOMPARE(count("ListCompetitionPages"), 1 + asked);
        // And then again for a day.
        QVERIFY(inspectAndAcquire());
        QCOMPARE(count("GET /bundle.zip") - gets, asked);
    }

    void offlineWithEarlierData()
    {
        const auto before = inspectAndAcquire();
        QVERIFY(before);
        goOffline();
        hoursLater(48);
        const auto entry = inspect();
        QVERIFY2(entry, entry ? "" : qPrintable(entry.error().message));
        QVERIFY(entry->offline);
        QCOMPARE(entry->competition.title, u"Plants"_s);
        const QString day = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd"_s);
        QVERIFY2(entry->warnings.join(u' ').contains(u"Kaggle cannot be reached"_s) && entry->warnings.join(u' ').contains(day.left(8)), qPrintable(entry->warnings.join(u' ')));
        const qsizetype calls = m_client->calls().size();
        const auto dataset = acquire(*entry);
        QVERIFY(dataset);
        QCOMPARE(dataset->dataHash, before->dataHash);
        QCOMPARE(m_client->calls().size(), calls);
    }

    void offlineWithoutData()
    {
        QVERIFY(inspect()); // known, but never loaded
        goOffline();
        QCOMPARE(inspect().error().kind, Error::Kind::Network);
    }

    void goneWhileItIsLookedFor()
    {
        const auto before = inspectAndAcquire();
        QVERIFY(before);
        hoursLater(30);
        m_site.says("GET /bundle.zip", Answer::of(302, {{"Location", "/bundle.zip"}}, {}));
        const auto now = inspectAndAcquire();
        QVERIFY2(now, now ? "" : qPrintable(now.error().message));
        QCOMPARE(now->dataHash, before->dataHash);
        QVERIFY2(now->notes.join(u' ').contains(u"Kaggle cannot be reached"_s), qPrintable(now->notes.join(u' ')));
    }

    void fileByFile()
    {
        m_site.says("DownloadDataFiles", Site::error(404, "Not found"));
        m_site.says("ListDataFiles", Answer::json("{\"files\":[{\"name\":\"train.csv\",\"totalBytes\":21},{\"name\":\"more/test.csv\",\"totalBytes\":9},{\"name\":\"../evil.csv\",\"totalBytes\":1}]}"));
        m_site.on["DownloadDataFile"] = [](const Asked &asked) {
            const std::string name = nlohmann::json::parse(asked.body.toStdString()).at("fileName");
            return Answer::of(302, {{"Location", QByteArray::fromStdString("/files/" + name)}}, {});
        };
        m_site.says("GET /files/train.csv", stored("id,x,y\n1,2,a\n2,3,b\n", "\"1\""));
        m_site.says("GET /files/more/test.csv", stored("id,x\n3,4\n", "\"2\""));
        const auto before = inspectAndAcquire();
        QVERIFY2(before, before ? "" : qPrintable(before.error().message));
        QCOMPARE(filesOf(*before), QStringList{u"train.csv"_s});
        QCOMPARE(readFile(before->folder.data() + u"/more/test.csv"_s).value(), QByteArray("id,x\n3,4\n"));
        QCOMPARE(count("DownloadDataFile"), 2);
        QCOMPARE(QDir(m_paths.cache + u"/competitions"_s).entryList({u"evil*"_s}), QStringList());
        // The same listing a day later: nothing is loaded; another one: all of it.
        hoursLater(25);
        const auto same = inspectAndAcquire();
        QVERIFY(same);
        QCOMPARE(same->dataHash, before->dataHash);
        QCOMPARE(count("DownloadDataFile"), 2);
        hoursLater(50);
        m_site.says("ListDataFiles", Answer::json("{\"files\":[{\"name\":\"train.csv\",\"totalBytes\":22},{\"name\":\"more/test.csv\",\"totalBytes\":9}]}"));
        m_site.says("GET /files/train.csv", stored("id,x,y\n1,2,a\n2,3,bb\n", "\"3\""));
        const auto now = inspectAndAcquire();
        QVERIFY(now);
        QVERIFY(now->dataHash != before->dataHash);
        QVERIFY(readFile(now->folder.data() + u"/train.csv"_s).value().contains("bb"));
    }

    void onlyTables()
    {
        m_site.says("ListDataFiles", Answer::json("{\"files\":[{\"name\":\"train.csv\",\"totalBytes\":19},{\"name\":\"big.tif\",\"totalBytes\":\"6000000\"},{\"name\":\"small.md\",\"totalBytes\":4}]}"));
        m_site.on["DownloadDataFile"] = [](const Asked &asked) {
            const std::string name = nlohmann::json::parse(asked.body.toStdString()).at("fileName");
            return Answer::of(302, {{"Location", QByteArray::fromStdString("/files/" + name)}}, {});
        };
        m_site.says("GET /files/train.csv", stored("id,x,y\n1,2,a\n2,3,b\n", "\"1\""));
        m_site.says("GET /files/small.md", stored("Hm.\n", "\"2\""));
        const auto tables = inspectAndAcquire(kaggle::Wanted::Tables);
        QVERIFY2(tables, tables ? "" : qPrintable(tables.error().message));
        QVERIFY(filesOf(*tables).contains(u"train.csv"_s));
        QCOMPARE(count("DownloadDataFile"), 2);
        QCOMPARE(count("DownloadDataFiles"), 0);
        // Who wants all of it is not given the tables alone.
        const auto all = inspectAndAcquire();
        QVERIFY(all);
        QVERIFY(all->dataHash != tables->dataHash);
        QCOMPARE(count("GET /bundle.zip"), 1);
    }

    void nothingThatIsWanted()
    {
        m_site.says("ListDataFiles", Answer::json("{\"files\":[{\"name\":\"big.tif\",\"totalBytes\":\"6000000\"}]}"));
        QCOMPARE(inspectAndAcquire(kaggle::Wanted::Tables).error().code, u"no_data"_s);
    }

    void oneFileThatIsNoArchive()
    {
        m_site.sends("DownloadDataFiles", "/data/numbers.csv?s=1");
        m_site.says("GET /data/numbers.csv", stored("id,x,y\n1,2,a\n2,3,b\n", "\"1\""));
        const auto dataset = inspectAndAcquire();
        QVERIFY2(dataset, dataset ? "" : qPrintable(dataset.error().message));
        QCOMPARE(filesOf(*dataset), QStringList{u"numbers.csv"_s});
    }

    void withoutPages()
    {
        m_site.says("ListCompetitionPages", Site::error(400, "Not today"));
        const auto dataset = inspectAndAcquire();
        QVERIFY(dataset);
        QVERIFY2(dataset->notes.join(u' ').contains(u"Not today"_s), qPrintable(dataset->notes.join(u' ')));
    }

    void safePaths_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isSafe");
        QTest::newRow("plain") << u"train.csv"_s << true;
        QTest::newRow("folders") << u"a/b/c d.csv"_s << true;
        QTest::newRow("letters of the world") << u"données/日本.csv"_s << true;
        QTest::newRow("a point before") << u".hidden"_s << true;
        QTest::newRow("three points") << u"..."_s << true;
        QTest::newRow("longest part") << QString(255, u'a') << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("absolute") << u"/etc/passwd"_s << false;
        QTest::newRow("up") << u"../x"_s << false;
        QTest::newRow("up, within") << u"a/../../x"_s << false;
        QTest::newRow("up, at the end") << u"a/.."_s << false;
        QTest::newRow("itself") << u"a/./b"_s << false;
        QTest::newRow("empty part") << u"a//b"_s << false;
        QTest::newRow("ends with a slash") << u"a/"_s << false;
        QTest::newRow("backslash") << u"..\\x"_s << false;
        QTest::newRow("drive") << u"C:/x"_s << false;
        QTest::newRow("drive and backslash") << u"C:\\x"_s << false;
        QTest::newRow("line end") << u"a\nb"_s << false;
        QTest::newRow("end of text") << u"a"_s + QChar(0) + u"b"_s << false;
        QTest::newRow("delete") << u"a"_s + QChar(0x7f) << false;
        QTest::newRow("too long a part") << QString(256, u'a') << false;
        QTest::newRow("too many bytes") << QString(128, QChar(0xe9)) << false;
        QTest::newRow("too long in all") << QString(501, u'a').replace(u"aa"_s, u"a/"_s) + QString(600, u'b').replace(u"bb"_s, u"/b"_s) << false;
    }
    void safePaths()
    {
        QFETCH(QString, name);
        QFETCH(bool, isSafe);
        QCOMPARE(kaggle::safePath(name), isSafe ? name : QString());
    }
};

QTEST_GUILESS_MAIN(tst_KaggleSource)
#include "tst_kagglesource.moc"
