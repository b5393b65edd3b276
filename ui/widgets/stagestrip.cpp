// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stagestrip.h"

#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/painting.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int side = 4, farSide = 8, above = 6, below = 5;

QString statusOf(StageCell::State state)
{
    switch (state) {
    case StageCell::Running:
        return u"processing"_s;
    case StageCell::Done:
        return u"completed"_s;
    case StageCell::Failed:
        return u"failed"_s;
    case StageCell::Waiting:
        return u"needs-you"_s;
    case StageCell::Ahead:
        break;
    }
    return u"pending"_s;
}

} // namespace

/// A stage is a button, so that screen readers meet it as one.
class StageStrip::Cell final : public QAbstractButton
{
public:
    explicit Cell(QWidget *parent) : QAbstractButton(parent)
    {
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        fonts::assign(this, fonts::Small);
    }

    void setStage(const StageCell &stage)
    {
        m_stage = stage;
        QStringList words{stage.name, statusWord(statusOf(stage.state)), durationText(stage.seconds), stage.fact};
        words.removeAll(QString());
        setAccessibleName(words.join(u", "));
        setToolTip(stage.fact.isEmpty() ? stage.name : stage.name + u": "_s + stage.fact);
        update();
    }

    /// Only the open stage is on the way of Tab; the arrow keys go to the others.
    void setOpen(bool open)
    {
        setChecked(open);
        setFocusPolicy(open ? Qt::StrongFocus : Qt::ClickFocus);
    }

    QSize sizeHint() const override
    {
        const int icon = fonts::scaled(16);
        return {fonts::scaled(120), above + icon + 4 + qMax(icon, QFontMetrics(fonts::bodyMedium()).height()) +
                                        fontMetrics().height() + below};
    }
    QSize minimumSizeHint() const override { return {fonts::scaled(28), sizeHint().height()}; }

    /// Below this the name would be shortened.
    int nameWidth() const
    {
        return side + fonts::scaled(16) + 6 + QFontMetrics(fonts::bodyMedium()).horizontalAdvance(m_stage.name) +
               farSide;
    }
    int durationWidth() const { return fontMetrics().horizontalAdvance(durationText(m_stage.seconds)) + 8; }
    void showDuration(bool show)
    {
        m_showsDuration = show;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override;
    void keyPressEvent(QKeyEvent *event) override
    {
        // The base class would move the focus only.
        if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
            event->ignore();
        else
            QAbstractButton::keyPressEvent(event);
    }

private:
    void paintLine(QPainter *painter, const QRect &rect, const Theme &theme) const;

    StageCell m_stage;
    bool m_showsDuration = true;
};

void StageStrip::Cell::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::of(palette());
    const bool ahead = m_stage.state == StageCell::Ahead;
    if (isChecked())
        painting::box(&painter, QRectF(rect()), painting::controlRadius, theme.asoft);
    else if (underMouse())
        painting::box(&painter, QRectF(rect()), painting::controlRadius, theme.rowhover);
    if (hasFocus())
        painting::box(&painter, QRectF(rect()), painting::controlRadius, {}, theme.accent, 2);

    const int icon = fonts::scaled(16);
    const QRect inside = rect().adjusted(side, above, -farSide, -below);
    const QString status = statusOf(m_stage.state);
    paintIcon(&painter, QRect(inside.x(), inside.y(), icon, icon), statusIcon(status), icon,
              statusColour(theme, status));
    paintLine(&painter, QRect(inside.x() + icon + 6, inside.y(), width() - inside.x() - icon - 8, icon), theme);

    const QFont nameFont = ahead && !isChecked() ? fonts::body() : fonts::bodyMedium();
    const QFontMetrics names(nameFont);
    const QRect middle(inside.x(), inside.y() + icon + 4, inside.width(), qMax(icon, names.height()));
    paintIcon(&painter, QRect(middle.x(), middle.y(), icon, middle.height()), u"stage-"_s + m_stage.name, icon,
              ahead ? theme.text2 : theme.text);
    QRect name = middle.adjusted(icon + 6, 0, 0, 0);
    if (m_showsDuration)
        name.setRight(name.right() - durationWidth());
    painter.setFont(nameFont);
    painter.setPen(ahead ? theme.text2 : theme.text);
    painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     names.elidedText(m_stage.name, Qt::ElideRight, name.width() + 1));
    painter.setFont(font());
    painter.setPen(theme.text2);
    if (m_showsDuration)
        painter.drawText(middle, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, durationText(m_stage.seconds));
    const QRect fact(inside.x(), middle.bottom() + 1, inside.width(), fontMetrics().height());
    painter.drawText(fact, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_stage.fact, Qt::ElideRight, fact.width() + 1));
}

/// Full behind what is done, dashed before what is ahead; at whole device pixels.
void StageStrip::Cell::paintLine(QPainter *painter, const QRect &rect, const Theme &theme) const
{
    const qreal ratio = painter->device()->devicePixelRatio(), thick = qMax(1.0, qreal(qRound(ratio))) / ratio;
    const qreal y = qRound(QRectF(rect).center().y() * ratio) / ratio;
    const bool done = m_stage.state == StageCell::Done;
    const qreal dash = done ? rect.width() : 3, gap = done ? 0 : 3;
    for (qreal x = rect.x(); x < rect.right(); x += dash + gap)
        painter->fillRect(QRectF(x, y, qMin(dash, rect.right() + 1 - x), thick), done ? theme.field : theme.border);
}

StageStrip::StageStrip(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins({});
    m_grid->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Stages"));
}

void StageStrip::setStages(const QList<StageCell> &stages)
{
    m_stages = stages;
    while (m_cells.size() > stages.size()) {
        delete m_cells.takeLast();
        m_columns = 0;
    }
    while (m_cells.size() < stages.size()) {
        const int stage = int(m_cells.size());
        auto *cell = new Cell(this);
        connect(cell, &QAbstractButton::clicked, this, [this, stage] { choose(stage); });
        m_cells << cell;
        m_columns = 0;
    }
    for (qsizetype i = 0; i < stages.size(); ++i)
        m_cells[i]->setStage(stages[i]);
    arrange();
    setCurrentStage(m_current < stages.size() ? m_current : -1);
}

void StageStrip::arrange()
{
    const int count = int(m_cells.size());
    if (count == 0)
        return;
    int names = 0, all = 0;
    for (const Cell *cell : std::as_const(m_cells)) {
        names = qMax(names, cell->nameWidth());
        all = qMax(all, cell->nameWidth() + cell->durationWidth());
    }
    const int columns = m_placed && width() < names * count ? (count + 1) / 2 : count;
    // In a narrow window the names are worth more than the durations.
    for (Cell *cell : std::as_const(m_cells))
        cell->showDuration(!m_placed || width() >= all * columns);
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < count; ++i)
        m_grid->addWidget(m_cells[i], i / columns, i % columns); // moves it
    for (int i = 0; i < m_grid->columnCount(); ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
}

void StageStrip::resizeEvent(QResizeEvent *)
{
    m_placed = true;
    arrange();
}

void StageStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        arrange();
    QWidget::changeEvent(event);
}

void StageStrip::setCurrentStage(int stage)
{
    m_current = stage;
    for (qsizetype i = 0; i < m_cells.size(); ++i)
        m_cells[i]->setOpen(i == stage);
    if (stage < 0 && !m_cells.isEmpty())
        m_cells.first()->setFocusPolicy(Qt::StrongFocus); // Tab must get in
}

void StageStrip::choose(int stage)
{
    if (stage < 0 || stage >= m_cells.size())
        return;
    setCurrentStage(stage);
    m_cells[stage]->setFocus(Qt::OtherFocusReason);
    Q_EMIT stageChosen(stage);
}

void StageStrip::keyPressEvent(QKeyEvent *event)
{
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(m_current - forward);
    case Qt::Key_Right:
        return choose(m_current + forward);
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(int(m_cells.size()) - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

QString durationText(double seconds)
{
    if (seconds < 0)
        return {};
    const auto whole = qint64(seconds);
    const qint64 hours = whole / 3600;
    const auto twoDigits = [](qint64 value) { return u"%1"_s.arg(value, 2, 10, QChar(u'0')); };
    const qint64 minutes = whole / 60 % 60;
    const QString rest = (hours > 0 ? twoDigits(minutes) : QString::number(minutes)) + u':' + twoDigits(whole % 60);
    return hours > 0 ? QString::number(hours) + u':' + rest : rest;
}

} // namespace solver
