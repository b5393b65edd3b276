// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/validationreport.h"

#include "base/files.h"
#include "submission/submissiontext.h"

namespace solver {

namespace {

/// The sentence of a finding, with what was done about it where a file was written.
QString sentenceOf(const Finding &finding, const Validation &validation)
{
    if (validation.repaired.isEmpty() || finding.repair.isEmpty())
        return finding.message;
    return finding.message + QChar(u' ') + finding.repair;
}

} // namespace

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Valid:
        return QStringLiteral("valid");
    case Verdict::ValidAfterRepair:
        return QStringLiteral("valid_after_repair");
    case Verdict::Invalid:
        return QStringLiteral("invalid");
    }
    Q_UNREACHABLE();
    return {};
}

QString severityWord(Severity severity)
{
    return severity == Severity::Error ? QStringLiteral("error") : QStringLiteral("warning");
}

nlohmann::json toJson(const Validation &validation)
{
    nlohmann::json findings = nlohmann::json::array();
    for (const Finding &finding : validation.findings) {
        nlohmann::json lines = nlohmann::json::array();
        for (const qint64 line : finding.lines)
            lines.push_back(line);
        findings.push_back({{"code", toStd(finding.code)},
                            {"severity", toStd(severityWord(finding.severity))},
                            {"count", finding.count},
                            {"lines", lines},
                            {"message", toStd(sentenceOf(finding, validation))}});
    }
    nlohmann::json object{{"verdict", toStd(verdictWord(validation.verdict))},
                          {"findings", findings},
                          {"records", validation.records},
                          {"repaired", nullptr}};
    if (!validation.repaired.isEmpty())
        object["repaired"] = toStd(validation.repaired);
    return object;
}

QString toText(const Validation &validation)
{
    QString text;
    switch (validation.verdict) {
    case Verdict::Valid:
        text = SubmissionText::tr("Valid. Records: %1.").arg(validation.records);
        break;
    case Verdict::ValidAfterRepair:
        text = SubmissionText::tr("Valid after repair. Records: %1.").arg(validation.records);
        break;
    case Verdict::Invalid:
        text = SubmissionText::tr("Invalid. Records: %1.").arg(validation.records);
        break;
    }
    text += QChar(u'\n');
    for (const Finding &finding : validation.findings) {
        const QString severity =
            finding.severity == Severity::Error ? SubmissionText::tr("error") : SubmissionText::tr("warning");
        //: One finding: its code, "error" or "warning", and a sentence
        text += SubmissionText::tr("%1 %2: %3").arg(finding.code, severity, sentenceOf(finding, validation));
        text += QChar(u'\n');
    }
    if (!validation.repaired.isEmpty())
        text += SubmissionText::tr("Repaired file: %1").arg(validation.repaired) + QChar(u'\n');
    return text;
}

} // namespace solver
