// SPDX-License-Identifier: GPL-3.0-or-later
// Every case of room "submission" in tests/cases, and the command-line half of app-german-locale.
#include "base/files.h"
#include "submission/validationreport.h"
#include "submission/validator.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <clocale>

using namespace solver;

namespace {

const QString casesFolder = QStringLiteral(SOLVER_CASES_DIR);

QStringList texts(const nlohmann::json &value)
{
    QStringList list;
    for (const nlohmann::json &item : value.is_array() ? value : nlohmann::json::array({value}))
        list.append(toQt(item.get<std::string>()));
    return list;
}

/// The format of a case: columns guessed from its sample, kinds as the case says.
Result<SubmissionFormat> formatOf(const nlohmann::json &given, const QString &sample)
{
    Result<SubmissionFormat> format = SubmissionFormat::fromSample(sample);
    if (!format)
        return format;
    if (given.contains("echo_columns")) {
        format->echoColumns = texts(given.at("echo_columns"));
        format->idColumns.clear();
        format->predictions.clear();
        for (const QString &name : texts(given.at("prediction_columns")))
            format->predictions.append({.name = name});
    }
    if (given.contains("metric"))
        format->metric = textOf(given, "metric");
    if (!given.contains("prediction_kind"))
        return format; // as without a contract
    format->guessed = false;
    for (PredictionColumn &column : format->predictions) {
        column = {.name = column.name, .kind = predictionKind(textOf(given, "prediction_kind"))};
        if (given.contains("allowed")) {
            for (const QString &label : texts(given.at("allowed")))
                column.allowed.append(label.toUtf8());
        }
    }
    return format;
}

QByteArray contents(const QString &path)
{
    return readFile(path).value_or("unreadable " + path.toUtf8());
}

} // namespace

class tst_SubmissionCases : public QObject
{
    Q_OBJECT

    nlohmann::json m_cases;

    void addRows() const
    {
        QTest::addColumn<QByteArray>("id");
        for (const nlohmann::json &item : m_cases.at("cases")) {
            const std::string id = item.at("id");
            if (id.starts_with("sub-") || id == "app-german-locale")
                QTest::newRow(id.c_str()) << QByteArray::fromStdString(id);
        }
    }

    nlohmann::json caseOf(const QByteArray &id) const
    {
        const auto &list = m_cases.at("cases");
        return *std::find_if(list.begin(), list.end(),
                             [&](const nlohmann::json &item) { return item.at("id") == id.toStdString(); });
    }

    Result<Validation> judge(const nlohmann::json &item, const QString &repaired) const
    {
        const QString folder = casesFolder + QStringLiteral("/files/") + textOf(item, "id") + QChar(u'/');
        const nlohmann::json &given = item.at("input").at("given");
        const QString sample = folder + textOf(given, "sample");
        const Result<SubmissionFormat> format = formatOf(given, sample);
        if (!format)
            return tl::unexpected(format.error());
        return validate(folder + textOf(given, "submission"), sample, *format, {}, repaired);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Result<nlohmann::json> cases = readJson(casesFolder + QStringLiteral("/cases.json"));
        QVERIFY(cases);
        m_cases = *cases;
    }

    void hasTheRightOutcome_data() { addRows(); }

    void hasTheRightOutcome()
    {
        QFETCH(QByteArray, id);
        const nlohmann::json item = caseOf(id);
        if (item.contains("later"))
            QSKIP(item.at("later").get<std::string>().c_str());
        const nlohmann::json &expect = item.at("expect");
        const QTemporaryDir folder;
        const QString repaired = folder.filePath(QStringLiteral("repaired.csv"));
        const QString original = casesFolder + QStringLiteral("/files/%1/submission.csv").arg(QString::fromLatin1(id));
        const QByteArray before = contents(original);
        const Result<Validation> result = judge(item, repaired);
        QVERIFY(result);
        const QString report = toText(*result);

        // "accept" names another outcome that is right: the repair, where it equals the file of the case.
        const QString verdict = verdictWord(result->verdict);
        const bool accepted = textOf(expect, "accept").startsWith(QLatin1String("valid_after_repair")) &&
                              verdict == QLatin1String("valid_after_repair");
        QVERIFY2(accepted || texts(expect.at("verdict")).contains(verdict), qPrintable(report));

        QStringList listed;
        for (const nlohmann::json &wanted : expect.at("findings")) {
            const QStringList codes = texts(wanted.at("code"));
            listed += codes;
            const auto fits = [&](const Finding &finding) {
                if (!codes.contains(finding.code) ||
                    (wanted.contains("count") && wanted.at("count") != finding.count) ||
                    (wanted.contains("severity") && textOf(wanted, "severity") != severityWord(finding.severity)))
                    return false;
                QList<qint64> lines;
                for (const nlohmann::json &line : wanted.value("lines", nlohmann::json::array()))
                    lines.append(line.get<qint64>());
                return lines.isEmpty() || lines == finding.lines;
            };
            QVERIFY2(std::any_of(result->findings.cbegin(), result->findings.cend(), fits), qPrintable(report));
        }
        for (const Finding &finding : result->findings)
            QVERIFY2(listed.contains(finding.code) || (!listed.isEmpty() && finding.severity == Severity::Warning),
                     qPrintable(report));
        if (expect.contains("sentence")) {
            for (const QString &word : texts(expect.at("sentence").at("must_mention")))
                QVERIFY2(report.contains(word, Qt::CaseInsensitive), qPrintable(report));
        }
        if (expect.contains("file_after_repair") || accepted) {
            QByteArray wanted =
                contents(casesFolder + QStringLiteral("/files/%1/repaired.csv").arg(QString::fromLatin1(id)));
            QByteArray got = contents(result->repaired);
            if (!wanted.endsWith('\n') && got.endsWith('\n'))
                got.chop(1);
            QCOMPARE(got, wanted);
        }
        if (expect.contains("values") && expect.at("values").contains("records"))
            QCOMPARE(result->records, expect.at("values").at("records").get<qint64>());
        if (id == "sub-negative-under-rmsle")
            QVERIFY2(report.contains(QLatin1String("1 value was raised to 0")), qPrintable(report));
        QCOMPARE(contents(original), before);
    }

    void isTheSameUnderEveryLocale_data() { addRows(); }

    void isTheSameUnderEveryLocale()
    {
        QFETCH(QByteArray, id);
        const nlohmann::json item = caseOf(id);
        const QTemporaryDir folder;
        const QString repaired = folder.filePath(QStringLiteral("repaired.csv"));
        const auto outcome = [&] {
            const Result<Validation> result = judge(item, repaired);
            return result ? dump(toJson(*result)) + toText(*result).toUtf8() +
                                (result->repaired.isEmpty() ? QByteArray() : contents(result->repaired))
                          : result.error().message.toUtf8();
        };
        const QByteArray plain = outcome();
        const auto restore = qScopeGuard([] {
            std::setlocale(LC_ALL, "C.UTF-8");
            QLocale::setDefault(QLocale::c());
        });
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(outcome(), plain);
        std::setlocale(LC_ALL, "de_DE.UTF-8"); // where it is not installed, Qt's half was tested
        QCOMPARE(outcome(), plain);
    }
};

QTEST_GUILESS_MAIN(tst_SubmissionCases)
#include "tst_submissioncases.moc"
