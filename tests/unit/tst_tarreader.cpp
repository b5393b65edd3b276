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

/// A PAX header with these `key=value` lines; each line of a record ends with the line end that stands here.
QByteArray pax(const QByteArray &lines)
{
    QByteArray records;
    const auto add = [&records](const QByteArray &record) {
        qsizetype length = record.size() + 2;
        while (QByteArray::number(length).size() + 1 + record.size() != length)
            ++length;
        records += QByteArray::number(length) + ' ' + record;
    };
    for (qsizetype at = 0; at < lines.size();) {
        qsizetype next = lines.indexOf('\n', at) + 1;
        while (next < lines.size() && lines[next] == '\n')
            ++next; // a line end that belongs to the value
        add(lines.mid(at, next - at));
        at = next;
    }
    return header("PaxHeader", records.size(), 'x') + padded(records);
}

/// A header whose size is below zero, in the base-256 form.
QByteArray negativeSize()
{
    QByteArray block = header("submission.csv", 0, '0');
    block.replace(124, 12, QByteArray(12, '\xff'));
    block.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : std::as_const(block))
        sum += uchar(c);
    block.replace(148, 8, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0' + ' ');
    return block;
}

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
        QTest::newRow("F06 short bytes after the end") << good + "x" << u"output_damaged"_s;
        QTest::newRow("F06 endless zeros after the end") << good + QByteArray(2 << 20, '\0') << u"output_damaged"_s;
        QTest::newRow("padded as tar does") << good + QByteArray(10 * 1024, '\0') << QString();
        QTest::newRow("F06 longer than its header says") << header("submission.csv", 5, '0') + padded(text + QByteArray(600, 'x')) + end << u"output_damaged"_s;
        const QByteArray big(300'000, 'b');
        QTest::newRow("many pieces") << header("submission.csv", big.size(), '0') + padded(big) + end << QString();
        QTest::newRow("F06 negative size") << negativeSize() + padded(text) + end << u"output_damaged"_s;
        QTest::newRow("F05 sparse, by PAX") << pax("GNU.sparse.major=1\nGNU.sparse.minor=0\nGNU.sparse.realsize=1099511627776\n") + header("submission.csv", 512, '0') + padded("1\n0\n0\n") + end << u"not_a_regular_file"_s;
        QTest::newRow("F05 1 TiB, by PAX") << pax("size=1099511627776\n") + header("submission.csv", 0, '0') + end << u"output_too_large"_s;
        QTest::newRow("F06 another name, by PAX") << pax("path=../../etc/cron.d/x\n") + header("submission.csv", text.size(), '0') + padded(text) + end << u"output_name"_s;
        QTest::newRow("F06 a link, by PAX") << pax("linkpath=/etc/passwd\n") + header("submission.csv", 0, '2') + end << u"not_a_regular_file"_s;
        QTest::newRow("F04 name with a line end, by PAX") << pax("path=submission.csv\n\n") + header("submission.csv", text.size(), '0') + padded(text) + end << u"output_name"_s;
        QTest::newRow("F04 odd owner and time, by PAX") << pax("mtime=-2177452800\nuid=0\nSCHILY.xattr.user.x=y\n") + header("submission.csv", text.size(), '0') + padded(text) + end << QString();
        QTest::newRow("F06 another name, GNU") << header("././@LongLink", 12, 'L') + padded(QByteArray("/etc/shadow\0", 12)) + header("submission.csv", text.size(), '0') + padded(text) + end << u"output_name"_s;
        QTest::newRow("no tar") << QByteArray("id,y\n1,2\n").repeated(100) << u"output_damaged"_s;
        QTest::newRow("a gzip") << QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + QByteArray(600, 'x') << u"output_damaged"_s;
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
