// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <array>
#include <deque>
#include <limits>
#include <memory>
#include <stop_token>
#include <vector>

class QFile;

namespace solver {

/// How a file is read, and the limits that protect us from a hostile one (sandbox specification 7.1).
struct CsvOptions {
    char delimiter = ',';
    bool skipBlankLines = true;                        ///< off for one column, where a blank line is an empty cell
    qsizetype blockBytes = 256 * 1024;                 ///< bytes asked from the disk at a time
    qsizetype recordBytes = 1024 * 1024;               ///< a longer record ends the reading
    qsizetype columns = 4096;                          ///< more cells in a record end the reading
    qint64 bytes = std::numeric_limits<qint64>::max(); ///< a longer file ends the reading
    bool operator==(const CsvOptions &) const = default;
};

/// What is wrong with the bytes, as opposed to what they say.
struct CsvProblem {
    enum class Kind {
        Nul,            ///< a zero byte
        InvalidUtf8,    ///< bytes that are not UTF-8
        TextAfterQuote, ///< text between a closing quote and the next delimiter
        UnclosedQuote,  ///< the place is where the quote opened; ends the reading
        RecordTooLong,  ///< above CsvOptions::recordBytes; ends the reading
        TooManyColumns, ///< above CsvOptions::columns; ends the reading
        TooManyBytes,   ///< above CsvOptions::bytes; ends the reading
    };
    Kind kind = Kind::Nul;
    qint64 line = 0;   ///< from 1, as an editor counts
    qint64 column = 0; ///< from 1, in characters
    bool operator==(const CsvProblem &) const = default;
};

/// Reads a CSV file record by record in constant memory, whatever the file holds.
///
/// RFC 4180 with any one-byte delimiter: a cell that begins with a quote may hold delimiters, line breaks and doubled
/// quotes; a quote inside an unquoted cell is an ordinary character. LF, CR LF and CR end a record, a byte-order mark
/// is skipped. Cells are bytes, never numbers: "NA", "null" and "" are text like any other.
///
/// Blocking; for one thread at a time. Nothing but the file is touched.
class CsvReader final
{
public:
    static constexpr qsizetype problemsKept = 20;

    /// \return Kind::NotFound when there is no such file, Kind::BadData for a folder or a device, Kind::Storage when it
    ///         cannot be read
    static Result<CsvReader> open(const QString &path, const CsvOptions &options, std::stop_token stop = {});

    /// What is said when a file is not the same as on an earlier pass over it.
    static Error changed(const QString &path);

    CsvReader(CsvReader &&) noexcept;
    CsvReader &operator=(CsvReader &&) noexcept;
    ~CsvReader();

    /// Moves to the next record. False at the end, after a problem that ends the reading, after a failed read, after a
    /// stop; state() and wasCut() tell which.
    bool next();
    /// Kind::Cancelled after a stop, Kind::Storage after a failed read; else a success.
    const Result<> &state() const { return m_state; }
    /// Whether a problem ended the reading before the end of the file.
    bool wasCut() const { return m_cut; }

    qsizetype cellCount() const { return static_cast<qsizetype>(m_cells.size()); }
    /// The text of a cell, without quotes. Valid until next().
    QByteArrayView cell(qsizetype index) const;
    /// The bytes of a cell as they stand in the file, with quotes. Valid until next().
    QByteArrayView raw(qsizetype index) const;

    /// Records given out so far.
    qint64 records() const { return m_records; }
    /// The line on which the current record begins, from 1.
    qint64 line() const { return m_line; }
    /// The byte at which the current record begins.
    qint64 offset() const { return m_recordOffset; }

    bool hasByteOrderMark() const { return m_byteOrderMark; }
    qint64 blankLines() const { return m_blankLines; }
    /// Lines so far that ended with LF, CR LF, CR; breaks inside quotes are not counted.
    qint64 lfEnds() const { return m_lfEnds; }
    qint64 crlfEnds() const { return m_crlfEnds; }
    qint64 crEnds() const { return m_crEnds; }

    /// The first problems up to the current record, record by record.
    const QList<CsvProblem> &problems() const { return m_problems; }
    qint64 problemCount() const { return m_problemCount; }

private:
    struct Cell {
        qsizetype begin = 0; ///< from the record's first byte
        qsizetype end = 0;
        bool quoted = false;
        bool plain = true; ///< the text is the bytes, or the bytes between the quotes
    };
    struct Flaw { ///< a problem whose line is not known yet: found when its block was read
        CsvProblem::Kind kind;
        qint64 offset;
    };
    enum class Parsed { Record, Blank, NeedsMore, Cut };

    CsvReader(std::unique_ptr<QFile> file, const CsvOptions &options, std::stop_token stop);
    bool fill();
    void examine(qsizetype from);
    Parsed parse();
    Parsed endRecord(const char *at, const char *end, qsizetype extraLines);
    bool quotedCell(const char *&at, const char *end, qsizetype &extraLines, Cell &cell);
    Parsed cut(CsvProblem::Kind kind, qint64 offset);
    void placeFlaws(qint64 before);
    void addProblem(CsvProblem::Kind kind, qint64 offset);

    std::unique_ptr<QFile> m_file;
    CsvOptions m_options;
    std::stop_token m_stop;
    Result<> m_state;

    std::vector<char> m_buffer;
    qsizetype m_begin = 0;     ///< first byte of the record to parse
    qsizetype m_end = 0;       ///< end of the bytes read
    qint64 m_bufferOffset = 0; ///< the file's byte at m_buffer[0]
    bool m_atEnd = false;
    bool m_cut = false;
    std::array<bool, 256> m_endsCell{};

    std::vector<Cell> m_cells;
    std::vector<qint64> m_strays; ///< where text follows a closing quote in the current record
    qsizetype m_recordBegin = 0;  ///< in m_buffer
    qint64 m_recordOffset = 0;
    qint64 m_records = 0;
    qint64 m_line = 0;
    qint64 m_nextLine = 1;
    qint64 m_blankLines = 0;
    qint64 m_lfEnds = 0;
    qint64 m_crlfEnds = 0;
    qint64 m_crEnds = 0;
    bool m_byteOrderMark = false;
    mutable std::deque<QByteArray> m_decoded; ///< keeps the views of cells with doubled quotes valid

    std::deque<Flaw> m_flaws;
    qint64 m_flawsSeen = 0;
    int m_utf8Missing = 0; ///< continuation bytes that the last block still owes
    unsigned char m_utf8Low = 0x80;
    unsigned char m_utf8High = 0xBF;
    qint64 m_utf8Start = 0;
    QList<CsvProblem> m_problems;
    qint64 m_problemCount = 0;
};

} // namespace solver
