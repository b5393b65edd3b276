// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/fonts.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QScreen>
#include <QWidget>

namespace solver::fonts {

using namespace Qt::StringLiterals;

namespace {

/// The design's size of body text. Also the least size of a system font that is believed: Qt without a desktop says 12.
constexpr int designSize = 13;
constexpr auto roleProperty = "fontRole";

struct Shape {
    double factor;
    QFont::Weight weight;
    bool mono = false;
};

Shape shapeOf(Role role)
{
    switch (role) {
    case StartTitle:
        return {1.69, QFont::DemiBold};
    case PageTitle:
        return {1.23, QFont::DemiBold};
    case CardTitle:
        return {1.08, QFont::DemiBold};
    case Body:
        return {1, QFont::Normal};
    case BodyMedium:
        return {1, QFont::Medium};
    case Small:
        return {0.92, QFont::Normal};
    case SmallMedium:
        return {0.92, QFont::Medium};
    case Caption:
        return {0.85, QFont::Normal};
    case Code:
    case Log:
        return {0.92, QFont::Normal, true};
    }
    return {1, QFont::Normal};
}

double dotsPerInch()
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    return screen ? screen->logicalDotsPerInchY() : 96;
}

/// Whole pixels look sharpest; set in points all the same, because QScintilla asks for points.
void setPixels(QFont &font, double pixels)
{
    font.setPointSizeF(qMax(1.0, double(qRound(pixels))) * 72 / dotsPerInch());
}

double pixelsOf(const QFont &font)
{
    return font.pixelSize() > 0 ? font.pixelSize() : font.pointSizeF() * dotsPerInch() / 72;
}

} // namespace

QFont of(Role role)
{
    const Shape shape = shapeOf(role);
    QFont font = QApplication::font();
    setPixels(font, pixelsOf(font) * shape.factor);
    if (shape.mono) {
        font.setFamilies({u"Solver Mono"_s, u"monospace"_s});
        font.setStyleHint(QFont::Monospace);
        font.setFixedPitch(true);
        font.setStyleStrategy(QFont::PreferNoShaping); // != stays two characters
    }
    font.setWeight(shape.weight);
    return font;
}

void assign(QWidget *widget, Role role)
{
    widget->setProperty(roleProperty, int(role));
    widget->setFont(of(role));
}

int scaled(int pixels)
{
    return qRound(pixels * pixelsOf(QApplication::font()) / designSize);
}

bool load()
{
    static const bool loaded = [] {
        bool all = true;
        for (const QString &file : {u"SolverSans-Regular.otf"_s, u"SolverSans-Medium.otf"_s,
                                    u"SolverSans-SemiBold.otf"_s, u"SolverMono-Regular.ttf"_s})
            all = QFontDatabase::addApplicationFont(u":/fonts/"_s + file) >= 0 && all;
        return all;
    }();
    return loaded;
}

QFont application(int percent)
{
    const QFont system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    QFont font = system;
    font.setFamilies(QStringList{u"Solver Sans"_s} + system.families());
    font.setWeight(QFont::Normal);
    font.setStyleName({});
    setPixels(font, qMax(double(designSize), pixelsOf(system)) * percent / 100);
    return font;
}

void spread()
{
    // Later calls win where one class is the other's parent, so parents come first.
    for (const auto &[kind, role] :
         std::initializer_list<std::pair<const char *, Role>>{{"QAbstractButton", BodyMedium},
                                                              {"QCheckBox", Body},
                                                              {"QRadioButton", Body},
                                                              {"QComboBox", BodyMedium},
                                                              {"QTabBar", BodyMedium},
                                                              {"QHeaderView", SmallMedium},
                                                              {"QStatusBar", Small},
                                                              {"QTipLabel", Small}})
        QApplication::setFont(of(role), kind);
    const QWidgetList widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets)
        if (const QVariant role = widget->property(roleProperty); role.isValid())
            widget->setFont(of(Role(role.toInt())));
}

} // namespace solver::fonts
