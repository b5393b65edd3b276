// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code/attemptchooser.h"

#include "delegates/attemptdelegate.h"
#include "delegates/roles.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/scoretext.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStandardItemModel>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

enum Role { NumberRole = ErrorTextRole + 100, ScoreTextRole, StandingRole };

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(AttemptChooser)
};

/// Two lines: number and score, name and difference.
class ChooserDelegate final : public RowDelegate
{
public:
    explicit ChooserDelegate(QObject *parent) : RowDelegate(parent) { setSeparators(true); }

    int rowHeight(const QFont &font) const override
    {
        return QFontMetrics(font).height() + QFontMetrics(fonts::small()).height() + 12;
    }

protected:
    void paintCell(const Cell &cell) const override
    {
        const QFont first = withWeight(cell.option.font, QFont::Medium), second = fonts::small();
        const int high = QFontMetrics(first).height(), low = QFontMetrics(second).height(), size = fonts::scaled(16);
        const QRect rect = cell.option.rect.adjusted(12, 0, -12, 0);
        const int top = rect.y() + (rect.height() - 1 - high - low) / 2;
        const QString key = cell.index.data(StatusKeyRole).toString();
        paintIcon(cell.painter, QRect(rect.x(), top, size, high), statusIcon(key), size, statusColour(cell.theme, key));
        const QRect text(rect.x() + size + 8, top, rect.width() - size - 8, high);

        const auto line = [&](const QRect &place, const QString &left, const QFont &leftFont, const QColor &leftColour,
                              const QString &right, const QFont &rightFont, const QColor &rightColour) {
            const int width = qMin(place.width() * 2 / 3, QFontMetrics(rightFont).horizontalAdvance(right) + 1);
            drawText(cell, place.adjusted(0, 0, right.isEmpty() ? 0 : -width - 8, 0), left, leftFont, leftColour);
            drawText(cell, QRect(place.right() + 1 - width, place.y(), width, place.height()), right, rightFont, rightColour,
                     Qt::AlignRight);
        };
        const bool best = cell.index.data(BestRole).toBool();
        line(text, cell.option.text, first, cell.theme.text, cell.index.data(ScoreTextRole).toString(), cell.option.font,
             cell.theme.text);
        line(QRect(text.x(), top + high, text.width(), low), cell.index.data(SecondLineRole).toString(), second, cell.theme.text2,
             cell.index.data(StandingRole).toString(), second, best ? cell.theme.completed : cell.theme.text2);
    }
};

struct Outcome {
    QString key;
    QString word;
};

Outcome outcomeOf(const Attempt &attempt, bool running)
{
    switch (attempt.state) {
    case Attempt::State::Scored:
        return {u"completed"_s, Texts::tr("scored")};
    case Attempt::State::Screened:
        return {u"completed"_s, Texts::tr("screened out")};
    case Attempt::State::Failed:
        return {u"failed"_s, attempt.outcome.isEmpty() ? Texts::tr("failed") : attempt.outcome.toLower().replace(u'_', u' ')};
    case Attempt::State::Written:
        break;
    }
    return running ? Outcome{u"processing"_s, Texts::tr("running")} : Outcome{u"pending"_s, Texts::tr("not run")};
}

} // namespace

QString attemptTitle(const Attempt &attempt)
{
    return Texts::tr("Attempt %1").arg(attempt.no);
}

QString scoreWithError(const SealedScore &score)
{
    if (!score.mean)
        return {};
    const int decimals = scoreDecimals(*score.mean);
    if (score.standardError <= 0)
        return scoreText(*score.mean, decimals);
    return u"%1 ± %2"_s.arg(scoreText(*score.mean, decimals), scoreText(score.standardError, decimals));
}

QString standing(const Attempt &attempt, const Attempt *best)
{
    if (attempt.best)
        return Texts::tr("best");
    if (!best || !best->score.mean || !attempt.score.mean)
        return {};
    return differenceText(*attempt.score.mean - *best->score.mean, scoreDecimals(*best->score.mean));
}

AttemptChooser::AttemptChooser(QWidget *parent) : QListView(parent), m_model(new QStandardItemModel(this))
{
    setAccessibleName(tr("Attempts"));
    setModel(m_model);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    (new ChooserDelegate(this))->attach(this);
}

void AttemptChooser::setAttempts(const QList<Attempt> &attempts, int running)
{
    QList<Attempt> shown;
    std::ranges::copy_if(attempts, std::back_inserter(shown), [](const Attempt &attempt) { return !attempt.program.isEmpty(); });
    std::ranges::sort(shown, std::ranges::greater(), &Attempt::no);
    const auto best = std::ranges::find(attempts, true, &Attempt::best);
    const Attempt *theBest = best == attempts.end() ? nullptr : &*best;

    m_setting = true;
    for (int row = m_model->rowCount() - 1; row >= 0; --row) {
        const int no = m_model->item(row)->data(NumberRole).toInt();
        if (std::ranges::find(shown, no, &Attempt::no) == shown.end())
            m_model->removeRow(row);
    }
    for (int row = 0; row < shown.size(); ++row) {
        const Attempt &attempt = shown[row];
        QStandardItem *item = m_model->item(row);
        if (!item || item->data(NumberRole).toInt() != attempt.no) {
            item = new QStandardItem;
            item->setData(attempt.no, NumberRole);
            m_model->insertRow(row, item);
        }
        const auto [key, word] = outcomeOf(attempt, attempt.no == running);
        const QString score = attempt.score.mean ? scoreText(*attempt.score.mean) : word;
        const QString standingText = standing(attempt, theBest);
        item->setText(attemptTitle(attempt));
        item->setData(key, StatusKeyRole);
        item->setData(score, ScoreTextRole);
        item->setData(attempt.name, SecondLineRole);
        item->setData(standingText, StandingRole);
        item->setData(attempt.best, BestRole);
        item->setToolTip(attempt.sentence);
        QStringList parts{attemptTitle(attempt), attempt.name, word, scoreWithError(attempt.score), standingText};
        parts.removeAll(QString());
        item->setData(parts.join(u", "_s), Qt::AccessibleTextRole);
    }
    m_setting = false;
}

int AttemptChooser::chosen() const
{
    return currentIndex().isValid() ? currentIndex().data(NumberRole).toInt() : -1;
}

void AttemptChooser::setChosen(int no)
{
    if (no == chosen())
        return;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->item(row)->data(NumberRole).toInt() == no) {
            m_setting = true;
            setCurrentIndex(m_model->index(row, 0));
            m_setting = false;
            return;
        }
    }
}

QSize AttemptChooser::sizeHint() const
{
    return {fonts::scaled(214), QListView::sizeHint().height()};
}

void AttemptChooser::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (!m_setting && current.isValid())
        Q_EMIT attemptChosen(current.data(NumberRole).toInt());
}

} // namespace solver
