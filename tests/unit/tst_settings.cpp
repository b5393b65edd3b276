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

    void survivesADamagedFile() { QCOMPARE(with("\x00\xff[[[=\nparallel").value(keys::parallelJobs), 50); }
};

QTEST_GUILESS_MAIN(tst_Settings)
#include "tst_settings.moc"
