// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <mutex>

namespace solver {

/// Takes known secrets, and text that looks like one, out of what is stored or shown. Thread-safe.
class Masker
{
public:
    /// Secrets shorter than 6 bytes are ignored: masking them would mask ordinary text.
    void add(const QByteArray &secret);
    /// \return \a text with each secret in its usual encodings replaced by `***`
    QByteArray mask(const QByteArray &text) const;
    QString mask(const QString &text) const;

private:
    mutable std::mutex m_mutex;
    QByteArrayList m_forms; ///< every spelling of every secret, longest first
};

} // namespace solver
