// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/submission/figurespane.h"
#include "pages/submission/findingplaces.h"
#include "pages/submission/verdict.h"

#include <QWidget>

#include <stop_token>

class QAction;
class QLabel;
class QListView;
class QScrollArea;
class QSplitter;

namespace solver {

class Card;
class CsvPane;
class FindingModel;
class SentPane;

/// A job's submission: verdict, findings, the file as a table, and its predictions against the training target. It takes
/// the details of a job each time they change, and reads files only when they are others.
class SubmissionPage final : public QWidget
{
    Q_OBJECT

public:
    explicit SubmissionPage(QWidget *parent = nullptr);
    ~SubmissionPage() override;

    /// The same file again keeps place, choice and what was found.
    void show(const JobDetails &details);
    using QWidget::show;
    /// Any other CSV file in the same table, without a verdict; until show().
    void openFile(const QString &path);

    const SubmissionVerdict &verdict() const { return m_verdict; }
    const FindingPlaces &places() const { return m_places; }
    void goToFinding(int row);
    /// The first one with this code.
    void goToFinding(const QString &code);
    void setSubmitAction(QAction *action);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

Q_SIGNALS:
    void saveAsRequested();
    void openFolderRequested();
    void placesReady(); ///< the cells of the findings are known

private:
    static QWidget *makeSeparator();
    QWidget *makeFindings();
    QWidget *makeSide();
    void makeChipMenu();
    void showVerdict();
    void showFindings();
    void fitRest();
    void showChip();
    void figuresReady();
    void readPlaces();
    void takePlaces(const Result<FindingPlaces> &places);
    void goToNextPlace();
    void step(int by);
    void arrange(bool isSubmission);
    void fitSide();

    JobDetails m_details;
    SubmissionVerdict m_verdict;
    bool m_isSubmission = true; ///< else any other file is shown
    FindingPlaces m_places;
    bool m_placesKnown = false;
    int m_wantedFinding = -1; ///< to be gone to when the places are known
    qsizetype m_place = 0;    ///< of the chosen finding's places
    int m_request = 0;
    std::stop_source m_stop;

    QAction *m_previous, *m_next;
    Card *m_card;
    SentPane *m_sent;
    QSplitter *m_parts;
    FindingModel *m_model;
    QListView *m_list;
    QLabel *m_count, *m_rest;
    QWidget *m_findings;
    CsvPane *m_pane;
    QWidget *m_side;
    FiguresPane *m_figures;
};

} // namespace solver
