// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/appearance.h"
#include "theme/fonts.h"
#include "viewers/logview.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <array>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

const QByteArray traceback = "Traceback (most recent call last):\n"
                             "  File \"solution.py\", line 3, in <module>\n"
                             "    main()\n"
                             "KeyError: 'CabinNum'\n";

/// Runs in words: "3", "4x128", "7-10 traceback".
QStringList inWords(const std::vector<LogRun> &runs)
{
    QStringList words;
    for (const LogRun &run : runs) {
        const qint64 last = run.line + run.count - 1;
        words << (run.kind == LogRun::Repeats     ? u"%1x%2"_s.arg(run.line).arg(run.count)
                  : run.kind == LogRun::Traceback ? u"%1-%2 traceback"_s.arg(run.line).arg(last)
                  : run.count > 1                 ? u"%1-%2"_s.arg(run.line).arg(last)
                                                  : QString::number(run.line));
    }
    return words;
}

} // namespace

class tst_LogView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void levels_data();
    void levels();
    void linesAsATerminalShowsThem_data();
    void linesAsATerminalShowsThem();
    void runs_data();
    void runs();
    void aScannerInPieces();
    void rowsOfRuns();
    void showsAndFollows();
    void aFloodLeavesTheViewWhereItIs();
    void filters();
    void filtersAMillionLines();
    void folds();
    void foldsByMouse();
    void theLastTracebackIsOpen();
    void finds();
    void findsWhatIsAdded();
    void firstHitsAreThereSoon();
    void goesToErrors();
    void copies();
    void clears();
    void aMillionUpdatesAreOneLine();
    void zeroBytes();
    void missing();
    void binary();
    void oneLongLine();
    void vanishesAndComesBack();
    void shrinks();
    void aGigabyteIsThereAtOnce();

private:
    QString write(const QByteArray &text, QIODevice::OpenMode mode = QIODevice::WriteOnly, const QString &name = u"run.log"_s)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(mode) || file.write(text) != text.size())
            qFatal("cannot write");
        return file.fileName();
    }
    void append(LogView &view, const QByteArray &text)
    {
        write(text, QIODevice::Append);
        view.refresh();
    }
    static bool isDone(LogView &view)
    {
        return view.source().isIndexed() && !view.isScanning() && view.levels().lines >= view.lines();
    }
    void open(LogView &view, const QByteArray &text)
    {
        view.resize(600, 400);
        view.show();
        view.open(write(text));
        QTRY_VERIFY_WITH_TIMEOUT(isDone(view), 20'000);
    }
    static QByteArray numbers(int from, int to)
    {
        QByteArray text;
        for (int i = from; i < to; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        return text;
    }
    /// The lines at the head of each row.
    static QList<qint64> rows(const LogView &view)
    {
        QList<qint64> lines;
        for (qint64 row = 0; row < view.rows().rows(); ++row)
            lines << view.rows().at(row).line;
        return lines;
    }
    static QColor pixel(LogView &view, int row, int x = 2)
    {
        const int height = QFontMetrics(fonts::log()).height() + fonts::scaled(3);
        return view.viewport()->grab().toImage().pixelColor(x, row * height + height / 2);
    }
    static QToolButton *chip(LogView &view) { return view.viewport()->findChild<QToolButton *>(); }

    Appearance m_appearance;
    QTemporaryDir m_folder;
};

void tst_LogView::levels_data()
{
    using Level = LogLine::Level;
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("level");
    const auto row = [](const QByteArray &line, Level level) { QTest::newRow(line.constData()) << line << int(level); };
    row("ordinary", Level::Plain);
    row("", Level::Plain);
    row("KeyError: 'x'", Level::Error);
    row("ERROR", Level::Error);
    row("an ERROR here", Level::Error);
    row("ErrorBars drawn", Level::Plain);
    row("no TERROR", Level::Plain);
    row("UserWarning: x", Level::Warning);
    row("[LightGBM] [Warning] No further splits", Level::Warning);
    row("WARN: x", Level::Warning);
    row("INFO all good", Level::Info);
    row("INFO after a Warning", Level::Warning);
    row("Warning: an Error", Level::Error);
    row("Error 1 %\r100 %", Level::Plain);
    row("1 %\rValueError\r", Level::Error);
    row("MyException", Level::Error);
    row("Exceptions", Level::Plain);
}

void tst_LogView::levels()
{
    QFETCH(const QByteArray, line);
    QTEST(int(levelOf(line)), "level");
}

void tst_LogView::linesAsATerminalShowsThem_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("progress") << QByteArray("10 %\r20 %\r30 %") << u"30 %"_s;
    QTest::newRow("windows line end") << QByteArray("a\r") << u"a"_s;
    QTest::newRow("colours") << QByteArray("\x1b[1;31mred\x1b[0m plain") << u"red plain"_s;
    QTest::newRow("cursor") << QByteArray("a\x1b[2K\x1b[1Ab") << u"ab"_s;
    QTest::newRow("title") << QByteArray("\x1b]0;title\x07z") << u"z"_s;
    QTest::newRow("invalid") << QByteArray("a\xFFz") << u"a\uFFFDz"_s;
    QTest::newRow("control") << QByteArray("a\0z", 3) << u"a\uFFFDz"_s;
    QTest::newRow("tab") << QByteArray("\tz") << u"    z"_s;
    QTest::newRow("cut in a sequence") << QByteArray("a\x1b[3") << u"a"_s;
}

void tst_LogView::linesAsATerminalShowsThem()
{
    QFETCH(const QByteArray, bytes);
    QTEST(logLine(bytes).text, "text");
}

void tst_LogView::runs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("levels");
    QTest::addColumn<QByteArray>("matching");
    QTest::addColumn<QStringList>("expected");
    const QByteArray chained = traceback + "\nDuring handling of the above exception, another exception occurred:\n\n" + traceback;
    const auto row = [](const char *name, const QByteArray &text, const QStringList &expected, int levels = 0, const QByteArray &matching = {}) {
        QTest::newRow(name) << text << levels << matching << expected;
    };
    row("plain", "a\nb\nc\n", {u"0-2"_s});
    row("a half line", "a\nb", {u"0-1"_s});
    row("repeats", "a\nb\nb\nb\nc\n", {u"0"_s, u"1x3"_s, u"4"_s});
    row("blank lines stay", "a\n\n\n\nc\n", {u"0-4"_s});
    row("traceback", "a\n" + traceback + "b\n", {u"0"_s, u"1-4 traceback"_s, u"5"_s});
    row("unfinished traceback", "a\n" + traceback.left(60), {u"0"_s, u"1-2 traceback"_s});
    row("chained", "a\n" + chained + "b\n", {u"0"_s, u"1-11 traceback"_s, u"12"_s});
    row("two that are not chained", traceback + "\n\n" + traceback, {u"0-3 traceback"_s, u"4-5"_s, u"6-9 traceback"_s});
    row("a sentence that leads nowhere", traceback + "\nDuring handling of the above exception\nx\n", {u"0-3 traceback"_s, u"4-6"_s});
    row("indented traceback", "  " + QByteArray(traceback).replace("\n", "\n  ") + "\nb\n", {u"0-3 traceback"_s, u"4-5"_s});
    row("blank line inside", "Traceback (most recent call last):\n  a\n\n  b\nE\nx\n", {u"0-4 traceback"_s, u"5"_s});
    row("errors", "a\nKeyError\nb\nWarning\n" + traceback, {u"1"_s, u"4-7 traceback"_s}, LogFilter::Errors);
    row("warnings", "a\nKeyError\nWarning\nWarning\nb\n", {u"2x2"_s}, LogFilter::Warnings);
    row("information", "a\nKeyError\nINFO\nWarning\nb\n", {u"0"_s, u"2"_s, u"4"_s}, LogFilter::Information);
    row("two levels", "a\nKeyError\nWarning\nb\n", {u"1-2"_s}, LogFilter::Errors | LogFilter::Warnings);
    row("context", numbers(0, 20), {u"3-7"_s, u"13-17"_s}, 0, "line ?5"); // see below
    row("context that meets", "x\n1\n2\n3\nx\n5\n6\n7\n8\n", {u"0-6"_s}, 0, "x");
    row("context at the ends", "1\nx\n3\n", {u"0-2"_s}, 0, "X");
    row("a folded run is one line of context", "a\nb\nb\nb\nc\nx\n", {u"1x3"_s, u"4-5"_s}, 0, "x");
    row("inside a traceback", numbers(0, 3) + traceback + numbers(0, 3), {u"1-2"_s, u"3-6 traceback"_s, u"7-8"_s}, 0, "main()");
    row("level and text", "x Error\n1\n2\n3\n4\nx\n6\n", {u"0-2"_s}, LogFilter::Errors, "x");
    row("nothing", "a\nb\n", {}, LogFilter::Errors);
}

void tst_LogView::runs()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, levels);
    QFETCH(QByteArray, matching);
    const bool expression = matching.contains('?');
    matching.replace("?", "1?"); // "line 1?5": lines 5 and 15
    for (const qsizetype piece : {qsizetype(1), qsizetype(7), std::max<qsizetype>(1, text.size())}) {
        LogScanner scanner({.levels = levels, .text = {.text = matching, .expression = expression}});
        LogRows rows;
        rows.clear(true);
        qint64 shown = 0;
        for (qsizetype at = 0; at < text.size(); at += piece) {
            scanner.add(QByteArrayView(text).sliced(at, std::min(piece, text.size() - at)));
            const LogScanned scanned = scanner.take();
            rows.add(scanned);
            shown = scanned.shown;
        }
        std::vector<LogRun> found;
        qint64 lines = 0;
        for (qint64 row = 0; row < rows.rows(); ++row) {
            const LogRun run = rows.at(row).run;
            if (found.empty() || !(found.back() == run))
                found.push_back(run);
        }
        for (const LogRun &run : found)
            lines += run.count;
        // Runs of lines may come in parts; they are one for who looks.
        for (size_t at = 1; at < found.size();) {
            LogRun &one = found[at - 1];
            if (one.kind == LogRun::Lines && found[at].kind == LogRun::Lines && one.line + one.count == found[at].line) {
                one.count += found[at].count;
                found.erase(found.begin() + qsizetype(at));
            } else {
                ++at;
            }
        }
        QTEST(inWords(found), "expected");
        QCOMPARE(shown, lines);
    }
}

void tst_LogView::aScannerInPieces()
{
    LogScanner scanner(LogFilter{});
    scanner.add("KeyError\nx\nWarn");
    LogScanned scanned = scanner.take();
    QCOMPARE(scanned.lines, 3);
    QCOMPARE(scanned.counts, (std::array<qint64, 4>{2, 0, 0, 1}));
    scanner.add("ing\nINFO\n" + traceback + "x");
    scanned = scanner.take();
    QCOMPARE(scanned.lines, 9);
    QCOMPARE(scanned.counts, (std::array<qint64, 4>{2, 1, 1, 2})); // the traceback is one error
    QCOMPARE(scanned.sure.errors, std::vector<qint64>{4});
    QVERIFY(!scanned.isBinary);
    scanner.add(QByteArrayView("a\0", 2));
    QVERIFY(scanner.take().isBinary);
}

void tst_LogView::rowsOfRuns()
{
    LogRows rows;
    rows.clear(false);
    rows.setLines(20);
    QCOMPARE(rows.rows(), 20); // nothing is scanned yet
    rows.add({.sure = {.runs = {{0, 2, LogRun::Lines}, {2, 5, LogRun::Repeats}, {7, 3, LogRun::Traceback}, {10, 1, LogRun::Lines}}}, .lines = 11, .shown = 11});
    QCOMPARE(rows.rows(), 2 + 1 + 3 + 1 + 9);
    QCOMPARE(rows.at(2).line, 2);
    QVERIFY(rows.at(2).isFolded && rows.at(2).isHead());
    QCOMPARE(rows.at(5).line, 9);
    QCOMPARE(rows.at(7).line, 11);
    QCOMPARE(rows.at(15).line, 19);
    QCOMPARE(rows.at(16).line, -1);
    QCOMPARE(rows.rowOf(6), 2);
    QCOMPARE(rows.rowOf(9), 5);
    QCOMPARE(rows.rowOf(12), 8);
    QVERIFY(rows.setOpen(4, true));
    QVERIFY(!rows.setOpen(4, true));
    QVERIFY(!rows.setOpen(0, false));
    QCOMPARE(rows.rowOf(6), 6);
    QVERIFY(rows.setOpen(8, false));
    QCOMPARE(rows.foldedLines(), 2);
    QCOMPARE(rows.between(1, 30), (QList<LogRun>{{1, 19, LogRun::Lines}}));
    rows.clear(true);
    rows.add({.sure = {.runs = {{3, 1, LogRun::Lines}, {9, 2, LogRun::Lines}}}, .lines = 20});
    QCOMPARE(rows.rows(), 3);
    QCOMPARE(rows.rowOf(0), 0);
    QCOMPARE(rows.rowOf(5), 1); // hidden: the next
    QCOMPARE(rows.rowOf(15), 2);
    QVERIFY(rows.shows(10) && !rows.shows(4) && !rows.shows(11));
    QCOMPARE(rows.between(0, 9), (QList<LogRun>{{3, 1, LogRun::Lines}, {9, 1, LogRun::Lines}}));
}

void tst_LogView::showsAndFollows()
{
    LogView view;
    open(view, numbers(0, 100));
    QScrollBar *bar = view.verticalScrollBar();
    QVERIFY(view.isFollowing());
    QCOMPARE(bar->value(), bar->maximum());
    append(view, numbers(100, 200));
    QTRY_COMPARE(view.rows().rows(), 200);
    QCOMPARE(bar->value(), bar->maximum());

    QSignalSpy following(&view, &LogView::followingChanged);
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(following, (QList<QVariantList>{{false}}));
    QVERIFY(!chip(view)->isVisible());
    append(view, numbers(200, 207));
    QTRY_VERIFY(chip(view)->isVisible());
    QVERIFY(chip(view)->text().startsWith(u"7 new"_s));
    QCOMPARE(view.topLine(), 0);
    QTest::mouseClick(chip(view), Qt::LeftButton);
    QVERIFY(view.isFollowing());
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(!chip(view)->isVisible());
    QTest::keyClick(&view, Qt::Key_PageUp);
    QTest::keyClick(&view, Qt::Key_PageUp);
    QVERIFY(!view.isFollowing());
    QTest::keyClick(&view, Qt::Key_End);
    QVERIFY(view.isFollowing());
}

void tst_LogView::aFloodLeavesTheViewWhereItIs()
{
    LogView view;
    open(view, numbers(0, 1000));
    view.goTo(500);
    QVERIFY(!view.isFollowing());
    const qint64 top = view.topLine();
    QElapsedTimer clock;
    clock.start();
    int written = 1000;
    qint64 longest = 0;
    QTimer flood; // 10,000 lines a second
    connect(&flood, &QTimer::timeout, this, [&] {
        write(numbers(written, written + 330) + traceback, QIODevice::Append);
        written += 330;
        view.refresh();
        QCOMPARE(view.topLine(), top);
    });
    flood.start(33);
    while (clock.elapsed() < 3000) {
        QElapsedTimer turn;
        turn.start();
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
        longest = std::max(longest, turn.elapsed());
    }
    flood.stop();
    QVERIFY(written > 15'000);
    QCOMPARE(view.topLine(), top);
    QVERIFY(!view.isFollowing());
    QVERIFY(chip(view)->isVisible());
    qInfo("%d lines in 3 s, longest turn of the event loop %lld ms", written, longest);
    QVERIFY(longest < 250);
}

void tst_LogView::filters()
{
    LogView view;
    QByteArray text;
    for (int i = 0; i < 1000; ++i)
        text += i % 100 == 7 ? "KeyError " + QByteArray::number(i) + '\n' : "line " + QByteArray::number(i) + '\n';
    open(view, text);
    QCOMPARE(view.levels().of(LogLine::Level::Error), 10);
    view.setFilter(LogFilter::Errors, false);
    QTRY_COMPARE(rows(view), (QList<qint64>{7, 107, 207, 307, 407, 507, 607, 707, 807, 907}));
    QCOMPARE(view.shownLines(), 10);
    append(view, "x\nValueError\nhalf an Error");
    QTRY_COMPARE(rows(view).last(2), (QList<qint64>{1001, 1002}));
    append(view, "\n");
    QTRY_VERIFY(isDone(view));
    QCOMPARE(view.shownLines(), 12);
    // The place stays when more is shown again.
    view.goTo(507);
    view.setFilter(0, false);
    QTRY_COMPARE(view.rows().rows(), 1003);
    QCOMPARE(view.currentLine(), 507);

    view.find({.text = "line 55"});
    view.setFilter(0, true);
    QTRY_COMPARE(rows(view), (QList<qint64>{53, 54, 55, 56, 57, 548, 549, 550, 551, 552, 553, 554, 555, 556, 557, 558, 559, 560, 561}));
    view.find({.text = "line 1[23]4$", .expression = true});
    QTRY_COMPARE(rows(view), (QList<qint64>{122, 123, 124, 125, 126, 132, 133, 134, 135, 136}));
    view.find({});
    QTRY_COMPARE(view.rows().rows(), 1003);
}

void tst_LogView::filtersAMillionLines()
{
    LogView view;
    QByteArray text;
    for (int i = 0; i < 1'000'000; ++i)
        text += i % 2 == 0 ? "Warning: no further splits " + QByteArray::number(i) + '\n' : "x\n";
    open(view, text);
    QElapsedTimer clock;
    clock.start();
    view.setFilter(LogFilter::Warnings, false);
    qint64 longest = 0, first = -1;
    while (view.rows().rows() != 500'000 && clock.elapsed() < 20'000) {
        QElapsedTimer turn;
        turn.start();
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
        longest = std::max(longest, turn.elapsed());
        if (first < 0 && view.rows().rows() < 500'000)
            first = clock.elapsed();
    }
    qInfo("first rows after %lld ms, all after %lld, longest turn of the event loop %lld ms", first, clock.elapsed(), longest);
    QCOMPARE(view.rows().rows(), 500'000);
    QCOMPARE(view.rows().at(499'999).line, 999'998);
    // It can be stopped, and begins again with another filter.
    view.setFilter(LogFilter::Information, false);
    QTRY_VERIFY(view.rows().rows() < 500'000);
    view.stopScanning();
    const qint64 stopped = view.rows().rows();
    QTest::qWait(150);
    QVERIFY(view.isStopped());
    QVERIFY(view.rows().rows() < 500'000);
    QVERIFY(view.rows().rows() - stopped < 400'000);
    view.setFilter(0, false);
    QTRY_COMPARE_WITH_TIMEOUT(view.rows().rows(), 1'000'000, 20'000);
}

void tst_LogView::folds()
{
    LogView view;
    open(view, "a\n" + traceback + "b\n" + QByteArray("same\n").repeated(128) + "c\n" + traceback);
    QCOMPARE(rows(view), (QList<qint64>{0, 1, 5, 6, 134, 135, 136, 137, 138}));
    QCOMPARE(view.rows().foldedLines(), 3 + 127);
    view.goTo(1);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(rows(view).first(6), (QList<qint64>{0, 1, 2, 3, 4, 5}));
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.currentLine(), 3);
    QTest::keyClick(&view, Qt::Key_Left); // from inside
    QCOMPARE(view.currentLine(), 1);
    QCOMPARE(view.rows().at(1).isFolded, true);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.currentLine(), 6);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.rows().rows(), 9 + 127);
    view.setFoldsRepeats(false);
    QTRY_COMPARE(view.rows().at(4).run.kind, LogRun::Lines);
    QVERIFY(view.rows().rows() == 9 + 127);
    view.setFoldsRepeats(true);
    QTRY_COMPARE(view.rows().at(4).run.kind, LogRun::Repeats);
}

void tst_LogView::foldsByMouse()
{
    LogView view;
    open(view, QByteArray("same\n").repeated(128) + "b\n" + traceback + "c\n" + traceback);
    QTRY_VERIFY(view.source().record(0));
    QApplication::processEvents();
    view.viewport()->repaint();
    const int height = QFontMetrics(fonts::log()).height() + fonts::scaled(3);
    // The badge stands behind the text: find it by looking for what folds along the row.
    const auto clickUntil = [&](int row, qint64 expectedRows) {
        for (int x = 60; x < view.viewport()->width() - 12; x += 6) {
            QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(x, row * height + height / 2));
            if (view.rows().rows() == expectedRows)
                return true;
        }
        return false;
    };
    const qint64 folded = view.rows().rows();
    QVERIFY(clickUntil(0, folded + 127));
    QVERIFY(view.currentLine() == 0);
    view.viewport()->repaint();
    view.goTo(0);
    view.viewport()->repaint();
    QVERIFY(clickUntil(0, folded));
    view.viewport()->repaint();
    QVERIFY(clickUntil(2, folded + 3));
}

void tst_LogView::theLastTracebackIsOpen()
{
    LogView view;
    open(view, "a\n" + traceback + "b\n");
    QCOMPARE(view.rows().rows(), 6);
    append(view, traceback + "c\n");
    QTRY_COMPARE(rows(view), (QList<qint64>{0, 1, 5, 6, 7, 8, 9, 10}));
    // What somebody looks at is not folded away.
    QTest::keyClick(&view, Qt::Key_Home);
    append(view, traceback + "d\n");
    QTRY_COMPARE(view.rows().rows(), 8 + 5);
}

void tst_LogView::finds()
{
    LogView view;
    QByteArray text;
    for (int i = 0; i < 300; ++i)
        text += i % 100 == 50 ? "Fold " + QByteArray::number(i) + '\n' : "line\x1b[0m" + QByteArray::number(i) + '\n';
    open(view, text + QByteArray("fold again\n").repeated(20) + traceback + "end\n" + traceback + "end\n");
    view.find({.text = "fold"});
    QTRY_COMPARE(view.source().hits().size(), size_t(23));
    QTRY_VERIFY(!view.source().isSearching());
    view.goToHit(true);
    QCOMPARE(view.currentLine(), 50);
    QCOMPARE(view.currentHit(), 1);
    view.goToHit(true);
    view.goToHit(true);
    view.goToHit(true);
    QCOMPARE(view.currentLine(), 300);
    view.goToHit(true); // one stop for what is folded, then around the end
    QCOMPARE(view.currentLine(), 50);
    view.goToHit(false);
    QCOMPARE(view.currentLine(), 300);
    view.goToHit(false);
    QCOMPARE(view.currentLine(), 250);
    // A hit inside a folded traceback opens it.
    view.find({.text = "ma.n\\(\\)", .expression = true});
    QTRY_COMPARE(view.source().hits(), (std::vector<qint64>{322, 327}));
    QVERIFY(view.rows().at(view.rows().rowOf(322)).isFolded);
    view.goToHit(true);
    QCOMPARE(view.currentLine(), 322);
    // Hidden hits are passed over.
    view.find({.text = "line"});
    view.setFilter(LogFilter::Errors, false);
    QTRY_COMPARE(view.rows().rows(), 8);
    QTRY_VERIFY(!view.source().isSearching());
    view.goToHit(true);
    QCOMPARE(view.currentLine(), 326); // in the second traceback
}

void tst_LogView::findsWhatIsAdded()
{
    LogView view;
    open(view, numbers(0, 10) + "needle\nhal");
    view.find({.text = "half a needle|needle", .expression = true});
    QTRY_COMPARE(view.source().hits(), std::vector<qint64>{10});
    QTRY_VERIFY(!view.source().isSearching());
    append(view, "f a needle\n" + numbers(0, 200) + "needle\n");
    QTRY_COMPARE(view.source().hits(), (std::vector<qint64>{10, 11, 212}));
    QVERIFY(!view.source().isSearching());
    view.source().stopSearch();
    append(view, "needle\n");
    QTRY_COMPARE(view.lines(), 214);
    QTest::qWait(50);
    QCOMPARE(view.source().hits().size(), size_t(3));
}

void tst_LogView::firstHitsAreThereSoon()
{
    const QByteArray block = (QByteArray(99, '-') + '\n').repeated(10'000) + "a needle\n"; // about 1 MB
    QFile file(write({}, QIODevice::WriteOnly, u"big.log"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 110; ++i)
        file.write(block);
    file.close();
    LogView view;
    view.resize(600, 400);
    view.show();
    view.open(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(view.source().isIndexed(), 20'000);
    for (const RecordSearch &search : {RecordSearch{.text = "needle"}, RecordSearch{.text = "n[e]{2}dle", .expression = true}}) {
        QElapsedTimer clock;
        clock.start();
        view.find(search);
        QTRY_VERIFY_WITH_TIMEOUT(!view.source().hits().empty(), 5000);
        const qint64 first = clock.elapsed();
        if (search.expression) { // and it can be stopped
            view.source().stopSearch();
            QVERIFY(!view.source().isSearching());
            QVERIFY(view.source().hits().size() < 110);
        } else {
            QTRY_COMPARE_WITH_TIMEOUT(view.source().hits().size(), size_t(110), 20'000);
        }
        qInfo("%s: first hits after %lld ms, end after %lld", search.text.constData(), first, clock.elapsed());
        QVERIFY(first < 500); // 200 in an ordinary build
    }
    file.remove();
}

void tst_LogView::goesToErrors()
{
    LogView view;
    open(view, "a\nKeyError\nb\n" + traceback + "c\nlast Error");
    QCOMPARE(view.levels().errors, (std::vector<qint64>{1, 3, 8}));
    for (const qint64 expected : {1, 3, 8, 1}) {
        view.goToError(true);
        QCOMPARE(view.currentLine(), expected);
    }
    view.goToError(false);
    QCOMPARE(view.currentLine(), 8);
    QTRY_VERIFY(view.currentText().contains(u"last Error"_s));
}

void tst_LogView::copies()
{
    LogView view;
    open(view, "a\n\x1b[31mred\x1b[0m\n" + QByteArray("same\n").repeated(3) + "Warning\nz\n" + numbers(0, 200));
    const auto copied = [&] {
        QSignalSpy spy(&view, &LogView::copied);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        return spy.wait(5000) ? QApplication::clipboard()->text() : u"nothing"_s;
    };
    view.goTo(1);
    QCOMPARE(copied(), u"red\n"_s);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier); // the folded lines
    QCOMPARE(copied(), u"red\nsame\nsame\nsame\n"_s);
    view.setFilter(LogFilter::Warnings, false);
    QTRY_COMPARE(view.rows().rows(), 1);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(copied(), u"Warning\n"_s);
    view.setFilter(0, false);
    QTRY_VERIFY(view.rows().rows() > 100);
    view.goTo(7);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(200, 5));
    const qint64 top = view.currentLine();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, QPoint(200, view.viewport()->height() - 5));
    QVERIFY(view.currentLine() > top + 5);
    QCOMPARE(copied().count(u'\n'), view.rows().rowOf(view.currentLine()) - view.rows().rowOf(top) + 1 + (top < 5 ? 2 : 0));
}

void tst_LogView::clears()
{
    LogView view;
    open(view, numbers(0, 50));
    view.setCleared(true);
    QTRY_COMPARE(view.rows().rows(), 0);
    append(view, numbers(50, 53));
    QTRY_COMPARE(rows(view), (QList<qint64>{50, 51, 52}));
    QCOMPARE(view.shownLines(), 3);
    // Another log and back: it stays cleared.
    view.open(write(numbers(0, 7), QIODevice::WriteOnly, u"other.log"_s));
    QTRY_COMPARE(view.rows().rows(), 7);
    view.open(m_folder.filePath(u"run.log"_s));
    QTRY_COMPARE(rows(view), (QList<qint64>{50, 51, 52}));
    view.setCleared(false);
    QTRY_COMPARE(view.rows().rows(), 53);
}

void tst_LogView::aMillionUpdatesAreOneLine()
{
    QByteArray text("begin\n");
    text.reserve(40'000'000);
    for (int i = 0; i < 1'000'000; ++i)
        text += '\r' + QByteArray::number(i) + "/1000000 [00:01<00:00]";
    QElapsedTimer clock;
    clock.start();
    LogView view;
    open(view, text);
    qInfo("10^6 updates: %lld MB, there after %lld ms", text.size() / 1'000'000, clock.elapsed());
    QCOMPARE(view.lines(), 2);
    QCOMPARE(view.rows().rows(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(view.source().record(1), 5000);
    QVERIFY(view.source().record(1)->bytes.size() <= logLineBytes);
    view.goTo(1);
    QTRY_VERIFY(view.currentText().contains(u"999999/1000000"_s));
    QVERIFY(view.currentText().contains(u"updated in place"_s));
    append(view, "\rdone\nnext\n");
    QTRY_COMPARE(view.lines(), 3);
    QTRY_VERIFY_WITH_TIMEOUT(view.source().record(1) && logLine(view.source().record(1)->bytes).text == u"done"_s, 5000);
}

void tst_LogView::zeroBytes()
{
    LogView view;
    open(view, {});
    QCOMPARE(view.rows().rows(), 0);
    const QImage empty = view.viewport()->grab().toImage();
    for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Down, Qt::Key_End, Qt::Key_Left, Qt::Key_PageUp})
        QTest::keyClick(&view, key);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(50, 50));
    QCOMPARE(view.currentLine(), -1);
    append(view, "first\n");
    QTRY_COMPARE(view.rows().rows(), 1);
    QVERIFY(view.viewport()->grab().toImage() != empty);
}

void tst_LogView::missing()
{
    LogView view;
    view.resize(600, 400);
    view.show();
    view.open(m_folder.filePath(u"nowhere.log"_s));
    QTRY_VERIFY(!view.source().fault().isEmpty());
    QVERIFY(view.source().fault().contains(u"nowhere.log"_s));
    QVERIFY(!view.source().faultHelp().isEmpty());
    view.open({});
    QCOMPARE(view.rows().rows(), 0);
    view.grab();
}

void tst_LogView::binary()
{
    QByteArray bytes;
    for (int i = 0; i < 200'000; ++i)
        bytes += char((i * 7919) >> 3);
    LogView view;
    open(view, bytes);
    QVERIFY(view.levels().isBinary);
    QCOMPARE(view.levels().lines, bytes.count('\n') + (bytes.endsWith('\n') ? 0 : 1));
    view.goTo(0);
    QTRY_VERIFY(view.currentText().contains(QChar(QChar::ReplacementCharacter)));
    view.grab();
}

void tst_LogView::oneLongLine()
{
    QFile file(write({}, QIODevice::WriteOnly, u"long.log"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 100; ++i)
        file.write(QByteArray(1'000'000, 'x'));
    file.write("the end");
    file.close();
    LogView view;
    view.resize(600, 400);
    view.show();
    QElapsedTimer clock;
    clock.start();
    view.open(file.fileName());
    QCOMPARE_LT(clock.elapsed(), 100);
    QTRY_VERIFY_WITH_TIMEOUT(isDone(view) && view.source().record(0), 20'000);
    QCOMPARE(view.rows().rows(), 1);
    view.goTo(0);
    QVERIFY(view.currentText().contains(u"line of 95."_s)); // MiB
    clock.restart();
    view.grab();
    QCOMPARE_LT(clock.elapsed(), 300);
    view.find({.text = "xthe"});
    QTRY_COMPARE_WITH_TIMEOUT(view.source().hits(), std::vector<qint64>{0}, 10'000);
    view.find({.text = "the.end$", .expression = true});
    QTRY_COMPARE_WITH_TIMEOUT(view.source().hits(), std::vector<qint64>{0}, 10'000);
    file.remove();
}

void tst_LogView::vanishesAndComesBack()
{
    LogView view;
    open(view, numbers(0, 30));
    QFile::remove(m_folder.filePath(u"run.log"_s));
    view.refresh();
    QTRY_VERIFY(!view.source().fault().isEmpty());
    QCOMPARE(view.rows().rows(), 30); // what was read stays, with a sentence below
    view.grab();
    write("back\n");
    view.refresh();
    QTRY_VERIFY(view.source().fault().isEmpty() && view.rows().rows() == 1);
}

void tst_LogView::shrinks()
{
    LogView view;
    open(view, numbers(0, 3000) + traceback);
    view.goTo(2900);
    view.setFilter(LogFilter::Information, false);
    QTRY_VERIFY(isDone(view));
    write("new run\nError\n");
    view.refresh();
    QTRY_VERIFY(!view.source().fault().isEmpty());
    view.grab();
    view.refresh();
    QTRY_COMPARE(view.lines(), 2);
    QTRY_COMPARE(rows(view), QList<qint64>{0});
    QCOMPARE(view.levels().errors, std::vector<qint64>{1});
}

void tst_LogView::aGigabyteIsThereAtOnce()
{
    // Sparse: only its begin takes room on the disk, and what is read is as much.
    QFile file(write(numbers(0, 1000), QIODevice::WriteOnly, u"huge.log"_s));
    QVERIFY(file.resize(1'000'000'000));
    LogView view;
    view.resize(600, 400);
    view.show();
    QElapsedTimer clock;
    clock.start();
    view.open(file.fileName());
    while (!view.source().record(0) && clock.elapsed() < 5000)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    const qint64 first = clock.elapsed();
    qInfo("1 GB: first lines after %lld ms", first);
    QVERIFY(!view.source().isIndexed());
    QVERIFY(first < 100);
    view.open({});
    file.remove();
}

QTEST_MAIN(tst_LogView)
#include "tst_logview.moc"
