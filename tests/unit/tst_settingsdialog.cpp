// SPDX-License-Identifier: GPL-3.0-or-later
// The settings dialog, used by keys. With the environment variable PICTURES=FOLDER it also grabs pictures of it.
#include "pagetrial.h"
#include "settings/settingfield.h"
#include "settings/settingsdialog.h"
#include "settings/settingspages.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>

using namespace pagetrial;
using namespace solver;
using namespace Qt::StringLiterals;

class tst_SettingsDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void searchFindsRowsOfEveryPage_data();
    void searchFindsRowsOfEveryPage();
    void choosingAPageEndsTheSearch();
    void aNumberIsWrittenAndCountsAtOnce();
    void aWordIsWrittenAndCountsAtOnce();
    void aTextIsWrittenForTheNextStart();
    void whatIsTypedCountsWhenTheDialogCloses();
    void theLastOfManyChangesIsKept();
    void whatIsSetElsewhereIsLocked_data();
    void whatIsSetElsewhereIsLocked();
    void resetTakesTheDefault();
    void restoreDefaultsIsForThePage();
    void appearanceCountsAtOnceAndIsFollowed();
    void aFileThatCannotBeWrittenIsTold();
    void theFileIsReadAgain();
    void foldersAreCounted();
    void everythingIsReachedByTab();
    void everythingHasItsOwnName();
    void escapeEndsTheSearchThenCloses();
    void theWheelScrollsAndChangesNothing();
    void theAccountHasAPage();
    void nothingIsCut_data();
    void nothingIsCut();
    void pictures();

private:
    QString file() const { return m_folder->filePath(u"config/settings.ini"_s); }
    Settings stored() const { return Settings(file()); }
    std::unique_ptr<SettingsDialog> open(int page = 0);
    QStringList visibleRows() const;

    Appearance m_appearance;
    QString m_onClose;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<SettingsDialog> m_dialog;
    QStringList m_applied; ///< what the rows did, in words
    AccountCalls m_account; ///< none: there is no page for it
    QString m_preset;
};

void tst_SettingsDialog::init()
{
    m_dialog.reset();
    for (const char *variable : {"KCS_JOBS", "KCS_CONTAINERS", "KCS_NOTIFICATIONS"})
        qunsetenv(variable);
    m_appearance.setScheme(Appearance::Scheme::Light);
    m_appearance.setTextScale(100);
    m_folder = std::make_unique<QTemporaryDir>();
    for (const QString &name : {u"config"_s, u"cache"_s, u"logs"_s, u"data"_s})
        QDir(m_folder->path()).mkpath(name);
    m_settings = std::make_unique<Settings>(file());
    m_applied.clear();
    m_account = {};
    m_preset = u"standard"_s;
}

std::unique_ptr<SettingsDialog> tst_SettingsDialog::open(int page)
{
    const QString root = m_folder->path();
    auto dialog = std::make_unique<SettingsDialog>(
        settingsPages({.paths = {.data = root + u"/data"_s, .cache = root + u"/cache"_s, .config = root + u"/config"_s, .logs = root + u"/logs"_s},
                       .appearance = m_appearance,
                       .setParallelJobs = [this](int number) { m_applied << u"jobs %1"_s.arg(number); },
                       .setNotifications = [this](const QString &word) { m_applied << u"notifications "_s + word; },
                       .onClose = [this] { return m_onClose; },
                       .setOnClose = [this](const QString &choice) { m_onClose = choice; },
                       .preset = [this] { return m_preset; },
                       .setPreset = [this](const QString &preset) { m_preset = preset; },
                       .account = m_account,
                       .accountChanged = [this] { m_applied << u"account"_s; }}),
        *m_settings);
    dialog->present();
    if (page > 0)
        dialog->showPage(page);
    [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(dialog.get());
    return dialog;
}

QStringList tst_SettingsDialog::visibleRows() const
{
    QStringList labels;
    for (const SettingField *field : m_dialog->findChildren<SettingField *>()) {
        if (field->isVisible())
            labels << field->row().label;
    }
    return labels;
}

void tst_SettingsDialog::searchFindsRowsOfEveryPage_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("labels and a sentence") << u"container"_s << QStringList{u"Containers at once"_s, u"Memory of a container"_s, u"Engine client"_s};
    QTest::newRow("two words, one of them nowhere") << u"docker xyzzy"_s << QStringList{};
    QTest::newRow("several words, capitals") << u"MEMORY container"_s << QStringList{u"Containers at once"_s, u"Memory of a container"_s};
    QTest::newRow("a page") << u"appearance"_s << QStringList{u"Colours"_s, u"Text size"_s};
    QTest::newRow("a choice") << u"dark"_s << QStringList{u"Colours"_s};
    QTest::newRow("three pages") << u"window"_s << QStringList{u"Configuration"_s, u"Show messages"_s, u"Colours"_s};
    QTest::newRow("rubbish") << u"xyzzy"_s << QStringList{};
}

void tst_SettingsDialog::searchFindsRowsOfEveryPage()
{
    QFETCH(QString, words);
    QFETCH(QStringList, rows);
    m_dialog = open();
    QCOMPARE(visibleRows(), (QStringList{u"Jobs at once"_s, u"Preset of new jobs"_s, u"Closing with running jobs"_s}));
    auto *search = shown<QLineEdit>(*m_dialog, u"Search settings"_s);
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, words);
    QCOMPARE(visibleRows(), rows);
    const auto labels = m_dialog->findChildren<QLabel *>();
    const auto says = [&labels](const QString &text) {
        return std::ranges::any_of(labels, [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
    };
    QCOMPARE(says(u"No setting fits “%1”."_s.arg(words)), visibleRows().isEmpty());
    if (!rows.isEmpty()) {
        QVERIFY(says(rows.first()));
        QTest::keyClick(search, Qt::Key_Return); // on to the first control
        QVERIFY(!search->hasFocus());
        QVERIFY(QApplication::focusWidget()->accessibleName().contains(rows.first()));
    }
    search->clear();
    QCOMPARE(visibleRows(), (QStringList{u"Jobs at once"_s, u"Preset of new jobs"_s, u"Closing with running jobs"_s}));
}

void tst_SettingsDialog::choosingAPageEndsTheSearch()
{
    m_dialog = open();
    auto *search = shown<QLineEdit>(*m_dialog, u"Search settings"_s);
    QTest::keyClicks(search, u"dark"_s);
    auto *pages = shown<QListWidget>(*m_dialog, u"Pages"_s);
    const QRect current = pages->visualItemRect(pages->currentItem());
    QTest::mouseClick(pages->viewport(), Qt::LeftButton, {}, current.center());
    QCOMPARE(search->text(), QString());
    QCOMPARE(visibleRows(), (QStringList{u"Jobs at once"_s, u"Preset of new jobs"_s, u"Closing with running jobs"_s}));
    QTest::keyClick(pages, Qt::Key_End);
    QCOMPARE(visibleRows(), (QStringList{u"Colours"_s, u"Text size"_s}));
}

void tst_SettingsDialog::aNumberIsWrittenAndCountsAtOnce()
{
    m_dialog = open();
    auto *jobs = shown<QSpinBox>(*m_dialog, u"Jobs at once"_s);
    QCOMPARE(jobs->value(), 50);
    jobs->setFocus();
    jobs->selectAll();
    QTest::keyClicks(jobs, u"12"_s);
    QCOMPARE(m_applied, QStringList()); // not yet 1, not yet 12
    QTest::keyClick(jobs, Qt::Key_Return);
    QTRY_COMPARE(m_applied, QStringList{u"jobs 12"_s});
    QVERIFY(m_dialog->isVisible()); // Enter closes nothing
    QCOMPARE(stored().value(keys::parallelJobs), 12);
    QTest::keyClick(jobs, Qt::Key_Down);
    QTRY_COMPARE(stored().value(keys::parallelJobs), 11);
}

void tst_SettingsDialog::aWordIsWrittenAndCountsAtOnce()
{
    m_dialog = open(3);
    auto *mode = shown<QComboBox>(*m_dialog, u"Show messages"_s);
    QCOMPARE(mode->currentText(), u"when not in front"_s);
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Down);
    QTRY_COMPARE(m_applied, QStringList{u"notifications always"_s});
    QCOMPARE(stored().value(keys::notifications), u"always"_s);

    m_dialog->showPage(0);
    auto *preset = shown<QComboBox>(*m_dialog, u"Preset of new jobs"_s);
    preset->setFocus();
    QTest::keyClick(preset, Qt::Key_Up);
    QCOMPARE(m_preset, u"quick"_s);
}

void tst_SettingsDialog::aTextIsWrittenForTheNextStart()
{
    m_dialog = open(1);
    auto *engine = shown<QLineEdit>(*m_dialog, u"Engine client"_s);
    QCOMPARE(engine->text(), u"docker"_s);
    engine->setFocus();
    engine->selectAll();
    QTest::keyClicks(engine, u" /opt/bin/docker "_s);
    QTest::keyClick(engine, Qt::Key_Tab);
    QTRY_COMPARE(stored().value(keys::engine), u"/opt/bin/docker"_s);
    const auto labels = m_dialog->findChildren<QLabel *>();
    QTRY_VERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text() == u"Some changes count from the next start."_s; }));
    // No client at all is no client: the default is meant.
    engine->setFocus();
    engine->clear();
    QTest::keyClick(engine, Qt::Key_Return);
    QCOMPARE(engine->text(), u"docker"_s);
    QTRY_COMPARE(stored().source(keys::engine), Settings::Source::Default);
}

void tst_SettingsDialog::whatIsTypedCountsWhenTheDialogCloses()
{
    m_dialog = open();
    auto *jobs = shown<QSpinBox>(*m_dialog, u"Jobs at once"_s);
    jobs->setFocus();
    jobs->selectAll();
    QTest::keyClicks(jobs, u"33"_s);
    QTest::keyClick(jobs, Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    m_dialog.reset(); // waits for the disk
    QCOMPARE(stored().value(keys::parallelJobs), 33);
}

void tst_SettingsDialog::theLastOfManyChangesIsKept()
{
    m_dialog = open(1);
    auto *containers = shown<QSpinBox>(*m_dialog, u"Containers at once"_s);
    auto *memory = shown<QSpinBox>(*m_dialog, u"Memory of a container"_s);
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(containers, Qt::Key_Up);
        QTest::keyClick(memory, Qt::Key_Up);
    }
    m_dialog.reset();
    QCOMPARE(stored().value(keys::containers), 20);
    QCOMPARE(stored().value(keys::memoryPerRunMb), 20 * 512);
}

void tst_SettingsDialog::whatIsSetElsewhereIsLocked_data()
{
    QTest::addColumn<bool>("option");
    QTest::addColumn<QString>("reason");
    QTest::newRow("variable") << false << u"Set by KCS_JOBS."_s;
    QTest::newRow("option") << true << u"Set on the command line of this start."_s;
}

void tst_SettingsDialog::whatIsSetElsewhereIsLocked()
{
    QFETCH(bool, option);
    QFETCH(QString, reason);
    if (option)
        m_settings->override(keys::parallelJobs, 9);
    else
        qputenv("KCS_JOBS", "9");
    m_dialog = open();
    auto *jobs = shown<QSpinBox>(*m_dialog, u"Jobs at once"_s);
    QCOMPARE(jobs->value(), 9);
    QVERIFY(!jobs->isEnabled());
    QVERIFY(shown<QComboBox>(*m_dialog, u"Preset of new jobs"_s)->isEnabled());
    const auto labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [&reason](const QLabel *label) { return label->isVisible() && label->text() == reason; }));
    QVERIFY(!button(*m_dialog, u"Reset: Jobs at once"_s) || !button(*m_dialog, u"Reset: Jobs at once"_s)->isVisible());
    QTest::mouseClick(button(*m_dialog, u"Restore defaults"_s), Qt::LeftButton);
    QCOMPARE(jobs->value(), 9);
}

void tst_SettingsDialog::resetTakesTheDefault()
{
    QVERIFY(writeSetting(file(), keys::containers, 6));
    m_settings = std::make_unique<Settings>(file());
    m_dialog = open(1);
    auto *containers = shown<QSpinBox>(*m_dialog, u"Containers at once"_s);
    QCOMPARE(containers->value(), 6);
    QAbstractButton *reset = nullptr;
    for (QAbstractButton *each : m_dialog->findChildren<QAbstractButton *>()) {
        if (each->accessibleName() == u"Reset: Containers at once"_s)
            reset = each;
    }
    QVERIFY(reset && reset->isVisible());
    reset->setFocus();
    QTest::keyClick(reset, Qt::Key_Space);
    QCOMPARE(containers->value(), 0);
    QCOMPARE(containers->text(), u"automatic"_s);
    QVERIFY(!reset->isVisible());
    QVERIFY(containers->hasFocus()); // the button is gone, the focus is not
    QTRY_COMPARE(stored().source(keys::containers), Settings::Source::Default);
}

void tst_SettingsDialog::restoreDefaultsIsForThePage()
{
    QVERIFY(writeSetting(file(), keys::containers, 6));
    QVERIFY(writeSetting(file(), keys::engine, u"podman"_s));
    QVERIFY(writeSetting(file(), keys::parallelJobs, 5));
    m_settings = std::make_unique<Settings>(file());
    m_dialog = open(1);
    QTest::mouseClick(button(*m_dialog, u"Restore defaults"_s), Qt::LeftButton);
    QVERIFY(!button(*m_dialog, u"Restore defaults"_s)->isEnabled());
    m_dialog.reset();
    QCOMPARE(stored().source(keys::containers), Settings::Source::Default);
    QCOMPARE(stored().source(keys::engine), Settings::Source::Default);
    QCOMPARE(stored().value(keys::parallelJobs), 5);
}

void tst_SettingsDialog::appearanceCountsAtOnceAndIsFollowed()
{
    m_dialog = open(4);
    auto *colours = shown<QComboBox>(*m_dialog, u"Colours"_s);
    colours->setFocus();
    QTest::keyClick(colours, Qt::Key_Down);
    QCOMPARE(m_appearance.scheme(), Appearance::Scheme::Dark);
    auto *size = shown<QSpinBox>(*m_dialog, u"Text size"_s);
    size->setFocus();
    QTest::keyClick(size, Qt::Key_Up);
    QCOMPARE(m_appearance.textScale(), 110);
    // Menus and keys change them, too.
    m_appearance.setTextScale(130);
    QTRY_COMPARE(size->value(), 130);
    m_appearance.setScheme(Appearance::Scheme::Light);
    QTRY_COMPARE(colours->currentText(), u"light"_s);
}

void tst_SettingsDialog::aFileThatCannotBeWrittenIsTold()
{
    write(m_folder->filePath(u"no folder"_s), "a file");
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"no folder/settings.ini"_s));
    m_dialog = open();
    QTest::keyClick(shown<QSpinBox>(*m_dialog, u"Jobs at once"_s), Qt::Key_Down);
    const auto labels = m_dialog->findChildren<QLabel *>();
    QTRY_VERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->isVisible() && label->text().contains(u"cannot be written"_s); }));
    QCOMPARE(m_applied, QStringList()); // what is not kept does not count
}

void tst_SettingsDialog::theFileIsReadAgain()
{
    m_dialog = open();
    m_dialog->hide();
    QVERIFY(writeSetting(file(), keys::parallelJobs, 4)); // by hand, or by another program
    m_dialog->present();
    QTRY_COMPARE(shown<QSpinBox>(*m_dialog, u"Jobs at once"_s)->value(), 4);
    QCOMPARE(m_applied, QStringList());
}

void tst_SettingsDialog::foldersAreCounted()
{
    write(m_folder->filePath(u"data/solver.db"_s), QByteArray(3000, 'x'));
    write(m_folder->filePath(u"data/jobs/a/run.log"_s), QByteArray(1096, 'x'));
    QVERIFY(QFile::link(m_folder->filePath(u"data/jobs"_s), m_folder->filePath(u"data/again"_s)));
    m_dialog = open(2);
    const auto labels = m_dialog->findChildren<QLabel *>();
    QTRY_VERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text() == QLocale().formattedDataSize(4096, 1); }));
    QVERIFY(button(*m_dialog, u"Open"_s) && button(*m_dialog, u"Open"_s)->isEnabled());
}

void tst_SettingsDialog::everythingIsReachedByTab()
{
    QVERIFY(writeSetting(file(), keys::memoryPerRunMb, 4096));
    m_settings = std::make_unique<Settings>(file());
    m_dialog = open(1);
    auto *search = shown<QLineEdit>(*m_dialog, u"Search settings"_s);
    QTRY_VERIFY(search->hasFocus());
    QStringList seen;
    do {
        QWidget *now = QApplication::focusWidget();
        QVERIFY(now);
        const QString name = now->accessibleName().isEmpty() ? qobject_cast<QAbstractButton *>(now)->text() : now->accessibleName();
        QVERIFY2(!seen.contains(name), qPrintable(name));
        seen << name;
        QTest::keyClick(now, Qt::Key_Tab);
    } while (!search->hasFocus() && seen.size() < 30);
    QVERIFY(search->hasFocus());
    QCOMPARE(seen, (QStringList{u"Search settings"_s, u"Pages"_s, u"Containers at once"_s, u"Memory of a container"_s,
                                u"Reset: Memory of a container"_s, u"Disk space to leave free"_s, u"Engine client"_s, u"Base image"_s, u"Restore defaults"_s, u"Close"_s}));
}

void tst_SettingsDialog::everythingHasItsOwnName()
{
    QVERIFY(writeSetting(file(), keys::containers, 6));
    m_settings = std::make_unique<Settings>(file());
    m_dialog = open();
    for (int page = 0; page < 5; ++page) {
        m_dialog->showPage(page);
        QCOMPARE(faultOfNames(*m_dialog), QString());
    }
    m_dialog->search(u"e"_s); // rows of all pages
    QCOMPARE(faultOfNames(*m_dialog), QString());
    for (const SettingField *field : m_dialog->findChildren<SettingField *>()) {
        const auto labels = m_dialog->findChildren<QLabel *>();
        QVERIFY2(std::ranges::any_of(labels, [field](const QLabel *label) { return label->buddy() == field->control() && !label->text().isEmpty(); }),
                 qPrintable(field->row().label));
        QVERIFY2(!field->row().sentence.isEmpty(), qPrintable(field->row().label));
    }
}

void tst_SettingsDialog::escapeEndsTheSearchThenCloses()
{
    m_dialog = open();
    auto *search = shown<QLineEdit>(*m_dialog, u"Search settings"_s);
    QTest::keyClicks(search, u"dark"_s);
    QTest::keyClick(search, Qt::Key_Escape);
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(search->text(), QString());
    QTest::keyClick(search, Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

void tst_SettingsDialog::theWheelScrollsAndChangesNothing()
{
    m_dialog = open(1);
    auto *containers = shown<QSpinBox>(*m_dialog, u"Containers at once"_s);
    const auto wheel = [containers] {
        QWheelEvent event(QPointF(5, 5), containers->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(containers, &event);
    };
    wheel();
    QCOMPARE(containers->value(), 0);
    containers->setFocus();
    wheel();
    QCOMPARE(containers->value(), 1);
}

void tst_SettingsDialog::theAccountHasAPage()
{
    m_account = {.look = [] { return kaggle::AccountDesk::State{.offered = {u"~/.kaggle/kaggle.json"_s}}; },
                 .test = [](const QByteArray &, const std::stop_token &) { return Result<QString>(u"alice"_s); },
                 .keep = [](const QByteArray &, const std::stop_token &) { return Result<QString>(u"kept"_s); },
                 .useOffered = [](int, const std::stop_token &) { return Result<QString>(u"used"_s); },
                 .forget = [] { return Result<>(); }};
    m_dialog = open();
    auto *token = shown<QLineEdit>(*m_dialog, u"Token"_s);
    QVERIFY(!token->isVisible());
    m_dialog->showPage(accountPageTitle());
    QVERIFY(token->isVisible());
    const auto use = [this] { return button(*m_dialog, u"Use the account of ~/.kaggle/kaggle.json"_s); };
    QTRY_VERIFY(use() && use()->isVisible());

    // By Tab, in the order of reading.
    QStringList reached;
    shown<QListWidget>(*m_dialog, u"Pages"_s)->setFocus();
    for (int step = 0; step < 5; ++step) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        const QWidget *now = QApplication::focusWidget();
        const auto *itsButton = qobject_cast<const QAbstractButton *>(now);
        reached << (now->accessibleName().isEmpty() && itsButton ? itsButton->text() : now->accessibleName());
    }
    QCOMPARE(reached, (QStringList{u"Use the account of ~/.kaggle/kaggle.json"_s, u"Token"_s, u"Get a token"_s, u"Close"_s, u"Search settings"_s}));

    use()->click();
    QTRY_COMPARE(m_applied, QStringList{u"account"_s});

    // A search finds it, and another page takes what was typed out of the field.
    m_dialog->search(u"kaggle token"_s);
    QVERIFY(token->isVisible());
    QCOMPARE(visibleRows(), QStringList());
    token->setText(u"secret"_s);
    m_dialog->search(u"memory"_s);
    QVERIFY(!token->isVisible());
    QVERIFY(token->text().isEmpty());
}

void tst_SettingsDialog::nothingIsCut_data()
{
    QTest::addColumn<int>("percent");
    QTest::addColumn<QSize>("size");
    QTest::newRow("usual") << 100 << QSize(960, 700);
    QTest::newRow("small") << 100 << QSize(640, 400);
    QTest::newRow("200 %") << 200 << QSize(1400, 900);
    QTest::newRow("200 %, small") << 200 << QSize(900, 560);
}

void tst_SettingsDialog::nothingIsCut()
{
    QFETCH(int, percent);
    QFETCH(QSize, size);
    QVERIFY(writeSetting(file(), keys::containers, 6)); // with a button to reset it
    QVERIFY(writeSetting(file(), keys::memoryPerRunMb, 1 << 20));
    m_settings = std::make_unique<Settings>(file());
    m_appearance.setTextScale(percent);
    m_dialog = open();
    m_dialog->resize(size);
    QTRY_VERIFY(m_dialog->width() <= size.width());
    for (int page = 0; page < 6; ++page) {
        if (page < 5)
            m_dialog->showPage(page);
        else
            m_dialog->search(u"e"_s);
        QTest::qWait(20);
        for (const QWidget *widget : m_dialog->findChildren<QWidget *>()) {
            if (!widget->isVisible())
                continue;
            const QString name = u"page %1: %2 %3"_s.arg(page).arg(QString::fromLatin1(widget->metaObject()->className()), widget->accessibleName());
            if (const auto *label = qobject_cast<const QLabel *>(widget); label && !label->text().isEmpty()) {
                const int high = label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
                QVERIFY2(label->height() >= high, qPrintable(name + label->text()));
                if (!label->wordWrap())
                    QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(name + label->text()));
                else
                    for (const QString &word : label->text().split(u' '))
                        QVERIFY2(label->fontMetrics().horizontalAdvance(word) <= label->width(), qPrintable(name + word));
            } else if ((qobject_cast<const QAbstractButton *>(widget) && !qobject_cast<const QLineEdit *>(widget->parentWidget())) || qobject_cast<const QSpinBox *>(widget) || qobject_cast<const QComboBox *>(widget)) {
                QVERIFY2(widget->width() >= widget->sizeHint().width() && widget->height() >= widget->sizeHint().height(), qPrintable(name));
            }
            // Nothing stands beyond the right edge either: there is no bar to go there.
            if (widget->parentWidget() && !qobject_cast<const QScrollBar *>(widget))
                QVERIFY2(widget->geometry().right() <= widget->parentWidget()->width(), qPrintable(name));
        }
    }
}

void tst_SettingsDialog::pictures()
{
    if (!qEnvironmentVariableIsSet("PICTURES"))
        QSKIP("only on request");
    QVERIFY(writeSetting(file(), keys::containers, 4));
    m_settings = std::make_unique<Settings>(file());
    qputenv("KCS_JOBS", "12");
    m_dialog = open();
    inAllLooks(m_appearance, [this](const QString &end) {
        const bool large = end.contains(u"200"_s);
        m_dialog->resize(large ? QSize(1400, 850) : QSize(960, 700));
        for (int page = 0; page < 5; ++page) {
            m_dialog->showPage(page);
            QTest::qWait(50);
            pagetrial::grab(*m_dialog, u"settings-%1-%2"_s.arg(page).arg(end));
        }
        m_dialog->search(u"memory"_s);
        pagetrial::grab(*m_dialog, u"settings-search-%1"_s.arg(end));
        m_dialog->search({});
    });
}

QTEST_MAIN(tst_SettingsDialog)
#include "tst_settingsdialog.moc"
