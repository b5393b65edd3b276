// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "base/logging.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace solver;
using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcTest, "solver.test", QtInfoMsg)

class tst_Logging : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    Paths m_paths;
    Masker m_masker;

    QString logFile() const { return m_paths.logs + u"/kaggle-solver.log"_s; }
    QByteArray logged() const { return readFile(logFile()).value_or(QByteArray()); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_paths = Paths::choose(m_folder->path());
        QVERIFY(m_paths.create());
    }

    void cleanup() { stopLogging(); }

    void writesTimeLevelAndCategory()
    {
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        qCInfo(lcTest).noquote() << "a stage ended";
        const QString line = QString::fromUtf8(logged());
        const QRegularExpression shape(
            u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z info solver\\.test: a stage ended\\n$"_s);
        QVERIFY2(shape.match(line).hasMatch(), qPrintable(line));
    }

    void masksSecrets()
    {
        m_masker.add("very-secret-key");
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        qCWarning(lcTest) << "key very-secret-key";
        QVERIFY(logged().contains("***"));
        QVERIFY(!logged().contains("very-secret"));
    }

    void isForTheOwnerAlone()
    {
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        const auto rights = QFileInfo(logFile()).permissions();
        QVERIFY(!(rights & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
    }

    void keepsDebugOutUnlessAsked()
    {
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        qCDebug(lcTest) << "a command";
        QVERIFY(!logged().contains("a command"));
    }

    void appendsToAnEarlierFile()
    {
        QVERIFY(writeFile(logFile(), "earlier\n"));
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        qCInfo(lcTest) << "later";
        QVERIFY(logged().startsWith("earlier\n"));
        QVERIFY(logged().contains("later"));
    }

    void keepsOneOlderFile()
    {
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        const QString megabyte(1024 * 1024, u'm');
        for (int i = 0; i < 20; ++i)
            qCInfo(lcTest).noquote() << "number" << i << megabyte;
        stopLogging();
        QCOMPARE(QDir(m_paths.logs).entryList(QDir::Files, QDir::Name),
                 (QStringList{u"kaggle-solver.log"_s, u"kaggle-solver.log.1"_s}));
        QVERIFY(QFileInfo(logFile()).size() < 10 * 1024 * 1024);
        QVERIFY(QFileInfo(logFile() + u".1"_s).size() < 10 * 1024 * 1024);
        QVERIFY(logged().contains("number 19 "));
        QVERIFY(!(QFileInfo(logFile()).permissions() & QFile::ReadOther));
    }

    void livesOnWhenItsFolderIsGone()
    {
        QVERIFY(startLogging(m_paths, m_masker, Verbosity::Quiet));
        const QString megabyte(1024 * 1024, u'm');
        for (int i = 0; i < 9; ++i)
            qCInfo(lcTest).noquote() << megabyte;
        QVERIFY(removeFolder(m_paths.logs));
        for (int i = 0; i < 3; ++i)
            qCInfo(lcTest).noquote() << "nowhere to write"; // neither hangs nor ends the program
    }

    void saysThatAFileCannotBeWritten()
    {
        const auto started =
            startLogging(m_paths, m_masker, Verbosity::Quiet, m_folder->filePath(u"no/such/folder.log"_s));
        QVERIFY(!started);
        QCOMPARE(started.error().kind, Error::Kind::Storage);
        QVERIFY(started.error().nextStep.contains(u"--log-file"_s));
    }
};

QTEST_GUILESS_MAIN(tst_Logging)
#include "tst_logging.moc"
