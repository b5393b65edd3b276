// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settingrow.h"

#include <QDialog>
#include <QHash>
#include <QThreadPool>

#include <stop_token>
#include <vector>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace solver {

class PageList;
class SettingField;

/// All settings in one searchable dialog: pages at the left, their rows at the right, a change is kept at once. The rows come
/// as a table; the dialog knows none of them. Files are read and written in threads.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// \param settings  as of the start; what was written since then is read when the dialog is shown
    SettingsDialog(const QList<SettingsPage> &pages, const Settings &settings, QWidget *parent = nullptr);
    ~SettingsDialog() override;

    /// Shows the dialog, beside the window and ready to search.
    void present();
    void showPage(int page);
    void showPage(const QString &title);
    void search(const QString &text);

protected:
    bool event(QEvent *event) override;
    void done(int result) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Row {
        QWidget *widget;
        QBoxLayout *layout; ///< of label and field: side by side, or one above the other
        QWidget *label;
        SettingField *field;
    };
    struct Section { ///< a page, as it stands in the scroll area
        QString title;
        QWidget *widget;
        QLabel *sentence;
        std::vector<Row> rows;
        QWidget *content; ///< null: rows alone
        QString words;    ///< in lower case: what a search finds the content by
    };

    void addPage(const SettingsPage &page);
    QWidget *makeSide();
    QWidget *makeFoot();
    void select();
    void restoreDefaults();
    void updateRestore();
    void fit();
    void orderTabs();
    void readFile();
    void showValues(bool alsoWritten);
    void countFolders();
    void change(SettingField *field, const QVariant &value);
    void write();
    void tell(const QString &sentence);
    std::vector<SettingField *> fields() const;

    Settings m_settings;
    std::vector<Section> m_sections;
    QLineEdit *m_search;
    PageList *m_pages;
    QScrollArea *m_scroll;
    QLabel *m_nothing; ///< no row fits the search
    QPushButton *m_restore;
    QLabel *m_state;
    QPushButton *m_close;
    QHash<SettingField *, QVariant> m_toWrite;
    bool m_writing = false;
    bool m_restartWanted = false;
    std::stop_source m_stop;
    QThreadPool m_writer; ///< of one thread; its end waits for the last write
};

} // namespace solver
