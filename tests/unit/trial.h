// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/files.h"
#include "submission/validationreport.h"
#include "submission/validator.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// A submission and a sample as texts, judged in a folder of their own.
struct Trial {
    QByteArray sample{};
    QByteArray submission{};
    solver::SubmissionFormat format{};
    solver::RunFacts facts{};

    /// What came out, in words that a table of a test can hold.
    struct Outcome {
        QString verdict{};
        QStringList codes{};   ///< "V07 error 2 lines 3,4"
        QByteArray repaired{}; ///< empty where no file was written
        QString report{};
        solver::Error error{};
        solver::Validation validation{};
    };

    Outcome run(bool repair = true, std::stop_token stop = {}) const
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("submission.csv"));
        const QString samplePath = folder.filePath(QStringLiteral("sample.csv"));
        const QString repaired = repair ? folder.filePath(QStringLiteral("repaired.csv")) : QString();
        write(file, submission);
        write(samplePath, sample);
        Outcome outcome;
        solver::SubmissionFormat used = format;
        if (format.predictions.isEmpty()) {
            const auto guessed = solver::SubmissionFormat::fromSample(samplePath);
            if (!guessed) {
                outcome.error = guessed.error();
                return outcome;
            }
            used = *guessed;
        }
        const auto result = solver::validate(file, samplePath, used, facts, repaired, std::move(stop));
        if (!result) {
            outcome.error = result.error();
            return outcome;
        }
        outcome.validation = *result;
        outcome.verdict = solver::verdictWord(result->verdict);
        outcome.report = solver::toText(*result);
        for (const solver::Finding &finding : result->findings) {
            QStringList lines;
            for (const qint64 line : finding.lines)
                lines.append(QString::number(line));
            outcome.codes.append(QStringLiteral("%1 %2 %3")
                                     .arg(finding.code, solver::severityWord(finding.severity))
                                     .arg(finding.count) +
                                 (lines.isEmpty() ? QString() : QStringLiteral(" lines ") + lines.join(QChar(u','))));
        }
        if (!result->repaired.isEmpty())
            outcome.repaired = read(result->repaired);
        if (read(file) != submission)
            qFatal("the original was changed");
        if (const QStringList left = QDir(folder.path()).entryList(QDir::Files);
            left.size() != 2 + (result->repaired.isEmpty() ? 0 : 1))
            qFatal("files were left over: %s", qPrintable(left.join(QChar(u' '))));
        return outcome;
    }

private:
    // Not by base/files.h: thousands of trials need no disk synchronisation, and one is above its size limit.
    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(path));
    }

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }
};

/// A format with the id column "id" and one prediction column of a kind (P, PM, ML, L, R, R+, S, K).
inline solver::SubmissionFormat formatOf(const QString &kind, const QStringList &columns,
                                         const QByteArrayList &allowed = {})
{
    solver::SubmissionFormat format{.idColumns = {QStringLiteral("id")}};
    for (const QString &column : columns)
        format.predictions.append({.name = column, .kind = solver::predictionKind(kind), .allowed = allowed});
    return format;
}
