// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/appearance.h"
#include "theme/fonts.h"
#include "theme/icons.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Theme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void textIsReadable_data();
    void textIsReadable();
    void edgesAreVisible_data();
    void edgesAreVisible();
    void aPaletteTellsItsTheme();
    void theHighlightIsPaleAndInactiveIsGrey();
    void statusesHaveTheirOwnShapes();

    void iconsAllLoad_data();
    void iconsAllLoad();
    void iconsTakeTheColourOfTheMoment();
    void iconsAreSharpAtAnyRatio();
    void anIconMayHaveAColourOfItsOwn();
    void theAppIconKeepsItsColours();

    void figuresStandInColumns_data();
    void figuresStandInColumns();
    void codeHasNoLigatures();
    void theTextScaleChangesHeights_data();
    void theTextScaleChangesHeights();
    void rolesFollowTheTextScale();
    void theTextScaleHasLimits();
    void aChangeIsToldOnce();
    void aChosenSchemeIsTaken();

private:
    Appearance m_appearance;
};

namespace {

struct Named {
    const char *name;
    QColor Theme::*colour;
};

/// As in the design's table: text and icons on plain, alternate and selected rows.
constexpr Named readable[]{
    {"text", &Theme::text},           {"text2", &Theme::text2},           {"accent", &Theme::accent},
    {"pending", &Theme::pending},     {"processing", &Theme::processing}, {"completed", &Theme::completed},
    {"warning", &Theme::warning},     {"failed", &Theme::failed},         {"paused", &Theme::paused},
    {"cancelled", &Theme::cancelled},
};
constexpr Named code[]{
    {"keyword", &Theme::keyword}, {"string", &Theme::string},     {"number", &Theme::number},
    {"comment", &Theme::comment}, {"function", &Theme::function}, {"builtin", &Theme::builtin},
};

void addRows(const QByteArray &what, QColor Theme::*front, QColor Theme::*back, double least)
{
    QTest::newRow("light " + what) << Theme::light().*front << Theme::light().*back << least;
    QTest::newRow("dark " + what) << Theme::dark().*front << Theme::dark().*back << least;
}

void addColumns()
{
    QTest::addColumn<QColor>("front");
    QTest::addColumn<QColor>("back");
    QTest::addColumn<double>("least");
}

double widthOf(const QFont &font, QChar letter)
{
    return QFontMetricsF(font).horizontalAdvance(letter);
}

} // namespace

void tst_Theme::init()
{
    m_appearance.setScheme(Appearance::Scheme::Light);
    m_appearance.setTextScale(100);
}

void tst_Theme::textIsReadable_data()
{
    addColumns();
    constexpr Named rows[]{{"base", &Theme::base}, {"chrome", &Theme::chrome}, {"sel", &Theme::sel}};
    for (const Named &front : readable)
        for (const Named &back : rows)
            addRows(QByteArray(front.name) + " on " + back.name, front.colour, back.colour, 4.5);
    constexpr Named soft[]{{"asoft", &Theme::asoft},     {"oksoft", &Theme::oksoft}, {"warnsoft", &Theme::warnsoft},
                           {"errsoft", &Theme::errsoft}, {"hit", &Theme::hit},       {"hitcur", &Theme::hitcur}};
    for (const Named &back : soft)
        addRows(QByteArray("text on ") + back.name, &Theme::text, back.colour, 5.1);
    addRows("accent on asoft", &Theme::accent, &Theme::asoft, 4.5);
    addRows("warning on warnsoft", &Theme::warning, &Theme::warnsoft, 4.5);
    addRows("failed on errsoft", &Theme::failed, &Theme::errsoft, 4.5);
    addRows("completed on oksoft", &Theme::completed, &Theme::oksoft, 4.5);
    constexpr Named buttons[]{{"raised", &Theme::raised},
                              {"hover", &Theme::hover},
                              {"press", &Theme::press},
                              {"selin", &Theme::selin},
                              {"rowhover", &Theme::rowhover}};
    for (const Named &back : buttons)
        addRows(QByteArray("text on ") + back.name, &Theme::text, back.colour, 4.5);
    addRows("onfill on fill", &Theme::onfill, &Theme::fill, 4.5);
    addRows("onfill on fillhover", &Theme::onfill, &Theme::fillhover, 4.5);
    constexpr Named lines[]{{"base", &Theme::base}, {"dadd", &Theme::dadd},   {"daddw", &Theme::daddw},
                            {"ddel", &Theme::ddel}, {"ddelw", &Theme::ddelw}, {"rowhover", &Theme::rowhover},
                            {"sel", &Theme::sel}};
    for (const Named &front : code)
        for (const Named &back : lines)
            addRows(QByteArray(front.name) + " on " + back.name, front.colour, back.colour, 4.5);
}

void tst_Theme::textIsReadable()
{
    QFETCH(QColor, front);
    QFETCH(QColor, back);
    QFETCH(double, least);
    QVERIFY2(contrast(front, back) >= least, qPrintable(QString::number(contrast(front, back))));
}

void tst_Theme::edgesAreVisible_data()
{
    addColumns();
    addRows("field on base", &Theme::field, &Theme::base, 3);
    addRows("field on chrome", &Theme::field, &Theme::chrome, 3);
    addRows("fill on base", &Theme::fill, &Theme::base, 2.9);
    addRows("accent on track", &Theme::accent, &Theme::track, 3);
    addRows("accent on tracksel", &Theme::accent, &Theme::tracksel, 3);
    addRows("text2 on track", &Theme::text2, &Theme::track, 3);
    addRows("accent on raised", &Theme::accent, &Theme::raised, 3);
    addRows("accent on selin", &Theme::accent, &Theme::selin, 3);
    addRows("text2 on selin", &Theme::text2, &Theme::selin, 3);
}

void tst_Theme::edgesAreVisible()
{
    textIsReadable();
}

void tst_Theme::aPaletteTellsItsTheme()
{
    QVERIFY(!Theme::of(paletteOf(Theme::light())).isDark);
    QVERIFY(Theme::of(paletteOf(Theme::dark())).isDark);
}

void tst_Theme::theHighlightIsPaleAndInactiveIsGrey()
{
    const QPalette palette = paletteOf(Theme::light());
    QCOMPARE(palette.color(QPalette::Active, QPalette::Highlight), Theme::light().sel);
    QCOMPARE(palette.color(QPalette::Inactive, QPalette::Highlight), Theme::light().selin);
    QCOMPARE(palette.color(QPalette::Disabled, QPalette::Text), Theme::light().disabled);
}

void tst_Theme::statusesHaveTheirOwnShapes()
{
    QSet<QByteArray> shapes;
    for (const QString &key : {u"pending"_s, u"processing"_s, u"completed"_s, u"completed-warnings"_s, u"needs-you"_s,
                               u"failed"_s, u"paused"_s, u"cancelled"_s}) {
        QVERIFY(!statusWord(key).isEmpty() && statusWord(key) != key);
        const QImage image = pixmap(statusIcon(key), 16, Qt::black, 1).toImage().convertToFormat(QImage::Format_ARGB32);
        shapes << QByteArray(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes());
    }
    QCOMPARE(shapes.size(), 8);
}

void tst_Theme::iconsAllLoad_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s}, QDir::Files);
    QVERIFY(files.size() > 60);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file.chopped(4);
}

void tst_Theme::iconsAllLoad()
{
    QFETCH(QString, name);
    QVERIFY(!icon(name).isNull());
    for (const int size : {16, 24}) {
        const QImage image = pixmap(name, size, Qt::red, 1).toImage();
        int inked = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y).alpha() > 100) {
                    ++inked;
                    if (!name.startsWith(u"app-icon") || name == u"app-icon-symbolic") {
                        QCOMPARE(image.pixelColor(x, y).red(), 255);
                        QVERIFY(image.pixelColor(x, y).blue() < 8);
                    }
                }
        QVERIFY(inked > 4);
    }
}

void tst_Theme::iconsTakeTheColourOfTheMoment()
{
    const QIcon retry = icon(u"retry"_s);
    QCOMPARE(retry.name(), u"retry"_s);
    const auto darkest = [&](QIcon::Mode mode) {
        const QImage image = retry.pixmap(QSize(16, 16), 1, mode).toImage();
        QColor found;
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x)
                if (image.pixelColor(x, y).alpha() > (found.isValid() ? found.alpha() : 0))
                    found = image.pixelColor(x, y);
        found.setAlpha(255);
        return found;
    };
    const auto near = [](const QColor &one, const QColor &other) {
        return qAbs(one.red() - other.red()) + qAbs(one.green() - other.green()) + qAbs(one.blue() - other.blue()) < 12;
    };
    QVERIFY(near(darkest(QIcon::Normal), Theme::light().text));
    QVERIFY(near(darkest(QIcon::Disabled), Theme::light().disabled));
    m_appearance.setScheme(Appearance::Scheme::Dark); // the same QIcon, without being told
    QVERIFY(near(darkest(QIcon::Normal), Theme::dark().text));
}

void tst_Theme::iconsAreSharpAtAnyRatio()
{
    const QPixmap picture = pixmap(u"find"_s, 16, Qt::black, 1.5);
    QCOMPARE(picture.size(), QSize(24, 24));
    QCOMPARE(picture.devicePixelRatio(), 1.5);
    const QPixmap twice = icon(u"find"_s).pixmap(QSize(16, 16), 2, QIcon::Normal);
    QCOMPARE(twice.size(), QSize(32, 32));
    QCOMPARE(twice.devicePixelRatio(), 2.0);
}

void tst_Theme::anIconMayHaveAColourOfItsOwn()
{
    const QIcon failed = icon(u"status-failed"_s, &Theme::failed);
    QVERIFY(failed.name().isEmpty());
    QVERIFY(!failed.isNull());
}

void tst_Theme::theAppIconKeepsItsColours()
{
    const QImage image = pixmap(u"app-icon"_s, 64, Qt::red, 1).toImage();
    QCOMPARE(image.pixelColor(32, 8), QColor(0x0B, 0x5C, 0xAD));
}

void tst_Theme::figuresStandInColumns_data()
{
    QTest::addColumn<int>("role");
    for (int role = fonts::StartTitle; role <= fonts::Log; ++role)
        QTest::addRow("role %d", role) << role;
}

void tst_Theme::figuresStandInColumns()
{
    QFETCH(int, role);
    const QFont font = fonts::of(fonts::Role(role));
    const QString family = role >= fonts::Code ? u"Solver Mono"_s : u"Solver Sans"_s;
    QCOMPARE(QFontInfo(font).family(), family);
    // Medium and SemiBold have digits that differ by a unit of the font's grid, 1/2816: not to be seen.
    for (const QChar digit : u"0123456789"_s)
        QVERIFY(qAbs(widthOf(font, digit) - widthOf(font, u'0')) < QFontInfo(font).pixelSize() * 0.003);
}

void tst_Theme::codeHasNoLigatures()
{
    const QFontMetricsF metrics(fonts::code());
    QCOMPARE(metrics.horizontalAdvance(u"!="_s), metrics.horizontalAdvance(u'!') + metrics.horizontalAdvance(u'='));
    QVERIFY(fonts::code().styleStrategy() & QFont::PreferNoShaping);
}

void tst_Theme::theTextScaleChangesHeights_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"button", "tool button", "field", "combo box", "header", "tabs", "label"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void tst_Theme::theTextScaleChangesHeights()
{
    QFETCH(QString, kind);
    std::unique_ptr<QWidget> widget;
    if (kind == u"button") {
        widget = std::make_unique<QPushButton>(u"Save"_s);
    } else if (kind == u"tool button") {
        auto button = std::make_unique<QToolButton>();
        button->setText(u"Save"_s);
        widget = std::move(button);
    } else if (kind == u"field") {
        widget = std::make_unique<QLineEdit>();
    } else if (kind == u"combo box") {
        widget = std::make_unique<QComboBox>();
    } else if (kind == u"header") {
        auto header = std::make_unique<QHeaderView>(Qt::Horizontal);
        header->setModel(new QStandardItemModel(1, 2, header.get()));
        widget = std::move(header);
    } else if (kind == u"tabs") {
        auto tabs = std::make_unique<QTabBar>();
        tabs->addTab(u"Log\t1,284"_s);
        widget = std::move(tabs);
    } else {
        widget = std::make_unique<QLabel>(u"Save"_s);
    }
    widget->show();
    const int plain = widget->sizeHint().height();
    QVERIFY(plain >= widget->fontMetrics().height());
    m_appearance.setTextScale(200);
    QApplication::processEvents();
    const int large = widget->sizeHint().height();
    QVERIFY2(large >= widget->fontMetrics().height(), "text is cut");
    QVERIFY2(large >= plain + 12, qPrintable(u"%1 to %2"_s.arg(plain).arg(large)));
    m_appearance.setTextScale(100);
    QApplication::processEvents();
    QCOMPARE(widget->sizeHint().height(), plain);
}

void tst_Theme::rolesFollowTheTextScale()
{
    QLabel title(u"Spaceship Titanic"_s);
    fonts::assign(&title, fonts::PageTitle);
    QCOMPARE(QFontInfo(title.font()).pixelSize(), 16);
    m_appearance.setTextScale(200);
    QCOMPARE(QFontInfo(title.font()).pixelSize(), 32);
    QCOMPARE(QFontInfo(fonts::caption()).pixelSize(), 22);
    QCOMPARE(fonts::scaled(16), 32);
}

void tst_Theme::theTextScaleHasLimits()
{
    m_appearance.setTextScale(1000);
    QCOMPARE(m_appearance.textScale(), 200);
    m_appearance.setTextScale(1);
    QCOMPARE(m_appearance.textScale(), 50);
}

void tst_Theme::aChangeIsToldOnce()
{
    QSignalSpy changed(&m_appearance, &Appearance::changed);
    m_appearance.setScheme(Appearance::Scheme::Dark);
    m_appearance.setScheme(Appearance::Scheme::Dark);
    QApplication::processEvents();
    QCOMPARE(changed.count(), 1);
}

void tst_Theme::aChosenSchemeIsTaken()
{
    m_appearance.setScheme(Appearance::Scheme::Dark);
    QVERIFY(m_appearance.theme().isDark);
    QVERIFY(Theme::of(QApplication::palette()).isDark);
    m_appearance.setScheme(Appearance::Scheme::System); // offscreen: light
    QVERIFY(!m_appearance.theme().isDark);
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
