// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QFileDevice>
#include <QProcessEnvironment>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>

namespace solver {

/// What the program tells the shell (user-interface specification 6, B1).
namespace exitcode {
inline constexpr int ok = 0;
inline constexpr int someFailed = 1;
inline constexpr int usage = 2;
inline constexpr int setup = 3;
inline constexpr int interrupted = 130;
inline constexpr int terminated = 143;
} // namespace exitcode

/// What a person asked for on the command line and in `KCS_*` variables.
struct Options {
    enum class Action { None, Help, Version, Solve, List, Check, Validate };
    enum class Color { Auto, Always, Never };

    Action action = Action::None;
    QStringList urls{};     ///< words of --url
    QStringList urlFiles{}; ///< files of --urls-from; `-` is standard input
    bool resume = false;

    /// What new folders of results may have, as the person's umask says; their files the same without execution.
    QFileDevice::Permissions folderRights = QFileDevice::Permissions(0x7755);
    QString out{};    ///< folder for results; empty: they stay in the data folder
    QString format{}; ///< of a result line; empty: the path
    bool nul = false; ///< results end with NUL instead of a line end
    bool json = false;
    bool quiet = false;
    int verbose = 0; ///< 0, 1 (stages) or 2 (commands)
    Color color = Color::Auto;

    nlohmann::json overrides = nlohmann::json::object(); ///< metric, direction, target, id
    QStringList programs{};                              ///< absolute paths
    QString preset = QStringLiteral("standard");
    std::optional<int> timeLimit{}; ///< seconds
    quint64 seed = 0;
    std::optional<int> jobs{};
    std::optional<std::chrono::seconds> waitNeeds{};
    QString tokenFile{};
    bool submit = false;
    QString submitMessage{};
    bool tablesOnly = false;
    QString dataDir{};
    QString logFile{};

    QString status{}; ///< of --list; empty: all
    QString file{};   ///< of --validate
    QString sample{};
    QString contract{};
};

/// Reads the arguments (without the program's name); the environment counts where an option is absent.
/// \return Kind::Usage with one sentence that names the wrong word, and the nearest right one as the next step
/// \note Needs no application object. Looks at the disk only for the files of --program.
Result<Options> parseCommandLine(const QStringList &arguments, const QProcessEnvironment &environment);

/// `90s`, `15m`, `2h`, `1h30m`, `0`; a number alone means seconds.
Result<std::chrono::seconds> parseDuration(const QString &text);

/// A result line of --format: `{slug}` and the other fields are replaced, `\t`, `\n` and `\\` too.
/// \param fields name → text
/// \return Kind::Usage when a field is not known
Result<QString> fillFormat(const QString &format, const QHash<QString, QString> &fields);
/// The names that fillFormat() gets.
QStringList formatFields();

QString helpText();
QString versionText();

} // namespace solver
