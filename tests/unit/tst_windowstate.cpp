// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/blocking.h"
#include "window/windowstate.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class TestWindowState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatWasSet()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"window.ini"_s);
        {
            WindowState state(file);
            QCOMPARE(state.value(u"tab"_s, 3).toInt(), 3);
            state.setValue(u"tab"_s, 1);
            state.setValue(u"splitter"_s, QByteArray("\0\xff\x01", 3));
        }
        const WindowState again(file);
        QCOMPARE(again.value(u"tab"_s, 3).toInt(), 1);
        QCOMPARE(again.value(u"splitter"_s).toByteArray(), QByteArray("\0\xff\x01", 3));
    }

    void isOnDiskSoonWithoutAnEnd()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"window.ini"_s);
        WindowState state(file);
        const NoBlocking windowThread; // writing here would end the test
        state.setValue(u"current"_s, u"a"_s);
        state.setValue(u"current"_s, u"b"_s);
        QTRY_COMPARE(QSettings(file, QSettings::IniFormat).value(u"current"_s).toString(), u"b"_s);
    }

    void keepsWhatOthersWrote()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"window.ini"_s);
        QSettings(file, QSettings::IniFormat).setValue(u"newer/key"_s, 7);
        {
            WindowState state(file);
            state.setValue(u"tab"_s, 2);
        }
        QCOMPARE(QSettings(file, QSettings::IniFormat).value(u"newer/key"_s).toInt(), 7);
    }
};

QTEST_MAIN(TestWindowState)
#include "tst_windowstate.moc"
