// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/masker.h"

#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Masker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masksEverySpelling_data();
    void masksEverySpelling();
    void masksTokensByTheirShape_data();
    void masksTokensByTheirShape();
    void leavesOrdinaryTextAlone_data();
    void leavesOrdinaryTextAlone();
    void ignoresShortSecrets();
    void masksTheLongerOfTwo();
    void keepsBytesThatAreNoText();
};

void tst_Masker::masksEverySpelling_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("spelling");
    const QByteArrayList secrets{"0123456789abcdef0123456789abcdef", "p\"w\\ord/+?&=", "ends%with~three~",
                                 "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9fx>>?>>"};
    for (const QByteArray &secret : secrets) {
        const auto row = [&secret](const QByteArray &what, const QByteArray &spelling) {
            QTest::addRow("%s of %s", what.constData(), secret.left(8).constData()) << secret << spelling;
        };
        row("raw", secret);
        row("percent", secret.toPercentEncoding());
        row("hex", secret.toHex());
        row("hex, capitals", secret.toHex().toUpper());
        QByteArray json = secret;
        json.replace('\\', "\\\\").replace('"', "\\\"");
        row("json", json);
    }
}

void tst_Masker::masksEverySpelling()
{
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, spelling);
    Masker masker;
    masker.add(secret);
    QCOMPARE(masker.mask("before " + spelling + " after"), "before *** after");
    // Base64, wherever the secret stands in the encoded text.
    for (const auto form : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
        for (int before = 0; before < 4; ++before) {
            for (int after = 0; after < 4; ++after) {
                const QByteArray whole = QByteArray(before, 'u') + secret + QByteArray(after, 'v');
                const QByteArray masked = masker.mask(whole.toBase64(form));
                QVERIFY2(masked.contains("***"), whole.toBase64(form).constData());
                // What is left of it tells at most the neighbours and a few bits.
                QVERIFY2(masked.size() <= 3 + 12, masked.constData());
            }
        }
    }
}

void tst_Masker::masksTokensByTheirShape_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("masked");
    QTest::newRow("model key") << QByteArray("key sk-abcdefghijklmnop1234 used") << QByteArray("key *** used");
    QTest::newRow("code host") << QByteArray("ghp_abcdefghijklmnopqrstuvwxyz0123456789") << QByteArray("***");
    QTest::newRow("kaggle") << QByteArray("token KGAT_0123456789abcdef.") << QByteArray("token ***.");
    QTest::newRow("cloud") << QByteArray("AKIAABCDEFGHIJKLMNOP") << QByteArray("***");
    QTest::newRow("header") << QByteArray("Authorization: Bearer abc.def-ghi==")
                            << QByteArray("Authorization: Bearer ***");
    QTest::newRow("password in a URL") << QByteArray("http://me:geheim@proxy:3128/")
                                       << QByteArray("http://***@proxy:3128/");
}

void tst_Masker::masksTokensByTheirShape()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, masked);
    QCOMPARE(Masker().mask(text), masked);
    QCOMPARE(Masker().mask(QString::fromLatin1(text)), QString::fromLatin1(masked));
}

void tst_Masker::leavesOrdinaryTextAlone_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("words") << QByteArray("the risk-averse height of 3.5 sk- ghx_");
    QTest::newRow("address") << QByteArray("see https://www.kaggle.com/competitions/titanic:5@x");
    QTest::newRow("UTF-8") << QByteArray("gh \xc3\xa4 \xe2\x80\xa6 \xf0\x9f\x90\xa7");
}

void tst_Masker::leavesOrdinaryTextAlone()
{
    QFETCH(QByteArray, text);
    Masker masker;
    masker.add("something else entirely");
    QCOMPARE(masker.mask(text), text);
}

void tst_Masker::ignoresShortSecrets()
{
    Masker masker;
    masker.add("a");
    masker.add("12345");
    masker.add("");
    QCOMPARE(masker.mask(QByteArray("a 12345")), "a 12345");
}

void tst_Masker::masksTheLongerOfTwo()
{
    Masker masker;
    masker.add("geheimnis");
    masker.add("geheimnis-und-mehr");
    QCOMPARE(masker.mask(QByteArray("geheimnis-und-mehr geheimnis")), "*** ***");
}

void tst_Masker::keepsBytesThatAreNoText()
{
    Masker masker;
    masker.add("geheimnis");
    const QByteArray text("\xff\x00 geheimnis \xfe://", 15);
    QCOMPARE(masker.mask(text), QByteArray("\xff\x00 *** \xfe", 8) + text.mid(14));
}

QTEST_GUILESS_MAIN(tst_Masker)
#include "tst_masker.moc"
