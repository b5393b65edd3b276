// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/submissionpage.h"

#include "delegates/roles.h"
#include "models/jobmodel.h"
#include "pages/submission/csvpane.h"
#include "pages/submission/sentpane.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/background.h"
#include "widgets/card.h"
#include "widgets/filechip.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QScrollArea>
#include <QSplitter>
#include <QStyle>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

SubmissionPage::SubmissionPage(QWidget *parent)
    : QWidget(parent), m_previous(new QAction(icon(u"arrow-up"_s), tr("Previous"), this)),
      m_next(new QAction(icon(u"arrow-down"_s), tr("Next finding"), this)), m_card(new Card(Card::Plain, this)), m_sent(new SentPane),
      m_parts(new QSplitter(Qt::Horizontal, this)), m_model(new FindingModel(this)), m_list(new QListView), m_count(new QLabel),
      m_rest(new QLabel), m_findings(makeFindings()), m_pane(new CsvPane(this)), m_side(nullptr), m_figures(new FiguresPane)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_previous->setShortcut(QKeySequence(u"Shift+F8"_s));
    m_next->setShortcut(QKeySequence(u"F8"_s));
    for (QAction *action : {m_previous, m_next}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setToolTip(tr("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)));
        addAction(action);
    }
    connect(m_previous, &QAction::triggered, this, [this] { step(-1); });
    connect(m_next, &QAction::triggered, this, [this] { step(1); });
    m_card->setActionsBeside(true);
    m_card->setActions({m_previous, m_next});

    m_side = makeSide();
    m_parts->addWidget(m_findings);
    m_parts->addWidget(m_pane);
    m_parts->addWidget(m_side);
    m_parts->setChildrenCollapsible(false);
    m_parts->setStretchFactor(0, 3);
    m_parts->setStretchFactor(1, 6);
    m_parts->setStretchFactor(2, 4);
    m_parts->setSizes({230, 470, 300});
    m_parts->setObjectName(u"submission"_s);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(12, 12, 12, 12);
    top->setSpacing(8);
    top->addWidget(m_card);
    top->addWidget(m_sent);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(makeSeparator());
    layout->addWidget(m_parts, 1);

    connect(m_sent, &SentPane::findingRequested, this, qOverload<const QString &>(&SubmissionPage::goToFinding));
    connect(m_figures, &FiguresPane::ready, this, &SubmissionPage::figuresReady);
    connect(m_pane, &CsvPane::opened, this, [this] {
        m_pane->view()->setMarks(m_isSubmission ? m_places.marks(m_model->findings()) : QList<CellMark>());
        goToFinding(m_wantedFinding);
    });
    connect(m_pane->view(), &CsvView::currentChanged, this, [this] {
        if (m_isSubmission)
            m_figures->setColumn(m_pane->view()->columnName(m_pane->view()->currentColumn()));
    });
    connect(m_pane->view(), &CsvView::reopened, this, [this] {
        if (!m_isSubmission)
            return;
        readPlaces();
        m_figures->setFiles({m_verdict.path, m_verdict.previous, m_details.contractFolder, m_details.dataFolder}, true);
    });
}

SubmissionPage::~SubmissionPage()
{
    m_stop.request_stop();
}

void SubmissionPage::show(const JobDetails &details)
{
    SubmissionVerdict verdict = submissionVerdict(details);
    const bool isSame = m_isSubmission && m_details.job.id == details.job.id && verdict == m_verdict;
    m_details = details;
    arrange(true);
    m_sent->show(details);
    if (isSame && !m_verdict.path.isEmpty()) {
        m_figures->setFiles({m_verdict.path, m_verdict.previous, details.contractFolder, details.dataFolder});
        return;
    }
    const bool otherFile = verdict.path != m_verdict.path || verdict.original != m_verdict.original;
    m_verdict = std::move(verdict);
    m_placesKnown = false;
    if (otherFile)
        m_wantedFinding = -1;
    m_figures->setFiles({m_verdict.path, m_verdict.previous, details.contractFolder, details.dataFolder}, true);
    showVerdict();
    showFindings();
    m_pane->open(m_verdict.path);
    m_pane->view()->source().refresh(); // the same name may stand for another file
    if (m_verdict.path.isEmpty())
        m_pane->setNotice(tr("The table of the submission will be here."));
    showChip();
    readPlaces();
}

void SubmissionPage::openFile(const QString &path)
{
    m_stop.request_stop();
    ++m_request;
    m_verdict = {};
    m_model->setFindings({});
    arrange(false);
    m_pane->open(path);
}

void SubmissionPage::arrange(bool isSubmission)
{
    m_isSubmission = isSubmission;
    m_card->setVisible(isSubmission);
    if (!isSubmission)
        m_sent->hide();
    m_side->setVisible(isSubmission);
    m_findings->setVisible(isSubmission && m_verdict.state != SubmissionVerdict::State::None);
}

void SubmissionPage::showVerdict()
{
    using State = SubmissionVerdict::State;
    switch (m_verdict.state) {
    case State::None:
        m_card->setKind(Card::Plain);
        m_card->setIcon(u"status-pending"_s);
        break;
    case State::Constant:
    case State::Valid:
        m_card->setKind(Card::Good);
        m_card->setIcon(m_verdict.findings.isEmpty() ? u"status-completed"_s : u"status-completed-warnings"_s);
        break;
    case State::Repaired:
        m_card->setKind(Card::Warning);
        m_card->setIcon(u"status-completed-warnings"_s);
        break;
    case State::Invalid:
        m_card->setKind(Card::Failure);
        m_card->setIcon(u"status-failed"_s);
        break;
    }
    m_card->setTitle(m_verdict.title());
    const Figures &figures = m_figures->figures();
    m_card->setText(m_verdict.text(figures.rows > 0 ? std::optional(figures.rows) : std::nullopt));
    m_findings->setVisible(m_verdict.state != State::None);
    for (QAction *action : {m_previous, m_next}) {
        action->setVisible(!m_verdict.findings.isEmpty());
        action->setEnabled(!m_verdict.findings.isEmpty());
    }
}

/// A splitter does not ask a wrapped text for its height.
void SubmissionPage::fitRest()
{
    m_rest->setMinimumHeight(m_rest->heightForWidth(m_findings->minimumWidth()));
}

void SubmissionPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        QMetaObject::invokeMethod(this, &SubmissionPage::fitRest, Qt::QueuedConnection); // the parts get their fonts after this one
}

void SubmissionPage::showFindings()
{
    const QString chosen = m_list->currentIndex().data(Qt::AccessibleTextRole).toString();
    m_model->setFindings(m_verdict.findings);
    m_count->setText(QLocale().toString(m_model->rowCount()));
    m_list->setVisible(m_model->rowCount() > 0);
    m_rest->setText(m_model->rowCount() > 0 ? tr("No other check found anything.")
                    : m_verdict.state == SubmissionVerdict::State::Invalid ? m_verdict.reason : tr("No check found anything."));
    m_rest->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    fitRest();
    static_cast<QBoxLayout *>(m_findings->layout())->setStretchFactor(m_rest, m_model->rowCount() > 0 ? 0 : 1);
    for (int row = 0; row < m_model->rowCount() && !chosen.isEmpty() && !m_list->currentIndex().isValid(); ++row) {
        if (m_model->index(row).data(Qt::AccessibleTextRole).toString() == chosen)
            m_list->setCurrentIndex(m_model->index(row));
    }
}

void SubmissionPage::showChip()
{
    FileChip *chip = m_figures->chip();
    const bool valid = m_verdict.isValid();
    for (QAction *action : chip->actions())
        action->setEnabled(valid);
    if (!valid) {
        chip->setUnavailable(m_verdict.state == SubmissionVerdict::State::Invalid
                                 ? tr("An invalid file is not handed out.") : m_verdict.reason);
        return;
    }
    const QString name = tr("%1-submission.csv").arg(m_details.job.slug);
    const Figures &figures = m_figures->figures();
    const QString rows = tr("%Ln row(s)", nullptr, int(std::min<qint64>(figures.rows, std::numeric_limits<int>::max())));
    chip->setFile(m_details.job.path, name,
                  figures.bytes > 0 ? tr("%1, %2. Drag out, or Ctrl+C").arg(QLocale().formattedDataSize(figures.bytes, 1), rows)
                                    : tr("Drag out, or Ctrl+C"));
}

/// Wide enough for its figures, as far as it leaves the table room; else it scrolls.
void SubmissionPage::fitSide()
{
    const int wanted = m_figures->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    m_side->setMinimumWidth(std::min(wanted, width() * 2 / 5));
}

void SubmissionPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fitSide();
}

void SubmissionPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitSide();
}

void SubmissionPage::figuresReady()
{
    fitSide();
    showVerdict();
    showChip();
}

void SubmissionPage::readPlaces()
{
    m_stop.request_stop();
    m_stop = {};
    const int request = ++m_request;
    m_places = {};
    m_placesKnown = false;
    m_pane->view()->setMarks({});
    if (m_verdict.findings.isEmpty() || m_verdict.path.isEmpty())
        return;
    const auto work = [shown = m_verdict.path, original = m_verdict.original, contract = m_details.contractFolder,
                       data = m_details.dataFolder, findings = m_verdict.findings, stop = m_stop.get_token()] {
        return submissionPlaces(shown, original, contract, data, findings, stop);
    };
    inBackground(this, work, [this, request](const Result<FindingPlaces> &places) {
        if (request == m_request)
            takePlaces(places);
    });
}

void SubmissionPage::takePlaces(const Result<FindingPlaces> &places)
{
    m_places = places.value_or(FindingPlaces{});
    m_placesKnown = true;
    if (m_pane->isOpen())
        m_pane->view()->setMarks(m_places.marks(m_model->findings()));
    Q_EMIT placesReady();
    goToFinding(m_wantedFinding);
}

void SubmissionPage::goToFinding(int row)
{
    m_wantedFinding = row;
    if (row < 0 || row >= m_model->rowCount())
        return;
    if (m_list->currentIndex().row() != row) {
        m_list->setCurrentIndex(m_model->index(row)); // comes back here
        return;
    }
    m_place = 0;
    if (!m_placesKnown || !m_pane->isOpen())
        return;
    m_wantedFinding = -1;
    const QList<FindingPlace> places = m_places.places.value(row);
    if (!places.isEmpty())
        m_pane->view()->goTo(places.first().row, std::max(0, places.first().column));
}

void SubmissionPage::goToFinding(const QString &code)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->index(row).data(CodeRole).toString() != code)
            continue;
        m_list->setFocus(Qt::OtherFocusReason);
        goToFinding(row);
        return;
    }
}

void SubmissionPage::setSubmitAction(QAction *action)
{
    m_sent->setSubmitAction(action);
}

void SubmissionPage::goToNextPlace()
{
    const QList<FindingPlace> places = m_places.places.value(m_list->currentIndex().row());
    if (places.isEmpty())
        return;
    m_place = (m_place + 1) % places.size();
    m_pane->view()->goTo(places[m_place].row, std::max(0, places[m_place].column));
}

void SubmissionPage::step(int by)
{
    const int row = m_list->currentIndex().row(); // -1: none is chosen
    const int to = row < 0 ? (by > 0 ? 0 : m_model->rowCount() - 1) : std::clamp(row + by, 0, m_model->rowCount() - 1);
    goToFinding(to);
}

} // namespace solver
