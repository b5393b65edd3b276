// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/appearance.h"
#include "viewers/csvview.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_CsvView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsOfARow_data();
    void cellsOfARow();
    void shownAndPasted();
    void showsRowsAndColumns();
    void tenThousandColumns();
    void oneLongLine();
    void zeroBytes();
    void onlyAHeader();
    void binary();
    void missingFile();
    void manyRowsAppearWhileIndexed();
    void aFileThatVanishesIsSaidAndComesBack();
    void aFileThatShrinksIsShownAnew();
    void aFileThatGrows();
    void labelsExchangedInPlaceAreSeen();
    void keys();
    void mouse();
    void copies();
    void tooMuchIsNotCopied();
    void goesBeyondWhatIsIndexed();
    void marksAndToolTips();
    void findsInCells();
    void anotherFileDropsTheOld();
    void mayGoWhileItReads();
    void aGigabyteIsThereAtOnce();

private:
    QString write(const QByteArray &text, QIODevice::OpenMode mode = QIODevice::WriteOnly, const QString &name = u"file.csv"_s)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(mode))
            qFatal("cannot write");
        file.write(text);
        return file.fileName();
    }
    /// Shown, indexed, and the first page read.
    void open(CsvView &view, const QByteArray &text)
    {
        view.resize(500, 400);
        view.show();
        view.open(write(text), ',', true);
        QTRY_VERIFY_WITH_TIMEOUT(view.source().isIndexed() && (view.rows() == 0 || view.textAt(0, 0)), 10'000);
    }
    QString copied(CsvView &view, bool names = false)
    {
        QSignalSpy spy(&view, &CsvView::copied);
        view.copySelection(names);
        return spy.wait(5000) ? QApplication::clipboard()->text() : u"nothing"_s;
    }
    static QByteArray numbers(int rows)
    {
        QByteArray text("id,v\n");
        for (int i = 0; i < rows; ++i)
            text += QByteArray::number(i) + ',' + QByteArray::number(i * 2) + '\n';
        return text;
    }

    Appearance m_appearance;
    QTemporaryDir m_folder;
};

void tst_CsvView::cellsOfARow_data()
{
    QTest::addColumn<QByteArray>("record");
    QTest::newRow("plain") << QByteArray("a,b,c");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("empty cells") << QByteArray(",,");
    QTest::newRow("quoted") << QByteArray("\"a,\"\"b\"\"\nc\",d,\"\"");
    QTest::newRow("after the quote") << QByteArray("\"a\"x,b");
    QTest::newRow("unclosed") << QByteArray("a,\"b,c");
    QTest::newRow("quote inside") << QByteArray("a\"b,c");
    QTest::newRow("ends with a quote") << QByteArray("a,\"");
    QTest::newRow("doubled at the end") << QByteArray("a,\"b\"\"");
}

void tst_CsvView::cellsOfARow()
{
    QFETCH(const QByteArray, record);
    const QList<QByteArray> expected = cellsOf(record, ',');
    const CsvRow row({.bytes = record}, ',');
    QCOMPARE(row.cells(), expected.size());
    for (int cell = 0; cell < row.cells(); ++cell)
        QCOMPARE(row.cell(cell), expected[cell]);
    QCOMPARE(row.cell(row.cells()), QByteArray());
    QCOMPARE(row.cell(-1), QByteArray());
}

void tst_CsvView::shownAndPasted()
{
    QCOMPARE(shownCell("a\nb\tc"), u"a\u21B5b c"_s);
    QCOMPARE(shownCell(QByteArray("a\0b", 3)), u"a\u2400b"_s);
    QCOMPARE(shownCell("\xFF"), QString(QChar(QChar::ReplacementCharacter)));
    QCOMPARE(shownCell(QByteArray(5000, 'x')).size(), 1025);
    QCOMPARE(pastedCell("a"), u"a"_s);
    QCOMPARE(pastedCell("a\tb"), u"\"a\tb\""_s);
    QCOMPARE(pastedCell("say \"x\""), u"\"say \"\"x\"\"\""_s);
    QCOMPARE(pastedCell("a\r\nb"), u"\"a\r\nb\""_s);
}

void tst_CsvView::showsRowsAndColumns()
{
    CsvView view;
    open(view, "\xEF\xBB\xBFid,name\n1,\"a\nb\"\n\n2,c\r\n");
    QCOMPARE(view.rows(), 2);
    QCOMPARE(view.columns(), 2);
    QCOMPARE(view.columnName(0), u"id"_s);
    QCOMPARE(view.columnNamed(u"name"_s), 1);
    QCOMPARE(*view.textAt(0, 1), u"a\nb"_s);
    QCOMPARE(*view.textAt(1, 1), u"c"_s);
    QCOMPARE(*view.textAt(1, 7), QString());
}

void tst_CsvView::tenThousandColumns()
{
    QByteArray text;
    for (int row = 0; row < 100; ++row) {
        for (int column = 0; column < 10'000; ++column)
            text += QByteArray(column ? "," : "") + (row ? "" : "c") + QByteArray::number(row * 10'000 + column);
        text += '\n';
    }
    CsvView view;
    open(view, text);
    QCOMPARE(view.columns(), 10'000);
    QCOMPARE(*view.textAt(3, 9'999), u"49999"_s);
    view.goTo(50, 9'999);
    QCOMPARE(view.currentColumn(), 9'999);
    view.grab();
    QElapsedTimer took;
    took.start();
    for (int i = 0; i < 10; ++i) {
        view.horizontalScrollBar()->setValue(i * 1000);
        view.grab();
    }
    QVERIFY2(took.elapsed() < 1000, qPrintable(QString::number(took.elapsed())));
}

void tst_CsvView::oneLongLine()
{
    CsvView view;
    open(view, "id,v\n1,2\n3," + QByteArray(100'000'000, 'x') + "\n5,6\n");
    QCOMPARE(view.rows(), 3);
    QTRY_VERIFY_WITH_TIMEOUT(view.textAt(2, 0), 5000);
    QCOMPARE(*view.textAt(2, 1), u"6"_s);
    QVERIFY(view.textAt(1, 1)->size() < 1'000'000); // only its begin is kept
    QElapsedTimer took;
    took.start();
    view.grab();
    QVERIFY2(took.elapsed() < 500, qPrintable(QString::number(took.elapsed())));
    open(view, QByteArray(100'000'000, 'x')); // one record, which is the header
    QTRY_COMPARE(view.columns(), 1);
    view.grab();
}

void tst_CsvView::zeroBytes()
{
    CsvView view;
    open(view, "");
    QCOMPARE(view.rows(), 0);
    QCOMPARE(view.columns(), 0);
    view.grab();
    view.goTo(5, 5);
    view.copySelection(true);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {200, 200});
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, {200, 5});
    QCOMPARE(view.currentRow(), 0);
}

void tst_CsvView::onlyAHeader()
{
    CsvView view;
    open(view, "id,v\n");
    QTRY_COMPARE(view.columns(), 2);
    QCOMPARE(view.rows(), 0);
    view.grab();
    QCOMPARE(copied(view, true), u"id\n"_s);
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(view.currentRow(), 0);
}

void tst_CsvView::binary()
{
    QByteArray bytes;
    quint32 state = 1;
    for (int i = 0; i < 300'000; ++i) {
        state = state * 1664525 + 1013904223;
        bytes += char(state >> 24);
    }
    CsvView view;
    open(view, bytes);
    QVERIFY(view.columns() > 0);
    for (int i = 0; i < 20; ++i) {
        view.goTo(view.rows() * i / 20, i);
        view.grab();
    }
}

void tst_CsvView::missingFile()
{
    CsvView view;
    view.resize(400, 300);
    view.show();
    view.open(m_folder.filePath(u"none.csv"_s), ',', true);
    QTRY_VERIFY(!view.source().fault().isEmpty());
    view.grab();
    QCOMPARE(view.rows(), 0);
    view.open({}, ',', true);
    QVERIFY(view.source().fault().isEmpty());
}

void tst_CsvView::manyRowsAppearWhileIndexed()
{
    const QByteArray text = numbers(3'000'000);
    CsvView view;
    view.resize(500, 400);
    view.show();
    bool early = false;
    connect(&view, &CsvView::countsChanged, this, [&] { early = early || (view.columns() == 2 && !view.source().isIndexed()); });
    view.open(write(text), ',', true);
    QTRY_VERIFY_WITH_TIMEOUT(view.source().isIndexed(), 20'000);
    QVERIFY(early);
    QCOMPARE(view.rows(), 3'000'000);
    view.goTo(2'999'999, 1);
    QTRY_VERIFY(view.textAt(2'999'999, 1));
    QCOMPARE(*view.textAt(2'999'999, 1), u"5999998"_s);
}

void tst_CsvView::aFileThatVanishesIsSaidAndComesBack()
{
    CsvView view;
    open(view, numbers(100));
    QFile::remove(m_folder.filePath(u"file.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!view.source().fault().isEmpty(), 5000); // by its own tick
    view.grab();
    QCOMPARE(*view.textAt(0, 1), u"0"_s); // what was read stays
    write(numbers(50));
    QTRY_VERIFY_WITH_TIMEOUT(view.source().fault().isEmpty() && view.rows() == 50, 5000);
}

void tst_CsvView::aFileThatShrinksIsShownAnew()
{
    CsvView view;
    open(view, numbers(1000));
    view.goTo(900, 1);
    QSignalSpy reopened(&view, &CsvView::reopened);
    write(numbers(10));
    QTRY_VERIFY_WITH_TIMEOUT(view.rows() == 10 && view.source().fault().isEmpty(), 5000);
    QCOMPARE(reopened.count(), 1);
    QTRY_COMPARE(view.currentRow(), 9);
    QCOMPARE(view.currentColumn(), 1);
    view.grab();
}

void tst_CsvView::aFileThatGrows()
{
    CsvView view;
    open(view, "id,v\n1,2\n3,4");
    QTRY_COMPARE(*view.textAt(1, 1), u"4"_s);
    write("5\n6,7\n", QIODevice::WriteOnly | QIODevice::Append);
    view.source().refresh();
    QTRY_COMPARE(view.rows(), 3);
    QTRY_VERIFY(view.textAt(1, 1) && *view.textAt(1, 1) == u"45"_s);
    QTRY_VERIFY(view.textAt(2, 1) && *view.textAt(2, 1) == u"7"_s);
    for (int i = 0; i < 200; ++i)
        write("8,9\n", QIODevice::WriteOnly | QIODevice::Append);
    view.source().refresh();
    QTRY_COMPARE(view.rows(), 203);
    for (qint64 row = 2; row < 203; ++row)
        QTRY_VERIFY(view.textAt(row, 1));
}

void tst_CsvView::labelsExchangedInPlaceAreSeen()
{
    QByteArray text = numbers(1000);
    CsvView view;
    open(view, text);
    QTRY_VERIFY(view.textAt(500, 1));
    QTest::qSleep(20); // another time stamp
    const auto place = text.indexOf("\n500,1000") + 5;
    text.replace(place, 4, "7777");
    write(text);
    QTRY_VERIFY_WITH_TIMEOUT(view.textAt(500, 1) && *view.textAt(500, 1) == u"7777"_s, 5000);
}

void tst_CsvView::keys()
{
    CsvView view;
    open(view, numbers(1000));
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.currentRow(), 1);
    QCOMPARE(view.currentColumn(), 1);
    QTest::keyClick(&view, Qt::Key_Right); // stops at the edge
    QCOMPARE(view.currentColumn(), 1);
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(view.currentRow(), 999);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.currentRow(), 999);
    QTest::keyClick(&view, Qt::Key_PageUp);
    QVERIFY(view.currentRow() < 999 && view.currentRow() > 970);
    QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(view.currentRow(), 0);
    QCOMPARE(view.currentColumn(), 0);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.selectedRows(), 2);
    QCOMPARE(view.selectedColumns(), 2);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view.selectedRows(), 1000);
    QTest::keyClick(&view, Qt::Key_Up);
    QCOMPARE(view.selectedRows(), 1);
    QTest::keyClick(&view, Qt::Key_Space, Qt::ShiftModifier);
    QCOMPARE(view.selectedColumns(), 2);
}

void tst_CsvView::mouse()
{
    CsvView view;
    open(view, numbers(1000));
    const int height = QFontMetrics(view.font()).height() + 8;
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {120, height * 3 + 10});
    QVERIFY(view.currentRow() >= 1 && view.currentRow() <= 3);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {5, height * 3 + 10});
    QCOMPARE(view.selectedColumns(), 2); // the row number takes the row
    QCOMPARE(view.selectedRows(), 1);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, {5, height * 5 + 10});
    QCOMPARE(view.selectedRows(), 3);
    QCOMPARE(view.selectedColumns(), 2);
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, {120, 5});
    view.grab();
}

void tst_CsvView::copies()
{
    CsvView view;
    open(view, "id,\"na\tme\"\n1,\"a\nb\"\n2,\"say \"\"x\"\"\"\n3,c\n");
    QCOMPARE(copied(view), u"1"_s);
    view.goTo(0, 0);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(copied(view), u"1\t\"a\nb\"\n2\t\"say \"\"x\"\"\"\n"_s);
    QVERIFY(copied(view, true).startsWith(u"id\t"_s));
    view.goTo(2, 1);
    QCOMPARE(copied(view), u"c"_s);
    open(view, numbers(1000));
    view.goTo(130, 1);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(copied(view), u"260\n262\n"_s);
    view.selectAll();
    QCOMPARE(copied(view, true).size(), numbers(1000).size());
}

void tst_CsvView::tooMuchIsNotCopied()
{
    CsvView view;
    QByteArray text("id,v\n");
    while (text.size() < CsvView::mostCopied + 1000)
        text += "1," + QByteArray(100'000, 'x') + '\n';
    open(view, text);
    QSignalSpy refused(&view, &CsvView::copyRefused);
    view.selectAll();
    view.copySelection(false);
    QCOMPARE(refused.count(), 1);
}

void tst_CsvView::goesBeyondWhatIsIndexed()
{
    CsvView view;
    view.resize(500, 400);
    view.show();
    view.open(write(numbers(500'000)), ',', true);
    view.goTo(400'000, 1); // nothing is known yet
    QTRY_COMPARE_WITH_TIMEOUT(view.currentRow(), 400'000, 10'000);
    QTRY_COMPARE(view.currentColumn(), 1);
    view.goTo(10'000'000, 99);
    QTRY_COMPARE_WITH_TIMEOUT(view.currentRow(), 499'999, 10'000);
    QCOMPARE(view.currentColumn(), 1);
    view.goTo(-5, -5);
    QCOMPARE(view.currentRow(), 0);
    QCOMPARE(view.currentColumn(), 0);
}

void tst_CsvView::marksAndToolTips()
{
    CsvView view;
    open(view, "id,v\n1,2\n3,4\n5,\"<b>long</b>\nline\"\n");
    const QImage before = view.grab().toImage();
    view.setMarks({{.row = 1, .column = 1, .text = u"V14 Outside"_s, .code = u"V14"_s, .note = u"was -1"_s}, {.row = -1, .column = 0, .text = u"V10"_s}});
    QVERIFY(view.grab().toImage() != before);
    view.goTo(1, 1);
    view.grab();
    view.setMarks({});
    view.goTo(0, 0);
    QCOMPARE(view.grab().toImage(), before);
}

void tst_CsvView::findsInCells()
{
    CsvView view;
    QByteArray text = numbers(5000);
    text.replace("\n100,200\n", "\n100,Needle\n");
    text.replace("\n4000,8000\n", "\n4000,needle\n");
    open(view, text);
    view.find(u"NEEDLE"_s);
    QTRY_COMPARE(view.source().hits().size(), size_t(2));
    QTRY_VERIFY(!view.source().isSearching());
    view.goToHit(true);
    QCOMPARE(view.currentRow(), 100);
    QTRY_COMPARE(view.currentColumn(), 1);
    QCOMPARE(view.currentHit(), 1);
    view.goToHit(true);
    QCOMPARE(view.currentRow(), 4000);
    QCOMPARE(view.currentHit(), 2);
    QTRY_COMPARE(view.currentColumn(), 1);
    view.goToHit(true); // around the end
    QCOMPARE(view.currentRow(), 100);
    view.goToHit(false);
    QCOMPARE(view.currentRow(), 4000);
    view.grab();
    view.goTo(4000, 0);
    view.goToFirstHit(); // it is in this row
    QCOMPARE(view.currentRow(), 4000);
    QTRY_COMPARE(view.currentColumn(), 1);
    view.find(u"nowhere"_s);
    QTRY_VERIFY(!view.source().isSearching());
    view.goToHit(true);
    QCOMPARE(view.currentRow(), 4000);
    QCOMPARE(view.currentHit(), 0);
    view.find({});
    QVERIFY(view.source().hits().empty());
    view.find(u"id"_s); // only in the header
    QTRY_COMPARE(view.source().hits().size(), size_t(1));
    view.goToHit(true);
    QCOMPARE(view.currentRow(), 0);
}

void tst_CsvView::anotherFileDropsTheOld()
{
    CsvView view;
    view.resize(500, 400);
    view.show();
    const QString big = write(numbers(1'000'000), QIODevice::WriteOnly, u"big.csv"_s);
    for (int i = 0; i < 10; ++i) {
        view.open(big, ',', true);
        view.find(u"99"_s);
        QTest::qWait(5);
    }
    open(view, "a,b\n1,2\n");
    QTest::qWait(200);
    QCOMPARE(view.rows(), 1);
    QCOMPARE(view.columnName(0), u"a"_s);
    QVERIFY(view.source().hits().empty());
}

void tst_CsvView::mayGoWhileItReads()
{
    const QString big = write(numbers(1'000'000), QIODevice::WriteOnly, u"big.csv"_s);
    for (int i = 0; i < 20; ++i) {
        auto view = std::make_unique<CsvView>();
        view->resize(500, 400);
        view->show();
        view->open(big, ',', true);
        view->find(u"99"_s);
        QTest::qWait(i);
        view->selectAll();
        view->copySelection(true);
    }
    QTest::qWait(100);
}

/// By hand: makes a file of 1 GB.
void tst_CsvView::aGigabyteIsThereAtOnce()
{
    if (!qEnvironmentVariableIsSet("LONG"))
        QSKIP("only with LONG=1");
    QFile file(m_folder.filePath(u"big.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("id,v\n");
    QByteArray block;
    for (int i = 0; i < 40'000; ++i)
        block += QByteArray::number(100'000 + i) + ",0.123456789012345678\n";
    while (file.size() < 1'000'000'000)
        file.write(block);
    file.close();
    CsvView view;
    view.resize(900, 700);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.grab();
    qint64 read = -1, painted = -1;
    QElapsedTimer took;
    connect(&view.source(), &RecordSource::loaded, this, [&] { read = read < 0 ? took.nsecsElapsed() : read; });
    took.start();
    view.open(file.fileName(), ',', true);
    while (read < 0 && took.elapsed() < 5000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    view.grab();
    painted = took.nsecsElapsed();
    qInfo("first page read after %.1f ms, painted after %.1f ms", double(read) / 1e6, double(painted) / 1e6);
    QVERIFY(view.textAt(0, 0));
    QVERIFY(painted - read < 20'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(view.source().isIndexed(), 50'000);
    qInfo("indexed after %lld ms, %lld rows", static_cast<long long>(took.elapsed()), static_cast<long long>(view.rows()));
    view.goTo(view.rows() / 2, 1);
    QTRY_VERIFY_WITH_TIMEOUT(view.textAt(view.rows() / 2, 0), 1000);
}

QTEST_MAIN(tst_CsvView)
#include "tst_csvview.moc"
