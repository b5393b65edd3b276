// SPDX-License-Identifier: GPL-3.0-or-later
// Gate 6, both sides: prints `painted` after the first frame of a window is on the screen.
//     bench_start empty          a Qt window with a table, and nothing else
//     bench_start window DATA    the program's window; prints `rows` too, when its history is in the table, then ends
#include "window/jobtable.h"
#include "windowsession.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QStandardItemModel>
#include <QTableView>
#include <QTimer>

#include <cstdio>
#include <functional>

namespace {

void say(const char *word)
{
    std::puts(word);
    std::fflush(stdout);
}

/// Calls back once, when the first painting of a window is over.
class FirstFrame final : public QObject
{
public:
    explicit FirstFrame(std::function<void()> then) : m_then(std::move(then)) { qApp->installEventFilter(this); }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && watched->isWidgetType() && m_then)
            QTimer::singleShot(0, this, [then = std::exchange(m_then, {})] { then(); });
        return false;
    }

private:
    std::function<void()> m_then;
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    if (argc == 2) {
        QMainWindow window;
        QStandardItemModel model(0, 8);
        auto *table = new QTableView;
        table->setModel(&model);
        window.setCentralWidget(table);
        window.resize(1440, 900);
        const FirstFrame frame([] {
            say("painted");
            QApplication::quit();
        });
        window.show();
        return QApplication::exec();
    }
    solver::Options options;
    options.dataDir = QString::fromLocal8Bit(argv[2]);
    solver::WindowSession session(options);
    const FirstFrame frame([] { say("painted"); });
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &look, [&session] {
        if (session.window().findChild<solver::JobTable *>()->model()->rowCount() == 0)
            return;
        say("rows");
        QApplication::quit();
    });
    look.start(5);
    return QApplication::exec();
}
