// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QPointer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace solver {

/// A message on a page: what happened, what happens by itself, what to do now.
class Card final : public QWidget
{
    Q_OBJECT

public:
    enum Kind { Plain, Info, Good, Warning, Failure };

    explicit Card(Kind kind, QWidget *parent = nullptr);

    void setKind(Kind kind);
    /// Name of an icon in place of the kind's own; Plain has none of its own. \param size 20 or 32
    void setIcon(const QString &name, int size = 20);
    void setTitle(const QString &title);
    /// Wraps; plain text.
    void setText(const QString &text);
    /// Folded away under "Details", until a person unfolds it; empty: none.
    void setDetail(const QString &detail);
    /// Buttons, in this order; the same ones again stay as they are, with the focus. \param primary whether the first one is the page's filled button
    void setActions(const QList<QAction *> &actions, bool primary = false);
    /// Buttons at the right instead of below.
    void setActionsBeside(bool beside);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void arrange();
    void fold(bool folded);

    Kind m_kind;
    QString m_iconName;
    int m_iconSize = 20;
    bool m_beside = false;
    QLabel *m_title, *m_text, *m_detail;
    QList<QPointer<QAction>> m_actions;
    bool m_primary = false;
    QToolButton *m_fold;
    QBoxLayout *m_outer, *m_lines, *m_buttons;
};

} // namespace solver
