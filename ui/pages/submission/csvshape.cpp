// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/csvshape.h"

#include "submission/csvdialect.h"

#include <QCoreApplication>
#include <QFile>
#include <QStringDecoder>

namespace solver {

namespace {

constexpr qint64 bytesJudged = 1 << 20;
constexpr qsizetype longestRecord = 256 * 1024 * 1024; // what people want to see has no limit of ours

struct CsvText {
    Q_DECLARE_TR_FUNCTIONS(solver::CsvText)
};

QString obstacleOf(FileNature nature)
{
    switch (nature) {
    case FileNature::Text:
    case FileNature::Empty: return {};
    case FileNature::Zip: return CsvText::tr("This is a zip archive, not a table of text.");
    case FileNature::Gzip: return CsvText::tr("This is a gzip archive, not a table of text.");
    case FileNature::Parquet: return CsvText::tr("This is a Parquet file; only tables of text are shown.");
    case FileNature::Hdf5: return CsvText::tr("This is an HDF5 file; only tables of text are shown.");
    case FileNature::Sqlite: return CsvText::tr("This is an SQLite database; only tables of text are shown.");
    case FileNature::Pickle: return CsvText::tr("This is a Python pickle; only tables of text are shown.");
    case FileNature::Utf16: return CsvText::tr("This is UTF-16 text; only UTF-8 is shown.");
    }
    return {};
}

bool beginsAsUtf8(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return true; // whoever reads it says so
    QStringDecoder decoder(QStringDecoder::Utf8); // stateful: a letter cut at the end is no error
    const QString text = decoder.decode(file.read(bytesJudged));
    return !decoder.hasError();
}

} // namespace

CsvOptions CsvShape::options() const
{
    return {.delimiter = delimiter, .skipBlankLines = names.size() > 1, .recordBytes = longestRecord, .columns = mostHeaderColumns};
}

QString CsvShape::sentence() const
{
    const QString encoding = isUtf8 ? CsvText::tr("UTF-8") : CsvText::tr("not UTF-8");
    switch (delimiter) {
    case ';': return CsvText::tr("%1, semicolon, header").arg(encoding);
    case '\t': return CsvText::tr("%1, tab, header").arg(encoding);
    case '|': return CsvText::tr("%1, bar, header").arg(encoding);
    default: return CsvText::tr("%1, comma, header").arg(encoding);
    }
}

Result<CsvShape> csvShapeOf(const QString &path, std::stop_token stop)
{
    const Result<FileNature> nature = natureOf(path);
    if (!nature)
        return tl::unexpected(nature.error());
    CsvShape shape{.path = path, .obstacle = obstacleOf(*nature)};
    if (!shape.obstacle.isEmpty())
        return shape;
    const Result<char> delimiter = delimiterOf(path, {}, mostHeaderColumns, stop);
    if (!delimiter)
        return tl::unexpected(delimiter.error());
    const Result<QList<QByteArray>> header = headerOf(path, *delimiter, mostHeaderColumns, stop);
    if (!header)
        return tl::unexpected(header.error());
    shape.delimiter = *delimiter;
    shape.isUtf8 = beginsAsUtf8(path);
    for (const QByteArray &name : *header)
        shape.names << QString::fromUtf8(name);
    return shape;
}

} // namespace solver
