// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "execution/runlog.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_RunLog : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_place;

    QString file() const { return m_place->filePath(u"run.log"_s); }
    QByteArray written() const { return readFile(file(), 256 << 20).value_or(QByteArray()); }

private Q_SLOTS:
    void init() { m_place = std::make_unique<QTemporaryDir>(); }

    void writesWhatComes()
    {
        RunLog log(file(), nullptr);
        log.write("one\ntw");
        log.write("o\n");
        log.note(u"a sentence of ours"_s);
        QCOMPARE(written(), "one\ntwo\n[a sentence of ours]\n"); // whole lines at once, for whoever looks
        log.write("no line end");
        QCOMPARE(log.tail(), "one\ntwo\n[a sentence of ours]\nno line end");
        log.close();
        QCOMPARE(written(), "one\ntwo\n[a sentence of ours]\nno line end");
        QCOMPARE(log.bytes(), written().size());
        log.close();
    }

    void masksAcrossPieces()
    {
        Masker masker;
        masker.add("very-secret-key");
        RunLog log(file(), &masker);
        for (const char c : QByteArray("x very-secret-key y\n"))
            log.write(QByteArrayView(&c, 1));
        log.write("very-sec");
        log.write("ret-key");
        log.close();
        QCOMPARE(written(), "x *** y\n***");
        QVERIFY(!log.tail().contains("secret"));
    }

    void aLineWithoutEndDoesNotFillTheMemory()
    {
        RunLog log(file(), nullptr);
        for (int i = 0; i < 1000; ++i)
            log.write(QByteArray(1000, 'x'));
        QVERIFY(QFileInfo(file()).size() > 900'000);
        log.close();
        QCOMPARE(written().size(), 1'000'000);
    }

    void keepsTheBeginningAndTheEndOfAFlood()
    {
        const QByteArray block = QByteArray(1023, 'x') + '\n';
        RunLog log(file(), nullptr);
        log.write("the first line\n");
        const int blocks = int((RunLog::headLimit + 8 * RunLog::tailLimit) / block.size());
        for (int i = 0; i < blocks; ++i)
            log.write(block);
        log.write("the last line\n");
        QCOMPARE(log.bytes(), qint64(15 + 14) + qint64(blocks) * block.size());
        QVERIFY(log.tail().endsWith("the last line\n"));
        QVERIFY(log.tail().size() <= 64 * 1024);
        log.close();
        const QByteArray text = written();
        QVERIFY(text.size() < RunLog::headLimit + RunLog::tailLimit + 1000);
        QVERIFY(text.startsWith("the first line\n"));
        QVERIFY(text.endsWith("the last line\n"));
        QCOMPARE(text.count("bytes of output left out"), 1);
        // What is there and what is said to be left out make up the whole.
        const qsizetype begin = text.indexOf("\n[\xe2\x80\xa6 ");
        const qsizetype end = text.indexOf("]\n", begin) + 2;
        const qint64 leftOut = text.mid(begin + 6, text.indexOf(" bytes", begin) - begin - 6).toLongLong();
        QCOMPARE(leftOut + text.size() - (end - begin), log.bytes());
    }

    void goesOnWithAnEarlierFile()
    {
        {
            RunLog log(file(), nullptr);
            log.write("before\n");
        }
        RunLog log(file(), nullptr);
        log.write("after\n");
        log.close();
        QCOMPARE(written(), "before\nafter\n");
        QCOMPARE(log.bytes(), 13);
    }

    void aFolderThatIsGoneHarmsNothing()
    {
        RunLog log(m_place->filePath(u"no/such/run.log"_s), nullptr);
        log.write("one\n");
        QCOMPARE(log.tail(), "one\n");
        log.close();
    }
};

QTEST_GUILESS_MAIN(tst_RunLog)
#include "tst_runlog.moc"
