// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/outputcollector.h"

#include "base/files.h"

#include <QCryptographicHash>
#include <QSaveFile>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace solver::output {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

tl::unexpected<Error> refuse(const QString &sentence, const QString &code)
{
    return tl::unexpected(Error{.kind = Error::Kind::BadData, .message = sentence, .code = code});
}

} // namespace

/// libarchive pulls and the client pushes: a thread reads, a short queue stands between.
struct TarReader::Worker {
    QString name;
    QString target;
    qint64 limitBytes = 0;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<QByteArray> queue;
    bool ended = false;   ///< no more pieces come
    bool done = false;    ///< the reader wants no more
    QByteArray current;   ///< what libarchive holds
    qint64 pulled = 0;    ///< bytes that libarchive was given
    Result<Collected> result = refuse({}, {});
    std::thread thread;

    static la_ssize_t pull(::archive *, void *self, const void **buffer)
    {
        auto *worker = static_cast<Worker *>(self);
        std::unique_lock lock(worker->mutex);
        worker->changed.wait(lock, [worker] { return worker->ended || !worker->queue.empty(); });
        if (worker->queue.empty())
            return 0;
        worker->current = std::move(worker->queue.front());
        worker->queue.pop_front();
        worker->changed.notify_all();
        worker->pulled += worker->current.size();
        *buffer = worker->current.constData();
        return worker->current.size();
    }

    void read()
    {
        Result<Collected> outcome = readStream();
        const std::lock_guard lock(mutex);
        result = std::move(outcome);
        done = true;
        queue.clear();
        changed.notify_all();
    }

    Result<Collected> readStream()
    {
        const auto closer = [](::archive *a) { archive_read_free(a); };
        const std::unique_ptr<::archive, decltype(closer)> reader(archive_read_new(), closer);
        archive_read_support_format_tar(reader.get()); // tar alone, and no filter: nothing here unpacks anything
        const auto damaged = [&] {
            return refuse(u"What the program left as %1 cannot be read."_s.arg(name), u"output_damaged"_s);
        };
        archive_entry *entry = nullptr;
        int first = archive_read_open(reader.get(), this, nullptr, pull, nullptr);
        if (first == ARCHIVE_OK)
            first = archive_read_next_header(reader.get(), &entry);
        if (first == ARCHIVE_EOF || pulled == 0) // nothing but the end, or nothing at all
            return tl::unexpected(Error{.kind = Error::Kind::NotFound,
                                        .message = u"The program wrote no %1."_s.arg(name),
                                        .code = u"output_missing"_s});
        if (first != ARCHIVE_OK)
            return damaged();
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) || archive_entry_symlink(entry) ||
            archive_entry_sparse_count(entry) > 0)
            return refuse(u"What the program left as %1 is not a regular file."_s.arg(name), u"not_a_regular_file"_s);
        const char *path = archive_entry_pathname(entry);
        if (!path || name != QString::fromUtf8(path))
            return refuse(u"The engine sent another file than %1."_s.arg(name), u"output_name"_s);
        const qint64 size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
        if (size < 0 || size > limitBytes)
            return refuse(u"%1 is larger than %2 MB."_s.arg(name).arg(limitBytes >> 20), u"output_too_large"_s);
        return store(reader.get(), size);
    }

    Result<Collected> store(::archive *reader, qint64 size)
    {
        QSaveFile file(target);
        const auto cannotWrite = [&] { return tl::unexpected(solver::cannotWrite(target, file.errorString())); };
        if (!file.open(QIODevice::WriteOnly))
            return cannotWrite();
        QCryptographicHash hash(QCryptographicHash::Sha256);
        qint64 got = 0;
        QByteArray block(256 * 1024, Qt::Uninitialized);
        for (;;) {
            const la_ssize_t bytes = archive_read_data(reader, block.data(), size_t(block.size()));
            if (bytes == 0)
                break;
            if (bytes < 0 || got + bytes > size)
                return refuse(u"%1 arrived damaged."_s.arg(name), u"output_damaged"_s);
            got += bytes;
            hash.addData(QByteArrayView(block.constData(), bytes));
            if (file.write(block.constData(), bytes) != bytes)
                return cannotWrite();
        }
        if (got != size || hasTrailingData(pulled - archive_filter_bytes(reader, 0)))
            return refuse(u"%1 arrived with more or less than one file."_s.arg(name), u"output_damaged"_s);
        if (!commit(file))
            return cannotWrite();
        return Collected{.bytes = got, .sha256 = hash.result().toHex()};
    }

    /// After the file only zeros may come, up to the end of the block and the end of the archive: no second entry, no other
    /// bytes, and not for ever.
    /// \param unread bytes of the current piece that libarchive has not used
    bool hasTrailingData(qint64 unread)
    {
        constexpr qint64 longestEnd = 1 << 20; // writers pad to 10 KiB
        const auto isZero = [](char c) { return c == '\0'; };
        if (unread < 0 || unread > current.size())
            return true;
        if (!std::ranges::all_of(QByteArrayView(current).last(unread), isZero))
            return true;
        const void *buffer = nullptr;
        while (const la_ssize_t size = pull(nullptr, this, &buffer)) {
            unread += size;
            if (unread > longestEnd || !std::ranges::all_of(QByteArrayView(static_cast<const char *>(buffer), size), isZero))
                return true;
        }
        return false;
    }
};

TarReader::TarReader(QString name, QString target, qint64 limitBytes) : m_worker(std::make_unique<Worker>())
{
    m_worker->name = std::move(name);
    m_worker->target = std::move(target);
    m_worker->limitBytes = limitBytes;
    m_worker->thread = std::thread([worker = m_worker.get()] { worker->read(); });
}

TarReader::~TarReader()
{
    (void)finish();
}

bool TarReader::feed(QByteArrayView piece)
{
    std::unique_lock lock(m_worker->mutex);
    m_worker->changed.wait(lock, [this] { return m_worker->done || m_worker->queue.size() < 8; });
    if (m_worker->done)
        return false;
    if (piece.isEmpty())
        return true; // to libarchive an empty piece is the end
    m_worker->queue.push_back(piece.toByteArray());
    m_worker->changed.notify_all();
    return true;
}

Result<Collected> TarReader::finish()
{
    {
        const std::lock_guard lock(m_worker->mutex);
        m_worker->ended = true;
        m_worker->changed.notify_all();
    }
    if (m_worker->thread.joinable())
        m_worker->thread.join();
    return m_worker->result;
}

Result<Collected> collect(const Engine &engine, const QString &containerId, const QString &name, const QString &target,
                          qint64 limitBytes, std::stop_token stop)
{
    TarReader reader(name, target, limitBytes);
    std::stop_source enough; // ends the client when the stream is refused, or when the caller stops
    const std::stop_callback forward(stop, [&enough] { enough.request_stop(); });
    // Never to a path: the client would make links and pipes of the program's there.
    Command copy = engine.command({u"cp"_s, u"%1:/kaggle/working/%2"_s.arg(containerId, name), u"-"_s}, 10min);
    QByteArray err;
    const Result<Ended> ended = process::run(
        copy,
        [&](QByteArrayView piece) {
            if (!reader.feed(piece))
                enough.request_stop();
        },
        [&err](QByteArrayView piece) { err.append(piece.first(std::min<qsizetype>(piece.size(), 4096 - std::min<qsizetype>(4096, err.size())))); },
        enough.get_token());
    const Result<Collected> collected = reader.finish();
    if (stop.stop_requested())
        return cancelled();
    if (!ended)
        return tl::unexpected(ended.error());
    // A client that was not stopped by us says why it failed; only "the engine does not answer" is no fault of the program's.
    if (!ended->well() && !enough.stop_requested()) {
        if (const Error why = engineError(err, DockerGroup::ofThisProcess()); why.code == u"engine_missing"_s)
            return tl::unexpected(why);
    }
    if (collected && !ended->well())
        return refuse(u"%1 could not be taken out of the container."_s.arg(name), u"output_damaged"_s);
    return collected;
}

} // namespace solver::output
