// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/submissiondesk.h"

#include <QDialog>

#include <functional>
#include <stop_token>

class QLabel;
class QLineEdit;
class QPushButton;

namespace solver {

class Card;

/// Asks once before a job's file goes to Kaggle: which file, its sealed score, how many may still be sent today, and a message.
class SubmitDialog final : public QDialog
{
    Q_OBJECT

public:
    /// What the dialog does with the core. The first two block and run in threads.
    struct Calls {
        std::function<Result<SubmissionDesk::Prospect>(std::stop_token stop)> prospect{};
        std::function<Result<>(const QString &message)> submit{};
        std::function<QDateTime()> now{}; ///< in UTC
    };

    SubmitDialog(const Job &job, const Calls &calls, QWidget *parent = nullptr);
    ~SubmitDialog() override;

Q_SIGNALS:
    void sent(); ///< the order is given; the job's page tells the rest

protected:
    bool event(QEvent *event) override;

private:
    void load();
    void display(const SubmissionDesk::Prospect &prospect);
    void showError(const Error &error);
    QString roomText(const SubmissionDesk::Prospect &prospect) const;
    void submit();

    const Job m_job;
    const Calls m_calls;
    std::stop_source m_stop;
    QLabel *m_file, *m_score, *m_room;
    QLineEdit *m_message;
    Card *m_card;
    QAction *m_openPage;
    QUrl m_page;
    QPushButton *m_submit;
};

} // namespace solver
