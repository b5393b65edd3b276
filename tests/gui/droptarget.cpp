// SPDX-License-Identifier: GPL-3.0-or-later
// A small window that takes what is dropped on it and prints its files and formats, one line each: the other end of a drag in
// the tests. Usage: droptarget X Y WIDTH HEIGHT
#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

#include <cstdio>

namespace {

class Target final : public QWidget
{
public:
    Target() { setAcceptDrops(true); }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override { event->acceptProposedAction(); }
    void dropEvent(QDropEvent *event) override
    {
        std::printf("formats %s\n", event->mimeData()->formats().join(QLatin1Char(' ')).toUtf8().constData());
        std::printf("action %s\n", event->dropAction() == Qt::CopyAction ? "copy" : "other");
        for (const QUrl &url : event->mimeData()->urls())
            std::printf("file %s\n", url.toLocalFile().toUtf8().constData());
        std::puts("end");
        std::fflush(stdout);
        event->acceptProposedAction();
    }
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 5)
        return 2;
    Target target;
    target.setWindowTitle(QStringLiteral("droptarget"));
    target.setWindowFlag(Qt::WindowStaysOnTopHint);
    target.setGeometry(arguments[1].toInt(), arguments[2].toInt(), arguments[3].toInt(), arguments[4].toInt());
    target.show();
    std::puts("ready");
    std::fflush(stdout);
    return QApplication::exec();
}
