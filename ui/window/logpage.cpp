// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/logpage.h"

#include "base/files.h"
#include "pages/code/toolrow.h"
#include "theme/fonts.h"
#include "viewers/logview.h"
#include "widgets/background.h"
#include "widgets/elidedlabel.h"
#include "widgets/filterchip.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

int countOf(qint64 lines)
{
    return int(std::min<qint64>(lines, std::numeric_limits<int>::max()));
}

} // namespace

void LogPage::show(const JobDetails &details)
{
    if (details.job.id != m_job) {
        m_job = details.job.id;
        m_chosen = false;
        m_live.clear();
    }
    m_slug = details.job.slug;
    QList<std::pair<QString, QString>> logs{{tr("What is written now"), QString()}}; // text, file
    for (const Run &run : details.runs) {
        const auto attempt = std::ranges::find(details.attempts, run.attempt, &Attempt::no);
        const QString name = attempt == details.attempts.end() ? QString() : attempt->name;
        if (run.attempt > 0) // the constant is no program
            logs << std::pair(tr("Attempt %1, %2: %3").arg(run.attempt).arg(run.view, name), details.logOf(run));
    }
    const QString before = m_which->currentData().toString();
    for (int at = 0; at < logs.size(); ++at) { // in place: the list may be open
        if (at == m_which->count())
            m_which->addItem(QString());
        m_which->setItemText(at, logs[at].first);
        m_which->setItemData(at, logs[at].second);
    }
    while (m_which->count() > logs.size())
        m_which->removeItem(m_which->count() - 1);
    m_which->setCurrentIndex(std::max(0, m_chosen ? m_which->findData(before) : 0));
    // Which log is the newest is asked of the disk.
    inBackground(this, [details] { return details.liveLog(); }, [this, id = details.job.id](const QString &file) {
        if (id != m_job)
            return;
        m_live = file;
        openChosen();
        tryFirstError();
    });
}

void LogPage::openChosen()
{
    const QString chosen = m_which->currentData().toString();
    const QString file = chosen.isEmpty() ? m_live : chosen;
    if (file == m_view->source().path())
        return; // one that went away comes back by itself
    m_said.clear();
    m_view->open(file);
    showCounts();
    showHits();
}

void LogPage::showAttempt(int no)
{
    for (int at = 1; at < m_which->count(); ++at) {
        if (!m_which->itemData(at).toString().contains(u"/attempts/%1/"_s.arg(no, 2, 10, QLatin1Char('0'))))
            continue;
        m_which->setCurrentIndex(at);
        m_chosen = true;
        openChosen();
        return;
    }
}

void LogPage::showFirstError()
{
    m_wantsError = true;
    m_which->setCurrentIndex(0);
    m_chosen = false;
    openChosen();
    tryFirstError();
}

void LogPage::tryFirstError()
{
    if (!m_wantsError || m_view->source().path().isEmpty())
        return;
    const std::vector<qint64> &errors = m_view->levels().errors;
    const bool isOver = m_view->source().isIndexed() && !m_view->isScanning();
    if (errors.empty() && !isOver)
        return;
    m_wantsError = false;
    if (errors.empty()) {
        Q_EMIT noticed(tr("The log holds no line that looks like an error."));
        return;
    }
    m_view->goTo(errors.front());
    m_view->setFocus();
}

void LogPage::refresh()
{
    m_view->refresh();
}

void LogPage::filter()
{
    const auto on = [](const Level &level, int value) { return level.action->isChecked() ? value : 0; };
    m_view->setFilter(on(m_errors, LogFilter::Errors) + on(m_warnings, LogFilter::Warnings) + on(m_infos, LogFilter::Information), m_only->isChecked());
    showCounts();
}

void LogPage::find()
{
    const QString text = m_find->text();
    m_fault = m_expression->isChecked() && !text.isEmpty() ? faultOfExpression(text) : QString();
    m_find->setProperty("invalid", !m_fault.isEmpty());
    m_find->update();
    m_view->find(m_fault.isEmpty() ? RecordSearch{.text = text.toUtf8(), .expression = m_expression->isChecked()} : RecordSearch{});
    showHits();
}

void LogPage::endFind()
{
    m_find->clear();
    m_view->setFocus();
}

void LogPage::goToLine()
{
    bool ok = false;
    const qint64 wanted = QLocale().toLongLong(m_line->text().trimmed(), &ok);
    m_line->setProperty("invalid", !ok || wanted < 1);
    m_line->update();
    if (!ok || wanted < 1)
        return;
    m_view->goTo(wanted - 1);
    m_view->setFocus();
    m_row->setWanted(m_line, false);
}

void LogPage::saveAs()
{
    const QString name = m_slug.isEmpty() ? u"run.log"_s : m_slug + u"-run.log"_s;
    const QString target = QFileDialog::getSaveFileName(this, tr("Save the log"), QDir::home().filePath(name));
    if (!target.isEmpty())
        saveTo(target);
}

void LogPage::saveTo(const QString &path)
{
    inBackground(this, [from = m_view->source().path(), path] { return copyFile(from, path); }, [this, path](const Result<> &saved) {
        Q_EMIT noticed(saved ? tr("Saved as %1.").arg(QDir::toNativeSeparators(path)) : saved.error().message + u' ' + saved.error().nextStep);
    });
}

void LogPage::showHits()
{
    const RecordSource &source = m_view->source();
    const auto count = qint64(source.hits().size());
    const qint64 current = m_view->currentHit();
    const QLocale locale;
    QString text;
    if (!m_fault.isEmpty())
        text = m_fault;
    else if (m_find->text().isEmpty())
        text.clear();
    else if (count == 0)
        text = source.isSearching() ? tr("searching …") : tr("no hits");
    else if (current > 0)
        //: Hits of a search: the current one of all so far
        text = tr("%1 of %2").arg(locale.toString(current), locale.toString(count));
    else if (count >= qint64(RecordSearch{}.most))
        text = tr("the first %Ln hit(s)", nullptr, countOf(count));
    else
        text = tr("%Ln hit(s)", nullptr, countOf(count));
    m_hits->setColour(m_fault.isEmpty() ? &Theme::text2 : &Theme::failed);
    m_hits->setText(text);
    m_hits->setMaximumWidth(fonts::scaled(320)); // a fault is longer, and then shortened
    m_hits->setMinimumWidth(std::min(m_hits->sizeHint().width(), fonts::scaled(120)));
    m_row->setWanted(m_hits, !text.isEmpty());
    for (QAction *action : {m_nextHit, m_previousHit})
        action->setEnabled(count > 0);
    m_only->setEnabled(m_only->isChecked() || (!m_find->text().isEmpty() && m_fault.isEmpty()));
    const bool works = source.isSearching() || (m_view->isFiltering() && m_view->isScanning());
    if (!works && m_stopButton->hasFocus())
        m_view->setFocus(); // the button goes away
    m_row->setWanted(m_stopButton, works);
}

void LogPage::describe()
{
    const QString text = m_view->currentLine() < 0 ? QString() : m_view->currentText();
    if (text != m_view->accessibleDescription())
        m_view->setAccessibleDescription(text);
}

void LogPage::showLevel(const Level &level, qint64 count, const QString &name)
{
    if (level.chip->count() != countOf(count) || level.chip->accessibleName() != name)
        level.chip->setCount(countOf(count), name);
}

void LogPage::showCounts()
{
    const LogLevels &levels = m_view->levels();
    const qint64 errors = levels.of(LogLine::Level::Error), warnings = levels.of(LogLine::Level::Warning);
    const qint64 infos = levels.of(LogLine::Level::Info) + levels.of(LogLine::Level::Plain);
    showLevel(m_errors, errors, tr("Errors, %n line(s)", nullptr, countOf(errors)));
    showLevel(m_warnings, warnings, tr("Warnings, %n line(s)", nullptr, countOf(warnings)));
    showLevel(m_infos, infos, tr("Info, %n line(s)", nullptr, countOf(infos)));
    for (QAction *action : {m_nextError, m_previousError})
        action->setEnabled(!levels.errors.empty());
    for (QAction *action : {m_saveAs, m_folder})
        action->setEnabled(!m_view->source().path().isEmpty());
    m_clear->setText(m_view->clearedLines() > 0 ? tr("Show all") : tr("Clear view"));
    m_clearButton->setAccessibleName(m_clear->text());
    m_clear->setEnabled(m_view->clearedLines() > 0 || m_view->lines() > 0);
    m_counts->setText(countsText());
}

QString LogPage::countsText() const
{
    if (m_view->lines() == 0)
        return {};
    const QLocale locale;
    const RecordSource &source = m_view->source();
    const qint64 lines = m_view->lines(), shown = m_view->shownLines();
    QStringList parts;
    if (m_view->isFollowing())
        parts << tr("following");
    if (shown != lines)
        //: Log: so many lines pass the filter, of all
        parts << tr("%1 of %2").arg(locale.toString(shown), tr("%Ln line(s)", nullptr, countOf(lines)));
    else
        parts << tr("%Ln line(s)", nullptr, countOf(lines));
    parts << locale.formattedDataSize(source.totalBytes(), 1);
    if (!source.isIndexed() && source.fault().isEmpty())
        parts << tr("reading, %1 %").arg(source.totalBytes() > 0 ? int(100 * source.indexedBytes() / source.totalBytes()) : 0);
    else if (m_view->isStopped())
        parts << tr("stopped at line %1").arg(locale.toString(m_view->scannedLines()));
    else if (m_view->isFiltering() && m_view->isScanning())
        parts << tr("filtering …");
    if (const qint64 folded = m_view->rows().foldedLines(); folded > 0)
        parts << tr("%Ln line(s) folded", nullptr, countOf(folded));
    if (m_view->levels().isBinary)
        parts << tr("holds bytes that are no text, shown as %1").arg(QChar(QChar::ReplacementCharacter));
    if (!m_said.isEmpty())
        parts << m_said;
    return parts.join(u" · "_s);
}

} // namespace solver
