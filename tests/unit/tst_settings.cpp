// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "base/settings.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Settings : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    Settings with(const QByteArray &text) const
    {
        const QString file = m_folder.filePath(u"settings.ini"_s);
        [[maybe_unused]] const auto written = writeFile(file, text);
        return Settings(file);
    }

private Q_SLOTS:
    void init()
    {
        qunsetenv("KCS_JOBS");
        qunsetenv("KCS_ENGINE");
        qunsetenv("KCS_NOTIFICATIONS");
    }

    void beginsWithDefaults()
    {
        const Settings settings(m_folder.filePath(u"absent.ini"_s));
        QCOMPARE(settings.value(keys::parallelJobs), 50);
        QCOMPARE(settings.value(keys::containers), 0);
        QCOMPARE(settings.value(keys::engine), u"docker"_s);
        QCOMPARE(settings.value(keys::baseImage), QString());
    }

    void optionWinsOverVariableOverFile()
    {
        Settings settings = with("[jobs]\nparallel=7\n[sandbox]\nengine=podman\n");
        QCOMPARE(settings.value(keys::parallelJobs), 7);
        QCOMPARE(settings.value(keys::engine), u"podman"_s);
        qputenv("KCS_JOBS", "8");
        qputenv("KCS_ENGINE", "/opt/docker");
        QCOMPARE(settings.value(keys::parallelJobs), 8);
        QCOMPARE(settings.value(keys::engine), u"/opt/docker"_s);
        settings.override(keys::parallelJobs, 9);
        settings.override(keys::engine, u"other"_s);
        QCOMPARE(settings.value(keys::parallelJobs), 9);
        QCOMPARE(settings.value(keys::engine), u"other"_s);
    }

    void keepsNumbersInTheirRange_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("jobs");
        QTest::newRow("lowest") << QByteArray("1") << 1;
        QTest::newRow("highest") << QByteArray("50") << 50;
        QTest::newRow("below") << QByteArray("0") << 1;
        QTest::newRow("negative") << QByteArray("-3") << 1;
        QTest::newRow("above") << QByteArray("51") << 50;
        QTest::newRow("no number") << QByteArray("many") << 50;
        QTest::newRow("fraction") << QByteArray("2.5") << 50;
        QTest::newRow("beyond 32 bits") << QByteArray("4294967297") << 50;
        QTest::newRow("nothing") << QByteArray("") << 50;
    }

    void keepsNumbersInTheirRange()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, jobs);
        bool isNumber = false;
        text.toLongLong(&isNumber);
        if (!isNumber)
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not a whole number"_s));
        QCOMPARE(with("[jobs]\nparallel=" + text + '\n').value(keys::parallelJobs), jobs);
        qputenv("KCS_JOBS", text);
        if (!isNumber)
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not a whole number"_s));
        QCOMPARE(with({}).value(keys::parallelJobs), jobs);
    }

    void aWordIsOneOfItsChoices()
    {
        QCOMPARE(with({}).value(keys::notifications), u"away"_s);
        QCOMPARE(with("[notifications]\ndesktop=always\n").value(keys::notifications), u"always"_s);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"none of"_s));
        QCOMPARE(with("[notifications]\ndesktop=loud\n").value(keys::notifications), u"away"_s);
    }

    void saysWhereAValueComesFrom()
    {
        using Source = Settings::Source;
        QCOMPARE(with({}).source(keys::parallelJobs), Source::Default);
        Settings settings = with("[jobs]\nparallel=7\n");
        QCOMPARE(settings.source(keys::parallelJobs), Source::File);
        qputenv("KCS_JOBS", "8");
        QCOMPARE(settings.source(keys::parallelJobs), Source::Environment);
        settings.override(keys::parallelJobs, 8); // what the command line does with the variable
        QCOMPARE(settings.source(keys::parallelJobs), Source::Environment);
        settings.override(keys::parallelJobs, 9);
        QCOMPARE(settings.source(keys::parallelJobs), Source::Option);
    }

    void writesOneValueAndKeepsTheOthers()
    {
        const Settings before = with("[sandbox]\nengine=podman\nunknown=kept\n");
        QVERIFY(writeSetting(before.file(), keys::parallelJobs, 12));
        QVERIFY(writeSetting(before.file(), keys::baseImage, u"debian:13, with a comma"_s));
        QCOMPARE(before.value(keys::parallelJobs), 50); // as of the start
        const Settings now = before.reread();
        QCOMPARE(now.value(keys::parallelJobs), 12);
        QCOMPARE(now.value(keys::baseImage), u"debian:13, with a comma"_s);
        QCOMPARE(now.value(keys::engine), u"podman"_s);
        QVERIFY(readFile(before.file())->contains("unknown=kept"));
    }

    void aDefaultIsTakenOut()
    {
        const Settings before = with("[jobs]\nparallel=7\n");
        QVERIFY(writeSetting(before.file(), keys::parallelJobs, keys::parallelJobs.fallback));
        QCOMPARE(before.reread().source(keys::parallelJobs), Settings::Source::Default);
        QVERIFY(!readFile(before.file())->contains("parallel"));
    }

    void writesNothingThatIsOutOfRange()
    {
        const Settings before = with("[jobs]\nparallel=7\n");
        for (const int wrong : {0, 51, -1}) {
            const Result<> written = writeSetting(before.file(), keys::parallelJobs, wrong);
            QVERIFY(!written);
            QCOMPARE(written.error().kind, Error::Kind::BadData);
        }
        QVERIFY(!writeSetting(before.file(), keys::notifications, u"loud"_s));
        QCOMPARE(before.reread().value(keys::parallelJobs), 7);
    }

    void saysWhenTheFileCannotBeWritten()
    {
        const QString file = m_folder.filePath(u"no folder"_s);
        QVERIFY(writeFile(file, "a file"));
        const Result<> written = writeSetting(file + u"/settings.ini"_s, keys::parallelJobs, 3);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, Error::Kind::Storage);
    }

    void survivesADamagedFile() { QCOMPARE(with("\x00\xff[[[=\nparallel").value(keys::parallelJobs), 50); }
};

QTEST_GUILESS_MAIN(tst_Settings)
#include "tst_settings.moc"
