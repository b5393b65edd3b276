// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QString>

#include <archive.h>
#include <archive_entry.h>

/// Archives made for tests, well-meant and hostile ones.

enum class Format { Zip, ZipStored, ZipEncrypted, Tar, TarGz, SevenZip, Gz };

struct Entry {
    QByteArray name;
    QByteArray data{};
    unsigned type = AE_IFREG;
    QByteArray link{};
    bool hard = false; ///< link is a hard one
};

/// Writes the entries with their names as they are. Gz takes the data of the first alone.
/// \return false when libarchive cannot do that
inline bool writeArchive(const QString &file, Format format, const QList<Entry> &entries)
{
    ::archive *writer = archive_write_new();
    bool well = true;
    switch (format) {
    case Format::Zip:
    case Format::ZipStored:
    case Format::ZipEncrypted:
        archive_write_set_format_zip(writer);
        if (format == Format::ZipStored)
            archive_write_zip_set_compression_store(writer);
        if (format == Format::ZipEncrypted)
            well = archive_write_set_options(writer, "zip:encryption=traditional") == ARCHIVE_OK &&
                   archive_write_set_passphrase(writer, "password") == ARCHIVE_OK;
        break;
    case Format::Tar:
    case Format::TarGz:
        archive_write_set_format_pax_restricted(writer);
        if (format == Format::TarGz)
            archive_write_add_filter_gzip(writer);
        break;
    case Format::SevenZip:
        archive_write_set_format_7zip(writer);
        break;
    case Format::Gz:
        archive_write_set_format_raw(writer);
        archive_write_add_filter_gzip(writer);
        break;
    }
    well = well && archive_write_open_filename(writer, QFile::encodeName(file).constData()) == ARCHIVE_OK;
    for (const Entry &item : entries) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, item.name.constData());
        archive_entry_set_mode(entry, item.type | 0755U);
        archive_entry_set_size(entry, item.data.size());
        if (item.hard)
            archive_entry_set_hardlink(entry, item.link.constData());
        else if (!item.link.isEmpty())
            archive_entry_set_symlink(entry, item.link.constData());
        well = well && archive_write_header(writer, entry) >= ARCHIVE_WARN;
        well = well && archive_write_data(writer, item.data.constData(), size_t(item.data.size())) == item.data.size();
        archive_entry_free(entry);
    }
    well = archive_write_close(writer) == ARCHIVE_OK && well;
    archive_write_free(writer);
    return well;
}
