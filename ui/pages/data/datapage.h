// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobdetails.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QModelIndex;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace solver {

class ElidedLabel;
class FactList;
class FileModel;
class JobFilter;
class ProfileModel;

/// What the competition's data are: files, contract, and the profile of each column.
class DataPage final : public QWidget
{
    Q_OBJECT

public:
    explicit DataPage(QWidget *parent = nullptr);

    /// Again whenever the job changes. Contract and profile are read when stage prepare is over, and when it was done again.
    void show(const JobDetails &details);
    using QWidget::show;

Q_SIGNALS:
    void openFileRequested(const QString &path);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum Sheet { MessageSheet, OverviewSheet, ColumnsSheet };
    struct Read; ///< what a thread made of the two files

    QWidget *makeBar();
    QWidget *makeOverview();
    void makeColumns();
    void fitWidths();
    void read(const QString &key, const JobDetails &details);
    void showMessage(const QString &sentence);
    void showSheet();
    void openFile(const QModelIndex &index);

    QString m_job, m_key, m_dataFolder;
    quint64 m_reading = 0; ///< number of the last time
    bool m_loaded = false;
    FileModel *m_files;
    ProfileModel *m_profile;
    JobFilter *m_filter;
    QAction *m_overview, *m_columns, *m_open, *m_folder;
    QLineEdit *m_words;
    QLabel *m_count;
    QToolButton *m_openButton, *m_folderButton;
    QWidget *m_bar;
    QStackedWidget *m_sheets;
    QLabel *m_message;
    QSplitter *m_splitter;
    QTableView *m_fileTable, *m_columnTable;
    FactList *m_contract;
};

} // namespace solver
