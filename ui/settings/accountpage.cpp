// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/accountpage.h"

#include "kaggle/failure.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "widgets/background.h"
#include "widgets/card.h"
#include "widgets/weblink.h"
#include "widgets/wrappedheight.h"

#include <QAction>
#include <QBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShowEvent>
#include <QTimer>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int narrow = 420; ///< pixels of the design

} // namespace

AccountPage::AccountPage(const AccountCalls &calls, std::chrono::milliseconds patience, QWidget *parent)
    : QWidget(parent), m_calls(calls), m_inForce(new Card(Card::Plain)), m_warnings(new Card(Card::Warning)), m_outcome(new Card(Card::Info)),
      m_field(new QLineEdit), m_test(new QPushButton(tr("Test"))), m_keep(new QPushButton(tr("Keep"))), m_forget(new QAction(tr("Forget"), this)),
      m_halt(new QAction(icon(u"stop"_s), tr("Stop"), this)), m_offered(new QVBoxLayout), m_line(new QBoxLayout(QBoxLayout::LeftToRight)), m_patience(new QTimer(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    column->addWidget(m_inForce);
    column->addLayout(m_offered);
    makeField(column);
    column->addWidget(m_outcome);
    column->addWidget(m_warnings);
    column->addStretch();
    m_outcome->hide();
    m_warnings->hide();
    m_inForce->setActionsBeside(true);
    m_outcome->setActionsBeside(true);
    m_inForce->setActions({m_forget});
    m_outcome->setActions({m_halt});
    m_forget->setToolTip(tr("Takes it out of use and out of the key store. Files and variables of Kaggle's own tools are left alone."));
    m_patience->setSingleShot(true);
    m_patience->setInterval(patience);

    connect(m_field, &QLineEdit::textChanged, this, &AccountPage::updateButtons);
    connect(m_field, &QLineEdit::returnPressed, m_test, &QAbstractButton::click);
    connect(m_test, &QAbstractButton::clicked, this, [this] {
        ask([test = m_calls.test, text = pasted()](std::stop_token stop) {
            return test(text, std::move(stop)).map([](const QString &name) { return tr("The account works: it is %1.").arg(name); });
        }, false);
    });
    connect(m_keep, &QAbstractButton::clicked, this, [this] {
        ask([keep = m_calls.keep, text = pasted()](std::stop_token stop) { return keep(text, std::move(stop)); }, true);
    });
    connect(m_forget, &QAction::triggered, this, [this] {
        ask([forget = m_calls.forget](const std::stop_token &) {
            return forget().map([] { return tr("The account is forgotten."); });
        }, true);
    });
    connect(m_halt, &QAction::triggered, this, [this] {
        stop();
        settle(Card::Info, tr("Stopped. Nothing was kept."));
    });
    connect(m_patience, &QTimer::timeout, this, [this] {
        stop();
        //: %n is a number of seconds
        settle(Card::Failure, tr("Kaggle did not answer within %n second(s).", nullptr, int(std::chrono::ceil<std::chrono::seconds>(m_patience->intervalAsDuration()).count())),
               tr("Check the connection and try again. Nothing was kept."));
    });
    display({});
}

AccountPage::~AccountPage()
{
    m_stop.request_stop();
}

void AccountPage::makeField(QBoxLayout *column)
{
    auto *label = new QLabel(tr("Token"));
    label->setBuddy(m_field);
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setAccessibleName(tr("Token"));
    m_field->setPlaceholderText(tr("Paste it here"));
    m_test->setToolTip(tr("One free call to Kaggle: with what stands in the field, or with the account in use"));
    m_keep->setToolTip(tr("Tests it, then uses it and puts it into the key store"));
    auto *field = new QHBoxLayout;
    field->setSpacing(8);
    field->addWidget(label);
    field->addWidget(m_field, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_test, m_keep}) {
        button->setAutoDefault(false); // Enter is for the field that has the focus
        buttons->addWidget(button);
    }
    buttons->addStretch();
    m_line->setSpacing(8);
    m_line->addLayout(field, 1);
    m_line->addLayout(buttons);
    auto *hint = new QLabel(tr("A token of Kaggle's settings page, or the whole content of kaggle.json. It is hidden here, and Kaggle alone gets it."));
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    fonts::assign(hint, fonts::Small);
    auto *web = new QPushButton(icon(u"open-external"_s), tr("Get a token"));
    web->setAutoDefault(false);
    web->setToolTip(tr("Opens %1 in the browser").arg(kaggle::tokenPage().toString()));
    connect(web, &QAbstractButton::clicked, this, [] { openWebPage(kaggle::tokenPage()); });
    auto *below = new QHBoxLayout;
    below->addWidget(web);
    below->addStretch();
    column->addLayout(m_line);
    column->addWidget(hint);
    column->addLayout(below);
}

QByteArray AccountPage::pasted() const
{
    return m_field->text().trimmed().toUtf8();
}

/// With little room the buttons go below the field.
void AccountPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_line->setDirection(width() < fonts::scaled(narrow) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

bool AccountPage::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    keepWrappedHeight(this, event);
    return done;
}

void AccountPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous())
        look();
}

/// Out of sight, nothing goes on, and nothing of a secret is left in the field.
void AccountPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (event->spontaneous())
        return;
    if (m_busy)
        stop();
    m_outcome->hide();
    m_field->setText({});
    updateButtons();
}

void AccountPage::look()
{
    inBackground(this, [look = m_calls.look] { return look(); }, [this](const kaggle::AccountDesk::State &state) { display(state); });
}

void AccountPage::display(const kaggle::AccountDesk::State &state)
{
    const bool same = m_state.offered == state.offered && m_useButtons.size() == state.offered.size();
    m_state = state;
    showInForce();
    if (!same) // else a button would lose the focus
        showOffered();
    QStringList warnings = state.warnings;
    if (!state.hasKeyStore)
        warnings << tr("This system has no key store, so what is pasted here lasts for this session. Set it in the environment, or give --token-file.");
    m_warnings->setText(warnings.join(u'\n'));
    m_warnings->setVisible(!warnings.isEmpty());
    updateButtons();
}

void AccountPage::showInForce()
{
    m_inForce->setKind(m_state.isSet ? Card::Good : Card::Plain);
    m_inForce->setIcon(u"account"_s);
    m_inForce->setTitle(!m_state.isSet               ? tr("No Kaggle account is set up.")
                        : m_state.userName.isEmpty() ? tr("A Kaggle account is in use; it was not tested yet.")
                                                     : tr("Kaggle account %1 is in use.").arg(m_state.userName));
    //: %1 is a place: the key store, the environment variable KAGGLE_API_TOKEN
    m_inForce->setText(m_state.isSet ? tr("It comes from %1.").arg(m_state.source) : tr("Folders and the demo need none."));
    m_forget->setVisible(m_state.isSet);
}

void AccountPage::showOffered()
{
    while (QLayoutItem *item = m_offered->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_useButtons.clear();
    // They stand above the field, so Tab comes to them first.
    QWidget *before = m_field->previousInFocusChain();
    while (before->focusPolicy() == Qt::NoFocus && before != m_field)
        before = before->previousInFocusChain();
    for (int index = 0; index < int(m_state.offered.size()); ++index) {
        const QString &place = m_state.offered[index];
        auto *widget = new QWidget;
        auto *row = new QHBoxLayout(widget);
        row->setContentsMargins(0, 0, 0, 0);
        auto *words = new QLabel(tr("A Kaggle account was found in %1.").arg(place));
        words->setTextFormat(Qt::PlainText);
        words->setWordWrap(true);
        auto *use = new QPushButton(tr("Use"));
        use->setAutoDefault(false);
        use->setAccessibleName(tr("Use the account of %1").arg(place));
        row->addWidget(words, 1);
        row->addWidget(use);
        m_offered->addWidget(widget);
        m_useButtons << use;
        connect(use, &QAbstractButton::clicked, this, [this, index] {
            ask([take = m_calls.useOffered, index](std::stop_token stop) { return take(index, std::move(stop)); }, true);
        });
        setTabOrder(before, use);
        before = use;
    }
    setTabOrder(before, m_field);
}

/// One call after the other. \param changes whether another account may be in use afterwards
void AccountPage::ask(const Call &call, bool changes)
{
    if (m_busy)
        return;
    m_busy = true;
    m_stop = {};
    settle(Card::Info, tr("Asks Kaggle …"));
    m_patience->start();
    inBackground(this, [call, stop = m_stop.get_token()] { return call(stop); }, [this, changes, request = ++m_request](const Result<QString> &answer) {
        look(); // also after a stop that came too late
        if (changes && answer)
            Q_EMIT accountChanged();
        if (request != m_request)
            return;
        m_busy = false;
        m_patience->stop();
        if (changes && answer)
            m_field->setText({});
        if (answer)
            settle(Card::Good, *answer);
        else
            settle(Card::Failure, answer.error().message, answer.error().nextStep);
    });
}

/// The answer to what was asked is not awaited any more.
void AccountPage::stop()
{
    m_stop.request_stop();
    m_patience->stop();
    ++m_request;
    m_busy = false;
}

void AccountPage::settle(int kind, const QString &sentence, const QString &nextStep)
{
    m_outcome->setKind(Card::Kind(kind));
    m_outcome->setTitle(sentence);
    m_outcome->setText(nextStep);
    m_outcome->show();
    updateButtons();
}

void AccountPage::updateButtons()
{
    const bool typed = !m_field->text().trimmed().isEmpty();
    m_test->setEnabled(!m_busy && (typed || m_state.isSet));
    m_keep->setEnabled(!m_busy && typed);
    m_forget->setEnabled(!m_busy);
    for (QPushButton *use : std::as_const(m_useButtons))
        use->setEnabled(!m_busy);
    m_halt->setVisible(m_busy);
}

} // namespace solver
