// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/foldersize.h"

#include <QFile>

#include <filesystem>

namespace solver {

std::optional<qint64> folderBytes(const QString &folder, const QStringList &without, const std::stop_token &stop)
{
    namespace fs = std::filesystem;
    std::error_code error; // files come and go while jobs run
    qint64 bytes = 0;
    fs::recursive_directory_iterator at(QFile::encodeName(folder).toStdString(), fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        if (stop.stop_requested())
            return {};
        std::error_code gone;
        const fs::file_status status = at->symlink_status(gone);
        if (fs::is_directory(status) && without.contains(QFile::decodeName(at->path().c_str())))
            at.disable_recursion_pending();
        else if (fs::is_regular_file(status))
            if (const auto size = at->file_size(gone); !gone)
                bytes += qint64(size);
    }
    return bytes;
}

} // namespace solver
