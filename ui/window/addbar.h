// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/pastedtext.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;

namespace solver {

class PasteField;

/// The field for competitions, always in sight. While text is in it, it says what Enter will do; lines that are nothing stay
/// in it, marked, with the reason below.
class AddBar final : public QWidget
{
    Q_OBJECT

public:
    explicit AddBar(QWidget *parent = nullptr);

    QString preset() const;
    void setPreset(const QString &preset);
    /// Adds what \a text holds, as if it had been typed into an empty field and Enter pressed.
    void add(const QString &text);
    void takeFocus();
    /// Says below the field that \a sentence, with two buttons: look at what is there, or do it again. Goes with the next text.
    void offer(const QString &sentence, std::function<void()> open, std::function<void()> again);

    QSize sizeHint() const override;

Q_SIGNALS:
    void competitionsGiven(const QList<PastedText::Found> &competitions);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void read(bool addThem);
    void show(const PastedText &text, const QString &of);
    void keep(const QList<PastedText::Unknown> &unknown, QStringList before);
    void fit();
    void placeHint();
    void endOffer();

    PasteField *m_field;
    QLabel *m_hint;   ///< what Enter will do
    QLabel *m_reason; ///< why lines stay
    QComboBox *m_preset;
    QPushButton *m_add;
    QWidget *m_offer;
    QLabel *m_offerText;
    std::function<void()> m_openOffered, m_againOffered;
    QTimer m_pause; ///< typing is looked at when it rests
    quint64 m_asked = 0;
};

} // namespace solver
