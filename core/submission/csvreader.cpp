// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/csvreader.h"

#include "base/blocking.h"
#include "submission/submissiontext.h"

#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>

#include <algorithm>
#include <cstring>

namespace solver {

namespace {

constexpr char quote = '"';

/// Whether a range has a byte above 0x7F or a zero byte; both are rare, so this decides whether to look closer.
bool isUnusual(const char *at, const char *end)
{
    quint64 high = 0;
    for (; end - at >= 8; at += 8) {
        quint64 word = 0;
        std::memcpy(&word, at, 8);
        // The second term has the high bit of a byte set where the byte is zero (and perhaps above a zero byte).
        high |= word | (word - 0x0101010101010101ULL);
    }
    for (; at != end; ++at)
        high |= (static_cast<unsigned char>(*at) | (*at == 0 ? 0x80U : 0U));
    return (high & 0x8080808080808080ULL) != 0;
}

/// Line breaks in a text, CR LF counted once. A CR at the very end counts.
qsizetype lineBreaks(const char *at, const char *end)
{
    qsizetype breaks = 0;
    for (; at != end; ++at) {
        if (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n')))
            ++breaks;
    }
    return breaks;
}

} // namespace

Result<CsvReader> CsvReader::open(const QString &path, const CsvOptions &options, std::stop_token stop)
{
    mayBlock();
    const QFileInfo info(path);
    if (!info.exists()) {
        return tl::unexpected(Error{.kind = Error::Kind::NotFound,
                                    .message = SubmissionText::tr("The file %1 does not exist.").arg(path),
                                    .code = QStringLiteral("file_missing"),
                                    .nextStep = SubmissionText::tr("Check the path.")});
    }
    if (!info.isFile()) { // a device or a pipe could block for ever
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = SubmissionText::tr("%1 is not a file.").arg(path),
                                    .code = QStringLiteral("not_a_file"),
                                    .nextStep = SubmissionText::tr("Name a CSV file.")});
    }
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return tl::unexpected(Error{.kind = Error::Kind::Storage,
                                    .message = SubmissionText::tr("The file %1 cannot be opened.").arg(path),
                                    .code = QStringLiteral("file_unreadable"),
                                    .nextStep = SubmissionText::tr("Check who may read it."),
                                    .detail = file->errorString()});
    }
    CsvReader reader(std::move(file), options, std::move(stop));
    while (reader.m_end < 3 && reader.fill()) {
    }
    if (!reader.m_state)
        return tl::unexpected(reader.m_state.error());
    if (reader.m_end >= 3 && std::memcmp(reader.m_buffer.data(), "\xEF\xBB\xBF", 3) == 0) {
        reader.m_byteOrderMark = true;
        reader.m_begin = 3;
    }
    return reader;
}

Error CsvReader::changed(const QString &path)
{
    return Error{.kind = Error::Kind::BadData,
                 .message = SubmissionText::tr("The file %1 changed while it was read.").arg(path),
                 .code = QStringLiteral("file_changed"),
                 .nextStep = SubmissionText::tr("Try again when it is complete.")};
}

CsvReader::CsvReader(std::unique_ptr<QFile> file, const CsvOptions &options, std::stop_token stop)
    : m_file(std::move(file)), m_options(options), m_stop(std::move(stop))
{
    m_options.blockBytes = std::max<qsizetype>(1, m_options.blockBytes);
    m_buffer.resize(static_cast<std::size_t>(m_options.blockBytes) + 1);
    for (const char special : {m_options.delimiter, '\n', '\r'})
        m_endsCell.at(static_cast<unsigned char>(special)) = true;
}

CsvReader::CsvReader(CsvReader &&) noexcept = default;
CsvReader &CsvReader::operator=(CsvReader &&) noexcept = default;
CsvReader::~CsvReader() = default;

bool CsvReader::next()
{
    if (!m_decoded.empty())
        m_decoded.clear();
    m_cells.clear();
    while (m_state && !m_cut) {
        switch (parse()) {
        case Parsed::Record:
            ++m_records;
            return true;
        case Parsed::Blank:
            ++m_blankLines;
            break;
        case Parsed::NeedsMore:
            if (!fill())
                return false;
            break;
        case Parsed::Cut:
            return false;
        }
    }
    return false;
}

/// Reads one block behind the bytes that are still needed. False after a failed read, a stop, and when there is
/// nothing left to parse.
bool CsvReader::fill()
{
    mayBlock();
    if (m_stop.stop_requested()) {
        m_state = cancelled();
        return false;
    }
    if (m_atEnd)
        return false;
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, static_cast<std::size_t>(m_end - m_begin));
        m_bufferOffset += m_begin;
        m_end -= m_begin;
        m_begin = 0;
    }
    // One byte more than is read: parse() puts a mark there, so that its inner loop needs no test for the end.
    const auto needed = static_cast<std::size_t>(m_end + m_options.blockBytes + 1);
    if (m_buffer.size() < needed)
        m_buffer.resize(needed);
    const qint64 got = m_file->read(m_buffer.data() + m_end, m_options.blockBytes);
    if (got < 0) {
        m_state = tl::unexpected(
            Error{.kind = Error::Kind::Storage,
                  .message = SubmissionText::tr("The file %1 could not be read to its end.").arg(m_file->fileName()),
                  .code = QStringLiteral("file_unreadable"),
                  .nextStep = SubmissionText::tr("Check the disk, then try again."),
                  .detail = m_file->errorString()});
        return false;
    }
    const qsizetype from = m_end;
    m_end += static_cast<qsizetype>(got);
    m_atEnd = got == 0;
    examine(from);
    return true;
}

/// Looks for zero bytes and for bytes that are not UTF-8 in what was just read, also across block borders.
void CsvReader::examine(qsizetype from)
{
    const auto flaw = [this](CsvProblem::Kind kind, qint64 offset) {
        if (m_flawsSeen++ < problemsKept)
            m_flaws.push_back({kind, offset});
        else
            ++m_problemCount; // counted only: its line will not be told
    };
    if (m_atEnd && m_utf8Missing > 0) {
        m_utf8Missing = 0;
        flaw(CsvProblem::Kind::InvalidUtf8, m_utf8Start);
    }
    const char *const data = m_buffer.data();
    if (m_utf8Missing == 0 && !isUnusual(data + from, data + m_end))
        return;
    for (qsizetype i = from; i < m_end; ++i) {
        const auto byte = static_cast<unsigned char>(data[i]);
        if (m_utf8Missing > 0) {
            if (byte >= m_utf8Low && byte <= m_utf8High) {
                --m_utf8Missing;
                m_utf8Low = 0x80;
                m_utf8High = 0xBF;
                continue;
            }
            m_utf8Missing = 0;
            flaw(CsvProblem::Kind::InvalidUtf8, m_utf8Start); // this byte may begin something new
        }
        m_utf8Low = 0x80;
        m_utf8High = 0xBF;
        m_utf8Start = m_bufferOffset + i;
        if (byte == 0)
            flaw(CsvProblem::Kind::Nul, m_utf8Start);
        else if (byte < 0x80)
            continue;
        else if (byte >= 0xC2 && byte <= 0xDF)
            m_utf8Missing = 1;
        else if (byte >= 0xE0 && byte <= 0xEF) {
            m_utf8Missing = 2;
            m_utf8Low = byte == 0xE0 ? 0xA0 : 0x80;  // no overlong form
            m_utf8High = byte == 0xED ? 0x9F : 0xBF; // no surrogate
        } else if (byte >= 0xF0 && byte <= 0xF4) {
            m_utf8Missing = 3;
            m_utf8Low = byte == 0xF0 ? 0x90 : 0x80;
            m_utf8High = byte == 0xF4 ? 0x8F : 0xBF; // nothing above U+10FFFF
        } else
            flaw(CsvProblem::Kind::InvalidUtf8, m_utf8Start);
    }
}

/// Parses one record from m_begin. The state between blocks is only "from the record's start again": a record that
/// is cut by a block's end is parsed twice, which costs nothing and keeps this readable.
CsvReader::Parsed CsvReader::parse()
{
    m_recordBegin = m_begin;
    m_recordOffset = m_bufferOffset + m_begin;
    m_line = m_nextLine;
    m_cells.clear();
    m_strays.clear();
    // Two bytes for the line end, one to see that the line goes on.
    const qsizetype longest = m_options.recordBytes + 3;
    const qsizetype window = std::min(m_end - m_begin, longest);
    if (window == 0)
        return Parsed::NeedsMore;
    const char *const start = m_buffer.data() + m_begin;
    char *const end = m_buffer.data() + m_begin + window;
    const char kept = *end; // there is always one byte more; see fill()
    *end = '\n';
    const auto restore = qScopeGuard([end, kept] { *end = kept; });

    const char *at = start;
    qsizetype extraLines = 0;
    for (;;) {
        Cell cell{.begin = at - start};
        if (*at == quote && !quotedCell(at, end, extraLines, cell)) {
            if (window < longest && !m_atEnd)
                return Parsed::NeedsMore;
            return cut(CsvProblem::Kind::UnclosedQuote, m_recordOffset + cell.begin);
        }
        while (!m_endsCell[static_cast<unsigned char>(*at)])
            ++at;
        if (cell.quoted && at - start != cell.end) {
            cell.plain = false;
            m_strays.push_back(m_recordOffset + cell.end);
        }
        cell.end = at - start;
        m_cells.push_back(cell);
        if (static_cast<qsizetype>(m_cells.size()) > m_options.columns)
            return cut(CsvProblem::Kind::TooManyColumns, m_recordOffset + cell.begin);
        if (at == end || *at != m_options.delimiter)
            break;
        ++at;
    }
    if (at - start > m_options.recordBytes)
        return cut(CsvProblem::Kind::RecordTooLong, m_recordOffset);
    if (at == end && !m_atEnd)
        return Parsed::NeedsMore;
    if (m_recordOffset + (at - start) > m_options.bytes)
        return cut(CsvProblem::Kind::TooManyBytes, m_recordOffset);
    return endRecord(at, end, extraLines);
}

/// Takes the line end at \a at, moves on behind it.
CsvReader::Parsed CsvReader::endRecord(const char *at, const char *end, qsizetype extraLines)
{
    const char *const start = m_buffer.data() + m_recordBegin;
    const bool blank = at == start;
    qsizetype taken = 0;
    if (at != end) {
        taken = 1;
        if (*at == '\n')
            ++m_lfEnds;
        else if (at + 1 == end && !m_atEnd)
            return Parsed::NeedsMore; // an LF may follow
        else if (at + 1 != end && at[1] == '\n') {
            taken = 2;
            ++m_crlfEnds;
        } else
            ++m_crEnds;
    } else if (blank)
        return Parsed::NeedsMore; // the end of the file, not a record
    m_begin = m_recordBegin + (at - start) + taken;
    m_nextLine += extraLines + 1;
    if (!m_flaws.empty())
        placeFlaws(m_bufferOffset + m_begin);
    for (const qint64 stray : m_strays)
        addProblem(CsvProblem::Kind::TextAfterQuote, stray);
    return blank && m_options.skipBlankLines ? Parsed::Blank : Parsed::Record;
}

/// From the opening quote to behind the closing one. False when it does not close before \a end.
bool CsvReader::quotedCell(const char *&at, const char *end, qsizetype &extraLines, Cell &cell)
{
    const char *const start = m_buffer.data() + m_recordBegin;
    const char *const opened = at++;
    for (;;) {
        const void *const found = std::memchr(at, quote, static_cast<std::size_t>(end - at));
        if (found == nullptr)
            return false;
        at = static_cast<const char *>(found) + 1;
        if (*at != quote) // at the end stands parse()'s mark
            break;
        cell.plain = false;
        ++at;
    }
    cell.quoted = true;
    cell.end = at - start;
    extraLines += lineBreaks(opened, at);
    return true;
}

QByteArrayView CsvReader::raw(qsizetype index) const
{
    const Cell &cell = m_cells[static_cast<std::size_t>(index)];
    return {m_buffer.data() + m_recordBegin + cell.begin, cell.end - cell.begin};
}

QByteArrayView CsvReader::cell(qsizetype index) const
{
    const Cell &cell = m_cells[static_cast<std::size_t>(index)];
    const QByteArrayView bytes = raw(index);
    if (!cell.quoted)
        return bytes;
    if (cell.plain)
        return bytes.sliced(1, bytes.size() - 2);
    QByteArray text;
    text.reserve(bytes.size());
    bool inside = true;
    for (qsizetype i = 1; i < bytes.size(); ++i) {
        if (inside && bytes[i] == quote) {
            if (i + 1 < bytes.size() && bytes[i + 1] == quote)
                ++i;
            else {
                inside = false;
                continue;
            }
        }
        text.append(bytes[i]);
    }
    m_decoded.push_back(std::move(text));
    return m_decoded.back();
}

CsvReader::Parsed CsvReader::cut(CsvProblem::Kind kind, qint64 offset)
{
    placeFlaws(offset);
    addProblem(kind, offset);
    m_cut = true;
    m_cells.clear();
    return Parsed::Cut;
}

/// Gives the flaws of the current record their line and column.
void CsvReader::placeFlaws(qint64 before)
{
    while (!m_flaws.empty() && m_flaws.front().offset < before) {
        addProblem(m_flaws.front().kind, m_flaws.front().offset);
        m_flaws.pop_front();
    }
}

void CsvReader::addProblem(CsvProblem::Kind kind, qint64 offset)
{
    ++m_problemCount;
    if (m_problems.size() >= problemsKept)
        return;
    const char *const start = m_buffer.data() + m_recordBegin;
    const char *const place = m_buffer.data() + (offset - m_bufferOffset);
    const char *lineStart = place;
    while (lineStart != start && lineStart[-1] != '\n' && lineStart[-1] != '\r')
        --lineStart;
    const auto characters =
        std::count_if(lineStart, place, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
    m_problems.append({kind, m_line + lineBreaks(start, lineStart), characters + 1});
}

} // namespace solver
