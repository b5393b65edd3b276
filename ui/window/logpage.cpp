// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/logpage.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "viewers/logview.h"
#include "window/windowservices.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QToolButton>

namespace solver {

using namespace Qt::StringLiterals;

LogPage::LogPage(QWidget *parent)
    : QWidget(parent), m_view(new LogView), m_which(new QComboBox), m_find(new QLineEdit), m_hits(new QLabel), m_counts(new QLabel),
      m_follow(new QToolButton)
{
    m_view->setAccessibleName(tr("Log"));
    m_which->setAccessibleName(tr("Which log"));
    m_which->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_which->setMinimumContentsLength(28);
    m_find->setPlaceholderText(tr("Find in log"));
    m_find->setAccessibleName(tr("Find in log"));
    m_find->setClearButtonEnabled(true);
    m_find->addAction(icon(u"find"_s), QLineEdit::LeadingPosition);
    m_find->installEventFilter(this);
    m_find->setMinimumWidth(fonts::scaled(200));
    m_follow->setIcon(icon(u"follow"_s));
    m_follow->setText(tr("Follow"));
    m_follow->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    for (QLabel *label : {m_hits, m_counts}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        fonts::assign(label, fonts::Small);
    }
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 6);
    bar->setSpacing(8);
    bar->addWidget(m_which);
    bar->addWidget(m_find);
    bar->addWidget(m_hits);
    bar->addStretch();
    bar->addWidget(m_counts);
    bar->addWidget(m_follow);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(bar);
    rows->addWidget(m_view, 1);

    connect(m_which, &QComboBox::activated, this, [this] {
        m_chosen = true;
        openChosen();
    });
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) { m_view->source().search(text.toUtf8(), false); });
    connect(m_find, &QLineEdit::returnPressed, this, [this] { m_view->goToHit(true); });
    connect(&m_view->source(), &RecordSource::found, this, &LogPage::showCounts);
    connect(m_view, &LogView::countsChanged, this, &LogPage::showCounts);
    connect(m_view, &LogView::followingChanged, m_follow, &QToolButton::setChecked);
    connect(m_follow, &QToolButton::clicked, m_view, &LogView::setFollowing);
    const auto shortcut = [this](const QKeySequence &key, auto slot) {
        connect(new QShortcut(key, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, this, slot);
    };
    shortcut(QKeySequence(Qt::Key_F3), [this] { m_view->goToHit(true); });
    shortcut(QKeySequence(Qt::SHIFT | Qt::Key_F3), [this] { m_view->goToHit(false); });
    shortcut(QKeySequence::Find, [this] { m_find->setFocus(); });
}

void LogPage::show(const JobDetails &details)
{
    if (details.job.id != m_job) {
        m_job = details.job.id;
        m_chosen = false;
        m_live.clear();
    }
    const QString before = m_which->currentData().toString();
    QList<std::pair<QString, QString>> logs; // text, file
    for (const Run &run : details.runs) {
        const auto attempt = std::ranges::find(details.attempts, run.attempt, &Attempt::no);
        const QString name = attempt == details.attempts.end() ? QString() : attempt->name;
        if (run.attempt > 0) // the constant is no program
            logs << std::pair(tr("Attempt %1, %2: %3").arg(run.attempt).arg(run.view, name), details.logOf(run));
    }
    m_which->clear();
    m_which->addItem(tr("What is written now"), QString());
    for (const auto &[text, file] : logs)
        m_which->addItem(text, file);
    const int at = m_chosen ? m_which->findData(before) : 0;
    m_which->setCurrentIndex(std::max(0, at));
    // Which log is the newest is asked of the disk.
    inBackground(this, [details] { return details.liveLog(); }, [this, id = details.job.id](const QString &file) {
        if (id != m_job)
            return;
        m_live = file;
        openChosen();
    });
}

void LogPage::openChosen()
{
    const QString chosen = m_which->currentData().toString();
    const QString file = chosen.isEmpty() ? m_live : chosen;
    if (file == m_view->source().path() && m_view->source().fault().isEmpty())
        return;
    m_view->open(file);
    m_view->source().search(m_find->text().toUtf8(), false);
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

void LogPage::refresh()
{
    m_view->refresh();
}

void LogPage::showCounts()
{
    const auto hits = int(m_view->source().hits().size());
    m_hits->setText(m_find->text().isEmpty() ? QString() : m_view->source().isSearching() ? tr("%n hit(s) …", nullptr, hits) : tr("%n hit(s)", nullptr, hits));
    const LogLevels &levels = m_view->levels();
    m_counts->setText(tr("%n line(s)", nullptr, int(m_view->lines())) + u" · "_s + tr("%n error(s)", nullptr, int(levels.counts[size_t(LogLine::Level::Error)])) +
                      u" · "_s + tr("%n warning(s)", nullptr, int(levels.counts[size_t(LogLine::Level::Warning)])));
}

bool LogPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_find && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        m_find->clear();
        m_view->setFocus();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace solver
