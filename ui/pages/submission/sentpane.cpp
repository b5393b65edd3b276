// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/sentpane.h"

#include "base/files.h"
#include "pages/submission/verdict.h"
#include "theme/fonts.h"
#include "widgets/actionbutton.h"
#include "widgets/wrappedheight.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLocale>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype fewLines = 3; ///< shown before a person asks for all

QString scoreOf(const Submission &submission)
{
    if (submission.publicScore.isEmpty())
        return {};
    const QLocale locale;
    if (submission.rank > 0 && submission.teams > 0)
        return SentPane::tr("Public score %1, rank %2 of %3 teams.")
            .arg(submission.publicScore, locale.toString(submission.rank), locale.toString(submission.teams));
    return SentPane::tr("Public score %1.").arg(submission.publicScore);
}

/// The state in a sentence: the core's own, and for a scored one its figures.
QString sentenceOf(const Submission &submission)
{
    const QString score = scoreOf(submission);
    return submission.state == Submission::State::Scored && !score.isEmpty() ? score : submission.sentence;
}

QLabel *makeText(const QString &name)
{
    auto *label = new QLabel;
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    label->setAccessibleName(name);
    return label;
}

} // namespace

SentPane::SentPane(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(tr("On Kaggle"))), m_more(new QPushButton), m_head(new QHBoxLayout), m_lines(new QVBoxLayout)
{
    fonts::assign(m_title, fonts::SmallMedium);
    m_title->setForegroundRole(QPalette::PlaceholderText);
    m_head->addWidget(m_title, 1);
    m_head->setSpacing(8);
    m_lines->setSpacing(4);
    m_more->setFlat(true);
    connect(m_more, &QAbstractButton::clicked, this, [this] {
        m_all = !m_all;
        rebuild();
    });
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_more);
    foot->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(m_head);
    column->addLayout(m_lines);
    column->addLayout(foot);
    hide();
}

void SentPane::setSubmitAction(QAction *action)
{
    m_head->addWidget(new ActionButton(action, this));
}

void SentPane::show(const JobDetails &details)
{
    QStringList codes;
    if (!details.submissions.isEmpty()) {
        for (const ShownFinding &finding : submissionVerdict(details).findings)
            codes << finding.finding.code;
    }
    nlohmann::json now{toStd(details.job.id), toStd(codes.join(u' '))};
    for (const Submission &submission : details.submissions)
        now.push_back(submission.toJson());
    setVisible(!details.kaggle.is_null() || !details.submissions.isEmpty());
    if (now == m_shown)
        return; // what is selected stays selected
    m_all = m_all && m_shown.is_array() && m_shown[0] == now[0];
    m_shown = std::move(now);
    m_codes = codes;
    m_submissions = details.submissions;
    std::ranges::reverse(m_submissions);
    rebuild();
}

void SentPane::rebuild()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const qsizetype shown = m_all ? m_submissions.size() : std::min(m_submissions.size(), fewLines);
    for (const Submission &submission : m_submissions.first(shown))
        addLine(submission);
    m_more->setVisible(m_submissions.size() > fewLines);
    m_more->setText(m_all ? tr("Show the newest only") : tr("Show all %n submission(s)", nullptr, int(m_submissions.size())));
    m_title->setText(m_submissions.isEmpty() ? tr("Nothing of this job was sent to Kaggle yet.") : tr("Sent to Kaggle"));
}

void SentPane::addLine(const Submission &submission)
{
    const QString when = QLocale().toString(submission.ordered.toLocalTime(), QLocale::ShortFormat);
    const QString name = tr("Submission %1").arg(submission.no);
    QLabel *line = makeText(name);
    line->setTextFormat(Qt::PlainText);
    line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    //: A submission: %1 is a date with time, %2 the number of an attempt, %3 a sentence
    line->setText(tr("%1, attempt %2: %3").arg(when).arg(submission.attempt).arg(sentenceOf(submission)));
    m_lines->addWidget(line);
    if (submission.state != Submission::State::Failed)
        return;
    if (!submission.error.isEmpty() && !submission.sentence.contains(submission.error)) {
        QLabel *words = makeText(tr("Kaggle's words about submission %1").arg(submission.no));
        words->setTextFormat(Qt::PlainText);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->setText(tr("Kaggle says: \"%1\"").arg(submission.error));
        m_lines->addWidget(words);
    }
    if (submission.findings.isEmpty())
        return;
    QStringList parts;
    bool links = false;
    for (const QString &code : submission.findings) {
        const bool known = m_codes.contains(code);
        parts << (known ? u"<a href=\"%1\">%1</a>"_s.arg(code.toHtmlEscaped()) : code.toHtmlEscaped());
        links = links || known;
    }
    QLabel *checks = makeText(tr("Checks for submission %1").arg(submission.no));
    checks->setTextFormat(Qt::RichText);
    checks->setTextInteractionFlags(links ? Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard : Qt::TextSelectableByMouse);
    checks->setText(tr("Our checks for this: %1").arg(parts.join(u", "_s)));
    connect(checks, &QLabel::linkActivated, this, &SentPane::findingRequested);
    m_lines->addWidget(checks);
}

bool SentPane::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    keepWrappedHeight(this, event);
    return done;
}

} // namespace solver
