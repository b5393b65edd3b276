// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/validator.h"

#include "base/files.h"
#include "submission/examination.h"
#include "submission/submissiontext.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace solver {

namespace {

bool isSameFile(const QString &one, const QString &other)
{
    const QFileInfo a(one);
    const QFileInfo b(other);
    return a.absoluteFilePath() == b.absoluteFilePath() ||
           (a.exists() && b.exists() && a.canonicalFilePath() == b.canonicalFilePath());
}

bool isShortened(PredictionKind kind)
{
    // Rounded class probabilities would no longer sum to 1.
    return kind == PredictionKind::Probability || kind == PredictionKind::LabelProbability ||
           kind == PredictionKind::Real || kind == PredictionKind::NonNegative;
}

/// The repair of one file: written, shortened where it is above the platform's limit, examined again.
class Repair
{
public:
    Repair(const QString &file, const SampleFile &sample, const RunFacts &facts, const QString &target,
           std::stop_token stop)
        : m_file(file), m_sample(sample), m_facts(facts), m_target(target),
          m_temporary(target + QStringLiteral(".part")), m_stop(std::move(stop))
    {
    }
    ~Repair() { QFile::remove(m_temporary); }
    Q_DISABLE_COPY_MOVE(Repair)

    /// Completes the judgement of \a examined.
    Result<> run(const Examination &examined, Validation &validation)
    {
        RepairPlan plan = examined.plan;
        const bool repairs = examined.canBeRepaired();
        if (repairs) {
            if (const Result<> written = write(examined, plan); !written)
                return written;
        }
        const Result<bool> shortened = shorten(examined, plan, repairs);
        if (!shortened)
            return tl::unexpected(shortened.error());
        if (!repairs && !*shortened)
            return {};
        const Result<Examination> again = examine(m_temporary, m_sample, m_facts, m_stop);
        if (!again)
            return tl::unexpected(again.error());
        if (again->hasErrors()) {
            addErrors(again->findings, validation);
            return {};
        }
        if (*shortened) {
            for (Finding &finding : validation.findings) {
                if (finding.code == QLatin1String("V25"))
                    finding.repair = SubmissionText::tr("The repaired file has %1; numbers keep %2 digits.")
                                         .arg(SubmissionText::bytes(QFileInfo(m_temporary).size()))
                                         .arg(m_digits);
            }
        }
        if (const Result<> renamed = renamePath(m_temporary, m_target); !renamed)
            return renamed;
        validation.repaired = m_target;
        if (validation.verdict == Verdict::Invalid)
            validation.verdict = Verdict::ValidAfterRepair;
        return {};
    }

private:
    Result<> write(const Examination &examined, const RepairPlan &plan)
    {
        return writeRepaired(m_file, m_sample, examined.records, plan, m_temporary, m_stop);
    }

    /// Tries fewer digits while the file to hand in is above the platform's limit; as it was when that does not help.
    Result<bool> shorten(const Examination &examined, RepairPlan &plan, bool repairs)
    {
        const QString &current = repairs ? m_temporary : m_file;
        const bool fixable = repairs || !examined.hasErrors();
        const bool sameRecords =
            std::none_of(examined.findings.begin(), examined.findings.end(),
                         [](const Finding &finding) { return finding.code == QLatin1String("V06"); });
        if (!m_facts.platformLimitBytes || !fixable || !sameRecords ||
            QFileInfo(current).size() <= *m_facts.platformLimitBytes)
            return false;
        const RepairPlan before = plan;
        for (const int digits : {15, 12, 9, 6}) {
            for (std::size_t i = 0; i < plan.cells.columns.size(); ++i) {
                const PredictionColumn &column = m_sample.format.predictions.at(static_cast<qsizetype>(i));
                if (isShortened(column.kind) && !column.whole)
                    plan.cells.columns[i].digits = digits;
            }
            if (const Result<> written = write(examined, plan); !written)
                return tl::unexpected(written.error());
            m_digits = digits;
            if (QFileInfo(m_temporary).size() <= *m_facts.platformLimitBytes)
                return true;
        }
        plan = before;
        if (repairs) {
            if (const Result<> written = write(examined, plan); !written)
                return tl::unexpected(written.error());
        }
        return false;
    }

    /// What is still wrong after the repair is wrong with the file itself, unless that was said already.
    static void addErrors(const QList<Finding> &findings, Validation &validation)
    {
        validation.verdict = Verdict::Invalid;
        for (Finding &finding : validation.findings)
            finding.repair.clear();
        for (const Finding &finding : findings) {
            const bool known = std::any_of(validation.findings.begin(), validation.findings.end(),
                                           [&](const Finding &other) { return other.code == finding.code; });
            if (finding.severity == Severity::Error && !known) {
                validation.findings.append(finding);
                validation.findings.last().repair.clear();
            }
        }
        std::stable_sort(validation.findings.begin(), validation.findings.end(),
                         [](const Finding &a, const Finding &b) { return a.code < b.code; });
    }

    QString m_file;
    const SampleFile &m_sample;
    const RunFacts &m_facts;
    QString m_target;
    QString m_temporary;
    std::stop_token m_stop;
    int m_digits = 0;
};

} // namespace

Result<Validation> validate(const QString &file, const QString &sample, const SubmissionFormat &format,
                            const RunFacts &facts, const QString &repairedPath, std::stop_token stop)
{
    if (!repairedPath.isEmpty() && (isSameFile(repairedPath, file) || isSameFile(repairedPath, sample)))
        return tl::unexpected(
            Error{.kind = Error::Kind::Usage,
                  .message = SubmissionText::tr("The repaired file must not replace %1.").arg(repairedPath),
                  .code = QStringLiteral("same_file"),
                  .nextStep = SubmissionText::tr("Name another file for the repair.")});
    // The submission first: a wrong path is told before anything is said of the sample.
    if (const Result<CsvReader> opened = CsvReader::open(file, {.blockBytes = 16}, stop); !opened)
        return tl::unexpected(opened.error());
    const Result<SampleFile> known = SampleFile::open(sample, format, stop);
    if (!known)
        return tl::unexpected(known.error());
    const Result<Examination> examined = examine(file, *known, facts, stop);
    if (!examined)
        return tl::unexpected(examined.error());

    Validation validation{.verdict = examined->hasErrors() ? Verdict::Invalid : Verdict::Valid,
                          .findings = examined->findings,
                          .records = examined->records,
                          .bytes = examined->bytes};
    if (!repairedPath.isEmpty()) {
        if (const Result<> done = Repair(file, *known, facts, repairedPath, std::move(stop)).run(*examined, validation);
            !done)
            return tl::unexpected(done.error());
    }
    return validation;
}

} // namespace solver
