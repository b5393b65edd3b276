// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QHash>
#include <QObject>

namespace solver {

/// The programs of a job's attempts, read in threads of the pool and kept: a program is never changed once it is written.
class Programs final : public QObject
{
    Q_OBJECT

public:
    struct Text {
        enum State { Reading, Ready, Failed };
        State state = Reading;
        QString text{};
        QString fault{}; ///< a sentence
    };

    using QObject::QObject;

    /// Begins to read what is not known; arrived() follows.
    Text of(const Attempt &attempt);
    static QString keyOf(const Attempt &attempt);
    /// Reads again what could not be read.
    void retryFailed();
    void clear();

Q_SIGNALS:
    void arrived();

private:
    void read(const QString &key, const QString &path);

    struct Known {
        Text text;
        QString path;
    };
    QHash<QString, Known> m_known;
    quint64 m_generation = 0;
};

} // namespace solver
