// SPDX-License-Identifier: GPL-3.0-or-later
// Shows every widget and delegate, and grabs them into a folder, to be compared with the design's pictures by eye:
//     gallery FOLDER [RATIO]
// in light and dark, with text at 100 and 200 per cent. "live" was made before the first change of size and colours.
#include "gallery.h"

#include "theme/appearance.h"
#include "theme/fonts.h"

#include <QApplication>
#include <QBoxLayout>
#include <QDir>
#include <QTextStream>
#include <QWidget>

using namespace solver;
using namespace Qt::StringLiterals;

QWidget *gallery::paper()
{
    auto *page = new QWidget;
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    return page;
}

namespace {

struct Page {
    QString name;
    QWidget *(*make)();
    QSize size; ///< of the design, at 100 per cent; empty: what it asks for
};

void put(QWidget &window, QWidget *page)
{
    auto *box = new QVBoxLayout(&window);
    box->setContentsMargins({});
    box->addWidget(page);
}

void grab(QWidget &window, QSize size, const QString &file)
{
    window.resize(size.isEmpty() ? window.sizeHint()
                                 : QSize(fonts::scaled(size.width()), fonts::scaled(size.height())));
    window.show();
    window.activateWindow();
    if (auto *focused = window.findChild<QWidget *>(u"focused"_s))
        focused->setFocus();
    for (int i = 0; i < 3; ++i)
        QApplication::processEvents();
    if (!window.grab().save(file))
        QTextStream(stderr) << "cannot write " << file << '\n';
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        QTextStream(stderr) << "gallery FOLDER [RATIO]\n";
        return 2;
    }
    if (argc > 2)
        qputenv("QT_SCALE_FACTOR", argv[2]);
    QApplication application(argc, argv);
    Appearance appearance;
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    folder.mkpath(u"."_s);
    const QList<Page> pages{
        {u"controls"_s, gallery::controls, {}},
        {u"states"_s, gallery::states, {640, 110}},
        {u"lists"_s, gallery::lists, {860, 360}},
        {u"jobs"_s, gallery::jobTable, {1440, 340}},
        {u"attempts"_s, gallery::attemptTable, {936, 200}},
        {u"findings"_s, gallery::findings, {335, 320}},
        {u"readiness"_s, gallery::readiness, {624, 360}},
        {u"overview"_s, gallery::overview, {1400, 400}},
        {u"submission"_s, gallery::submission, {840, 260}},
        {u"things"_s, gallery::things, {1000, 680}},
    };
    QWidget live, liveTable;
    put(live, gallery::things());
    put(liveTable, gallery::jobTable());
    for (const auto scheme : {Appearance::Scheme::Light, Appearance::Scheme::Dark}) {
        for (const int percent : {100, 200}) {
            appearance.setScheme(scheme);
            appearance.setTextScale(percent);
            const auto file = [&](const QString &name) {
                const QString colours = scheme == Appearance::Scheme::Light ? u"light"_s : u"dark"_s;
                return folder.filePath(u"%1-%2-%3.png"_s.arg(name, colours).arg(percent));
            };
            for (const Page &page : pages) {
                QWidget window;
                put(window, page.make());
                grab(window, page.size, file(page.name));
            }
            grab(live, {1000, 680}, file(u"live"_s));
            grab(liveTable, {1440, 340}, file(u"livejobs"_s));
        }
    }
    return 0;
}
