// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"
#include "pages/competition/brieffacts.h"
#include "pages/competition/pagefiles.h"

#include <QUrl>
#include <QWidget>

#include <stop_token>

class QLabel;
class QPushButton;
class QSplitter;
class QStandardItemModel;
class QTabBar;
class QTableView;

namespace solver {

class FactList;
class PageText;

/// What a competition is about: its pages as text at the left; at the right what Kaggle says, and the brief with where each of
/// its fields was found. It takes the details of a job each time they change, and reads files only when they are others.
class CompetitionPage final : public QWidget
{
    Q_OBJECT

public:
    explicit CompetitionPage(QWidget *parent = nullptr);
    ~CompetitionPage() override;

    void show(const JobDetails &details);
    using QWidget::show;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeText();
    QWidget *makeSide();
    void readFiles(const QString &pages, const QString &dataFolder);
    void showPages(const QList<PageFile> &pages);
    void showPage();
    void showFacts(const JobDetails &details);
    void tellLink(const QUrl &url);
    void fitColumns();

    QString m_job;
    QString m_read;       ///< folders whose files are shown or being read
    QList<PageFile> m_files;
    QList<Fact> m_shownFacts;
    QList<BriefField> m_shownFields;
    QUrl m_address;       ///< of the competition; empty for a folder
    QUrl m_link;          ///< that was chosen in a page
    int m_request = 0;
    std::stop_source m_stop;

    QSplitter *m_halves;
    QTabBar *m_names;
    PageText *m_text;
    QLabel *m_message;
    QWidget *m_linkBar;
    QLabel *m_linkTarget;
    QPushButton *m_openLink, *m_openKaggle;
    QLabel *m_factsTitle, *m_noBrief;
    FactList *m_facts;
    QStandardItemModel *m_brief;
    QTableView *m_table;
};

} // namespace solver
