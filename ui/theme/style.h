// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QStyleOptionToolButton;

namespace solver {

/// Fusion with our edges, heights and colours, the same on all platforms. Widgets say what they are by properties:
/// `primary` (button): the one filled button of a region. `compact` (button): 22 high, as in a row.
/// `invalid` (field): its text is not accepted. `pageEdge` (header): outer columns keep 16 px to the edge of the page.
/// A tab's text may carry a count behind a tab character: "Log\t1,284".
class Style final : public QProxyStyle
{
    Q_OBJECT

public:
    Style();

    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returned) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QIcon standardIcon(StandardPixmap standard, const QStyleOption *option, const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;

private:
    // stylebuttons.cpp
    QSize sizeOfButton(const QStyleOptionButton &option) const;
    QSize sizeOfToolButton(const QStyleOptionToolButton &option) const;
    void drawButtonLabel(const QStyleOptionButton &option, QPainter *painter) const;
    void drawToolButton(const QStyleOptionToolButton &option, QPainter *painter) const;
    void drawTick(PrimitiveElement element, const QStyleOption &option, QPainter *painter) const;
    // stylefields.cpp
    void drawField(const QStyleOption &option, QPainter *painter) const;
    void drawComboBox(const QStyleOptionComboBox &option, QPainter *painter) const;
    void drawComboBoxLabel(const QStyleOptionComboBox &option, QPainter *painter) const;
    void drawSpinBox(const QStyleOptionSpinBox &option, QPainter *painter, const QWidget *widget) const;
    void drawScrollBar(const QStyleOptionSlider &option, QPainter *painter, const QWidget *widget) const;
    QRect scrollBarPart(const QStyleOptionSlider &option, SubControl part) const;
    void drawProgressBar(const QStyleOptionProgressBar &option, QPainter *painter) const;
    // stylebars.cpp
    void drawHeaderSection(const QStyleOptionHeader &option, QPainter *painter) const;
    void drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter) const;
    void drawTab(const QStyleOptionTab &option, QPainter *painter) const;
    QSize sizeOfTab(const QStyleOptionTab &option) const;
    void drawMenuBarItem(const QStyleOption &option, QPainter *painter) const;
};

} // namespace solver
