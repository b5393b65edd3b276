// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/programs.h"

#include "base/files.h"
#include "widgets/background.h"


namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largest = 4 * 1024 * 1024; // far above any program a person would read

} // namespace

QString Programs::keyOf(const Attempt &attempt)
{
    return attempt.program + u'\n' + attempt.programHash;
}

Programs::Text Programs::of(const Attempt &attempt)
{
    const QString key = keyOf(attempt);
    if (const auto known = m_known.constFind(key); known != m_known.constEnd())
        return known->text;
    m_known.insert(key, {.text = {}, .path = attempt.program});
    read(key, attempt.program);
    return {};
}

void Programs::retryFailed()
{
    for (auto known = m_known.begin(); known != m_known.end(); ++known) {
        if (known->text.state == Text::Failed)
            read(known.key(), known->path); // what is known of it stays to be seen until then
    }
}

void Programs::clear()
{
    m_known.clear();
    ++m_generation;
}

void Programs::read(const QString &key, const QString &path)
{
    inBackground(
        this, [path] { return readFile(path, largest); },
        [this, key, path, generation = m_generation](const Result<QByteArray> &bytes) {
            const auto known = m_known.find(key);
            if (generation != m_generation || known == m_known.end())
                return;
            const Text before = known->text;
            if (bytes)
                known->text = {.state = Text::Ready, .text = QString::fromUtf8(*bytes)};
            else if (bytes.error().kind == Error::Kind::NotFound)
                known->text = {.state = Text::Failed, .text = {}, .fault = tr("The program is not there any more: %1").arg(path)};
            else
                known->text = {.state = Text::Failed, .text = {}, .fault = bytes.error().message};
            if (before.state != known->text.state || before.fault != known->text.fault)
                Q_EMIT arrived();
        });
}

} // namespace solver
