// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include <functional>

class QMimeData;

namespace solver {

/// A finished file as a thing: drag it, copy it with Ctrl+C, open its menu (the widget's actions). clicked() is for the
/// caller. While there is no valid file it is grey and says why.
class FileChip final : public QAbstractButton
{
    Q_OBJECT

public:
    enum Form { Compact, Large }; ///< in the head of a job; dashed, on the Submission tab

    explicit FileChip(Form form = Compact, QWidget *parent = nullptr);

    /// \param path       where the file is
    /// \param shownName  what it is called for people, and for programs it is dropped on
    /// \param detail     size, rows
    void setFile(const QString &path, const QString &shownName, const QString &detail);
    /// \param reason  one sentence, as tool tip and for screen readers
    void setUnavailable(const QString &reason);
    bool isAvailable() const { return !m_path.isEmpty(); }
    /// Asked when the file is dragged or copied: gives the path of a file that has the shown name. Without it,
    /// setFile's path is given. Nothing is handed out when the answer is empty.
    void setSource(std::function<QString()> source) { m_source = std::move(source); }
    /// What a drag or Ctrl+C hands out: text/uri-list and text/plain; null when there is nothing. The caller owns it.
    QMimeData *mimeData() const;
    void copyToClipboard() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void drag();
    QPixmap dragPicture() const;
    void paintCompact(QPainter &painter, QRect inside) const;
    void paintLarge(QPainter &painter, QRect inside) const;

    Form m_form;
    QString m_path, m_name, m_detail;
    std::function<QString()> m_source;
    QPoint m_pressed;
};

} // namespace solver
