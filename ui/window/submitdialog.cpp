// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/submitdialog.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/scoretext.h"
#include "widgets/background.h"
#include "widgets/card.h"
#include "widgets/weblink.h"
#include "widgets/wrappedheight.h"

#include <QAction>
#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestMessage = 400; ///< characters; the submission's mark needs the rest of Kaggle's field

QLabel *makeValue()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString scoreOf(const Job &job)
{
    if (!job.score.mean)
        return SubmitDialog::tr("%1, no sealed score").arg(word(job.origin));
    const QString mean = scoreText(*job.score.mean);
    if (job.score.selfReported)
        //: %1 is an origin: candidate; %2 a metric, %3 a number
        return SubmitDialog::tr("%1, self-reported %2 %3").arg(word(job.origin), job.metric, mean);
    return SubmitDialog::tr("%1, sealed %2 %3 ± %4")
        .arg(word(job.origin), job.metric, mean, scoreText(job.score.standardError, scoreDecimals(*job.score.mean)));
}

/// Kaggle counts by days of UTC.
QString untilNextDay(const QDateTime &now)
{
    const qint64 minutes = (now.secsTo(QDateTime(now.date().addDays(1), QTime(0, 0), Qt::UTC)) + 59) / 60;
    return minutes < 60 ? SubmitDialog::tr("%1 min").arg(minutes) : SubmitDialog::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace

SubmitDialog::SubmitDialog(const Job &job, const Calls &calls, QWidget *parent)
    : QDialog(parent), m_job(job), m_calls(calls), m_file(makeValue()), m_score(makeValue()), m_room(makeValue()), m_message(new QLineEdit),
      m_card(new Card(Card::Info)), m_openPage(new QAction(icon(u"open-external"_s), tr("Open Kaggle"), this)), m_submit(new QPushButton(icon(u"submit"_s), tr("Submit")))
{
    setWindowTitle(tr("Submit to Kaggle"));
    auto *title = new QLabel(job.title.isEmpty() ? job.slug : job.title);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    fonts::assign(title, fonts::PageTitle);
    m_file->setText(QDir::toNativeSeparators(job.path));
    m_score->setText(scoreOf(job));
    m_message->setMaxLength(longestMessage);
    m_message->setEnabled(false);
    m_message->setAccessibleName(tr("Message"));
    m_submit->setProperty("primary", true);
    m_submit->setEnabled(false);
    m_submit->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_submit);
    buttons->addWidget(cancel);
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(12);
    form->addRow(tr("File"), m_file);
    form->addRow(tr("Score"), m_score);
    form->addRow(tr("Submissions"), m_room);
    form->addRow(tr("Message"), m_message);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    column->addWidget(title);
    column->addLayout(form);
    column->addWidget(m_card);
    column->addStretch();
    column->addLayout(buttons);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QAbstractButton::clicked, this, &SubmitDialog::submit);
    connect(m_openPage, &QAction::triggered, this, [this] { openWebPage(m_page); });
    resize(fonts::scaled(560), sizeHint().height());
    load();
}

SubmitDialog::~SubmitDialog()
{
    m_stop.request_stop();
}

bool SubmitDialog::event(QEvent *event)
{
    const bool done = QDialog::event(event);
    keepWrappedHeight(this, event);
    return done;
}

void SubmitDialog::load()
{
    m_room->setText(tr("Asks Kaggle …"));
    m_card->hide();
    inBackground(this, [prospect = m_calls.prospect, stop = m_stop.get_token()] { return prospect(stop); },
                 [this](const Result<SubmissionDesk::Prospect> &prospect) {
                     if (prospect)
                         display(*prospect);
                     else
                         showError(prospect.error());
                 });
}

void SubmitDialog::display(const SubmissionDesk::Prospect &prospect)
{
    m_file->setText(QDir::toNativeSeparators(prospect.file));
    m_room->setText(roomText(prospect));
    m_message->setText(prospect.message);
    // All zero: the account has no team there yet, so nothing is used up.
    const bool room = !prospect.limits || prospect.limits->allowedNow > 0 || (prospect.limits->today == 0 && prospect.limits->total == 0);
    m_message->setEnabled(room);
    m_submit->setEnabled(room);
    if (room) {
        m_message->setFocus(Qt::OtherFocusReason);
        m_message->selectAll();
        return;
    }
    m_card->setKind(Card::Warning);
    m_card->setTitle(prospect.limits->limitedByTotal ? tr("All submissions to this competition are used up.") : tr("Today's submissions are used up."));
    m_card->setText(prospect.limits->limitedByTotal ? tr("This competition counts them over its whole life.")
                                                    : tr("New ones come at 00:00 UTC, in %1.").arg(untilNextDay(m_calls.now())));
    m_card->show();
}

QString SubmitDialog::roomText(const SubmissionDesk::Prospect &prospect) const
{
    if (!prospect.limits)
        return tr("not known");
    const bool noTeam = prospect.limits->allowedNow == 0 && prospect.limits->today == 0 && prospect.limits->total == 0;
    const int left = noTeam ? prospect.dailyLimit : prospect.limits->allowedNow;
    if (prospect.limits->limitedByTotal)
        return tr("%n submission(s) left in all", nullptr, left);
    if (prospect.dailyLimit > 0)
        return tr("%1 of %n submission(s) left today", nullptr, prospect.dailyLimit).arg(left);
    return noTeam ? tr("not known") : tr("%n submission(s) left today", nullptr, left);
}

void SubmitDialog::showError(const Error &error)
{
    m_room->setText(tr("not known"));
    m_card->setKind(Card::Failure);
    m_card->setTitle(error.message);
    m_card->setText(error.nextStep);
    m_page = error.actionUrl;
    m_openPage->setToolTip(tr("Opens %1 in the browser").arg(m_page.toDisplayString()));
    m_card->setActions(isWebPage(m_page) ? QList{m_openPage} : QList<QAction *>());
    m_card->show();
}

void SubmitDialog::submit()
{
    m_submit->setEnabled(false); // a second press would send it twice
    m_message->setEnabled(false);
    inBackground(this, [submit = m_calls.submit, message = m_message->text().trimmed()] { return submit(message); }, [this](const Result<> &ordered) {
        if (!ordered) {
            showError(ordered.error());
            return;
        }
        Q_EMIT sent();
        accept();
    });
}

} // namespace solver
