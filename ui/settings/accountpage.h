// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kaggle/accountdesk.h"

#include <QWidget>

#include <chrono>
#include <functional>
#include <stop_token>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;

namespace solver {

class Card;

/// What the page does with the account (kaggle::AccountDesk). Every function blocks; the page runs them in threads.
struct AccountCalls {
    std::function<kaggle::AccountDesk::State()> look{};
    std::function<Result<QString>(const QByteArray &pasted, std::stop_token stop)> test{}, keep{};
    std::function<Result<QString>(int index, std::stop_token stop)> useOffered{};
    std::function<Result<>()> forget{};
};

/// The Kaggle page of the settings: which account is in use, a field to paste another one, and what Kaggle's own tools left on
/// this computer. What is pasted is hidden, stays in the field until it is kept, and goes nowhere but to the calls.
class AccountPage final : public QWidget
{
    Q_OBJECT

public:
    /// \param patience how long Kaggle may take to answer
    explicit AccountPage(const AccountCalls &calls, std::chrono::milliseconds patience = std::chrono::seconds(10), QWidget *parent = nullptr);
    ~AccountPage() override;

Q_SIGNALS:
    void accountChanged(); ///< another one is in use, or none any more

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    using Call = std::function<Result<QString>(std::stop_token)>;

    void makeField(QBoxLayout *column);
    void look();
    void display(const kaggle::AccountDesk::State &state);
    void showInForce();
    void showOffered();
    void ask(const Call &call, bool changes);
    void stop();
    void settle(int kind, const QString &sentence, const QString &nextStep = {});
    void updateButtons();
    QByteArray pasted() const;

    const AccountCalls m_calls;
    kaggle::AccountDesk::State m_state;
    std::stop_source m_stop;
    int m_request = 0; ///< the call whose answer is awaited
    bool m_busy = false;

    Card *m_inForce, *m_warnings, *m_outcome;
    QLineEdit *m_field;
    QPushButton *m_test, *m_keep;
    QAction *m_forget, *m_halt;
    QBoxLayout *m_offered;
    QBoxLayout *m_line; ///< the field, and its buttons beside or below it
    QList<QPushButton *> m_useButtons;
    QTimer *m_patience;
};

} // namespace solver
