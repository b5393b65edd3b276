// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "base/files.h"
#include "base/nearest.h"

#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <functional>
#include <vector>

namespace solver {

using namespace Qt::StringLiterals;
using Action = Options::Action;

namespace {

constexpr qint64 programLimit = 512 * 1024;

tl::unexpected<Error> wrong(const QString &sentence, const QString &nextStep = u"See kaggle-solver --help."_s)
{
    return tl::unexpected(
        Error{.kind = Error::Kind::Usage, .message = sentence, .code = u"usage"_s, .nextStep = nextStep});
}

enum class Takes { Nothing, One, Several };

struct Spec {
    QString name;   ///< without the dashes
    QString letter; ///< short form; may be empty
    Takes takes;
    bool fromEnvironment; ///< KCS_NAME counts too
    std::function<Result<>(Options &, const QString &)> apply;
};

auto text(QString Options::*member)
{
    return [member](Options &options, const QString &value) -> Result<> {
        options.*member = value;
        return {};
    };
}

auto flag(bool Options::*member)
{
    return [member](Options &options, const QString &) -> Result<> {
        options.*member = true;
        return {};
    };
}

auto oneOf(QString Options::*member, const QStringList &allowed)
{
    return [member, allowed](Options &options, const QString &value) -> Result<> {
        if (!allowed.contains(value))
            return wrong(u"\"%1\" is none of %2."_s.arg(value, allowed.join(u", "_s)));
        options.*member = value;
        return {};
    };
}

/// Adds the names of a comma list to an override: a text while there is one, else a list.
auto columnNames(const char *key)
{
    return [key](Options &options, const QString &value) -> Result<> {
        nlohmann::json names = options.overrides.value(key, nlohmann::json::array());
        if (names.is_string())
            names = nlohmann::json::array({names});
        for (const QString &name : value.split(u',', Qt::SkipEmptyParts))
            names.push_back(toStd(name.trimmed()));
        if (names.empty())
            return wrong(u"No column is named."_s);
        options.overrides[key] = names.size() == 1 ? names[0] : names;
        return {};
    };
}

Result<> addProgram(Options &options, const QString &value)
{
    const QFileInfo info(value);
    if (!info.isFile() || !info.isReadable())
        return wrong(u"The program %1 cannot be read."_s.arg(value), u"Check the path and its rights."_s);
    if (info.size() > programLimit)
        return wrong(u"The program %1 is larger than 512 KiB."_s.arg(value), u"Give one Python script."_s);
    options.programs << info.absoluteFilePath();
    return {};
}

Result<> setTimeLimit(Options &options, const QString &value)
{
    const Result<std::chrono::seconds> limit = parseDuration(value);
    if (!limit)
        return tl::unexpected(limit.error());
    if (limit->count() < 1 || limit->count() > 30LL * 24 * 3600)
        return wrong(u"A time limit lies between 1 second and 30 days."_s);
    options.timeLimit = int(limit->count());
    return {};
}

Result<> setColor(Options &options, const QString &value)
{
    static const QStringList words{u"auto"_s, u"always"_s, u"never"_s};
    const auto at = words.indexOf(value);
    if (at < 0)
        return wrong(u"\"%1\" is none of %2."_s.arg(value, words.join(u", "_s)));
    options.color = Options::Color(at);
    return {};
}

auto number(quint64 lowest, quint64 highest, const std::function<void(Options &, quint64)> &store)
{
    return [=](Options &options, const QString &value) -> Result<> {
        bool isNumber = false;
        const quint64 parsed = value.toULongLong(&isNumber);
        if (!isNumber || parsed < lowest || parsed > highest)
            return wrong(u"\"%1\" is no whole number from %2 to %3."_s.arg(value).arg(lowest).arg(highest));
        store(options, parsed);
        return {};
    };
}

/// What the program is to do; two different wishes exclude each other.
auto act(Action action, const std::function<void(Options &, const QString &)> &store = {})
{
    return [=](Options &options, const QString &value) -> Result<> {
        if (options.action != Action::None && options.action != action)
            return wrong(u"--url, --list, --check and --validate cannot be used together."_s);
        options.action = action;
        if (store)
            store(options, value);
        return {};
    };
}

const std::vector<Spec> &specs()
{
    using enum Takes;
    static const std::vector<Spec> all{
        {u"url"_s, {}, Several, false, act(Action::Solve, [](Options &o, const QString &v) { o.urls << v; })},
        {u"urls-from"_s, {}, One, false, act(Action::Solve, [](Options &o, const QString &v) { o.urlFiles << v; })},
        {u"resume"_s, {}, Nothing, false, act(Action::Solve, [](Options &o, const QString &) { o.resume = true; })},
        {u"list"_s, {}, Nothing, false, act(Action::List)},
        {u"check"_s, {}, Nothing, false, act(Action::Check)},
        {u"validate"_s, {}, One, false, act(Action::Validate, [](Options &o, const QString &v) { o.file = v; })},
        {u"serve"_s,
         {},
         Nothing,
         false,
         [](Options &, const QString &) -> Result<> {
             return wrong(u"--serve is not part of version %1."_s.arg(versionText()),
                          u"Use --url, --list or --check."_s);
         }},
        {u"out"_s, u"o"_s, One, true, text(&Options::out)},
        {u"format"_s, {}, One, true, text(&Options::format)},
        {u"null"_s, u"0"_s, Nothing, false, flag(&Options::nul)},
        {u"json"_s, {}, Nothing, false, flag(&Options::json)},
        {u"quiet"_s, u"q"_s, Nothing, false, flag(&Options::quiet)},
        {u"verbose"_s, u"v"_s, Nothing, false,
         [](Options &o, const QString &) -> Result<> {
             o.verbose = std::min(2, o.verbose + 1);
             return {};
         }},
        {u"color"_s, {}, One, true, setColor},
        {u"preset"_s, {}, One, true, oneOf(&Options::preset, {u"quick"_s, u"standard"_s, u"deep"_s})},
        {u"time-limit"_s, {}, One, true, setTimeLimit},
        {u"seed"_s, {}, One, true, number(0, (1ULL << 32) - 1, [](Options &o, quint64 v) { o.seed = v; })},
        {u"jobs"_s, {}, One, true, number(1, 50, [](Options &o, quint64 v) { o.jobs = int(v); })},
        {u"metric"_s,
         {},
         One,
         true,
         [](Options &o, const QString &v) -> Result<> {
             o.overrides["metric"] = toStd(v.trimmed());
             return {};
         }},
        {u"direction"_s,
         {},
         One,
         true,
         [](Options &o, const QString &v) -> Result<> {
             if (v != u"maximize"_s && v != u"minimize"_s)
                 return wrong(u"\"%1\" is neither maximize nor minimize."_s.arg(v));
             o.overrides["direction"] = toStd(v);
             return {};
         }},
        {u"target"_s, {}, One, true, columnNames("target")},
        {u"id"_s, {}, One, true, columnNames("id")},
        {u"program"_s, {}, One, true, addProgram},
        {u"wait-needs"_s,
         {},
         One,
         true,
         [](Options &o, const QString &v) -> Result<> {
             return parseDuration(v).map([&o](std::chrono::seconds wait) { o.waitNeeds = wait; });
         }},
        {u"token-file"_s, {}, One, true, text(&Options::tokenFile)},
        {u"submit"_s, {}, Nothing, false, flag(&Options::submit)},
        {u"submit-message"_s, {}, One, false, text(&Options::submitMessage)},
        {u"files"_s,
         {},
         One,
         true,
         [](Options &o, const QString &v) -> Result<> {
             if (v != u"all"_s && v != u"tables"_s)
                 return wrong(u"\"%1\" is neither all nor tables."_s.arg(v));
             o.tablesOnly = v == u"tables"_s;
             return {};
         }},
        {u"data-dir"_s, {}, One, true, text(&Options::dataDir)},
        {u"log-file"_s, {}, One, true, text(&Options::logFile)},
        {u"status"_s,
         {},
         One,
         false,
         oneOf(&Options::status,
               {u"pending"_s, u"processing"_s, u"completed"_s, u"failed"_s, u"cancelled"_s, u"paused"_s})},
        {u"sample"_s, {}, One, false, text(&Options::sample)},
        {u"contract"_s, {}, One, false, text(&Options::contract)},
        {u"help"_s, u"h"_s, Nothing, false, act(Action::Help)},
        {u"version"_s, {}, Nothing, false, act(Action::Version)},
    };
    return all;
}

tl::unexpected<Error> unknown(const QString &word)
{
    if (!word.startsWith(u'-'))
        return wrong(u"\"%1\" is no option."_s.arg(word),
                     u"Competitions come after --url: kaggle-solver --url %1"_s.arg(word));
    const QString name = word.section(u'=', 0, 0);
    const auto nearest = std::ranges::min_element(
        specs(), {}, [&name](const Spec &spec) { return editDistance(u"--"_s + spec.name, name); });
    const QString next = editDistance(u"--"_s + nearest->name, name) <= 3 ? u"Did you mean --%1?"_s.arg(nearest->name)
                                                                          : u"See kaggle-solver --help."_s;
    return wrong(u"There is no option %1."_s.arg(name), next);
}

const Spec *find(const QString &word)
{
    const auto found = std::ranges::find_if(specs(), [&word](const Spec &spec) {
        return word == u"--"_s + spec.name || (!spec.letter.isEmpty() && word == u"-"_s + spec.letter);
    });
    return found == specs().end() ? nullptr : &*found;
}

/// `-` alone is a value: standard input.
bool isOption(const QString &word)
{
    return word.size() > 1 && word.startsWith(u'-');
}

/// \param given gets the names of the options that are there
Result<> readArguments(Options &options, const QStringList &arguments, QSet<QString> &given)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString word = arguments[i];
        std::optional<QString> value;
        static const QRegularExpression letters(u"^-v+$"_s);
        if (letters.match(word).hasMatch()) {
            options.verbose = int(std::min<qsizetype>(2, options.verbose + word.size() - 1));
            continue;
        }
        if (const qsizetype equals = word.indexOf(u'='); word.startsWith(u"--"_s) && equals > 0) {
            value = word.sliced(equals + 1);
            word.truncate(equals);
        }
        const Spec *spec = find(word);
        if (!spec)
            return unknown(word);
        given << spec->name;
        QStringList values;
        if (spec->takes == Takes::Nothing && value)
            return wrong(u"%1 takes no value."_s.arg(word));
        if (spec->takes == Takes::Nothing)
            values << QString();
        else if (value)
            values << *value;
        else if (spec->takes == Takes::One && i + 1 < arguments.size() && !arguments[i + 1].startsWith(u"--"_s))
            values << arguments[++i];
        else if (spec->takes == Takes::Several)
            while (i + 1 < arguments.size() && !isOption(arguments[i + 1]))
                values << arguments[++i];
        if (values.isEmpty() || (spec->takes != Takes::Nothing && values.contains(QString())))
            return wrong(u"%1 needs a value."_s.arg(word));
        for (const QString &each : values) {
            if (Result<> applied = spec->apply(options, each); !applied) {
                applied.error().message.prepend(word + u": "_s);
                return applied;
            }
        }
    }
    return {};
}

/// An option of the command line replaces its variable, also where it may be repeated.
Result<> readEnvironment(Options &options, const QProcessEnvironment &environment, const QSet<QString> &given)
{
    for (const Spec &spec : specs()) {
        const QString variable = u"KCS_"_s + QString(spec.name).replace(u'-', u'_').toUpper();
        const QString value = environment.value(variable);
        if (!spec.fromEnvironment || value.isEmpty() || given.contains(spec.name))
            continue;
        if (Result<> applied = spec.apply(options, value); !applied) {
            applied.error().message.prepend(variable + u": "_s);
            return applied;
        }
    }
    return {};
}

Result<> checkTogether(const Options &options)
{
    if (options.json && (!options.format.isEmpty() || options.nul))
        return wrong(u"--json has a form of its own; --format and -0 cannot change it."_s);
    if (options.action == Action::Validate && options.sample.isEmpty())
        return wrong(u"--validate needs --sample, the competition's sample submission."_s);
    if (options.action != Action::Validate && !(options.sample.isEmpty() && options.contract.isEmpty()))
        return wrong(u"--sample and --contract belong to --validate."_s);
    if (!options.submitMessage.isEmpty() && !options.submit)
        return wrong(u"--submit-message belongs to --submit."_s);
    if (options.submit && options.action != Action::Solve)
        return wrong(u"--submit belongs to --url."_s);
    if (options.action != Action::List && !options.status.isEmpty())
        return wrong(u"--status belongs to --list."_s);
    QHash<QString, QString> empty;
    for (const QString &field : formatFields())
        empty.insert(field, QString());
    return fillFormat(options.format, empty).map([](const QString &) {});
}

} // namespace

Result<Options> parseCommandLine(const QStringList &arguments, const QProcessEnvironment &environment)
{
    Options options;
    for (const auto &[words, action] : {std::pair{QStringList{u"--help"_s, u"-h"_s}, Action::Help},
                                        std::pair{QStringList{u"--version"_s}, Action::Version}}) {
        if (std::ranges::any_of(words, [&](const QString &word) { return arguments.contains(word); })) {
            options.action = action;
            return options;
        }
    }
    QSet<QString> given;
    if (const Result<> read = readArguments(options, arguments, given); !read)
        return tl::unexpected(read.error());
    if (const Result<> read = readEnvironment(options, environment, given); !read)
        return tl::unexpected(read.error());
    if (const Result<> fits = checkTogether(options); !fits)
        return tl::unexpected(fits.error());
    return options;
}

Result<std::chrono::seconds> parseDuration(const QString &text)
{
    static const QRegularExpression grammar(u"^(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,7})m)?(?:(\\d{1,8})s?)?$"_s);
    const auto match = grammar.match(text.trimmed());
    if (text.trimmed().isEmpty() || !match.hasMatch())
        return wrong(u"\"%1\" is no duration."_s.arg(text), u"Write 90s, 15m, 2h or 1h30m."_s);
    const auto part = [&match](int group) { return match.captured(group).toLongLong(); };
    return std::chrono::seconds(((part(1) * 24 + part(2)) * 60 + part(3)) * 60 + part(4));
}

QStringList formatFields()
{
    return {u"slug"_s,   u"title"_s,  u"score"_s, u"standard_error"_s, u"metric"_s, u"direction"_s, u"origin"_s,
            u"status"_s, u"job_id"_s, u"url"_s,   u"path"_s,           u"seconds"_s};
}

Result<QString> fillFormat(const QString &format, const QHash<QString, QString> &fields)
{
    static const QHash<QChar, QChar> escapes{{u't', u'\t'}, {u'n', u'\n'}, {u'\\', u'\\'}};
    QString filled;
    for (qsizetype i = 0; i < format.size(); ++i) {
        const qsizetype end = format[i] == u'{' ? format.indexOf(u'}', i) : -1;
        if (end > i) {
            const QString name = format.sliced(i + 1, end - i - 1);
            if (!fields.contains(name))
                return wrong(u"--format knows no field {%1}."_s.arg(name),
                             u"The fields: %1."_s.arg(formatFields().join(u", "_s)));
            filled += fields[name];
            i = end;
        } else if (format[i] == u'\\' && i + 1 < format.size() && escapes.contains(format[i + 1])) {
            filled += escapes[format[++i]];
        } else {
            filled += format[i];
        }
    }
    return filled;
}

QString versionText()
{
    return u"" SOLVER_VERSION ""_s;
}

QString helpText()
{
    return uR"(Examples:
  kaggle-solver --url demo                       solve the bundled competition
  kaggle-solver --url ~/data/churn --out results train, test, sample in a folder
  kaggle-solver --urls-from list.txt --json      many at once, with JSON lines

What to do:
  --url WORD…           demo, a folder, file://… or a Kaggle address; repeatable
  --urls-from FILE|-    one a line; '#' comments; or CSV with a column url
  --resume              go on with all unfinished jobs of the data folder
  --list [--status S]   the history as a table (or --json)
  --check               is everything there? (or --json)
  --validate FILE --sample FILE [--contract FILE]
                        check a submission; repairs go to NAME.repaired.csv

How to solve:
  --preset P            quick, standard (default) or deep: how much time
  --time-limit T        of a job: 90s, 15m, 2h, 1h30m
  --program FILE.py     your own script, scored like the built-in; repeatable
  --metric M            the competition's metric, when its pages do not tell
  --direction D         maximize or minimize
  --target COLUMN       what to predict; repeatable, or a comma list
  --id COLUMN           what names a row of the submission; likewise
  --seed N              of everything that is random; default 0
  --jobs N              jobs at once, 1 to 50

Kaggle (an account is found where Kaggle's own tools keep it):
  --token-file FILE     a token, or lines NAME=value with Kaggle's names
  --submit              send each result to Kaggle and wait for its score
  --submit-message TEXT what stands beside it there; default: origin and score
  --files all|tables    all of the data (default), or tables and small files

Results (standard output carries nothing else):
  -o, --out DIR         copy submission, report and code to DIR/NAME/
  --format TEXT         for example '{slug}\t{score}\t{path}'; default: the path
  -0, --null            end results with NUL
  --json                one JSON object an event
Messages (standard error):
  -q, --quiet           errors only
  -v, -vv               stages; commands too
  --color WHEN          auto, always or never; NO_COLOR counts too
  --log-file FILE       the log, instead of the one in the data folder

Other:
  --data-dir DIR        everything of this program in one folder
  --wait-needs T        how long to wait for what is missing: rules, an account,
                        the engine; default 15m; without a terminal 0 for what a
                        person must do, 2m for the engine, 15m for Kaggle
  -h, --help            this text
  --version             the version

Most options can be given as variables too: KCS_OUT, KCS_DATA_DIR, KCS_JOBS …

Exit codes:
  0   every job has a valid submission; the file is valid (also after repair)
  1   some job failed, or was not scored with --submit; the file is invalid
  2   wrong usage; the file cannot be read
  3   something needed is missing: container engine, account
  130 interrupted (Ctrl+C)      143 terminated
)"_s;
}

} // namespace solver
