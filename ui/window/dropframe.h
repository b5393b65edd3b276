// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QMimeData;

namespace solver {

/// Lies over the window while something is dragged in: a frame, and what will happen when it is dropped.
class DropFrame final : public QWidget
{
public:
    /// \param over  covered whole while the frame is shown
    explicit DropFrame(QWidget *over);

    static bool accepts(const QMimeData &mime);
    void showFor(const QMimeData &mime);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_sentence;
};

} // namespace solver
