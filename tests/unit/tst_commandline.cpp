// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "session.h"
#include "urllist.h"

#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Command line, durations, formats, lists of addresses, and how a machine is shared out.
class tst_CommandLine : public QObject
{
    Q_OBJECT

private:
    static Result<Options> parse(const QStringList &arguments, const QHash<QString, QString> &variables = {})
    {
        QProcessEnvironment environment;
        for (auto variable = variables.cbegin(); variable != variables.cend(); ++variable)
            environment.insert(variable.key(), variable.value());
        return parseCommandLine(arguments, environment);
    }

private Q_SLOTS:
    void readsAWholeLine()
    {
        const auto options =
            parse({u"--url"_s,  u"demo"_s, u"/data/a"_s,  u"--url=b"_s, u"-o"_s,           u"out"_s,
                   u"-vv"_s,    u"-0"_s,   u"--target"_s, u"x,y"_s,     u"--target"_s,     u"z"_s,
                   u"--id"_s,   u"n"_s,    u"--metric"_s, u"auc"_s,     u"--time-limit"_s, u"1h30m"_s,
                   u"--jobs"_s, u"3"_s,    u"--seed"_s,   u"7"_s,       u"--preset"_s,     u"quick"_s});
        QVERIFY2(options, options ? "" : qPrintable(options.error().message));
        QCOMPARE(options->action, Options::Action::Solve);
        QCOMPARE(options->urls, (QStringList{u"demo"_s, u"/data/a"_s, u"b"_s}));
        QCOMPARE(options->out, u"out"_s);
        QCOMPARE(options->verbose, 2);
        QVERIFY(options->nul);
        QVERIFY((options->overrides == nlohmann::json{{"target", {"x", "y", "z"}}, {"id", "n"}, {"metric", "auc"}}));
        QCOMPARE(options->timeLimit, 5400);
        QCOMPARE(options->jobs, 3);
        QCOMPARE(options->seed, 7U);
        QCOMPARE(options->preset, u"quick"_s);
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence"); ///< a part of it
        QTest::addColumn<QString>("nextStep");
        QTest::newRow("misspelt") << QStringList{u"--presett"_s, u"quick"_s} << u"--presett"_s
                                  << u"Did you mean --preset?"_s;
        QTest::newRow("no relative") << QStringList{u"--xyzzyxyzzy"_s} << u"--xyzzyxyzzy"_s
                                     << u"See kaggle-solver --help."_s;
        QTest::newRow("bare word") << QStringList{u"demo"_s} << u"\"demo\""_s << u"kaggle-solver --url demo"_s;
        QTest::newRow("no value") << QStringList{u"--url"_s} << u"--url needs a value"_s << QString();
        QTest::newRow("option for value")
            << QStringList{u"--out"_s, u"--json"_s} << u"--out needs a value"_s << QString();
        QTest::newRow("value for none") << QStringList{u"--json=1"_s} << u"takes no value"_s << QString();
        QTest::newRow("jobs") << QStringList{u"--jobs"_s, u"51"_s} << u"from 1 to 50"_s << QString();
        QTest::newRow("negative seed") << QStringList{u"--seed"_s, u"-1"_s} << u"whole number"_s << QString();
        QTest::newRow("preset") << QStringList{u"--preset"_s, u"fast"_s} << u"quick, standard, deep"_s << QString();
        QTest::newRow("duration") << QStringList{u"--time-limit"_s, u"soon"_s} << u"no duration"_s << u"1h30m"_s;
        QTest::newRow("no time") << QStringList{u"--time-limit"_s, u"0"_s} << u"time limit"_s << QString();
        QTest::newRow("program") << QStringList{u"--program"_s, u"/no/such.py"_s} << u"/no/such.py"_s << QString();
        QTest::newRow("two wishes") << QStringList{u"--url"_s, u"demo"_s, u"--check"_s} << u"together"_s << QString();
        QTest::newRow("no sample") << QStringList{u"--validate"_s, u"a.csv"_s} << u"--sample"_s << QString();
        QTest::newRow("format") << QStringList{u"--url"_s, u"demo"_s, u"--format"_s, u"{scores}"_s} << u"{scores}"_s
                                << u"score"_s;
        QTest::newRow("json and format") << QStringList{u"--json"_s, u"--format"_s, u"{path}"_s} << u"--json"_s
                                         << QString();
        QTest::newRow("serve") << QStringList{u"--serve"_s} << u"--serve"_s << u"--url"_s;
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        QFETCH(QString, nextStep);
        const auto options = parse(arguments);
        QVERIFY(!options);
        QCOMPARE(options.error().kind, Error::Kind::Usage);
        QVERIFY2(options.error().message.contains(sentence), qPrintable(options.error().message));
        QVERIFY2(options.error().nextStep.contains(nextStep), qPrintable(options.error().nextStep));
    }

    void optionsWinOverVariables()
    {
        const QHash<QString, QString> variables{{u"KCS_JOBS"_s, u"4"_s},
                                                {u"KCS_DATA_DIR"_s, u"/d"_s},
                                                {u"KCS_TARGET"_s, u"a,b"_s},
                                                {u"KCS_URL"_s, u"demo"_s}};
        const auto options = parse({u"--jobs"_s, u"2"_s, u"--target"_s, u"c"_s}, variables);
        QVERIFY(options);
        QCOMPARE(options->jobs, 2);
        QCOMPARE(options->dataDir, u"/d"_s);
        QVERIFY(options->overrides["target"] == "c");
        QCOMPARE(options->action, Options::Action::None); // what to do is never taken from the environment
        const auto wrong = parse({}, {{u"KCS_JOBS"_s, u"many"_s}});
        QVERIFY(!wrong);
        QVERIFY(wrong.error().message.contains(u"KCS_JOBS"_s));
    }

    void helpAnswersWhateverElseIsThere()
    {
        const auto options = parse({u"--nonsense"_s, u"--help"_s}, {{u"KCS_JOBS"_s, u"many"_s}});
        QVERIFY(options);
        QCOMPARE(options->action, Options::Action::Help);
        QVERIFY(helpText().startsWith(u"Examples:"_s));
        QVERIFY(helpText().count(u'\n') <= 60);
        for (const QString &line : helpText().split(u'\n'))
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }

    void durations()
    {
        QCOMPARE(parseDuration(u"90s"_s).value(), 90s);
        QCOMPARE(parseDuration(u"15m"_s).value(), 900s);
        QCOMPARE(parseDuration(u"2h"_s).value(), 7200s);
        QCOMPARE(parseDuration(u"1h30m"_s).value(), 5400s);
        QCOMPARE(parseDuration(u"45"_s).value(), 45s);
        for (const QString &text : {u""_s, u"h"_s, u"1.5h"_s, u"-3s"_s, u"30m1h"_s, u"1 h"_s})
            QVERIFY2(!parseDuration(text), qPrintable(text));
    }

    void formats()
    {
        const QHash<QString, QString> fields{{u"slug"_s, u"demo"_s}, {u"path"_s, u"/a/{slug}"_s}};
        QCOMPARE(fillFormat(u"{slug}\\t{path}\\\\{"_s, fields).value(), u"demo\t/a/{slug}\\{"_s);
        QVERIFY(!fillFormat(u"{nothing}"_s, fields));
    }

    void urlLists()
    {
        const auto words = [](const QStringList &lines) {
            UrlList list;
            QStringList found;
            for (const QString &line : lines) {
                if (const auto word = list.take(line))
                    found << *word;
            }
            return found;
        };
        QCOMPARE(words({u"# mine"_s, u""_s, u" demo \r"_s, u"/a, b"_s}), (QStringList{u"demo"_s, u"/a, b"_s}));
        QCOMPARE(words({u"\uFEFFname,URL"_s, u"\"x, y\",titanic"_s, u"z,"_s}), QStringList{u"titanic"_s});
        QCOMPARE(words({u"note\turl"_s, u"\tdemo"_s}), QStringList{u"demo"_s});
    }

    void sharesTheMachine()
    {
        const QTemporaryDir folder;
        const Settings settings(folder.filePath(u"settings.ini"_s));
        constexpr qint64 gib = 1LL << 30;
        const Capacity small = capacityFor({.cores = 2, .memoryBytes = 4 * gib, .diskBytes = 50 * gib}, settings);
        QCOMPARE(small.containers, 1);
        QCOMPARE(small.cpusPerRun, 2);
        QCOMPARE(small.memoryPerRun, gib);
        QCOMPARE(small.diskFloor, 5 * gib);
        const Capacity large = capacityFor({.cores = 16, .memoryBytes = 64 * gib, .diskBytes = 2000 * gib}, settings);
        QCOMPARE(large.containers, 4);
        QCOMPARE(large.cpusPerRun, 4);
        QCOMPARE(large.memoryPerRun, 8 * gib);
        QCOMPARE(large.diskFloor, 10 * gib);
    }
};

QTEST_GUILESS_MAIN(tst_CommandLine)
#include "tst_commandline.moc"
