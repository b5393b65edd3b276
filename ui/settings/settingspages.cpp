// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingspages.h"

#include "theme/appearance.h"

#include <QCoreApplication>

namespace solver {

using namespace Qt::StringLiterals;
using Kind = SettingRow::Kind;

namespace {

struct SettingsTable {
    Q_DECLARE_TR_FUNCTIONS(SettingsTable)

public:
    template <typename T> static QString lockedBy(const Settings &settings, const Key<T> &key)
    {
        switch (settings.source(key)) {
        case Settings::Source::Option: return tr("Set on the command line of this start.");
        //: %1 is an environment variable
        case Settings::Source::Environment: return tr("Set by %1.").arg(QLatin1StringView(key.variable));
        default: return {};
        }
    }

    static SettingsPage jobs(const SettingsReach &reach)
    {
        const SettingRow preset{.kind = Kind::Choice,
                                .label = tr("Preset of new jobs"),
                                .sentence = tr("How long a job may work: quick 20 minutes, standard 2 hours. It is the choice beside the field for addresses."),
                                .choices = {{u"quick"_s, tr("Quick")}, {u"standard"_s, tr("Standard")}},
                                .fallback = u"standard"_s,
                                .read = [now = reach.preset](const Settings &) { return now(); },
                                .apply = [set = reach.setPreset](const QVariant &word) { set(word.toString()); }};
        const SettingRow onClose{.kind = Kind::Choice,
                                 .label = tr("Closing with running jobs"),
                                 .sentence = tr("Jobs that are stopped go on at the next start. Nothing is lost either way."),
                                 .choices = {{QString(), tr("ask")}, {u"minimise"_s, tr("minimise")}, {u"stop"_s, tr("stop them")}},
                                 .fallback = QString(),
                                 .read = [now = reach.onClose](const Settings &) { return now(); },
                                 .apply = [set = reach.setOnClose](const QVariant &word) { set(word.toString()); }};
        return {.title = tr("Jobs and limits"),
                .icon = u"jobs"_s,
                .sentence = tr("How many competitions are worked on together, and for how long."),
                .rows = {settingOf(keys::parallelJobs,
                                   {.label = tr("Jobs at once"),
                                    .sentence = tr("The others wait for their turn. With a smaller number, jobs that run now still run to their end."),
                                    .apply = [set = reach.setParallelJobs](const QVariant &number) { set(number.toInt()); }}),
                         preset, onClose}};
    }

    static SettingsPage sandbox()
    {
        return {.title = tr("Sandbox"),
                .icon = u"container"_s,
                .sentence = tr("Every program runs in a container: without network, with limits, and with nothing of this computer but the competition."),
                .rows = {settingOf(keys::containers,
                                   {.label = tr("Containers at once"),
                                    .sentence = tr("Processors and memory are shared out among them. Automatic is one for every four processors."),
                                    .lowestText = tr("automatic"),
                                    .fromNextStart = true}),
                         settingOf(keys::memoryPerRunMb,
                                   {.label = tr("Memory of a container"),
                                    .sentence = tr("A program that needs more is stopped. Automatic is a fair share of this computer's memory, at most 8 GiB."),
                                    .step = 512,
                                    .unit = tr(" MiB"),
                                    .lowestText = tr("automatic"),
                                    .fromNextStart = true}),
                         settingOf(keys::diskFloorMb,
                                   {.label = tr("Disk space to leave free"),
                                    .sentence = tr("Nothing is copied, unpacked or run that would leave less. Automatic is a tenth of the disk, at most 10 GiB."),
                                    .step = 1024,
                                    .unit = tr(" MiB"),
                                    .lowestText = tr("automatic"),
                                    .fromNextStart = true}),
                         settingOf(keys::engine,
                                   {.kind = Kind::Text,
                                    .label = tr("Engine client"),
                                    .sentence = tr("The program that starts containers: docker, or the path of one that takes the same commands."),
                                    .fromNextStart = true}),
                         settingOf(keys::baseImage,
                                   {.kind = Kind::Text,
                                    .label = tr("Base image"),
                                    .sentence = tr("The sandbox image is built on this image of a registry, or, without one, on Debian packages. Another base makes another image."),
                                    .placeholder = tr("made from Debian packages"),
                                    .fromNextStart = true})}};
    }

    static QString accountTitle() { return tr("Kaggle"); }

    static SettingsPage account(const SettingsReach &reach)
    {
        const auto make = [calls = reach.account, changed = reach.accountChanged] {
            auto *page = new AccountPage(calls);
            if (changed)
                QObject::connect(page, &AccountPage::accountChanged, page, changed);
            return page;
        };
        return {.title = accountTitle(),
                .icon = u"account"_s,
                .sentence = tr("Whose name competitions are downloaded and files are submitted in. It is kept in the key store of this computer, and never "
                               "reaches a container, a log or an export."),
                .content = make,
                .words = tr("account token API key kaggle.json login")};
    }

    static SettingsPage files(const Paths &paths)
    {
        const auto folder = [&paths](const QString &label, const QString &sentence, const QString &path) {
            QStringList others{paths.data, paths.cache, paths.config, paths.logs};
            others.removeAll(path);
            return SettingRow{.kind = Kind::Folder, .label = label, .sentence = sentence, .folder = path, .without = others};
        };
        return {.title = tr("Files"),
                .icon = u"folder"_s,
                .sentence = tr("Where everything is kept. Another place is chosen at the start: --data-dir FOLDER or the variable KCS_DATA_DIR moves all of it."),
                .rows = {folder(tr("Data"), tr("The history, and a folder for each job with its programs, logs and submission."), paths.data),
                         folder(tr("Cache"), tr("Data of competitions and parts of the sandbox image. Can be made again, so it may be deleted while the program is closed."), paths.cache),
                         folder(tr("Configuration"), tr("These settings, and how the window looked last."), paths.config),
                         folder(tr("Logs"), tr("What this program noted, for finding faults. Known secrets are masked in it."), paths.logs)}};
    }

    static SettingsPage notifications(const SettingsReach &reach)
    {
        return {.title = tr("Notifications"),
                .icon = u"bell"_s,
                .sentence = tr("Messages of the desktop when a job completes, fails or needs you. Many at once are told together."),
                .rows = {settingOf(keys::notifications,
                                   {.kind = Kind::Choice,
                                    .label = tr("Show messages"),
                                    .sentence = tr("A click on a message opens the window at its job. Needs a desktop that shows messages; never makes a sound."),
                                    .choices = {{u"off"_s, tr("never")}, {u"away"_s, tr("when not in front")}, {u"always"_s, tr("always")}},
                                    .apply = [set = reach.setNotifications](const QVariant &word) { set(word.toString()); }})}};
    }

    static SettingsPage appearance(const SettingsReach &reach)
    {
        Appearance &look = reach.appearance;
        const SettingRow scheme{.kind = Kind::Choice,
                                .label = tr("Colours"),
                                .sentence = tr("As the system follows the desktop's choice, also while the window is open."),
                                .choices = {{u"0"_s, tr("as the system")}, {u"1"_s, tr("light")}, {u"2"_s, tr("dark")}},
                                .fallback = u"0"_s,
                                .read = [&look](const Settings &) { return QString::number(int(look.scheme())); },
                                .apply = [&look](const QVariant &word) { look.setScheme(Appearance::Scheme(word.toInt())); }};
        const SettingRow text{.label = tr("Text size"),
                              .sentence = tr("Of the system's text size. Ctrl+Plus, Ctrl+Minus and Ctrl+0 change it anywhere."),
                              .lowest = Appearance::smallestText,
                              .highest = Appearance::largestText,
                              .step = 10,
                              .unit = tr(" %"),
                              .fallback = 100,
                              .read = [&look](const Settings &) { return look.textScale(); },
                              .apply = [&look](const QVariant &percent) { look.setTextScale(percent.toInt()); }};
        return {.title = tr("Appearance"), .icon = u"look"_s, .sentence = tr("How the window looks on this computer."), .rows = {scheme, text}};
    }
};

template <typename T> SettingRow bind(const Key<T> &key, SettingRow row)
{
    row.read = [key](const Settings &settings) { return QVariant(settings.value(key)); };
    row.locked = [key](const Settings &settings) { return SettingsTable::lockedBy(settings, key); };
    return row;
}

} // namespace

SettingRow settingOf(const Key<int> &key, SettingRow row)
{
    row.lowest = key.lowest;
    row.highest = key.highest;
    row.fallback = key.fallback;
    row.write = [key](const QString &file, const QVariant &value) { return writeSetting(file, key, value.toInt()); };
    return bind(key, std::move(row));
}

SettingRow settingOf(const Key<const char *> &key, SettingRow row)
{
    row.fallback = QString::fromUtf8(key.fallback);
    row.write = [key](const QString &file, const QVariant &value) { return writeSetting(file, key, value.toString()); };
    return bind(key, std::move(row));
}

QList<SettingsPage> settingsPages(const SettingsReach &reach)
{
    QList<SettingsPage> pages{SettingsTable::jobs(reach), SettingsTable::sandbox()};
    if (reach.account.look)
        pages << SettingsTable::account(reach);
    return pages << SettingsTable::files(reach.paths) << SettingsTable::notifications(reach) << SettingsTable::appearance(reach);
}

QString accountPageTitle()
{
    return SettingsTable::accountTitle();
}

} // namespace solver
