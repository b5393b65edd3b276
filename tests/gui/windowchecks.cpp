// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowchecks.h"

#include "widgets/elidedlabel.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

bool isSeen(const QWidget *widget)
{
    return widget->isVisible() && !widget->visibleRegion().isEmpty();
}

QString nameOf(const QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
    return interface ? interface->text(QAccessible::Name) : QString();
}

QString tell(const QWidget *widget)
{
    QString text;
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        text = label->text();
    else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        text = button->text();
    if (text.isEmpty())
        text = nameOf(widget);
    return u"%1 \"%2\" in %3"_s.arg(QString::fromLatin1(widget->metaObject()->className()), text.left(60),
                                    QString::fromLatin1(widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "nothing"));
}

/// What scrolls may be partly out of sight.
bool isScrolled(const QWidget *widget)
{
    for (const QWidget *up = widget->parentWidget(); up; up = up->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea *>(up))
            return true;
    }
    return false;
}

/// Buttons inside a field, which Qt places.
bool isQtsOwn(const QWidget *widget)
{
    return widget->inherits("QLineEditIconButton");
}

bool isControl(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget);
}

QString cutText(const QWidget *widget)
{
    const auto needs = [widget](int wanted, int has, const QString &what) {
        return wanted <= has ? QString() : u"%1 needs %2 pixels of %3 and has %4"_s.arg(tell(widget)).arg(wanted).arg(what).arg(has);
    };
    if (const auto *label = qobject_cast<const QLabel *>(widget); label && !label->text().isEmpty()) {
        if (label->wordWrap())
            return needs(label->heightForWidth(label->width()), label->height(), u"height"_s);
        const QString wide = needs(label->sizeHint().width(), label->width(), u"width"_s);
        return wide.isEmpty() ? needs(label->fontMetrics().height(), label->height(), u"height"_s) : wide;
    }
    if (qobject_cast<const solver::ElidedLabel *>(widget)) // it says by itself that it is shorter
        return needs(widget->fontMetrics().height(), widget->height(), u"height"_s);
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button && !button->text().isEmpty()) {
        const QString wide = needs(button->sizeHint().width(), button->width(), u"width"_s);
        return wide.isEmpty() ? needs(button->fontMetrics().height(), button->height(), u"height"_s) : wide;
    }
    if (const auto *box = qobject_cast<const QComboBox *>(widget)) {
        QStyleOptionComboBox option;
        option.initFrom(box);
        option.subControls = QStyle::SC_All;
        const QRect field = box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
        return needs(box->fontMetrics().horizontalAdvance(box->currentText()), field.width(), u"width"_s);
    }
    if (const auto *field = qobject_cast<const QLineEdit *>(widget))
        return needs(field->fontMetrics().horizontalAdvance(field->placeholderText()), field->width(), u"width"_s);
    if (const auto *bar = qobject_cast<const QTabBar *>(widget); bar && bar->count() > 0)
        return needs(bar->tabRect(bar->count() - 1).right() + 1, bar->width(), u"width"_s);
    if (const auto *header = qobject_cast<const QHeaderView *>(widget); header && header->orientation() == Qt::Horizontal) {
        for (int section = 0; section < header->count(); ++section) {
            const QString text = header->model()->headerData(section, Qt::Horizontal).toString();
            const QString fault = needs(header->fontMetrics().horizontalAdvance(text), header->sectionSize(section) - 16, u"width for "_s + text);
            if (!header->isSectionHidden(section) && !fault.isEmpty())
                return fault;
        }
    }
    return {};
}

} // namespace

QStringList checks::cutOff(const QWidget &window)
{
    QStringList faults;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->window() != &window)
            continue;
        if (const QString fault = cutText(widget); !fault.isEmpty())
            faults << fault;
        const bool part = (isControl(widget) && !isQtsOwn(widget)) || qobject_cast<const QLabel *>(widget);
        if (part && !isScrolled(widget) && !widget->parentWidget()->rect().contains(widget->geometry()))
            faults << tell(widget) + u" is partly outside its parent"_s;
    }
    return faults;
}

QStringList checks::overlapping(const QWidget &window)
{
    QList<const QWidget *> parts;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool part = isControl(widget) || qobject_cast<const solver::ElidedLabel *>(widget) || (label && !label->text().isEmpty());
        if (part && widget->window() == &window && isSeen(widget) && !isQtsOwn(widget) && !widget->parentWidget()->inherits("solver::Toast"))
            parts << widget;
    }
    QStringList faults;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QRect one = parts[i]->visibleRegion().boundingRect().translated(parts[i]->mapTo(&window, QPoint()));
        for (qsizetype j = i + 1; j < parts.size(); ++j) {
            const QRect other = parts[j]->visibleRegion().boundingRect().translated(parts[j]->mapTo(&window, QPoint()));
            if (one.intersects(other) && !parts[i]->isAncestorOf(parts[j]) && !parts[j]->isAncestorOf(parts[i]))
                faults << tell(parts[i]) + u" overlaps "_s + tell(parts[j]);
        }
    }
    return faults;
}

QStringList checks::withoutName(const QWidget &window)
{
    QStringList faults;
    QHash<QString, const QWidget *> names;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->window() != &window || !isSeen(widget) || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
            continue;
        const QString name = nameOf(widget);
        if (name.isEmpty())
            faults << tell(widget) + u" has no name"_s;
        else if (const QWidget *other = names.value(name))
            faults << u"%1 and %2 have the same name"_s.arg(tell(widget), tell(other));
        names.insert(name, widget);
    }
    return faults;
}

QStringList checks::notReachedByTab(QWidget &window)
{
    QSet<const QWidget *> wanted;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->window() == &window && isSeen(widget) && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy())
            wanted.insert(widget);
    }
    if (wanted.isEmpty())
        return {u"nothing takes the focus"_s};
    const_cast<QWidget *>(*wanted.cbegin())->setFocus(Qt::TabFocusReason);
    for (qsizetype presses = 0, most = 3 * wanted.size(); presses < most && !wanted.isEmpty(); ++presses) {
        if (QWidget *focus = QApplication::focusWidget()) {
            wanted.remove(focus);
            QTest::keyClick(focus, Qt::Key_Tab);
        }
    }
    QStringList faults;
    for (const QWidget *widget : std::as_const(wanted))
        faults << tell(widget) + u" is not reached by Tab"_s;
    return faults;
}

QStringList checks::notReachedByF6(QWidget &window)
{
    QSet<QString> reached;
    for (int presses = 0; presses < 12; ++presses) {
        if (QWidget *focus = QApplication::focusWidget()) {
            for (const QWidget *up = focus; up; up = up->parentWidget())
                reached.insert(QString::fromLatin1(up->metaObject()->className()));
        }
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &window, Qt::Key_F6);
    }
    QStringList faults;
    for (const QString &pane : {u"solver::AddBar"_s, u"solver::FilterBar"_s, u"solver::JobTable"_s, u"solver::JobPage"_s, u"QStatusBar"_s}) {
        if (!reached.contains(pane))
            faults << pane + u" is not reached by F6"_s;
    }
    return faults;
}
