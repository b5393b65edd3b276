// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/instancelock.h"

#include <QByteArray>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace solver {

using namespace Qt::StringLiterals;

InstanceLock::~InstanceLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<> InstanceLock::acquire(const Paths &paths)
{
    const QString path = paths.data + u"/lock"_s;
    m_fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_fd < 0)
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = u"The folder %1 cannot be written."_s.arg(paths.data),
                                    .code = u"storage"_s,
                                    .nextStep = u"Check its rights, or choose another one with --data-dir."_s});
    if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0) {
        const QByteArray pid = QByteArray::number(qlonglong(::getpid())) + '\n';
        if (::ftruncate(m_fd, 0) == 0 && ::pwrite(m_fd, pid.constData(), size_t(pid.size()), 0) < 0)
            return {}; // the number only helps the message of the other process
        return {};
    }
    char text[32] = {};
    const auto got = ::pread(m_fd, text, sizeof text - 1, 0);
    const QString owner = got > 0 ? QString::fromLatin1(text).trimmed() : u"?"_s;
    return tl::unexpected(
        Error{.kind = Error::Kind::Setup,
              .message = u"Another kaggle-solver (process %1) is using the data folder %2."_s.arg(owner, paths.data),
              .code = u"already_running"_s,
              .nextStep = u"Wait until it ends, or choose another folder with --data-dir."_s});
}

} // namespace solver
