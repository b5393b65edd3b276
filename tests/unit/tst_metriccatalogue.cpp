// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "competition/metriccatalogue.h"

#include <QTest>

#include <optional>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_MetricCatalogue : public QObject
{
    Q_OBJECT

private:
    std::optional<MetricCatalogue> m_catalogue;

private Q_SLOTS:
    void initTestCase()
    {
        auto read = readFile(QStringLiteral(SOLVER_CASES_DIR) + u"/../../resources/metrics.json"_s)
                        .and_then(MetricCatalogue::read);
        QVERIFY(read);
        m_catalogue = *read;
    }

    void findsTheMetricOfAPage_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("key"); ///< empty: none
        const auto row = [](const QString &page, const QString &key) {
            QTest::addRow("%s", qPrintable(page.left(50))) << page << key;
        };
        row(u"Submissions are evaluated on categorization accuracy"_s, u"accuracy"_s);
        row(u"Submissions are evaluated on **area under the ROC curve** between the predicted probability and the observed target."_s,
            u"auc"_s);
        row(u"Submissions are scored using the ROC-AUC."_s, u"auc"_s);
        row(u"the Mean Column-Wise AUC of your predictions"_s, u"mean_auc"_s);
        row(u"the Normalized Gini Coefficient"_s, u"gini"_s);
        row(u"area under the precision-recall curve (AUPRC)"_s, u"average_precision"_s);
        row(u"evaluated with balanced accuracy"_s, u"balanced_accuracy"_s);
        row(u"F1 score between predicted and actual"_s, u"f1"_s);
        row(u"macro-averaged F1 score over the classes"_s, u"macro_f1"_s);
        row(u"the micro averaged F1-score"_s, u"micro_f1"_s);
        row(u"Submissions are evaluated using the Matthews correlation coefficient (MCC)"_s, u"mcc"_s);
        row(u"scored based on the quadratic weighted kappa"_s, u"qwk"_s);
        row(u"Submissions are scored on the log loss:"_s, u"logloss"_s);
        row(u"evaluated using multi-class logarithmic loss"_s, u"mlogloss"_s);
        row(u"the Brier score"_s, u"brier"_s);
        row(u"Root Mean Squared Error (RMSE)"_s, u"rmse"_s);
        row(u"Mean Squared Error"_s, u"mse"_s);
        row(u"MCRMSE (mean columnwise root mean squared error)"_s, u"mcrmse"_s);
        row(u"Submissions are evaluated on Root-Mean-Squared-Error (RMSE) between the logarithm of the predicted value "
            u"and the "
            "logarithm of the observed sales price."_s,
            u"rmsle"_s);
        row(u"Root Mean Squared Logarithmic Error"_s, u"rmsle"_s);
        row(u"Mean Absolute Error (MAE)"_s, u"mae"_s);
        row(u"median absolute error"_s, u"medae"_s);
        row(u"mean absolute percentage error"_s, u"mape"_s);
        row(u"SMAPE between forecasts and actual values"_s, u"smape"_s);
        row(u"the coefficient of determination (R²)"_s, u"r2"_s);
        row(u"Pearson correlation coefficient"_s, u"pearson"_s);
        row(u"Spearman's rank correlation coefficient"_s, u"spearman"_s);
        row(u"It is your job to predict if a passenger survived. Your score is the percentage of passengers you correctly predict."_s,
            u"accuracy"_s);
        row(u"MEAN\n  ABSOLUTE&nbsp;\tERROR"_s.replace(u"&nbsp;"_s, QString(QChar(0xa0))), u"mae"_s);
        // Whole words only, and nothing where there is nothing.
        row(u"the Bauchaugen of Gaucho"_s, QString());
        row(u"We like penguins."_s, QString());
        row(QString(), QString());
    }

    void findsTheMetricOfAPage()
    {
        QFETCH(QString, page);
        QFETCH(QString, key);
        const auto match = m_catalogue->inPages({page});
        QCOMPARE(match ? match->key : QString(), key);
        if (match) {
            QVERIFY(match->inForce);
            QVERIFY(match->direction == u"maximize"_s || match->direction == u"minimize"_s);
            QVERIFY(!match->words.isEmpty());
        }
    }

    void believesTheFirstPageThatSaysSomething()
    {
        QCOMPARE(m_catalogue->inPages({u"mean absolute error"_s, u"accuracy and log loss"_s})->key, u"mae"_s);
        QCOMPARE(m_catalogue->inPages({u"nothing"_s, u"log loss"_s})->key, u"logloss"_s);
        QVERIFY(!m_catalogue->inPages({}));
    }

    void knowsNamesOfPeopleAndPrograms_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("key");
        QTest::newRow("key") << u"auc"_s << u"auc"_s;
        QTest::newRow("capitals") << u"RMSE"_s << u"rmse"_s;
        QTest::newRow("title") << u"ROC AUC"_s << u"auc"_s;
        QTest::newRow("underscore") << u"roc_auc"_s << u"auc"_s;
        QTest::newRow("program's") << u"f1_macro"_s << u"macro_f1"_s;
        QTest::newRow("words") << u"Quadratic Weighted Kappa"_s << u"qwk"_s;
        QTest::newRow("unknown") << u"beauty"_s << QString();
        QTest::newRow("part of a name") << u"squared"_s << QString();
        QTest::newRow("nothing") << QString() << QString();
    }

    void knowsNamesOfPeopleAndPrograms()
    {
        QFETCH(QString, name);
        QFETCH(QString, key);
        const auto match = m_catalogue->byName(name);
        QCOMPARE(match ? match->key : QString(), key);
    }

    void hasOneOwnerPerName()
    {
        // Every name and alias leads back to its own metric; two metrics with one name would be a coin toss.
        const auto json = readJson(QStringLiteral(SOLVER_CASES_DIR) + u"/../../resources/metrics.json"_s);
        QVERIFY(json);
        for (const nlohmann::json &metric : (*json)["metrics"]) {
            const QString key = textOf(metric, "key");
            QCOMPARE(m_catalogue->byName(key)->key, key);
            QCOMPARE(m_catalogue->byName(textOf(metric, "title"))->key, key);
            QCOMPARE(m_catalogue->title(key), textOf(metric, "title"));
            for (const nlohmann::json &alias : metric["aliases"])
                QVERIFY2(m_catalogue->byName(toQt(alias))->key == key, qPrintable(toQt(alias)));
        }
        QCOMPARE(m_catalogue->keysInForce().size(), 25);
    }

    void refusesWhatIsNoCatalogue() { QVERIFY(!MetricCatalogue::read("{")); }
};

QTEST_GUILESS_MAIN(tst_MetricCatalogue)
#include "tst_metriccatalogue.moc"
