// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "competition/foldersource.h"

#include "archives.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

#include <sys/stat.h>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_FolderSource : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_place;
    std::optional<MetricCatalogue> m_catalogue;
    Paths m_paths;

    QString at(const QString &name) const { return m_place->filePath(name); }
    QString caseFolder(const QString &name) const { return QStringLiteral(SOLVER_CASES_DIR) + u"/files/"_s + name; }
    FolderSource source(archive::Limits limits = {.totalBytes = 64 << 20, .diskFloorBytes = 0}) const
    {
        return FolderSource(m_paths, *m_catalogue, limits);
    }
    /// A small competition below the test's folder.
    QString competition(const QString &name, const QByteArray &train = "id,x,y\n1,2,a\n2,3,b\n") const
    {
        const QString folder = at(name);
        [[maybe_unused]] const bool written = makeFolder(folder) && writeFile(folder + u"/train.csv"_s, train) &&
                                              writeFile(folder + u"/test.csv"_s, "id,x\n3,4\n") &&
                                              writeFile(folder + u"/sample_submission.csv"_s, "id,y\n3,a\n");
        return folder;
    }
    Result<Dataset> acquire(const QString &folder, const Overrides &options = Overrides::object()) const
    {
        return source().acquire({.path = folder}, u"toy"_s, options, {});
    }
    /// Names, times and bytes of all below a folder.
    static QByteArray state(const QString &folder)
    {
        QByteArray text;
        QStringList paths;
        QDirIterator walk(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (walk.hasNext())
            paths << walk.next();
        paths.sort();
        for (const QString &path : paths) {
            struct stat facts = {};
            ::stat(QFile::encodeName(path).constData(), &facts);
            text += path.toUtf8() + ' ' + QByteArray::number(qlonglong(facts.st_ctim.tv_nsec)) + ' ' +
                    QByteArray::number(facts.st_mode) + ' ' + readFile(path).value_or(QByteArray()) + '\n';
        }
        return sha256(text);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto read = readFile(QStringLiteral(SOLVER_CASES_DIR) + u"/../../resources/metrics.json"_s)
                        .and_then(MetricCatalogue::read);
        QVERIFY(read);
        m_catalogue = *read;
    }
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        m_paths = Paths::choose(at(u"installation"_s));
        QVERIFY(m_paths.create());
    }

    void takesAFolder();
    void readsThePages_data();
    void readsThePages();
    void pinsWin();
    void leavesTheOriginalsAlone();
    void givesTheSameDataTheSameHash();
    void givesOtherDataAnotherHash();
    void copiesOnlyOnce();
    void seesAChangedFile();
    void takesAnArchive();
    void takesAFolderOfOneArchive();
    void unpacksATableThatIsAnArchive();
    void unpacksInnerArchivesIntoFolders();
    void leavesSecretsAndHiddenFilesOut();
    void refusesFolders_data();
    void refusesFolders();
    void refusesAFolderThatHoldsItsOwnData();
    void refusesAWrongCompetitionJson_data();
    void refusesAWrongCompetitionJson();
    void refusesABombInside();
    void stops();
    void whatKaggleSays_data();
    void whatKaggleSays();
    void knownByItsIdentity();
};

void tst_FolderSource::takesAFolder()
{
    const QString folder = competition(u"mine"_s);
    QVERIFY(makeFolder(folder + u"/images/a"_s));
    QVERIFY(writeFile(folder + u"/images/a/1.png"_s, "p"));
    QVERIFY(writeFile(folder + u"/description.md"_s, "# Toy"));
    const auto bytes = source().inspect(folder);
    QVERIFY(bytes);
    QVERIFY(*bytes > 40);
    const auto dataset = acquire(folder);
    QVERIFY2(dataset, dataset ? "" : qPrintable(dataset.error().message));
    const QDir data(dataset->folder.data());
    QCOMPARE(data.entryList(QDir::Files), (QStringList{u"sample_submission.csv"_s, u"test.csv"_s, u"train.csv"_s}));
    QCOMPARE(readFile(data.filePath(u"images/a/1.png"_s)), Result<QByteArray>("p"));
    QCOMPARE(readFile(dataset->folder.pages() + u"/description.md"_s), Result<QByteArray>("# Toy"));
    QCOMPARE(dataset->dataHash.size(), 64);
    QVERIFY(dataset->folder.root.startsWith(m_paths.cache));
    QCOMPARE(dataset->title, u"mine"_s);
    const auto request = readJson(dataset->folder.request());
    QVERIFY(request);
    QVERIFY((*request)["slug"] == "toy" && (*request)["data_hash"] == toStd(dataset->dataHash) &&
            (*request)["metric"].is_null());
    // For the container's user to read, for nobody to change.
    const auto rights = QFileInfo(data.filePath(u"train.csv"_s)).permissions();
    QVERIFY((rights & QFile::ReadOther) && !(rights & (QFile::WriteOwner | QFile::WriteGroup | QFile::WriteOther)));
    QVERIFY(QFileInfo(data.filePath(u"images/a"_s)).permissions() & QFile::ExeOther);
    QVERIFY(QFileInfo(data.path()).permissions() & QFile::ExeOther);
}

void tst_FolderSource::readsThePages_data()
{
    QTest::addColumn<QByteArray>("evaluation");
    QTest::addColumn<QByteArray>("description");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("evaluation page") << QByteArray("Submissions are scored on the log loss.") << QByteArray()
                                     << QByteArray("logloss");
    QTest::newRow("description only") << QByteArray() << QByteArray("The metric is RMSLE.") << QByteArray("rmsle");
    QTest::newRow("the evaluation page tells more")
        << QByteArray("Mean absolute error decides.") << QByteArray("Unlike accuracy, …") << QByteArray("mae");
    QTest::newRow("nothing known") << QByteArray("We count penguins.") << QByteArray() << QByteArray();
}

void tst_FolderSource::readsThePages()
{
    QFETCH(QByteArray, evaluation);
    QFETCH(QByteArray, description);
    QFETCH(QByteArray, key);
    const QString folder = competition(u"mine"_s);
    QVERIFY(writeFile(folder + u"/evaluation.md"_s, evaluation));
    QVERIFY(writeFile(folder + u"/description.md"_s, description));
    const auto dataset = acquire(folder);
    QVERIFY(dataset);
    const nlohmann::json &metric = dataset->request["metric"];
    QCOMPARE(textOf(metric, "key"), QString::fromLatin1(key));
    QVERIFY(key.isEmpty() ? metric.is_null() : !textOf(metric, "direction").isEmpty());
}

void tst_FolderSource::pinsWin()
{
    const QString folder = competition(u"mine"_s);
    QVERIFY(writeFile(folder + u"/evaluation.md"_s, "accuracy"));
    QVERIFY(writeFile(folder + u"/competition.json"_s, R"({"title": "My Toy", "metric": "f1", "target": "y"})"));
    const auto dataset = acquire(folder);
    QVERIFY(dataset);
    QCOMPARE(dataset->title, u"My Toy"_s);
    QCOMPARE(textOf(dataset->request["metric"], "key"), u"f1"_s);
    QCOMPARE(textOf(dataset->request["metric"], "found_in"), u"user"_s);
    const auto pinned = acquire(folder, {{"metric", "ROC AUC"}, {"direction", "minimize"}});
    QVERIFY(pinned);
    QCOMPARE(textOf(pinned->request["metric"], "key"), u"auc"_s);
    QCOMPARE(textOf(pinned->request["metric"], "direction"), u"minimize"_s);
    QCOMPARE(textOf(pinned->request["overrides"], "target"), u"y"_s);
    QVERIFY(pinned->dataHash != dataset->dataHash); // another reading of the data is another folder
    // What the catalogue does not know goes on as it is: the job says so and completes.
    const auto unknown = acquire(folder, {{"metric", "beauty"}});
    QVERIFY(unknown);
    QVERIFY(unknown->request["metric"].is_null());
    QCOMPARE(textOf(unknown->request["overrides"], "metric"), u"beauty"_s);
}

void tst_FolderSource::leavesTheOriginalsAlone()
{
    const QString folder = competition(u"mine"_s);
    QVERIFY(
        writeArchive(folder + u"/extra.zip"_s, Format::Zip, {{.name = "a", .data = "1"}, {.name = "b", .data = "2"}}));
    QVERIFY(writeArchive(folder + u"/zipped.csv"_s, Format::Zip, {{.name = "zipped.csv", .data = "1\n"}}));
    const QByteArray before = state(folder);
    QVERIFY(acquire(folder));
    QCOMPARE(state(folder), before);
}

void tst_FolderSource::givesTheSameDataTheSameHash()
{
    const auto first = acquire(competition(u"one"_s));
    const auto second = acquire(competition(u"two"_s));
    QVERIFY(first && second);
    QCOMPARE(second->dataHash, first->dataHash);
    QCOMPARE(second->folder.root, first->folder.root);
}

void tst_FolderSource::givesOtherDataAnotherHash()
{
    const auto first = acquire(competition(u"one"_s));
    const auto second = acquire(competition(u"two"_s, "id,x,y\n1,2,a\n2,3,a\n"));
    QVERIFY(first && second);
    QVERIFY(second->dataHash != first->dataHash);
    const QString renamed = competition(u"three"_s);
    QVERIFY(QFile::rename(renamed + u"/train.csv"_s, renamed + u"/Train.csv"_s));
    QVERIFY(acquire(renamed)->dataHash != first->dataHash);
}

void tst_FolderSource::copiesOnlyOnce()
{
    const QString folder = competition(u"mine"_s);
    const auto first = acquire(folder);
    QVERIFY(first);
    const QByteArray before = state(m_paths.cache);
    const auto second = acquire(folder);
    QVERIFY(second);
    QCOMPARE(second->dataHash, first->dataHash);
    QCOMPARE(second->title, first->title);
    QVERIFY(second->request == first->request);
    QCOMPARE(state(m_paths.cache), before);
}

void tst_FolderSource::seesAChangedFile()
{
    const QString folder = competition(u"mine"_s);
    const auto first = acquire(folder);
    QFile train(folder + u"/train.csv"_s);
    QVERIFY(train.open(QIODevice::ReadWrite));
    QVERIFY(train.seek(train.size() - 2));
    QVERIFY(train.write("c") == 1); // same size
    train.close();
    const auto second = acquire(folder);
    QVERIFY(first && second);
    QVERIFY(second->dataHash != first->dataHash);
    QVERIFY(readFile(first->folder.data() + u"/train.csv"_s) != readFile(second->folder.data() + u"/train.csv"_s));
}

/// Case arc-macosx, given as a file.
void tst_FolderSource::takesAnArchive()
{
    const auto dataset = acquire(caseFolder(u"arc-macosx"_s) + u"/bundle.zip"_s);
    QVERIFY2(dataset, dataset ? "" : qPrintable(dataset.error().message));
    QCOMPARE(QDir(dataset->folder.data() + u"/data"_s).entryList(QDir::Files | QDir::Hidden),
             (QStringList{u"sample_submission.csv"_s, u"test.csv"_s, u"train.csv"_s}));
    QCOMPARE(dataset->notes.size(), 1);
    QVERIFY(dataset->notes.front().contains(u'4'));
    // Notes are there the second time as well.
    QCOMPARE(acquire(caseFolder(u"arc-macosx"_s) + u"/bundle.zip"_s)->notes, dataset->notes);
}

/// Case arc-macosx, as the only file of a folder.
void tst_FolderSource::takesAFolderOfOneArchive()
{
    const auto asFolder = acquire(caseFolder(u"arc-macosx"_s));
    QVERIFY2(asFolder, asFolder ? "" : qPrintable(asFolder.error().message));
    QCOMPARE(QDir(asFolder->folder.data()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"data"_s});
    QCOMPARE(asFolder->dataHash, acquire(caseFolder(u"arc-macosx"_s) + u"/bundle.zip"_s)->dataHash);
    QVERIFY(QFileInfo::exists(caseFolder(u"arc-macosx"_s) + u"/bundle.zip"_s));
}

/// Case file-zip-named-csv.
void tst_FolderSource::unpacksATableThatIsAnArchive()
{
    const auto dataset = acquire(caseFolder(u"file-zip-named-csv"_s));
    QVERIFY2(dataset, dataset ? "" : qPrintable(dataset.error().message));
    const QByteArray test = readFile(dataset->folder.data() + u"/test.csv"_s).value();
    QVERIFY(!test.startsWith("PK"));
    QCOMPARE(test.trimmed().count('\n'), 5);
    QVERIFY(!dataset->notes.filter(u"test.csv"_s).isEmpty());
}

void tst_FolderSource::unpacksInnerArchivesIntoFolders()
{
    const QString folder = competition(u"mine"_s);
    QVERIFY(writeArchive(folder + u"/images.zip"_s, Format::Zip,
                         {{.name = "1.png", .data = "1"}, {.name = "2.png", .data = "2"}}));
    QVERIFY(writeArchive(folder + u"/more.csv.zip"_s, Format::Zip, {{.name = "more.csv", .data = "a\n1\n"}}));
    QVERIFY(writeFile(folder + u"/not-really.zip"_s, "text"));
    const auto dataset = acquire(folder);
    QVERIFY2(dataset, dataset ? "" : qPrintable(dataset.error().message));
    QVERIFY(QFileInfo::exists(dataset->folder.data() + u"/images/1.png"_s));
    QVERIFY(!QFileInfo::exists(dataset->folder.data() + u"/images.zip"_s));
    QVERIFY(QFileInfo::exists(dataset->folder.data() + u"/more.csv.zip"_s)); // programs read it as it is
    QVERIFY(QFileInfo::exists(dataset->folder.data() + u"/not-really.zip"_s));
}

void tst_FolderSource::leavesSecretsAndHiddenFilesOut()
{
    const QString folder = competition(u"mine"_s);
    QVERIFY(makeFolder(folder + u"/.git"_s));
    for (const QString &name :
         {u"kaggle.json"_s, u".env"_s, u".netrc"_s, u".git/config"_s, u"id_rsa"_s, u".DS_Store"_s})
        QVERIFY(writeFile(folder + u'/' + name, "secret"));
    const auto dataset = acquire(folder);
    QVERIFY(dataset);
    QCOMPARE(QDir(dataset->folder.root)
                 .entryList({u"kaggle.json"_s, u".*"_s}, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
    QCOMPARE(QDir(dataset->folder.data()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             (QStringList{u"sample_submission.csv"_s, u"test.csv"_s, u"train.csv"_s}));
    QVERIFY(!dataset->notes.filter(u"kaggle.json"_s).isEmpty());
}

void tst_FolderSource::refusesFolders_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("code");
    QTest::newRow("missing") << u"nowhere"_s << u"not_found"_s;
    QTest::newRow("empty") << u"empty"_s << u"no_data"_s;
    QTest::newRow("pages only") << u"pages"_s << u"no_data"_s;
    QTest::newRow("hidden files only") << u"hidden"_s << u"no_data"_s;
    QTest::newRow("everything") << u"/"_s << u"folder_refused"_s;
    QTest::newRow("home") << u"home"_s << u"folder_refused"_s;
    QTest::newRow("home, by another way") << u"empty/../home/"_s << u"folder_refused"_s;
    QTest::newRow("our own data") << u"installation"_s << u"folder_refused"_s;
}

void tst_FolderSource::refusesFolders()
{
    QFETCH(QString, folder);
    QFETCH(QString, code);
    for (const QString &name : {u"empty"_s, u"pages"_s, u"hidden"_s, u"home"_s})
        QVERIFY(makeFolder(at(name)));
    QVERIFY(writeFile(at(u"pages/description.md"_s), "x"));
    QVERIFY(writeFile(at(u"pages/competition.json"_s), "{}"));
    QVERIFY(writeFile(at(u"hidden/.train.csv"_s), "x"));
    QVERIFY(writeFile(at(u"home/train.csv"_s), "x"));
    const QByteArray home = qgetenv("HOME");
    qputenv("HOME", QFile::encodeName(at(u"home"_s)));
    const auto inspected = source().inspect(folder == u"/" ? folder : at(folder));
    qputenv("HOME", home);
    QVERIFY(!inspected);
    QCOMPARE(inspected.error().code, code);
    QVERIFY(!inspected.error().message.isEmpty() && !inspected.error().nextStep.isEmpty());
}

void tst_FolderSource::refusesAFolderThatHoldsItsOwnData()
{
    const QString folder = competition(u"mine"_s);
    m_paths = Paths::choose(folder + u"/data"_s);
    QVERIFY(m_paths.create());
    const auto inspected = source().inspect(folder);
    QVERIFY(!inspected);
    QCOMPARE(inspected.error().code, u"folder_refused"_s);
}

void tst_FolderSource::refusesAWrongCompetitionJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("no JSON") << QByteArray("{metric: auc}") << u"not valid JSON"_s;
    QTest::newRow("no object") << QByteArray("[1]") << u"object"_s;
    QTest::newRow("unknown member") << QByteArray(R"({"metrik": "auc"})") << u"metrik"_s;
    QTest::newRow("wrong type") << QByteArray(R"({"target": 5})") << u"target"_s;
}

void tst_FolderSource::refusesAWrongCompetitionJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, mentions);
    const QString folder = competition(u"mine"_s);
    QVERIFY(writeFile(folder + u"/competition.json"_s, text));
    const auto dataset = acquire(folder);
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().kind, Error::Kind::BadData);
    QVERIFY2(dataset.error().message.contains(mentions), qPrintable(dataset.error().message));
    QCOMPARE(
        QDir(m_paths.cache + u"/competitions/toy"_s).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        QStringList());
}

void tst_FolderSource::refusesABombInside()
{
    const QString folder = competition(u"mine"_s);
    QVERIFY(writeArchive(folder + u"/images.zip"_s, Format::Zip,
                         {{.name = "1.png", .data = QByteArray(4 << 20, '\0')}, {.name = "2.png", .data = "2"}}));
    const auto dataset =
        source({.totalBytes = 1 << 20, .diskFloorBytes = 0}).acquire({.path = folder}, u"toy"_s, Overrides::object(), {});
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, u"archive_too_large"_s);
    QCOMPARE(
        QDir(m_paths.cache + u"/competitions/toy"_s).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        QStringList());
}

void tst_FolderSource::stops()
{
    std::stop_source stop;
    stop.request_stop();
    const auto dataset = source().acquire({.path = competition(u"mine"_s)}, u"toy"_s, Overrides::object(), stop.get_token());
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().kind, Error::Kind::Cancelled);
    QCOMPARE(
        QDir(m_paths.cache + u"/competitions/toy"_s).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        QStringList());
}

/// What the platform says of the metric: its own field before the pages, its leaderboard beside the catalogue.
void tst_FolderSource::whatKaggleSays_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("direction");
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("foundIn");
    QTest::addColumn<QString>("note"); ///< part of the only note; empty: none
    QTest::newRow("named") << u"Categorization Accuracy"_s << u"maximize"_s << u"Some text."_s << u"accuracy"_s << u"kaggle"_s << QString();
    QTest::newRow("not named") << QString() << QString() << u"The root mean squared error."_s << u"rmse"_s << u"catalogue"_s << QString();
    QTest::newRow("pages say another") << u"Roc Auc Score"_s << u"maximize"_s << u"The root mean squared error."_s << u"auc"_s << u"kaggle"_s << u"pages speak of"_s;
    QTest::newRow("pages know") << u"Weird Score 7"_s << QString() << u"The root mean squared error."_s << u"rmse"_s << u"catalogue"_s << u"Weird Score 7"_s;
    QTest::newRow("nobody knows") << u"Weird Score 7"_s << QString() << u"Some text."_s << QString() << QString() << u"Weird Score 7"_s;
    QTest::newRow("board the other way") << u"Roc Auc Score"_s << u"minimize"_s << u"Some text."_s << u"auc"_s << u"kaggle"_s << u"leaderboard"_s;
}

void tst_FolderSource::whatKaggleSays()
{
    QFETCH(QString, metric);
    QFETCH(QString, direction);
    QFETCH(QString, page);
    QFETCH(QString, key);
    QFETCH(QString, foundIn);
    QFETCH(QString, note);
    QTemporaryDir pages;
    QVERIFY(writeFile(pages.filePath(u"evaluation.md"_s), page.toUtf8()));
    const Intake intake{.path = competition(u"loaded"_s), .identity = "v1", .title = u"A title"_s, .pages = pages.path(), .metric = metric, .direction = direction};
    const auto dataset = source().acquire(intake, u"toy"_s, Overrides::object(), {});
    QVERIFY(dataset);
    QCOMPARE(dataset->title, u"A title"_s);
    const nlohmann::json named = dataset->request["metric"];
    QCOMPARE(named.is_null() ? QString() : textOf(named, "key"), key);
    QCOMPARE(named.is_null() ? QString() : textOf(named, "found_in"), foundIn);
    QCOMPARE(dataset->notes.size(), note.isEmpty() ? 0 : 1);
    QVERIFY2(note.isEmpty() || dataset->notes.at(0).contains(note), qPrintable(dataset->notes.join(u' ')));
    QCOMPARE(readFile(dataset->folder.pages() + u"/evaluation.md"_s).value(), page.toUtf8());
}

/// The files that were loaded need not be there any more.
void tst_FolderSource::knownByItsIdentity()
{
    const Intake intake{.path = competition(u"gone"_s), .identity = "v1"};
    QVERIFY(!source().known(intake, u"toy"_s, Overrides::object()));
    const auto dataset = source().acquire(intake, u"toy"_s, Overrides::object(), {});
    QVERIFY(dataset);
    QVERIFY(removeFolder(intake.path));
    const auto again = source().known({.path = u"/nowhere"_s, .identity = "v1"}, u"toy"_s, Overrides::object());
    QVERIFY(again);
    QCOMPARE(again->dataHash, dataset->dataHash);
    QVERIFY(!source().known({.path = u"/nowhere"_s, .identity = "v2"}, u"toy"_s, Overrides::object()));
    QVERIFY(!source().known(intake, u"toy"_s, {{"metric", "rmse"}}));
}

QTEST_GUILESS_MAIN(tst_FolderSource)
#include "tst_foldersource.moc"
