// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace solver {

/// A line to find text in a view. The caller searches; it says what it found.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    QString text() const;
    /// Shows itself with all of its text selected, ready for another one.
    void begin();
    /// \param hit   the current one from 0; -1: none
    void setCount(int hit, int hits);

Q_SIGNALS:
    void textChanged(const QString &text);
    void nextRequested(bool forward);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fitWidths();

    QLineEdit *m_field;
    QLabel *m_count;
};

} // namespace solver
