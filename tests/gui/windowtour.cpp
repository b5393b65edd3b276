// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through the real window over jobs that really ran:
//     windowtour DATA_FOLDER PICTURES_FOLDER
//     windowtour DATA_FOLDER            prints sizes, for QT_SCALE_FACTOR: what must not depend on it
// Light and dark, text at 100 and 200 per cent: grabs each page into the folder, and looks at every widget on it. What is cut
// off, overlaps, has no name, or is not reached by Tab or F6 is printed as one line that begins with FAIL; then it ends with 1.
#include "windowchecks.h"

#include "models/jobmodel.h"
#include "settings/settingsdialog.h"
#include "settings/settingspages.h"
#include "theme/icons.h"
#include "window/jobtable.h"
#include "window/submitdialog.h"
#include "windowsession.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTest>
#include <QTextStream>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

int failures = 0;

void fail(const QString &where, const QStringList &sentences)
{
    for (const QString &sentence : sentences) {
        QTextStream(stdout) << "FAIL " << where << ": " << sentence << '\n';
        ++failures;
    }
}

QAction *action(MainWindow &window, const QString &text)
{
    const QList<QAction *> all = window.findChildren<QAction *>();
    const auto found = std::ranges::find_if(all, [&text](const QAction *one) { return one->text() == text; });
    if (found == all.end())
        qFatal("the window has no action \"%s\"", qPrintable(text));
    return *found;
}

/// Pages read in threads: what they show has settled when nothing was painted anew for a while.
void settle(int milliseconds = 1200)
{
    QTest::qWait(milliseconds);
}

void look(QWidget &window, const QDir &folder, const QString &name)
{
    settle();
    if (!window.grab().save(folder.filePath(name + u".png"_s)))
        fail(name, {u"the picture cannot be written"_s});
    fail(name, checks::cutOff(window));
    fail(name, checks::overlapping(window));
    fail(name, checks::withoutName(window));
}

/// With an answer of Kaggle's that the tour makes up: the folder's jobs have nothing to do with Kaggle.
void lookAtSubmitDialog(MainWindow &window, const QDir &folder, const QString &suffix, bool keysToo)
{
    const SubmissionDesk::Prospect prospect{.message = u"candidate, sealed accuracy 0.8127"_s,
                                            .file = u"/data/titanic/submission.csv"_s,
                                            .limits = kaggle::SubmissionLimits{.today = 2, .total = 9, .allowedNow = 3},
                                            .dailyLimit = 5};
    SubmitDialog dialog({.slug = u"titanic"_s, .title = u"Titanic"_s, .origin = Origin::Candidate, .metric = u"accuracy"_s, .path = prospect.file},
                        {.prospect = [prospect](const std::stop_token &) { return Result<SubmissionDesk::Prospect>(prospect); },
                         .submit = [](const QString &) { return Result<>(); },
                         .now = [] { return QDateTime::currentDateTimeUtc(); }},
                        &window);
    dialog.show();
    look(dialog, folder, u"submit-"_s + suffix);
    if (keysToo)
        fail(u"submit-"_s + suffix, checks::notReachedByTab(dialog));
}

void lookAtPages(MainWindow &window, const QDir &folder, const QString &suffix, bool keysToo)
{
    QAction *const readiness = action(window, u"What the program needs"_s);
    readiness->trigger();
    look(window, folder, u"start-"_s + suffix);
    readiness->trigger();
    auto *tabs = window.findChild<QTabWidget *>();
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        const QString name = u"%1-%2"_s.arg(tabs->tabText(tab).toLower(), suffix);
        look(window, folder, name);
        if (keysToo) {
            fail(name, checks::notReachedByTab(window));
            fail(name, checks::notReachedByF6(window));
        }
    }
    tabs->setCurrentIndex(0);
    action(window, u"Settings …"_s)->trigger();
    settle();
    for (QDialog *dialog : window.findChildren<QDialog *>()) {
        if (!dialog->isVisible())
            continue;
        look(*dialog, folder, u"settings-"_s + suffix);
        if (keysToo)
            fail(u"settings-"_s + suffix, checks::notReachedByTab(*dialog));
        qobject_cast<SettingsDialog *>(dialog)->showPage(accountPageTitle());
        look(*dialog, folder, u"account-"_s + suffix);
        if (keysToo)
            fail(u"account-"_s + suffix, checks::notReachedByTab(*dialog));
        dialog->close();
    }
    lookAtSubmitDialog(window, folder, suffix, keysToo);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        QTextStream(stderr) << "windowtour DATA_FOLDER [PICTURES_FOLDER]\n";
        return 2;
    }
    const QApplication application(argc, argv);
    Options options;
    options.dataDir = QString::fromLocal8Bit(argv[1]);
    WindowSession session(options);
    MainWindow &window = session.window();
    window.resize(1440, 900);
    window.activateWindow();
    if (!QTest::qWaitFor([&window] { return window.findChild<JobTable *>()->model()->rowCount() > 0; }, 20'000)) {
        QTextStream(stdout) << "FAIL: the history has no jobs\n";
        return 1;
    }
    if (argc == 2) {
        const JobTable &jobs = *window.findChild<JobTable *>();
        const qreal ratio = window.devicePixelRatioF();
        QTextStream(stdout) << window.width() << ' ' << window.height() << ' ' << jobs.rowHeight(0) << ' ' << jobs.fontMetrics().lineSpacing() << ' ' << ratio << ' '
                            << icon(u"add"_s).pixmap(QSize(16, 16), ratio).devicePixelRatio() << '\n';
        return 0;
    }
    const QDir folder(QString::fromLocal8Bit(argv[2]));
    folder.mkpath(u"."_s);
    // The job with the most to show, where full_windowtour.py made the folder.
    JobTable &table = *window.findChild<JobTable *>();
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        if (table.model()->index(row, JobModel::Competition).data().toString() == u"ward admissions"_s)
            table.setCurrentIndex(table.model()->index(row, 0));
    }
    for (const QString &scheme : {u"Light"_s, u"Dark"_s}) {
        action(window, scheme)->trigger();
        action(window, u"Usual text size"_s)->trigger();
        lookAtPages(window, folder, scheme.toLower(), scheme == u"Light"_s);
        for (int step = 0; step < 10; ++step)
            action(window, u"Larger text"_s)->trigger();
        lookAtPages(window, folder, scheme.toLower() + u"-200"_s, false);
    }
    action(window, u"Usual text size"_s)->trigger();
    window.resize(window.minimumSize());
    lookAtPages(window, folder, u"small"_s, false);
    QTextStream(stdout) << failures << " failures\n";
    return failures == 0 ? 0 : 1;
}
