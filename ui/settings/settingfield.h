// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settingrow.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace solver {

/// The right side of a setting's row: its control, default and range beside it, its sentence below.
class SettingField final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingField(const SettingRow &row, QWidget *parent = nullptr);

    const SettingRow &row() const { return m_row; }
    /// What takes the focus: the label's buddy.
    QWidget *control() const { return m_control; }
    QWidget *resetButton() const;
    QVariant value() const { return m_value; }
    /// Shows a value without telling.
    void setValue(const QVariant &value);
    /// Not to be changed here, and why; empty: it can be.
    void setLocked(const QString &reason);
    /// Size of the folder; negative while it is not known.
    void setBytes(qint64 bytes);
    /// Puts default and range below the control, for a page that is too narrow for both.
    void setNarrow(bool narrow);
    bool canReset() const;
    void reset();
    /// Whether every one of \a words, in lower case, is in what the row says.
    bool matches(const QStringList &words, const QString &pageTitle) const;

Q_SIGNALS:
    /// A person changed it.
    void changed(const QVariant &value);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeNumber();
    QWidget *makeChoice();
    QWidget *makeText();
    QWidget *makeFolder();
    void take(const QVariant &value);
    void display(const QVariant &value);
    QString shown(const QVariant &value) const;
    QString rangeText() const;
    void fit();
    void refresh();

    const SettingRow m_row;
    QVariant m_value;
    QString m_locked;
    qint64 m_bytes = -1;
    QWidget *m_control = nullptr;
    QBoxLayout *m_line;   ///< the control and what stands beside it
    QBoxLayout *m_column; ///< that, and what stands below
    bool m_narrow = false;
    QLabel *m_hint;   ///< range and default, why it is locked, size of a folder
    QLabel *m_sentence;
    QPushButton *m_reset;
};

} // namespace solver
