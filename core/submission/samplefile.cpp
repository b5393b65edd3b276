// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/samplefile.h"

#include "submission/csvdialect.h"
#include "submission/submissiontext.h"

#include <QSet>

namespace solver {

Error SampleFile::broken(const QString &sentence)
{
    return Error{.kind = Error::Kind::BadData,
                 .message = sentence,
                 .code = QStringLiteral("sample_unusable"),
                 .nextStep = SubmissionText::tr("Name the competition's own sample submission as a CSV file.")};
}

Result<SampleFile> SampleFile::open(const QString &path, const SubmissionFormat &format, std::stop_token stop)
{
    const Result<FileNature> nature = natureOf(path);
    if (!nature)
        return tl::unexpected(nature.error());
    if (*nature == FileNature::Empty)
        return tl::unexpected(broken(SubmissionText::tr("The sample %1 is empty.").arg(path)));
    if (*nature != FileNature::Text)
        return tl::unexpected(broken(SubmissionText::tr("The sample %1 is not a CSV file.").arg(path)));

    SampleFile sample{.path = path, .format = format};
    const Result<char> delimiter = delimiterOf(path, {}, mostHeaderColumns, stop);
    if (!delimiter)
        return tl::unexpected(delimiter.error());
    const Result<QList<QByteArray>> header = headerOf(path, *delimiter, mostHeaderColumns, stop);
    if (!header)
        return tl::unexpected(header.error());
    if (header->isEmpty())
        return tl::unexpected(broken(SubmissionText::tr("The sample %1 has no header.").arg(path)));
    sample.header = *header;
    sample.options.delimiter = *delimiter;
    sample.options.skipBlankLines = header->size() > 1;
    sample.options.columns = header->size() + CsvOptions{}.columns;

    // A name that is there twice is taken from the left, as often as the format names it.
    QSet<qsizetype> taken;
    const auto place = [&](const QString &name) {
        const QByteArray wanted = name.toUtf8();
        for (qsizetype i = 0; i < sample.header.size(); ++i) {
            if (!taken.contains(i) && sample.header.at(i) == wanted) {
                taken.insert(i);
                return i;
            }
        }
        return qsizetype{-1};
    };
    const auto missing = [&](const QString &name) {
        return tl::unexpected(broken(
            SubmissionText::tr("The sample %1 has no column %2.").arg(path, SubmissionText::shown(name.toUtf8()))));
    };
    for (const QString &name : format.idColumns) {
        sample.ids.push_back(place(name));
        if (sample.ids.back() < 0)
            return missing(name);
    }
    for (const QString &name : format.echoColumns) {
        sample.echoes.push_back(place(name));
        if (sample.echoes.back() < 0)
            return missing(name);
    }
    for (const PredictionColumn &column : format.predictions) {
        sample.predictions.push_back(place(column.name));
        if (sample.predictions.back() < 0)
            return missing(column.name);
    }
    for (qsizetype i = 0; i < sample.header.size(); ++i) {
        if (!taken.contains(i)) {
            sample.predictions.push_back(i);
            sample.format.predictions.append(
                {.name = QString::fromUtf8(sample.header.at(i)), .kind = PredictionKind::Text, .mayBeEmpty = true});
        }
    }
    return sample;
}

} // namespace solver
