// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/roles.h"
#include "models/findingmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_FindingModel : public QObject
{
    Q_OBJECT

private:
    static nlohmann::json json();

private Q_SLOTS:
    void readsWhatARunKeeps()
    {
        const QList<ShownFinding> found = shownFindings(json(), true);
        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].finding.lines, (QList<qint64>{2, 3}));
        QCOMPARE(found[0].finding.count, 1459);
        QVERIFY(found[0].repaired);
        QVERIFY(!found[1].repaired); // nothing could be done
        QVERIFY(!shownFindings(json(), false)[0].repaired);
    }

    void oddJsonIsNoHarm()
    {
        QVERIFY(shownFindings(nullptr, true).isEmpty());
        QVERIFY(shownFindings(nlohmann::json::object(), true).isEmpty());
        const QList<ShownFinding> found = shownFindings(
            nlohmann::json::parse("[7, {\"code\": 5, \"lines\": \"x\", \"count\": \"y\"}, {\"lines\": [null, 3]}]"), true);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[1].finding.lines, QList<qint64>{3});
    }

    void rolesForTheDelegate()
    {
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFindings(shownFindings(json(), true));
        QCOMPARE(model.rowCount(), 3);
        const QModelIndex ids = model.index(0), domain = model.index(1), order = model.index(2);
        QCOMPARE(ids.data().toString(), u"Id spelling"_s);
        QCOMPARE(ids.data(CodeRole).toString(), u"V10"_s);
        QCOMPARE(ids.data(SeverityRole).toString(), u"warning"_s); // repaired
        QCOMPARE(ids.data(SeverityTextRole).toString(), u"error, repaired"_s);
        QCOMPARE(ids.data(SentenceRole).toString(), u"Ids. Sample's spelling."_s);
        QVERIFY(ids.data(CountTextRole).toString().contains(u"cell"_s));
        QCOMPARE(domain.data(SeverityRole).toString(), u"error"_s);
        QCOMPARE(domain.data(SeverityTextRole).toString(), u"error"_s);
        QCOMPARE(order.data(SeverityTextRole).toString(), u"warning, repaired"_s);
        QCOMPARE(ids.data(Qt::AccessibleTextRole).toString(), u"Id spelling, V10, error, repaired. Ids. Sample's spelling."_s);
    }

    void theSameFindingsResetNothing()
    {
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setFindings(shownFindings(json(), true));
        model.setFindings(shownFindings(json(), true));
        QCOMPARE(reset.count(), 1);
        model.setFindings({});
        QCOMPARE(reset.count(), 2);
    }
};

nlohmann::json tst_FindingModel::json()
{
    return nlohmann::json::parse(R"([
        {"code": "V10", "severity": "error", "count": 1459, "lines": [2, 3], "message": "Ids.", "repair": "Sample's spelling."},
        {"code": "V14", "severity": "error", "count": 1, "lines": [4], "message": "Below 0.", "repair": ""},
        {"code": "V09", "severity": "warning", "count": 3, "lines": [], "message": "Order.", "repair": "Sorted."}])");
}

QTEST_GUILESS_MAIN(tst_FindingModel)
#include "tst_findingmodel.moc"
