// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/csvdialect.h"

#include "submission/csvreader.h"

#include <QFile>

#include <algorithm>
#include <array>

namespace solver {

Result<FileNature> natureOf(const QString &path)
{
    // The reader's own tests come first: a folder or a pipe is not opened here.
    if (const Result<CsvReader> reader = CsvReader::open(path, {.blockBytes = 16}); !reader)
        return tl::unexpected(reader.error());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return FileNature::Empty;
    const QByteArray start = file.read(16);
    if (start.isEmpty())
        return FileNature::Empty;
    struct Magic {
        QByteArrayView bytes;
        FileNature nature;
    };
    static constexpr std::array<Magic, 9> magics{{
        {QByteArrayView("PK\x03\x04", 4), FileNature::Zip},
        {QByteArrayView("PK\x05\x06", 4), FileNature::Zip},
        {QByteArrayView("\x1F\x8B", 2), FileNature::Gzip},
        {QByteArrayView("PAR1", 4), FileNature::Parquet},
        {QByteArrayView("\x89HDF", 4), FileNature::Hdf5},
        {QByteArrayView("SQLite format 3", 15), FileNature::Sqlite},
        {QByteArrayView("\x80\x04\x95", 3), FileNature::Pickle},
        {QByteArrayView("\xFF\xFE", 2), FileNature::Utf16},
        {QByteArrayView("\xFE\xFF", 2), FileNature::Utf16},
    }};
    for (const Magic &magic : magics) {
        if (start.startsWith(magic.bytes))
            return magic.nature;
    }
    return FileNature::Text;
}

Result<QList<QByteArray>> headerOf(const QString &path, char delimiter, qsizetype columns, std::stop_token stop)
{
    Result<CsvReader> reader =
        CsvReader::open(path, {.delimiter = delimiter, .blockBytes = 64 * 1024, .columns = columns}, std::move(stop));
    if (!reader)
        return tl::unexpected(reader.error());
    QList<QByteArray> names;
    if (reader->next()) {
        names.reserve(reader->cellCount());
        for (qsizetype i = 0; i < reader->cellCount(); ++i)
            names.append(reader->cell(i).toByteArray());
    }
    if (!reader->state())
        return tl::unexpected(reader->state().error());
    return names;
}

Result<char> delimiterOf(const QString &path, const QList<QByteArray> &wanted, qsizetype columns, std::stop_token stop)
{
    QList<QByteArray> folded;
    for (const QByteArray &name : wanted)
        folded.append(foldedName(name));
    std::sort(folded.begin(), folded.end());
    char best = ',';
    qsizetype bestFound = -1;
    qsizetype bestCells = 0;
    for (const char delimiter : {',', ';', '\t', '|'}) {
        const Result<QList<QByteArray>> header = headerOf(path, delimiter, columns, stop);
        if (!header)
            return tl::unexpected(header.error());
        const qsizetype found = std::count_if(header->begin(), header->end(), [&](const QByteArray &name) {
            return std::binary_search(folded.begin(), folded.end(), foldedName(name));
        });
        if (found > bestFound || (found == bestFound && header->size() > bestCells)) {
            best = delimiter;
            bestFound = found;
            bestCells = header->size();
        }
    }
    return best;
}

QByteArray foldedName(const QByteArray &name)
{
    return QString::fromUtf8(name).trimmed().toCaseFolded().toUtf8();
}

} // namespace solver
