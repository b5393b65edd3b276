// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/recordindex.h"

#include <QCache>
#include <QObject>
#include <QSet>

#include <memory>
#include <optional>

namespace solver {

/// A file by records for a view that paints only what is visible. The file is opened, indexed, read and searched in threads of
/// the pool; this object lives in the window's thread and never waits. A file that vanishes, shrinks or grows is told.
class RecordSource final : public QObject
{
    Q_OBJECT

public:
    explicit RecordSource(QObject *parent = nullptr);
    ~RecordSource() override;

    /// Shows another file; an empty path shows none.
    /// \param limit  bytes of a record that are kept
    void open(const QString &path, const RecordRules &rules, qsizetype limit, KeepPart keep);
    /// Looks whether the file has grown. Cheap; meant to be called on a tick while the file may still be written.
    void refresh();

    const QString &path() const { return m_path; }
    const RecordRules &rules() const { return m_rules; }
    qint64 records() const;
    bool isIndexed() const { return m_indexed; } ///< to the end of the file as it was at the last look
    qint64 indexedBytes() const;
    /// Begin of the page of records that holds \a record; -1 when it is not known.
    qint64 pageOffset(qint64 record) const;
    qint64 totalBytes() const { return m_totalBytes; } ///< of the file at the last look
    const QString &fault() const { return m_fault; }   ///< why nothing (more) can be shown; a sentence

    /// The record, if it is here; else it is asked for and loaded() follows.
    std::optional<RecordText> record(qint64 number);

    /// Looks for a text in all bytes of the file, case ignored for ASCII letters unless \a exact. found() brings hits as they
    /// come; an empty text ends the search.
    void search(const QByteArray &text, bool exact);
    void stopSearch();
    const std::vector<qint64> &hits() const { return m_hits; } ///< numbers of records, ascending, each once
    bool isSearching() const { return m_search != nullptr; }

Q_SIGNALS:
    void grew();   ///< more records are known, or the indexing ended
    void loaded(); ///< records that were asked for are here
    void found();  ///< more hits, or the search ended
    void failed(const QString &sentence);

private:
    struct Shared; // what threads of the pool may still use after this object is gone
    struct Search;

    void index();
    void load(qint64 page);
    void fail(const QString &sentence);

    QString m_path;
    RecordRules m_rules;
    qsizetype m_limit = 0;
    KeepPart m_keep = KeepPart::Begin;
    std::shared_ptr<Shared> m_shared;
    QCache<qint64, QList<RecordText>> m_pages;
    QSet<qint64> m_asked;
    qint64 m_totalBytes = 0;
    bool m_indexing = false;
    bool m_indexed = false;
    QString m_fault;
    std::unique_ptr<Search> m_search;
    std::vector<qint64> m_hits;
};

} // namespace solver
