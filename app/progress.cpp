// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress.h"

#include "base/files.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace solver {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto redrawEvery = 100ms;
constexpr auto plainEvery = 10s; ///< and job
constexpr const char *red = "31";
constexpr const char *green = "32";
constexpr const char *yellow = "33";
constexpr const char *blue = "34";

bool isPlainTerminal()
{
    return !::isatty(STDERR_FILENO) || qgetenv("TERM") == "dumb";
}

struct Size {
    int rows = 24;
    int columns = 80;
};

Size terminalSize()
{
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        return {.rows = size.ws_row, .columns = size.ws_col};
    return {};
}

QString elapsed(Clock::Instant from, Clock::Instant to)
{
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(to - from).count();
    return u"%1:%2"_s.arg(whole / 60).arg(qlonglong(whole % 60), 2, 10, QLatin1Char('0'));
}

/// A bar of the stages that are behind it.
QString bar(const QString &stage)
{
    static const QStringList stages{u"preflight"_s, u"acquire"_s, u"prepare"_s, u"brief"_s, u"baseline"_s, u"finish"_s};
    const qsizetype done = std::max<qsizetype>(0, stages.indexOf(stage));
    return u"["_s + QString(done, u'#') + QString(stages.size() - done, u'.') + u"]"_s;
}

/// Only printable characters reach the terminal: names and messages come from files of strangers.
QString printable(QString text)
{
    for (QChar &c : text) {
        if (!c.isPrint() && !c.isSurrogate())
            c = u' ';
    }
    return text;
}

QString fitted(const QString &text, int width)
{
    return text.size() <= width ? text : text.left(std::max(0, width - 1)) + u"…"_s;
}

} // namespace

QString numberText(const nlohmann::json &data, const char *key)
{
    const auto found = data.find(key);
    return found != data.end() && found->is_number() ? QString::number(found->get<double>(), 'g', 6) : QString();
}

QString scoreText(const nlohmann::json &data)
{
    QString text = numberText(data, "score");
    if (text.isEmpty())
        return {};
    if (const QString spread = numberText(data, "standard_error"); !spread.isEmpty() && spread != u"0"_s)
        text += u" ± %1"_s.arg(QString::number(data["standard_error"].get<double>(), 'g', 2));
    if (const QString metric = textOf(data, "metric"); !metric.isEmpty())
        text += u" "_s + metric;
    if (data.value("self_reported", false))
        text += u" (self-reported)"_s;
    return text;
}

bool Progress::isLive(const Options &options)
{
    return !options.quiet && options.verbose == 0 && !isPlainTerminal();
}

Progress::Progress(const Options &options, const Clock &clock)
    : m_quiet(options.quiet), m_live(isLive(options)),
      m_colored(
          options.color == Options::Color::Always ||
          (options.color == Options::Color::Auto && !isPlainTerminal() && qEnvironmentVariableIsEmpty("NO_COLOR"))),
      m_clock(clock), m_begun(clock.now())
{
}

void Progress::add(const QString &job, const QString &name)
{
    if (!m_lines.contains(job))
        m_order << job;
    Line line;
    line.name = printable(name);
    line.since = m_clock.now();
    m_lines[job] = line;
    m_changed = true;
}

void Progress::take(const JobEvent &event)
{
    const auto found = m_lines.find(event.job);
    if (found == m_lines.end())
        return;
    Line &line = *found;
    m_changed = true;
    if (event.event == u"finished"_s) {
        finish(event.job, event.data);
        return;
    }
    if (event.event == u"needs"_s) {
        line.state = u"needs you"_s;
        line.message = textOf(event.data, "message");
        line.pending.clear();
        if (!m_live)
            note(u"%1: %2 %3"_s.arg(line.name, line.message, textOf(event.data, "next_step")).trimmed());
        return;
    }
    if (event.event == u"stage"_s && textOf(event.data, "state") == u"started"_s) {
        line.state = u"processing"_s;
        line.stage = textOf(event.data, "stage");
        line.message.clear();
        line.since = m_clock.now();
        line.pending = u"%1: %2"_s.arg(line.name, line.stage);
    } else if (event.event == u"progress"_s || event.event == u"submission"_s) {
        line.message = textOf(event.data, event.event == u"progress"_s ? "message" : "sentence");
        line.pending = u"%1: %2: %3"_s.arg(line.name, line.stage, line.message);
    } else if (event.event == u"attempt"_s && event.data.value("best", false)) {
        line.score = scoreText(event.data);
    }
}

void Progress::finish(const QString &job, const nlohmann::json &data)
{
    const Line line = m_lines.take(job);
    m_order.removeOne(job);
    const QString status = textOf(data, "status");
    if (status == u"completed"_s) {
        ++m_completed;
        const QString score = scoreText(data);
        note(u"%1 %2: %3, %4, %5 s"_s.arg(colored(status, green), line.name,
                                          score.isEmpty() ? u"no sealed score"_s : score, textOf(data, "origin"),
                                          QString::number(data.value("seconds", 0.0), 'f', 1)));
        if (const auto submission = data.find("submission"); submission != data.end())
            note(u"  Kaggle: %1"_s.arg(textOf(*submission, "sentence")));
        for (const nlohmann::json &warning : data.value("warnings", nlohmann::json::array()))
            note(u"  %1 %2"_s.arg(colored(u"warning:"_s, yellow),
                                  warning.is_string() ? toQt(warning) : QString::fromUtf8(dump(warning))));
        return;
    }
    ++m_failed;
    const nlohmann::json why = data.value("error", nlohmann::json::object());
    error({.message = textOf(why, "message"), .nextStep = textOf(why, "next_step")}, line.name);
}

void Progress::tick()
{
    const Clock::Instant now = m_clock.now();
    if (m_quiet)
        return;
    if (m_live) {
        if (now - m_lastDraw >= (m_changed ? redrawEvery : 1s))
            draw();
        return;
    }
    for (const QString &job : std::as_const(m_order)) {
        Line &line = m_lines[job];
        if (line.pending.isEmpty() || (line.printed && now - line.lastPrint < plainEvery))
            continue;
        print(std::exchange(line.pending, {}));
        line.printed = true;
        line.lastPrint = now;
    }
}

void Progress::draw()
{
    const Size size = terminalSize();
    QStringList rows;
    // Those that run first: they are what a person looks for.
    QStringList order = m_order;
    std::ranges::stable_partition(order, [this](const QString &job) { return m_lines[job].state != u"pending"_s; });
    const qsizetype room = std::max(1, size.rows - 3);
    const qsizetype shown = order.size() <= room ? order.size() : room - 1;
    for (const QString &job : order.first(shown))
        rows << fitted(lineOf(m_lines[job]), size.columns - 1);
    if (shown < order.size())
        rows << u"… and %1 more"_s.arg(order.size() - shown);
    if (!rows.isEmpty())
        rows << fitted(totalLine(), size.columns - 1);
    clear();
    QString text;
    for (const QString &row : rows) {
        QString painted = row;
        for (const auto &[word, code] : {std::pair{u"processing"_s, blue}, std::pair{u"needs you"_s, yellow}}) {
            if (row.startsWith(word))
                painted.replace(0, word.size(), colored(word, code));
        }
        text += painted + u'\n';
    }
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
    m_drawn = int(rows.size());
    m_changed = false;
    m_lastDraw = m_clock.now();
}

void Progress::clear()
{
    if (m_drawn > 0)
        std::fprintf(stderr, "\033[%dA\r\033[J", m_drawn);
    m_drawn = 0;
    m_changed = true;
}

QString Progress::lineOf(const Line &line) const
{
    QString text = u"%1 %2 %3 %4"_s.arg(line.state, -10).arg(bar(line.stage), line.name, line.stage);
    if (!line.message.isEmpty())
        text += u": "_s + printable(line.message);
    if (!line.score.isEmpty())
        text += u"  "_s + line.score;
    if (line.state == u"processing"_s)
        text += u"  "_s + elapsed(line.since, m_clock.now());
    return text;
}

QString Progress::totalLine() const
{
    const auto count = [this](const QString &state) {
        return std::ranges::count_if(m_order, [&](const QString &job) { return m_lines[job].state == state; });
    };
    return u"%1 processing, %2 pending, %3 completed, %4 failed, %5"_s.arg(count(u"processing"_s))
        .arg(m_order.size() - count(u"processing"_s))
        .arg(m_completed)
        .arg(m_failed)
        .arg(elapsed(m_begun, m_clock.now()));
}

QString Progress::colored(const QString &text, const char *code) const
{
    return m_colored ? u"\033[%1m%2\033[0m"_s.arg(QLatin1StringView(code), text) : text;
}

void Progress::print(const QString &text)
{
    clear();
    std::fprintf(stderr, "%s\n", text.toUtf8().constData());
}

void Progress::note(const QString &sentence)
{
    if (!m_quiet)
        print(sentence);
}

void Progress::error(const Error &error, const QString &name)
{
    QString text = name.isEmpty() ? error.message : u"%1: %2"_s.arg(name, error.message);
    if (!error.nextStep.isEmpty())
        text += u" "_s + error.nextStep;
    print(colored(u"error:"_s, red) + u" "_s + printable(text));
}

} // namespace solver
