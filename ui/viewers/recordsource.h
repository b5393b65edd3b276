// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "submission/recordsearch.h"

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

    /// Shows another file; an empty path shows none. The first page is read at once, beside the indexing.
    /// \param limit  bytes of a record that are kept
    void open(const QString &path, const RecordRules &rules, qsizetype limit, KeepPart keep);
    /// Looks whether the file has grown, was replaced, or came back. Cheap; meant to be called on a tick.
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
    const QString &faultHelp() const { return m_faultHelp; } ///< what to do about it

    /// The record, if it is here; else it is asked for and loaded() follows.
    std::optional<RecordText> record(qint64 number);

    /// Looks for a text in the whole file, and then in what is added to it. found() brings hits as they come; an empty text
    /// ends the search.
    void search(const RecordSearch &wanted);
    void stopSearch(); ///< the hits so far stay
    const std::vector<qint64> &hits() const { return m_hits; } ///< numbers of records, ascending, each once
    bool isSearching() const; ///< not while it only looks at what was added

Q_SIGNALS:
    void grew();   ///< more records are known, or the indexing ended
    void loaded(); ///< records that were asked for are here
    void found();  ///< more hits, or the search ended
    void failed(const QString &sentence);
    /// There is another file under the name; what is shown no longer stands there. Whoever shows it opens it again.
    void replaced();

private:
    struct Shared; // what threads of the pool may still use after this object is gone
    struct Search;
    struct Look { ///< how the file was when it was indexed up to `bytes`
        qint64 bytes = 0;
        qint64 size = 0;
        qint64 modified = 0; ///< milliseconds
        QByteArray ends{};   ///< its first bytes, and the last ones before `bytes`
    };
    static Look lookAt(const QString &path, qint64 bytes);
    static bool isAnother(const Look &known, const Look &now);

    void index();
    void indexed(const Look &look, qint64 before);
    void readFirstPage();
    void load(qint64 page);
    void keep(qint64 page, const QList<RecordText> &records);
    void fail(const Error &error);
    void startSearch(const RecordSearch &search, bool isFirst);
    void searchWhatWasAdded();

    QString m_path;
    RecordRules m_rules;
    qsizetype m_limit = 0;
    KeepPart m_keep = KeepPart::Begin;
    std::shared_ptr<Shared> m_shared;
    QCache<qint64, QList<RecordText>> m_pages; ///< cost in KiB
    QSet<qint64> m_asked;
    Look m_look;
    qint64 m_firstRecords = 0; ///< of the first page, until the index knows more
    qint64 m_totalBytes = 0;
    int m_generation = 0; ///< how often the file was seen to have grown
    bool m_indexing = false;
    bool m_indexed = false;
    bool m_mayComeBack = false; ///< the fault is one that another file under the name ends
    QString m_fault, m_faultHelp;
    std::unique_ptr<Search> m_search;
    RecordSearch m_wanted;   ///< an empty text: nothing is searched
    qint64 m_searchedTo = 0; ///< bytes
    std::vector<qint64> m_hits;
};

} // namespace solver
