// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/outputcollector.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

/// One ustar header. Sizes may lie.
QByteArray header(const QByteArray &name, qint64 size, char type, const QByteArray &link = {}, bool goodChecksum = true)
{
    QByteArray block(512, '\0');
    const auto put = [&block](qsizetype at, const QByteArray &text) { block.replace(at, text.size(), text); };
    put(0, name.left(100));
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, QByteArray::number(size, 8).rightJustified(11, '0'));
    put(136, "00000000000");
    block[156] = type;
    put(157, link.left(100));
    put(257, QByteArray("ustar\00000", 8));
    block.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : std::as_const(block))
        sum += uchar(c);
    put(148, QByteArray::number(goodChecksum ? sum : sum + 1, 8).rightJustified(6, '0') + '\0' + ' ');
    return block;
}

QByteArray padded(const QByteArray &data)
{
    return data + QByteArray((512 - data.size() % 512) % 512, '\0');
}

const QByteArray end(1024, '\0');

} // namespace

class tst_TarReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QString>("code"); // empty: accepted
        const QByteArray text("id,y\n1,0.5\n");
        const QByteArray good = header("submission.csv", text.size(), '0') + padded(text) + end;
        QTest::newRow("regular") << good << QString();
        QTest::newRow("empty file") << header("submission.csv", 0, '0') + end << QString();
        QTest::newRow("nothing") << QByteArray() << u"output_missing"_s;
        QTest::newRow("F01 symbolic link") << header("submission.csv", 0, '2', "/etc/passwd") + end << u"not_a_regular_file"_s;
        QTest::newRow("F02 pipe") << header("submission.csv", 0, '6') + end << u"not_a_regular_file"_s;
        QTest::newRow("F02 folder") << header("submission.csv/", 0, '5') + end << u"not_a_regular_file"_s;
        QTest::newRow("F02 device") << header("submission.csv", 0, '4') + end << u"not_a_regular_file"_s;
        QTest::newRow("F03 hard link") << header("submission.csv", 0, '1', "other") + end << u"not_a_regular_file"_s;
        QTest::newRow("F04 other name") << header("../submission.csv", text.size(), '0') + padded(text) + end << u"output_name"_s;
        QTest::newRow("F05 huge") << header("submission.csv", 1LL << 32, '0') + padded(text) << u"output_too_large"_s;
        QTest::newRow("F06 two entries") << header("submission.csv", text.size(), '0') + padded(text) + good << u"output_damaged"_s;
        QTest::newRow("F06 bad checksum") << header("submission.csv", text.size(), '0', {}, false) + padded(text) + end << u"output_damaged"_s;
        QTest::newRow("F06 cut short") << header("submission.csv", 100000, '0') + padded(text) << u"output_damaged"_s;
        QTest::newRow("F06 trailing bytes") << good + QByteArray(512, 'x') << u"output_damaged"_s;
        QTest::newRow("endless zeros before anything") << QByteArray(1 << 20, '\0') << u"output_missing"_s;
    }
    void streams()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QString, code);
        for (const qsizetype piece : {qsizetype(1 << 20), qsizetype(700), qsizetype(512)}) {
            QTemporaryDir place;
            const QString target = place.filePath(u"submission.csv"_s);
            output::TarReader reader(u"submission.csv"_s, target, 1 << 20);
            for (qsizetype at = 0; at < stream.size(); at += piece) {
                if (!reader.feed(QByteArrayView(stream).sliced(at, std::min(piece, stream.size() - at))))
                    break;
            }
            const Result<output::Collected> collected = reader.finish();
            QCOMPARE(collected ? QString() : collected.error().code, code);
            QCOMPARE(QFileInfo::exists(target), code.isEmpty());
        }
    }

    void refusesBeforeReadingIt()
    {
        QTemporaryDir place;
        output::TarReader reader(u"submission.csv"_s, place.filePath(u"s"_s), 1 << 20);
        QElapsedTimer clock;
        clock.start();
        (void)reader.feed(header("submission.csv", 7LL << 30, '0'));
        qint64 fed = 0;
        while (reader.feed(QByteArray(1 << 20, '\0')) && fed < 100)
            ++fed;
        QVERIFY(fed < 100); // refused from the header: the stream is not wanted any more
        QVERIFY(clock.elapsed() < 1000);
        QCOMPARE(reader.finish().error().code, u"output_too_large"_s);
    }
};

QTEST_GUILESS_MAIN(tst_TarReader)
#include "tst_tarreader.moc"
