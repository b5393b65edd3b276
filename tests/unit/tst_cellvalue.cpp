// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/cellvalue.h"

#include <QTest>

#include <bit>
#include <charconv>
#include <random>

using namespace solver;
using Form = NumberReading::Form;

class tst_CellValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNumbers_data()
    {
        QTest::addColumn<QByteArray>("cell");
        QTest::addColumn<int>("form");
        QTest::addColumn<double>("value");
        const auto row = [](const QByteArray &cell, Form form, double value = 0) {
            QTest::addRow("'%s'", cell.constData()) << cell << static_cast<int>(form) << value;
        };
        row("12", Form::Number, 12);
        row("-0", Form::Number, -0.0);
        row("+0.5", Form::Number, 0.5);
        row(".5", Form::Number, 0.5);
        row("5.", Form::Number, 5);
        row("1e-5", Form::Number, 1e-5);
        row("1E-3", Form::Number, 1e-3);
        row(" 0.25 ", Form::Number, 0.25);
        row("8.07E-06", Form::Number, 8.07e-6);
        row("0.1234567890123456789", Form::Number, 0.1234567890123456789);
        row("1e-400", Form::Number, 0);
        row("1e400", Form::Infinite);
        row("-inf", Form::Infinite);
        row("Infinity", Form::Infinite);
        for (const char *missing : {"", " ", "nan", "NaN", "-nan", "None", "NULL", "null", "NA", "N/A", "<NA>", "NaT"})
            row(missing, Form::Missing);
        for (const char *text : {"1,5", "0x10", "1_000", "1e", "e5", ".", "-", "+-1", "--1", "1.2.3", "1 2", "abc",
                                 "1f", "0b1", "True", "\xD9\xA1", "1\xC2\xA0", "nano", "infinit"})
            row(text, Form::Text);
    }

    void readsNumbers()
    {
        QFETCH(QByteArray, cell);
        QFETCH(int, form);
        QFETCH(double, value);
        const NumberReading number = readNumber(cell);
        QCOMPARE(static_cast<int>(number.form), form);
        QCOMPARE(std::bit_cast<quint64>(number.value), std::bit_cast<quint64>(value));
    }

    void readsAsTheStandardLibrary()
    {
        std::mt19937_64 random(5);
        for (int i = 0; i < 200'000; ++i) {
            QByteArray text = QByteArray::number(random() % 100'000'000'000'000'000ULL >> (random() % 40));
            text.insert(static_cast<qsizetype>(random() % static_cast<quint64>(text.size() + 1)), '.');
            double expected = 0;
            std::from_chars(text.constData(), text.constData() + text.size(), expected);
            QVERIFY2(std::bit_cast<quint64>(readNumber(text).value) == std::bit_cast<quint64>(expected),
                     text.constData());
        }
    }

    void writesNumbers()
    {
        QCOMPARE(numberText(0.1), QByteArray("0.1"));
        QCOMPARE(numberText(-0.0), QByteArray("0"));
        QCOMPARE(numberText(1.0 / 3, 6), QByteArray("0.333333"));
        QCOMPARE(numberText(1.0), QByteArray("1"));
    }

    void knowsOneFormOfAnId_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("form");
        const auto row = [](const char *given, const char *form) {
            QTest::newRow(given) << QByteArray(given) << QByteArray(form);
        };
        row("000123", "123");
        row("12.0", "12");
        row("12.", "12");
        row("1e+05", "100000");
        row("1.5E3", "1500");
        row("1e-2", "0.01");
        row(" x 1 ", "x 1");
        row("0", "0");
        row("000", "0");
        row("-0.0", "0");
        row("-05", "-5");
        row("+5", "5");
        row("12.50", "12.5");
        row(".5", "0.5");
        row("12345678901234567890.0", "12345678901234567890");
        row("A001", "A001");
        row("1e999999999", "1e999999999");
        row("1.2.3", "1.2.3");
        row("2020-01-01", "2020-01-01");
        row("", "");
        row("-", "-");
    }

    void knowsOneFormOfAnId()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, form);
        QCOMPARE(canonicalId(id), form);
    }

    void knowsOneFormOfALabel()
    {
        QCOMPARE(canonicalLabel(" TRUE"), QByteArray("true"));
        QCOMPARE(canonicalLabel("1.0"), QByteArray("1"));
        QCOMPARE(canonicalLabel(">50K."), QByteArray(">50k"));
        QCOMPARE(canonicalLabel("\xC3\x84"), QByteArray("\xC3\xA4"));
        QCOMPARE(canonicalLabel("."), QByteArray("."));
    }

    void quotesWhatNeedsIt()
    {
        QCOMPARE(quotedCell("a b"), QByteArray("a b"));
        QCOMPARE(quotedCell("a,b"), QByteArray("\"a,b\""));
        QCOMPARE(quotedCell("a\"b"), QByteArray("\"a\"\"b\""));
        QCOMPARE(quotedCell("a\nb"), QByteArray("\"a\nb\""));
    }

    void seesDecimalCommas()
    {
        QVERIFY(hasDecimalComma("1,5"));
        QVERIFY(!hasDecimalComma("1,5,0"));
        QVERIFY(!hasDecimalComma("a,b"));
        QVERIFY(!hasDecimalComma("1.5"));
    }
};

QTEST_GUILESS_MAIN(tst_CellValue)
#include "tst_cellvalue.moc"
